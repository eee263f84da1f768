"""Events of dispatches: numbering them, writing them, saying that someone else was first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.delivery import rules
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import EventKind, Mark

_STALE = "Someone else marked one of these dispatches first. Nothing was changed; look again."


def next_positions(session: Session, dispatches: Sequence[Dispatch]) -> dict[UUID, int]:
    """The position that the next event of each dispatch takes."""
    rows = session.execute(
        sa.select(DispatchEvent.dispatch_id, sa.func.max(DispatchEvent.position))
        .where(DispatchEvent.dispatch_id.in_({dispatch.id for dispatch in dispatches}))
        .group_by(DispatchEvent.dispatch_id)
    )
    last = {dispatch_id: position for dispatch_id, position in rows}
    return {dispatch.id: last.get(dispatch.id, 0) + 1 for dispatch in dispatches}


def event_of(dispatch: Dispatch, position: int, kind: EventKind, mark: Mark, by: Actor) -> DispatchEvent:
    """The event that leads `dispatch` from its present state to `mark.state`."""
    return DispatchEvent(
        dispatch_id=dispatch.id,
        position=position,
        kind=kind,
        from_state=dispatch.state,
        to_state=mark.state,
        day=mark.day,
        note=mark.note,
        tracking_number=mark.tracking_number,
        recorded_at=by.at,
        actor_id=by.user_id,
        actor=by.name,
    )


def flush(session: Session) -> None:
    """Write what is pending. Raises `Conflict` when someone else was first."""
    try:
        session.flush()
    except (StaleDataError, sa.exc.IntegrityError) as error:
        raise Conflict(_STALE) from error


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
