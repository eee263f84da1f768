"""What stands between a draft and a letter: each problem with its place and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
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
    LEFTOVER_MARKUP = "leftover_markup"
    MIXED_VOICE = "mixed_voice"
    UNBALANCED_QUOTES = "unbalanced_quotes"


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

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a copy cannot be composed: every problem, those to consider too, in reading order."""

    found: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The problems of all copies: those of every copy once in ``shared``, the rest by copy key."""

    shared: tuple[Problem, ...]
    by_copy: dict[str, tuple[Problem, ...]]
    copies: int

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


def report(found: Iterable[tuple[str, tuple[Problem, ...]]]) -> Report:
    """Groups (copy key, problems) pairs, one for each copy."""
    by_copy = {copy: tuple(dict.fromkeys(replace(each, copy="") for each in some)) for copy, some in found}
    counts: dict[Problem, int] = {}
    for problems in by_copy.values():
        for problem in problems:
            counts[problem] = counts.get(problem, 0) + 1
    shared = tuple(problem for problem, count in counts.items() if count == len(by_copy))
    own = {
        copy: tuple(replace(problem, copy=copy) for problem in problems if problem not in set(shared))
        for copy, problems in by_copy.items()
    }
    return Report(shared, {copy: problems for copy, problems in own.items() if problems}, len(by_copy))
