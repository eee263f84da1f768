"""How far dispatches got, and who left at each stage. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.delivery.rules import DispatchState

_LEFT_AT = (
    (DispatchState.OUTCOME_UNKNOWN, "outcome unknown"),
    (DispatchState.RETURNED, "returned"),
    (DispatchState.FAILED, "failed"),
)


@dataclass(frozen=True)
class Stage:
    """A stage that `count` dispatches reached; `note` names who did not get here, or is empty."""

    label: str
    count: int
    note: str


def funnel(counts: Mapping[DispatchState, int], answered: int, answered_on_the_way: int) -> list[Stage]:
    """Planned, handed over, delivered, answered: each no larger than the one before.

    `answered`: delivered dispatches whose official replied since; `answered_on_the_way`: those that
    nobody has marked delivered although their official replied. Cancelled dispatches are left out.
    """
    waiting = counts[DispatchState.PLANNED] + counts[DispatchState.PRINTED]
    planned = sum(counts.values()) - counts[DispatchState.CANCELLED]
    delivered = counts[DispatchState.DELIVERED]
    lost = []
    on_the_way = counts[DispatchState.HANDED_OVER]
    if on_the_way:
        lost.append(f"{on_the_way:,} on the way")
    lost += [f"{counts[state]:,} {word}" for state, word in _LEFT_AT if counts[state]]
    if answered_on_the_way:
        lost.append(f"{answered_on_the_way:,} of these answered")
    silent = delivered - answered
    return [
        Stage("Planned", planned, f"{waiting:,} still to hand over" if waiting else ""),
        Stage("Handed over", planned - waiting, ""),
        Stage("Delivered", delivered, ", ".join(lost)),
        Stage("Answered", answered, f"{silent:,} delivered, no answer" if silent else ""),
    ]
