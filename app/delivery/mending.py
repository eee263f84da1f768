"""Verbs beside the moves: notes, settling an unknown outcome, and taking a mistake back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.delivery.events import audit_each, event_of, flush, next_positions
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import DispatchState, EventKind, Mark

_UNDOABLE = frozenset(EventKind) - {EventKind.PLANNED, EventKind.NOTED, EventKind.ASKED, EventKind.CORRECTED}


def add_note(
    session: Session, dispatch: Dispatch, note: str, *, by: Actor, day: date | None = None
) -> DispatchEvent:
    """Add a dated note; the state stays."""
    return _beside(session, dispatch, EventKind.NOTED, note, by, day)


def note_asked(session: Session, dispatch: Dispatch, note: str, *, by: Actor) -> DispatchEvent:
    """Record that the office was asked whether a dispatch of unknown outcome arrived."""
    if dispatch.state is not DispatchState.OUTCOME_UNKNOWN:
        raise Conflict("The outcome of this dispatch is known.")
    return _beside(session, dispatch, EventKind.ASKED, note, by, None)


def settle_unknown(session: Session, dispatch: Dispatch, note: str, *, by: Actor) -> DispatchEvent:
    """Close an unknown outcome as one that cannot be known. It stays in the record as unknown."""
    if dispatch.state is not DispatchState.OUTCOME_UNKNOWN or dispatch.settled:
        raise Conflict("There is no open question about this dispatch.")
    event = _beside(session, dispatch, EventKind.SETTLED, note, by, None, needs_note=False)
    dispatch.settled = True
    flush(session)
    return event


def _beside(
    session: Session,
    dispatch: Dispatch,
    kind: EventKind,
    note: str,
    by: Actor,
    day: date | None,
    *,
    needs_note: bool = True,
) -> DispatchEvent:
    if needs_note and not note.strip():
        raise InvalidInput({"note": "Say what the record should say."})
    if day is not None and day > by.today:
        raise InvalidInput({"day": "This day has not come yet. Give the day it happened."})
    mark = Mark(dispatch.state, day or by.today, note.strip())
    event = event_of(dispatch, next_positions(session, [dispatch])[dispatch.id], kind, mark, by)
    session.add(event)
    flush(session)
    audit_each(session, [dispatch], f"delivery.{kind.value}", kind.value.capitalize(), by)
    return event


def last_open_event(session: Session, dispatch_id: UUID) -> DispatchEvent | None:
    """The last move that nobody has taken back: the one that can be."""
    events = session.scalars(
        sa.select(DispatchEvent)
        .where(DispatchEvent.dispatch_id == dispatch_id)
        .order_by(DispatchEvent.position.desc())
    ).all()
    corrected = {event.corrects_id for event in events if event.corrects_id}
    for event in events:
        if event.kind in _UNDOABLE and event.id not in corrected:
            return event
    return None


def take_back(
    session: Session, dispatch: Dispatch, event_id: UUID, reason: str, *, by: Actor
) -> DispatchEvent:
    """Undo the last move by a correcting event that names it and says why."""
    if not reason.strip():
        raise InvalidInput({"reason": "Say what was wrong, in a few words."})
    event = session.get(DispatchEvent, event_id)
    if event is None or event.dispatch_id != dispatch.id:
        raise NotFound("There is no such event.")
    last = last_open_event(session, dispatch.id)
    if last is None or last.id != event.id:
        raise Conflict("Only the last step can be taken back. Take back the later one first.")
    before = last.from_state or DispatchState.PLANNED
    previous_day = _day_before(session, dispatch.id, last)
    correction = DispatchEvent(
        dispatch_id=dispatch.id,
        position=next_positions(session, [dispatch])[dispatch.id],
        kind=EventKind.CORRECTED,
        from_state=dispatch.state,
        to_state=before,
        day=by.today,
        note=reason.strip(),
        corrects_id=last.id,
        recorded_at=by.at,
        actor_id=by.user_id,
        actor=by.name,
    )
    session.add(correction)
    dispatch.state, dispatch.state_day, dispatch.settled = before, previous_day, False
    if last.tracking_number and dispatch.tracking_number == last.tracking_number:
        dispatch.tracking_number = ""
    if before in (DispatchState.PLANNED, DispatchState.PRINTED):
        dispatch.follow_up_on = None
    _flush_reopened(session)
    audit_each(
        session, [dispatch], "delivery.corrected", f"Took back {last.kind.value.replace('_', ' ')}", by
    )
    return correction


def _flush_reopened(session: Session) -> None:
    try:
        flush(session)
    except Conflict as error:
        raise Conflict(
            "This step cannot be taken back: a newer dispatch of the same letter by this channel exists, "
            "or someone changed it first."
        ) from error


def _day_before(session: Session, dispatch_id: UUID, event: DispatchEvent) -> date:
    """The day of the state that `event` ended."""
    day = session.scalar(
        sa.select(DispatchEvent.day)
        .where(
            DispatchEvent.dispatch_id == dispatch_id,
            DispatchEvent.position < event.position,
            DispatchEvent.to_state == event.from_state,
            DispatchEvent.kind != EventKind.NOTED,
        )
        .order_by(DispatchEvent.position.desc())
        .limit(1)
    )
    return day or event.day
