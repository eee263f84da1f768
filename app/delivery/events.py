"""Events of dispatches: numbering them, writing them, saying that someone else was first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.delivery import rules
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import EventKind, Mark

MAX_NOTE, MAX_TRACKING = 2000, 60
FUTURE = "This day has not come yet. Give the day it happened."
LONG_NOTE = f"Keep the note under {MAX_NOTE:,} characters."
_STALE = "Someone else marked one of these dispatches first. Nothing was changed; look again."


@contextmanager
def all_or_nothing(session: Session, message: str = _STALE) -> Iterator[None]:
    """Everything inside is written, or none of it. Raises `Conflict` when someone else was first."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except (StaleDataError, sa.exc.IntegrityError) as error:
        raise Conflict(message) from error


def events_of_one(session: Session, dispatch_id: UUID) -> list[DispatchEvent]:
    """The events of one dispatch, in order."""
    return list(
        session.scalars(
            sa.select(DispatchEvent)
            .where(DispatchEvent.dispatch_id == dispatch_id)
            .order_by(DispatchEvent.position)
        )
    )


def next_positions(session: Session, dispatches: Sequence[Dispatch]) -> dict[UUID, int]:
    """The position that the next event of each dispatch takes."""
    rows = session.execute(
        sa.select(DispatchEvent.dispatch_id, sa.func.max(DispatchEvent.position))
        .where(DispatchEvent.dispatch_id.in_({dispatch.id for dispatch in dispatches}))
        .group_by(DispatchEvent.dispatch_id)
    )
    last = {dispatch_id: position for dispatch_id, position in rows}
    return {dispatch.id: last.get(dispatch.id, 0) + 1 for dispatch in dispatches}


def event_of(
    dispatch: Dispatch, position: int, kind: EventKind, mark: Mark, by: Actor, **more: Any
) -> DispatchEvent:
    """The event that leads `dispatch` from its present state to `mark.state`. `more`: further columns."""
    return DispatchEvent(
        dispatch_id=dispatch.id,
        position=position,
        kind=kind,
        from_state=dispatch.state,
        to_state=mark.state,
        day=mark.day,
        clock=mark.clock,
        note=mark.note,
        tracking_number=mark.tracking_number,
        recorded_at=by.at,
        actor_id=by.user_id,
        actor=by.name,
        **more,
    )


def check_said(mark: Mark, today: date, *, needs_note: bool = False) -> dict[str, str]:
    """What is wrong with the day and the words of a mark, by field."""
    errors = {}
    if mark.day > today:
        errors["day"] = FUTURE
    if needs_note and not mark.note.strip():
        errors["note"] = "Say what the record should say."
    elif len(mark.note) > MAX_NOTE:
        errors["note"] = LONG_NOTE
    if len(mark.tracking_number) > MAX_TRACKING:
        errors["tracking_number"] = f"Keep the tracking number under {MAX_TRACKING} characters."
    return errors


def refuse(errors: dict[str, str]) -> None:
    """Raise `InvalidInput` if there is anything to say."""
    if errors:
        raise InvalidInput(errors)


def audit_each(session: Session, dispatches: Sequence[Dispatch], action: str, words: str, by: Actor) -> None:
    """One audit event for each dispatch."""
    for dispatch in dispatches:
        audit.record(
            session,
            by,
            action,
            "dispatch",
            dispatch.id,
            summary=f"{words}: {rules.CHANNEL_WORDS[dispatch.channel]}",
            detail={"letter": str(dispatch.letter_id), "day": dispatch.state_day.isoformat()},
        )
