"""What stands between a draft and a letter: each problem with its place and how to mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    BLOCKS = "blocks"
    CONSIDER = "consider"


class Code(StrEnum):
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_DEMAND = "unknown_demand"
    UNKNOWN_ANCHOR = "unknown_anchor"
    UNKNOWN_CLAIM = "unknown_claim"
    CLAIM_LATER = "claim_later"
    CLAIM_RETRACTED = "claim_retracted"
    CLAIM_SUPERSEDED = "claim_superseded"
    CLAIM_UNSOURCED = "claim_unsourced"
    DISPUTE_NOT_SHOWN = "dispute_not_shown"
    SOURCES_LATER = "sources_later"
    SOURCES_UNCHECKED = "sources_unchecked"
    ANCHOR_AHEAD = "anchor_ahead"
    NO_TERM = "no_term"
    TERM_UNCONFIRMED = "term_unconfirmed"
    NO_ADDRESS = "no_address"
    NO_SALUTATION = "no_salutation"
    NO_ADDRESSEE = "no_addressee"
    NO_SIGNATORY = "no_signatory"
    TOO_MANY_SIGNATORIES = "too_many_signatories"
    NO_DEMAND = "no_demand"
    DEMAND_NOT_ASKED = "demand_not_asked"
    NO_TEXT = "no_text"
    EMPTY_SECTION = "empty_section"
    MISSING_SECTION = "missing_section"
    PLACEHOLDER = "placeholder"
    QUOTE_NOT_SEALED = "quote_not_sealed"
    LEFTOVER_MARKUP = "leftover_markup"
    MIXED_VOICE = "mixed_voice"
    UNBALANCED_QUOTES = "unbalanced_quotes"
    UNBALANCED_BRACKETS = "unbalanced_brackets"
    ODD_CHARACTERS = "odd_characters"
    MISSING_GLYPH = "missing_glyph"
    CANNOT_PRINT = "cannot_print"
    UNSOURCED_FIGURE = "unsourced_figure"
    UNSOURCED_FACT = "unsourced_fact"
    FIGURES_DISAGREE = "figures_disagree"
    DAY_COUNT_DISAGREES = "day_count_disagrees"
    AMBIGUOUS_LAW = "ambiguous_law"
    ACTING_OR_ELECT = "acting_or_elect"
    NO_CHANNEL = "no_channel"
    CANNOT_GRANT = "cannot_grant"
    DEMAND_LEFT_OUT = "demand_left_out"
    TOO_MANY_PAGES = "too_many_pages"
    LONELY_SIGNATURE = "lonely_signature"
    ADDRESS_OUTSIDE_WINDOW = "address_outside_window"
    COARSE_IMAGE = "coarse_image"
    LONG_SENTENCE = "long_sentence"
    READING_LEVEL = "reading_level"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a line (``block``: its id), in which every atom counts as one character."""

    block: str
    start: int
    end: int


class Mending(StrEnum):
    """What a quick fix does: cite a claim, mark as opinion, put other words, or lead to a page."""

    CITE = "cite"
    OPINION = "opinion"
    REPLACE = "replace"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class QuickFix:
    """One way to mend a problem with a button. ``value``: claim's slug, replacing Markdown, or what to open."""

    kind: Mending
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """``section`` and ``block`` are ids in the tree, empty when the problem is not in the text.

    ``copy`` names the copy it concerns, empty when it concerns the letter as such.
    """

    code: Code
    message: str  # "Missing: recipient’s district"
    mend: str  # "Add the district to the official’s record, or make the words optional."
    severity: Severity = Severity.BLOCKS
    section: str = ""
    block: str = ""
    copy: str = ""
    excerpt: str = ""  # the words it is about
    span: Span | None = None
    quick: tuple[QuickFix, ...] = ()
    claim: str = ""  # the cited claim it is about, with its revision: "road-closed@2"

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS

    @property
    def digest(self) -> str:
        """Names the problem in a recorded reason: 32 hex digits of its code and the words it is about.

        It stays when the words move to another place, and changes with any change of the words.
        """
        about = " ".join((self.excerpt or f"{self.copy} {self.message}").split())
        about = f"{self.claim}\n{about}" if self.claim else about
        return hashlib.sha256(f"{self.code}\n{about}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a copy cannot be composed: every problem, those to consider too, in reading order."""

    found: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class VariantSeen:
    """How many of the copies show the words of one variant."""

    section: str
    block: str
    rule: str
    words: str  # its first words
    seen_by: int
    copies: int


@dataclass(frozen=True, slots=True)
class Waived:
    """A problem that an approver let stand, with the reason on record."""

    problem: Problem
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The problems of all copies: those of every copy once in ``shared``, the rest by copy key."""

    shared: tuple[Problem, ...]
    by_copy: dict[str, tuple[Problem, ...]]
    copies: int
    variants: tuple[VariantSeen, ...] = ()
    waived: tuple[Waived, ...] = ()

    def with_all(self, change: Callable[[tuple[Problem, ...]], tuple[Problem, ...]]) -> Report:
        """The report with every list of problems changed."""
        by_copy = {copy: change(found) for copy, found in self.by_copy.items()}
        return replace(self, shared=change(self.shared), by_copy=by_copy)

    def with_shared(self, more: Iterable[Problem]) -> Report:
        """The report with more problems of every copy, blocking ones first."""
        found = sorted((*self.shared, *more), key=lambda problem: not problem.blocks)
        return replace(self, shared=tuple(found))

    @property
    def blocking(self) -> int:
        """How many problems block, each shared one counted once."""
        return sum(problem.blocks for problem in self.all())

    @property
    def to_consider(self) -> int:
        return sum(not problem.blocks for problem in self.all())

    def all(self) -> tuple[Problem, ...]:
        """Every problem: shared ones first, then copy by copy."""
        return (*self.shared, *(problem for found in self.by_copy.values() for problem in found))


def report(found: Iterable[tuple[str, tuple[Problem, ...]]], everywhere: tuple[Problem, ...] = ()) -> Report:
    """Groups (copy key, problems) pairs, one for each copy. ``everywhere`` are known to be of every copy."""
    by_copy = {copy: tuple(dict.fromkeys(replace(each, copy="") for each in some)) for copy, some in found}
    counts: dict[Problem, int] = {}
    for problems in by_copy.values():
        for problem in problems:
            counts[problem] = counts.get(problem, 0) + 1
    shared = {problem for problem, count in counts.items() if count == len(by_copy)}
    own = {
        copy: tuple(replace(problem, copy=copy) for problem in problems if problem not in shared)
        for copy, problems in by_copy.items()
    }
    first = tuple(problem for problem in counts if problem in shared)
    everywhere = everywhere if by_copy else ()
    own = {copy: problems for copy, problems in own.items() if problems}
    return Report((*first, *everywhere), own, len(by_copy))
