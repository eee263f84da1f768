"""Threads, requests for a review and signers by version. Constant numbers of SELECTs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.letters.models import Letter, LetterSignatory
from app.letters.models_review import ReviewRequest, SignerList, Thread, ThreadEvent
from app.letters.states_review import ThreadEventKind, ThreadState
from app.signatories.models import Signatory


@dataclass(frozen=True)
class Said:
    """One thing said in a thread, in its latest words. `earlier`: the words it had before, oldest first."""

    id: UUID
    kind: ThreadEventKind
    body: str
    at: datetime
    actor: str
    actor_id: UUID | None
    version_number: int
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThreadRow:
    """A thread with everything said in it, oldest first."""

    thread: Thread
    said: tuple[Said, ...]

    @property
    def open(self) -> bool:
        return self.thread.state is ThreadState.OPEN

    @property
    def settled(self) -> Said | None:
        """Who resolved, accepted or rejected it last, while it is settled."""
        return None if self.open else self.said[-1]


def threads(session: Session, letter_id: UUID) -> list[ThreadRow]:
    """Every thread of a letter by number. Two SELECTs."""
    wanted = sa.select(Thread).where(Thread.letter_id == letter_id).order_by(Thread.number)
    return thread_rows(session, session.scalars(wanted).all())


def thread_rows(session: Session, rows: Sequence[Thread]) -> list[ThreadRow]:
    """These threads with everything said in them. One SELECT."""
    by_thread: dict[UUID, list[ThreadEvent]] = {row.id: [] for row in rows}
    wanted = sa.select(ThreadEvent).where(ThreadEvent.thread_id.in_(by_thread)).order_by(ThreadEvent.id)
    for event in session.scalars(wanted) if rows else ():
        by_thread[event.thread_id].append(event)
    return [ThreadRow(row, _said(by_thread[row.id])) for row in rows]


def thread(session: Session, letter_id: UUID, thread_id: UUID) -> Thread:
    """A thread of this letter. Raises `NotFound`."""
    found = session.get(Thread, thread_id)
    if found is None or found.letter_id != letter_id:
        raise NotFound("This letter has no such comment.")
    return found


def thread_row(session: Session, row: Thread) -> ThreadRow:
    """One thread with what was said. One SELECT."""
    return thread_rows(session, [row])[0]


def open_threads(session: Session, letter_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many threads of each letter are not settled. One SELECT."""
    rows = session.execute(
        sa.select(Thread.letter_id, sa.func.count())
        .where(Thread.letter_id.in_(letter_ids), Thread.state == ThreadState.OPEN)
        .group_by(Thread.letter_id)
    )
    return {row[0]: row[1] for row in rows}


def open_requests(session: Session, letter_ids: Collection[UUID]) -> dict[UUID, ReviewRequest]:
    """Who is asked to decide on each of these letters now. One SELECT."""
    rows = session.scalars(
        sa.select(ReviewRequest).where(
            ReviewRequest.letter_id.in_(letter_ids), ReviewRequest.ended_at.is_(None)
        )
    )
    return {row.letter_id: row for row in rows}


def last_request(session: Session, letter_id: UUID) -> ReviewRequest | None:
    """The newest request, also one that ended: whoever reviewed last is proposed again."""
    return session.scalar(
        sa.select(ReviewRequest)
        .where(ReviewRequest.letter_id == letter_id)
        .order_by(ReviewRequest.asked_at.desc(), ReviewRequest.id.desc())
        .limit(1)
    )


def signers_by_version(
    session: Session, letter: Letter, numbers: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Whose names were to stand under each of these versions; under the current one, who signs now. Two SELECTs."""
    lists = {
        row.version_number: tuple(row.names)
        for row in session.scalars(sa.select(SignerList).where(SignerList.letter_id == letter.id))
    }
    now = tuple(
        session.scalars(
            sa.select(Signatory.name)
            .join(LetterSignatory, LetterSignatory.signatory_id == Signatory.id)
            .where(LetterSignatory.letter_id == letter.id)
            .order_by(LetterSignatory.lead.desc(), LetterSignatory.position)
        )
    )
    return {number: now if number == letter.current_version else lists.get(number, now) for number in numbers}


def _said(events: Sequence[ThreadEvent]) -> tuple[Said, ...]:
    edits: dict[UUID, list[str]] = {}
    for event in events:
        if event.kind is ThreadEventKind.EDITED and event.replaces_id is not None:
            edits.setdefault(event.replaces_id, []).append(event.body)
    found = []
    for event in events:
        if event.kind is ThreadEventKind.EDITED:
            continue
        words = [event.body, *edits.get(event.id, ())]
        found.append(
            Said(
                event.id, event.kind, words[-1], event.at, event.actor, event.actor_id, event.version_number,
                tuple(words[:-1]),
            )
        )  # fmt: skip
    return tuple(found)
