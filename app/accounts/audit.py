"""Writing and proving the audit trail.

Each event's hash covers its own content and the hash before it, so a changed, removed or inserted row
breaks the chain. `record` runs in the transaction of the change: without the event there is no change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models_audit import AuditEvent, AuditHead
from app.accounts.rules import Actor

GENESIS = "0" * 64
_BATCH = 1000


def record(
    session: Session,
    by: Actor,
    action: str,
    record_type: str,
    record_id: UUID | str,
    *,
    summary: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one event. `detail` must be plain JSON values and may hold no secret."""
    session.flush()
    head = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, position=0, hash=GENESIS)
        session.add(head)
    event = AuditEvent(
        position=head.position + 1,
        at=by.audited_at or by.at,
        actor_id=by.user_id,
        actor_name=by.name,
        origin=by.origin,
        action=action,
        record_type=record_type,
        record_id=str(record_id),
        summary=summary,
        detail=json.loads(_canonical(detail or {})),
        previous_hash=head.hash,
    )
    event.hash = link_hash(event)
    head.position, head.hash = event.position, event.hash
    session.add(event)
    session.flush()


def link_hash(event: AuditEvent) -> str:
    """SHA-256 in hexadecimal over the event's content and the hash before it."""
    content = {
        "position": event.position,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "actor_name": event.actor_name,
        "origin": event.origin,
        "action": event.action,
        "record_type": event.record_type,
        "record_id": event.record_id,
        "summary": event.summary,
        "detail": event.detail,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


@dataclass(frozen=True)
class ChainReport:
    """The outcome of walking the chain; `broken_at` is the first position that does not hold."""

    events: int
    broken_at: int | None
    reason: str | None

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(session: Session) -> ChainReport:
    """Walk the whole chain in order, in constant memory."""
    expected, previous = 0, GENESIS
    for event in _events(session):
        expected += 1
        if event.position != expected:
            return ChainReport(expected - 1, expected, "An event is missing here.")
        if event.previous_hash != previous or event.hash != link_hash(event):
            return ChainReport(expected, expected, "This event's content does not match its hash.")
        previous = event.hash
    head = session.get(AuditHead, 1)
    if head is not None and (head.position, head.hash) != (expected, previous):
        return ChainReport(expected, expected + 1, "Events are missing at the end.")
    return ChainReport(expected, None, None)


def _events(session: Session) -> Iterator[AuditEvent]:
    statement = sa.select(AuditEvent).order_by(AuditEvent.position)
    for event in session.scalars(statement.execution_options(yield_per=_BATCH)):
        yield event
        session.expunge(event)
