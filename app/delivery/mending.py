"""Verbs beside the moves: notes, settling an unknown outcome, and taking a mistake back."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.delivery.events import (
    all_or_nothing,
    audit_each,
    check_said,
    event_of,
    events_of_one,
    next_positions,
    refuse,
)
from app.delivery.health import unlearn
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import DispatchState, EventKind, Mark
from app.delivery.rules_history import last_undoable, standing
from app.delivery.sending import writable_campaigns

_REOPENED = (
    "This step cannot be taken back: a newer dispatch of the same letter by this channel is under way, "
    "or someone changed this one first."
)
MAX_REASON = 300


def add_note(
    session: Session,
    dispatch: Dispatch,
    note: str,
    *,
    by: Actor,
    day: date | None = None,
    clock: time | None = None,
) -> DispatchEvent:
    """Add a dated note; the state stays. Raises `InvalidInput` (`note`, `day`), `NotAllowed`."""
    mark = Mark(dispatch.state, day or by.today, note.strip(), clock=clock)
    return _beside(session, dispatch, EventKind.NOTED, mark, by, needs_note=True)


def note_asked(
    session: Session, dispatch: Dispatch, note: str, *, by: Actor, remind_on: date | None = None
) -> DispatchEvent:
    """Record that the office was asked whether it arrived; `remind_on` is the day to look again, if any.

    Raises `InvalidInput` (`note`, `remind_on`), `Conflict` when the outcome is known or closed.
    """
    _require_open_question(dispatch)
    if remind_on is not None and remind_on < by.today:
        raise InvalidInput({"remind_on": "This day is over. Give today or a later day, or leave it empty."})
    mark = Mark(dispatch.state, by.today, note.strip())
    return _beside(
        session, dispatch, EventKind.ASKED, mark, by, needs_note=True, remind_on=remind_on
    )  # fmt: skip


def settle_unknown(session: Session, dispatch: Dispatch, note: str, *, by: Actor) -> DispatchEvent:
    """Close an unknown outcome as one that cannot be known. It stays in the record as unknown."""
    _require_open_question(dispatch)
    mark = Mark(dispatch.state, by.today, note.strip())
    return _beside(session, dispatch, EventKind.SETTLED, mark, by, needs_note=False)


def _require_open_question(dispatch: Dispatch) -> None:
    if dispatch.state is not DispatchState.OUTCOME_UNKNOWN:
        raise Conflict("The outcome of this dispatch is known.")
    if dispatch.settled:
        raise Conflict("This question is closed already. Take that step back to open it again.")


def _beside(
    session: Session,
    dispatch: Dispatch,
    kind: EventKind,
    mark: Mark,
    by: Actor,
    *,
    needs_note: bool,
    remind_on: date | None = None,
) -> DispatchEvent:
    """An event that leaves the state as it is."""
    writable_campaigns(session, [dispatch], by)
    refuse(check_said(mark, by.today, needs_note=needs_note))
    with all_or_nothing(session):
        position = next_positions(session, [dispatch])[dispatch.id]
        event = event_of(dispatch, position, kind, mark, by, remind_on=remind_on)
        session.add(event)
        if kind is EventKind.ASKED:
            dispatch.remind_on = remind_on
        elif kind is EventKind.SETTLED:
            dispatch.settled, dispatch.remind_on = True, None
    audit_each(session, [dispatch], f"delivery.{kind.value}", kind.value.capitalize(), by)
    return event


def last_open_event(session: Session, dispatch_id: UUID) -> DispatchEvent | None:
    """The last move that nobody has taken back: the one that can be."""
    found = last_undoable(events_of_one(session, dispatch_id))
    return found if isinstance(found, DispatchEvent) else None


def take_back(
    session: Session, dispatch: Dispatch, event_id: UUID, reason: str, *, by: Actor
) -> DispatchEvent:
    """Undo the last move by a correcting event that names it and says why.

    The row then says what the events that are left add up to; a contact point goes back, too, unless someone
    checked it since. Raises `InvalidInput` (`reason`), `NotFound`, `Conflict`, `NotAllowed`.
    """
    writable_campaigns(session, [dispatch], by)
    _check_reason(reason)
    events = events_of_one(session, dispatch.id)
    if event_id not in {event.id for event in events}:
        raise NotFound("There is no such event.")
    last = last_undoable(events)
    if not isinstance(last, DispatchEvent) or last.id != event_id:
        raise Conflict("Only the last step can be taken back. Take back the later one first.")
    left = standing([event for event in events if event_id not in (event.id, event.corrects_id)])
    with all_or_nothing(session, _REOPENED):
        mark = Mark(left.state, by.today, reason.strip())
        correction = event_of(
            dispatch, events[-1].position + 1, EventKind.CORRECTED, mark, by, corrects_id=last.id
        )  # fmt: skip
        session.add(correction)
        dispatch.state, dispatch.state_day = left.state, left.day
        dispatch.settled, dispatch.remind_on = left.settled, left.remind_on
        dispatch.tracking_number, dispatch.left_on = left.tracking_number, left.left_on
        if left.left_on is None:
            dispatch.follow_up_on = None
        session.flush()
        unlearn(session, dispatch, last, by)
    words = f"Took back “{last.kind.value.replace('_', ' ')}”"
    audit_each(session, [dispatch], "delivery.corrected", words, by)
    return correction


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": "Say what was wrong, in a few words."})
    if len(reason) > MAX_REASON:
        raise InvalidInput({"reason": f"Keep it under {MAX_REASON} characters."})
