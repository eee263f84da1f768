"""Where officials stand on demands, and what may follow what. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

MAX_EVIDENCE = 2000
MAX_REFERENCE = 200


class Position(StrEnum):
    """What an official has said or done about a demand."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    NONCOMMITTAL = "noncommittal"
    COMMITTED = "committed"
    PARTLY_MET = "partly_met"
    MET = "met"
    REFUSED = "refused"
    REVERSED = "reversed"


POSITION_WORDS: Mapping[Position, str] = {
    Position.NONE: "No answer yet",
    Position.ACKNOWLEDGED: "Acknowledged",
    Position.NONCOMMITTAL: "Noncommittal",
    Position.COMMITTED: "Committed",
    Position.PARTLY_MET: "Partly met",
    Position.MET: "Met",
    Position.REFUSED: "Refused",
    Position.REVERSED: "Reversed",
}


class SourceKind(StrEnum):
    """Where a position was learned."""

    REPLY = "reply"
    PUBLIC_STATEMENT = "public_statement"
    VOTE = "vote"
    MEETING = "meeting"
    PHONE_CALL = "phone_call"
    ACT = "act"
    OTHER = "other"


SOURCE_WORDS: Mapping[SourceKind, str] = {
    SourceKind.REPLY: "Reply to us",
    SourceKind.PUBLIC_STATEMENT: "Public statement",
    SourceKind.VOTE: "Vote",
    SourceKind.MEETING: "Meeting",
    SourceKind.PHONE_CALL: "Phone call",
    SourceKind.ACT: "Official act",
    SourceKind.OTHER: "Other",
}


# What may follow what. A commitment that is taken back is "reversed", whatever words were used, so that
# it can never be quietly lowered; an acknowledgement after an answer adds nothing and is no position.
_GIVEN = frozenset({Position.COMMITTED, Position.PARTLY_MET, Position.MET})
_OPEN = frozenset({Position.NONCOMMITTAL, Position.REFUSED, *_GIVEN})
FOLLOWS: Mapping[Position, frozenset[Position]] = {
    Position.NONE: _OPEN | {Position.ACKNOWLEDGED},
    Position.ACKNOWLEDGED: _OPEN | {Position.ACKNOWLEDGED},
    Position.NONCOMMITTAL: _OPEN,
    Position.REFUSED: _OPEN,
    Position.REVERSED: _OPEN | {Position.REVERSED},
    Position.COMMITTED: _GIVEN | {Position.REVERSED},
    Position.PARTLY_MET: frozenset({Position.PARTLY_MET, Position.MET, Position.REVERSED}),
    Position.MET: frozenset({Position.MET, Position.REVERSED}),
}


def may_follow(before: Position, after: Position) -> bool:
    """Whether an official who stood at `before` can move to `after`."""
    return after in FOLLOWS[before]


@dataclass(frozen=True)
class PositionEntry:
    """One standing record of an official on a demand; `id` None for the one being added."""

    id: UUID | None
    day: date
    position: Position


def history_with(
    history: Sequence[PositionEntry], new: PositionEntry, corrects: UUID | None
) -> list[PositionEntry]:
    """The history after `new` is added: by day, then in the order recorded.

    `history` holds what stands now, in that same order. The record `corrects` leaves it; a correction to
    "none" adds nothing in its place.
    """
    kept = [entry for entry in history if entry.id != corrects]
    if new.position is Position.NONE:
        return kept
    place = sum(entry.day <= new.day for entry in kept)
    return [*kept[:place], new, *kept[place:]]


def position_problem(
    history: Sequence[PositionEntry], new: PositionEntry, corrects: UUID | None, today: date
) -> tuple[str, str] | None:
    """(field, message) when `new` cannot be recorded, or None.

    The whole history must hold together afterwards, so a record for an earlier day is also held against
    the one that comes after it.
    """
    if corrects is not None and corrects not in {entry.id for entry in history}:
        return "corrects", "The record to correct is no longer the one that stands. Open the history again."
    if new.position is Position.NONE and corrects is None:
        return "position", "Choose what the official said. “No answer yet” needs no record."
    if new.day > today:
        return "day", "Enter a day that is not in the future."
    after = history_with(history, new, corrects)
    steps = zip([Position.NONE, *[entry.position for entry in after]], after, strict=False)
    for before, entry in steps:
        if not may_follow(before, entry.position):
            return "position", _step_message(before, entry, is_new=entry is new)
    return None


def _step_message(before: Position, entry: PositionEntry, *, is_new: bool) -> str:
    was, becomes = POSITION_WORDS[before].lower(), POSITION_WORDS[entry.position].lower()
    if not is_new:
        day = f"{entry.day:%B} {entry.day.day}, {entry.day.year}"
        return f"This does not fit the record of {day}, which says “{becomes}”."
    if entry.position is Position.REVERSED:
        return "Only a commitment, or a demand met or partly met, can be reversed."
    if before in _GIVEN:
        return f"The official stood at “{was}” by then. Choose “reversed” if that was taken back."
    return f"“{becomes.capitalize()}” cannot follow “{was}”."


def next_choices(current: Position) -> tuple[Position, ...]:
    """What a person may choose after `current`, in the order of the enumeration."""
    return tuple(position for position in Position if position in FOLLOWS[current])
