"""How an official's positions on several demands read in one line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.campaigns.rules_positions import POSITION_WORDS, Position

# What a board asks first: who refuses, then who gives.
_ORDER = (
    Position.REVERSED,
    Position.REFUSED,
    Position.MET,
    Position.COMMITTED,
    Position.PARTLY_MET,
    Position.NONCOMMITTAL,
    Position.ACKNOWLEDGED,
)


def position_line(positions: Mapping[Position, Sequence[str]]) -> tuple[Position, str, str]:
    """(the position that heads the cell, its words, the rest): "Refused on 2", "Committed on 1"."""
    held = [position for position in _ORDER if positions.get(position)]
    if not held:
        return Position.NONE, POSITION_WORDS[Position.NONE], ""
    head, *rest = held
    return head, _words(head, positions[head]), ", ".join(_words(each, positions[each]) for each in rest)


def _words(position: Position, titles: Sequence[str]) -> str:
    where = titles[0] if len(titles) == 1 else str(len(titles))
    return f"{POSITION_WORDS[position]} on {where}"
