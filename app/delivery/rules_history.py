"""What the events of a dispatch add up to, and which of them can be taken back. Pure.

The row of a dispatch repeats what its events say, so that lists stay quick; after a step is taken back the
row is written from the events that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from app.delivery.rules import DispatchState, EventKind

# A plan is cancelled, not taken back; a note says nothing that could be wrong about the state.
UNDOABLE = frozenset(EventKind) - {EventKind.PLANNED, EventKind.NOTED, EventKind.ASKED, EventKind.CORRECTED}
# Planning is an act at the desk: what is recorded later may have happened before it.
_AT_THE_DESK = frozenset({DispatchState.PLANNED})


class Step(Protocol):
    """One event, as far as its effect goes."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> EventKind: ...
    @property
    def to_state(self) -> DispatchState: ...
    @property
    def day(self) -> date: ...
    @property
    def tracking_number(self) -> str: ...
    @property
    def remind_on(self) -> date | None: ...
    @property
    def corrects_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Standing:
    """Where a dispatch stands. `left_on` is the day it left our hands; `remind_on` when to ask again."""

    state: DispatchState
    day: date
    left_on: date | None = None
    tracking_number: str = ""
    settled: bool = False
    remind_on: date | None = None


def counting(steps: Sequence[Step]) -> list[Step]:
    """The steps that still count, in order: neither taken back nor a correction."""
    corrected = {step.corrects_id for step in steps if step.corrects_id}
    return [step for step in steps if step.id not in corrected and step.kind is not EventKind.CORRECTED]


def standing(steps: Sequence[Step]) -> Standing:
    """What the steps of one dispatch, in order, add up to. The first step plans it."""
    counted = counting(steps)
    now = Standing(counted[0].to_state, counted[0].day)
    for step in counted[1:]:
        now = _after(now, step)
    return now


def _after(now: Standing, step: Step) -> Standing:
    if step.kind is EventKind.NOTED:
        return now
    if step.kind is EventKind.SETTLED:
        return replace(now, settled=True, remind_on=None)
    if step.kind is EventKind.ASKED:
        return replace(now, remind_on=step.remind_on if _open(now) else None)
    return Standing(
        state=step.to_state,
        day=step.day,
        left_on=step.day if step.kind is EventKind.HANDED_OVER else now.left_on,
        tracking_number=step.tracking_number or now.tracking_number,
    )


def _open(now: Standing) -> bool:
    return now.state is DispatchState.OUTCOME_UNKNOWN and not now.settled


def last_undoable(steps: Sequence[Step]) -> Step | None:
    """The last step that nobody has taken back: the only one that can be."""
    found = [step for step in counting(steps) if step.kind in UNDOABLE]
    return found[-1] if found else None


def earliest_day(state: DispatchState, state_day: date, letter_date: date) -> date:
    """The earliest day that the next step may have."""
    return min(state_day, letter_date) if state in _AT_THE_DESK else state_day
