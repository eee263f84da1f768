"""Putting work into the job table and waking the worker once it is committed."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.clock import utcnow
from app.core.jobs import queue
from app.core.jobs.models import Job


class Acting(Protocol):
    """Whoever asks for the work (an `Actor` of the accounts room)."""

    @property
    def user_id(self) -> UUID | None: ...

    def snapshot(self) -> dict[str, Any]: ...


def enqueue(session: Session, kind: str, payload: dict[str, Any], by: Acting) -> Job:
    """Add a job in the caller's transaction; the worker is woken after the commit."""
    row = Job(kind=kind, payload=payload, actor=by.snapshot(), actor_id=by.user_id, created_at=utcnow())
    session.add(row)
    session.flush()
    event.listen(session, "after_commit", _wake, once=True)
    return row


def _wake(_session: Session) -> None:
    queue.wake()
