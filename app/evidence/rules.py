"""What a claim is, which states it may take, and what makes it fit to keep. Pure.

A claim is a statement of fact with sources. Its words live in revisions; a letter pins one. Its state says
whether it may be cited today; a dispute noted beside it makes it *disputed*, which is no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.evidence.dates import UNKNOWN, PartialDate

__all__ = [
    "UNKNOWN", "Caution", "ClaimDraft", "ClaimEventKind", "ClaimFact", "ClaimState", "Confidence",
    "ImportState", "PartialDate", "SourceDraft", "SourceFact", "SourceKind", "check_move", "resting_state",
]  # fmt: skip

MAX_SLUG = 80
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


class ClaimState(StrEnum):
    """Current and disputed claims may be cited (a disputed one with its dispute); the others may not."""

    CURRENT = "current"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


class Confidence(StrEnum):
    """High: official, or several independent sources agree. Medium: one source. Low: contested or undated."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceKind(StrEnum):
    """Who speaks in a source."""

    OFFICIAL = "official"
    COURT = "court"
    RESEARCH = "research"
    NGO = "ngo"
    PRESS = "press"
    ADVOCACY = "advocacy"
    ENCYCLOPAEDIA = "encyclopaedia"


class ClaimEventKind(StrEnum):
    """What happened to a claim."""

    ADDED = "added"
    IMPORTED = "imported"
    EDITED = "edited"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    SETTLED = "settled"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    REOPENED = "reopened"
    SOURCES = "sources"
    CHECKED = "checked"
    COPY_KEPT = "copy_kept"
    NOTE = "note"


class ImportState(StrEnum):
    """What became of a file of claims."""

    PREPARED = "prepared"
    APPLIED = "applied"
    DISCARDED = "discarded"
    UNDONE = "undone"


_LIVE = frozenset({ClaimState.CURRENT, ClaimState.DISPUTED})
_GONE = frozenset({ClaimState.SUPERSEDED, ClaimState.RETRACTED})
MOVES: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.CURRENT: frozenset({ClaimState.DISPUTED}) | _GONE,
    ClaimState.DISPUTED: frozenset({ClaimState.CURRENT}) | _GONE,
    ClaimState.SUPERSEDED: _LIVE,
    ClaimState.RETRACTED: _LIVE,
}


@dataclass(frozen=True, slots=True)
class SourceFact:
    """One source. `opposing`: it speaks for the opposing view. `copy_sha256`: the archived copy, when one is kept."""

    title: str
    publisher: str
    date: PartialDate
    url: str
    kind: SourceKind
    checked: bool
    opposing: bool
    supports: str
    copy_sha256: str | None


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """A claim as letters see it. `known_by`: from this day on it may honestly be cited; None: not on file.

    `state`, `state_reason` and `superseded_by` (a slug, or empty) are always those of today, whichever revision's
    words these are.
    """

    slug: str
    revision: int
    wording: str
    state: ClaimState
    confidence: Confidence
    event: PartialDate
    known_by: date | None
    figures: Mapping[str, object]
    sources: tuple[SourceFact, ...]
    dispute: str
    opposing_view: str
    topic: str
    superseded_by: str
    state_reason: str

    @property
    def usable(self) -> bool:
        """Whether a new letter may cite it at all."""
        return self.state in _LIVE


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source as entered. `id`: the row it replaces, for edits; empty for a new one."""

    title: str
    publisher: str = ""
    date: PartialDate = UNKNOWN
    url: str = ""
    kind: SourceKind = SourceKind.PRESS
    checked: bool = False
    opposing: bool = False
    supports: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """A statement of some text that was checked against this claim before reuse, and what the check found.

    `place`: where it stood in the file it came with, so that an export keeps the order.
    """

    seed: str
    claim: str
    finding: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """Everything people enter about a claim, apart from its slug and state.

    `known` is the written known-by day. `note` and `not_checked` are for the people who write letters and are
    never printed. `figures` holds plain JSON values, nested as they came.
    """

    wording: str
    topic: str = ""
    label: str = ""
    event: PartialDate = UNKNOWN
    known: PartialDate = UNKNOWN
    confidence: Confidence = Confidence.MEDIUM
    figures: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    dispute: str = ""
    opposing_view: str = ""
    not_checked: str = ""
    note: str = ""
    sources: tuple[SourceDraft, ...] = ()
    cautions: tuple[Caution, ...] = ()


def resting_state(dispute: str) -> ClaimState:
    """The state of a claim that may be cited: disputed when a dispute is noted beside it."""
    return ClaimState.DISPUTED if dispute.strip() else ClaimState.CURRENT


def check_move(before: ClaimState, after: ClaimState) -> str | None:
    """Why a claim may not go from one state to the other, or None."""
    if after in MOVES[before]:
        return None
    if before is after:
        return f"This claim is already {after.value}."
    return f"A {before.value} claim cannot become {after.value}. Open it again first."
