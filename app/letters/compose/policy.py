"""Which checks block a letter, which advise, and which are off: a setting of the organisation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from app.letters.compose.problems import Code, Problem, Severity, Waived


class Level(StrEnum):
    """What a check does to a letter."""

    BLOCK = "block"
    ADVISE = "advise"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that an organisation may set. ``level`` is the default."""

    code: Code
    label: str
    level: Level
    group: str
    about: str = ""


_TEXT, _SOURCES, _PEOPLE, _PAPER = "Words", "Evidence and dates", "Recipients and demands", "Paper"
CHECKS = (
    Check(
        Code.UNSOURCED_FIGURE,
        "A figure or date without a source",
        Level.BLOCK,
        _SOURCES,
        "Numbers, dates, shares, money and lengths of time in a sentence that cites no claim.",
    ),
    Check(
        Code.UNSOURCED_FACT,
        "A sentence of the facts without a source",
        Level.BLOCK,
        _SOURCES,
        "Every sentence of a facts section cites a claim or is marked as opinion.",
    ),
    Check(
        Code.FIGURES_DISAGREE,
        "A figure that the cited claim does not give",
        Level.ADVISE,
        _SOURCES,
        "The letter says 100,000 and the claim it cites says 120,000.",
    ),
    Check(
        Code.DAY_COUNT_DISAGREES,
        "A typed day count that disagrees with the sum",
        Level.BLOCK,
        _SOURCES,
        "“On the 23rd day” where the campaign’s rule gives the 24th.",
    ),
    Check(Code.ACTING_OR_ELECT, "A recipient who is acting or not sworn in yet", Level.ADVISE, _PEOPLE),
    Check(Code.TERM_UNCONFIRMED, "An office that nobody has confirmed", Level.ADVISE, _PEOPLE),
    Check(
        Code.NO_CHANNEL,
        "A recipient who cannot be reached",
        Level.ADVISE,
        _PEOPLE,
        "No postal address, email address, fax number or web form on file that works.",
    ),
    Check(Code.CANNOT_GRANT, "An ask to someone whose office cannot grant it", Level.ADVISE, _PEOPLE),
    Check(Code.DEMAND_NOT_ASKED, "A demand chosen for the letter and not asked for", Level.ADVISE, _PEOPLE),
    Check(Code.DEMAND_LEFT_OUT, "A demand of the campaign that the letter leaves out", Level.ADVISE, _PEOPLE),
    Check(Code.PLACEHOLDER, "A placeholder left in", Level.BLOCK, _TEXT, "“[NAME]”, “TBD”, “____”."),
    Check(Code.LEFTOVER_MARKUP, "A field or mark with a slip in it", Level.ADVISE, _TEXT),
    Check(Code.MIXED_VOICE, "Mixed “I” and “we”", Level.ADVISE, _TEXT),
    Check(
        Code.AMBIGUOUS_LAW,
        "A law that can be read in two ways",
        Level.ADVISE,
        _TEXT,
        "“Magnitsky Act” is the law of 2012 or the Global one; “Section 907” needs its Act once.",
    ),
    Check(Code.UNBALANCED_QUOTES, "Quotation marks that do not close", Level.ADVISE, _TEXT),
    Check(Code.UNBALANCED_BRACKETS, "Brackets that do not close", Level.ADVISE, _TEXT),
    Check(Code.ODD_CHARACTERS, "Hidden spaces and odd characters", Level.ADVISE, _TEXT),
    Check(Code.LONG_SENTENCE, "A sentence of more than 60 words", Level.ADVISE, _TEXT),
    Check(Code.READING_LEVEL, "Text that is hard to read", Level.ADVISE, _TEXT),
    Check(
        Code.TOO_MANY_PAGES,
        "More pages than the limit",
        Level.ADVISE,
        _PAPER,
        "Counted when the page is drawn.",
    ),
    Check(
        Code.LONELY_SIGNATURE,
        "Signatures alone on a page",
        Level.ADVISE,
        _PAPER,
        "Seen when the page is drawn.",
    ),
    Check(
        Code.ADDRESS_OUTSIDE_WINDOW,
        "An address that does not show in the envelope’s window",
        Level.ADVISE,
        _PAPER,
        "Seven lines or more. Print an envelope face or a label for it.",
    ),
    Check(
        Code.COARSE_IMAGE,
        "A crest or signature too coarse for print",
        Level.ADVISE,
        _PAPER,
        "Fewer than 200 dots per inch at its size on paper.",
    ),
)
BY_CODE = MappingProxyType({check.code: check for check in CHECKS})
DEFAULTS: Mapping[Code, Level] = MappingProxyType({check.code: check.level for check in CHECKS})
"""Every other problem follows from what always holds, so nobody can switch it off."""

PAGE_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Policy:
    """The levels that differ from the defaults, the page limit, and the reasons on record (by digest)."""

    levels: Mapping[Code, Level] = field(default_factory=lambda: MappingProxyType({}))
    page_limit: int = PAGE_LIMIT
    waivers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def level(self, code: Code) -> Level | None:
        """The level of a check that can be set; None for one that is always as severe as it says."""
        return self.levels.get(code, DEFAULTS[code]) if code in DEFAULTS else None


DEFAULT = Policy()
WAIVABLE = frozenset(
    {
        Code.UNSOURCED_FIGURE,
        Code.UNSOURCED_FACT,
        Code.FIGURES_DISAGREE,
        Code.DAY_COUNT_DISAGREES,
        Code.CLAIM_LATER,
        Code.CLAIM_RETRACTED,
        Code.CLAIM_SUPERSEDED,
        Code.CLAIM_UNSOURCED,
        Code.DISPUTE_NOT_SHOWN,
        Code.SOURCES_LATER,
    }
)
"""For these an approver may record why the words stand."""


def weighed(problems: Iterable[Problem], policy: Policy) -> tuple[Problem, ...]:
    """The problems as severe as the organisation sets them, without those that are off or let stand."""
    found = (_weighed(problem, policy) for problem in problems)
    return tuple(problem for problem in found if problem is not None)


def _weighed(problem: Problem, policy: Policy) -> Problem | None:
    level = policy.level(problem.code)
    if level is Level.OFF or (policy.waivers and _reason(problem, policy)):
        return None
    if level is None:
        return problem
    severity = Severity.BLOCKS if level is Level.BLOCK else Severity.CONSIDER
    return problem if problem.severity is severity else replace(problem, severity=severity)


def waived(problems: Iterable[Problem], policy: Policy) -> tuple[Waived, ...]:
    """The problems that somebody let stand, each once."""
    if not policy.waivers:
        return ()
    known = {problem.digest: problem for problem in problems if _reason(problem, policy)}
    return tuple(Waived(problem, policy.waivers[digest]) for digest, problem in known.items())


def _reason(problem: Problem, policy: Policy) -> str:
    return policy.waivers.get(problem.digest, "") if problem.code in WAIVABLE else ""
