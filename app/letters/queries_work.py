"""What waits for whom: the letters part of Today. A constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor, Permission
from app.letters.models import Letter, LetterSignatory, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.models_review import ReviewRequest
from app.letters.queries_reviewing import open_requests
from app.letters.queries_rows import LetterRow, came_back, described
from app.letters.review import author_key, authors
from app.letters.rules import WAITING, weekday_or_day, writers_since
from app.letters.states import LetterEventKind, LetterState, SignatureState

MOST = 50
"""At most so many letters of a kind are looked at; Today never needs more."""


class Work(StrEnum):
    """What is expected of a person, first things first."""

    APPROVE = "to_approve"
    RETURNED = "returned"
    SEAL = "to_seal"
    ASK = "to_ask"
    SIGN = "to_sign"
    DRAFT = "draft"


@dataclass(frozen=True)
class WorkItem:
    """One thing to do. `reason` is a sentence; `since` when it began to wait."""

    kind: Work
    letter: LetterRow
    reason: str
    since: datetime
    due: date | None = None
    """The day by which this person was asked to do it."""
    asked: bool = False
    """Whether they, and not any approver, were asked."""


def needs_me(session: Session, by: Actor) -> list[WorkItem]:
    """What waits for this person, in the order of `Work`; what they were asked for first, then oldest first.

    Seventeen SELECTs at most.
    """
    items = _mine(session, by)
    if by.may(Permission.APPROVE):
        items += _to_approve(session, by) + _to_sign(session)
    order = list(Work)
    return sorted(items, key=lambda item: (order.index(item.kind), not item.asked, item.since))


def _mine(session: Session, by: Actor) -> list[WorkItem]:
    """Drafts whose latest words are this person's."""
    mine = LetterVersion.author_id == by.user_id if by.user_id else LetterVersion.author == by.name
    letters = session.scalars(
        sa.select(Letter)
        .join(
            LetterVersion,
            sa.and_(LetterVersion.letter_id == Letter.id, LetterVersion.number == Letter.current_version),
        )
        .where(Letter.state == LetterState.DRAFT, mine)
        .order_by(Letter.changed_at.desc())
        .limit(MOST)
    ).all()
    back = came_back(session, [one.id for one in letters])
    items = []
    for row in described(session, letters):
        event = back.get(row.id)
        if event is not None and not event.taken_back:
            reason = f"{event.actor}: “{event.reason}”"
            items.append(WorkItem(Work.RETURNED, row, reason, event.at))
        else:
            items.append(WorkItem(Work.DRAFT, row, _draft_reason(row), row.changed_at))
    return items


def _draft_reason(row: LetterRow) -> str:
    if row.blocking:
        checks = "1 check" if row.blocking == 1 else f"{row.blocking} checks"
        return f"Version {row.version}, {checks} before review."
    return f"Version {row.version}, ready to send for review."


def _to_approve(session: Session, by: Actor) -> list[WorkItem]:
    letters = _in(session, LetterState.IN_REVIEW)
    ids = [one.id for one in letters]
    if not ids:
        return []
    alone = organisation(session).single_person_mode
    versions = authors(session, ids)
    reviewed, submitted = _turns(session, ids)
    asked = open_requests(session, ids)
    me = author_key(by.user_id, by.name)
    items = []
    for row in described(session, letters):
        if me in writers_since(versions.get(row.id, ()), reviewed.get(row.id, 0)) and not alone:
            continue
        event = submitted.get(row.id)
        who, since = (event.actor, event.at) if event else (row.author, row.changed_at)
        items.append(_approval(row, who, since, asked.get(row.id), by))
    # What one was asked for comes before what any approver may take, and what is due before what is not.
    return sorted(items, key=lambda item: (not item.asked, item.due or date.max))


def _approval(
    row: LetterRow, who: str, since: datetime, request: ReviewRequest | None, by: Actor
) -> WorkItem:
    if request is None:
        return WorkItem(Work.APPROVE, row, f"{who} asks you to approve version {row.version}.", since)
    if request.reviewer_id != by.user_id:
        reason = f"{request.reviewer} is asked to review version {row.version}. You may decide as well."
        return WorkItem(Work.APPROVE, row, reason, since)
    until = f" by {weekday_or_day(request.due_on, by.today)}" if request.due_on else ""
    reason = f"{request.asked_by} asks you to review version {row.version}{until}."
    return WorkItem(Work.APPROVE, row, reason, request.asked_at, request.due_on, asked=True)


def _turns(session: Session, ids: Sequence[UUID]) -> tuple[dict[UUID, int], dict[UUID, LetterEvent]]:
    """The last approval that stands, as a version number, and the last submission, by letter."""
    kinds = (LetterEventKind.APPROVED, LetterEventKind.APPROVAL_WITHDRAWN, LetterEventKind.SUBMITTED)
    approvals: dict[UUID, list[int]] = {}
    submitted: dict[UUID, LetterEvent] = {}
    for event in session.scalars(
        sa.select(LetterEvent)
        .where(LetterEvent.letter_id.in_(ids), LetterEvent.kind.in_(kinds))
        .order_by(LetterEvent.at, LetterEvent.id)
    ):
        standing = approvals.setdefault(event.letter_id, [])
        if event.kind is LetterEventKind.SUBMITTED:
            submitted[event.letter_id] = event
        elif event.kind is LetterEventKind.APPROVED:
            standing.append(event.version_number)
        elif standing:
            standing.pop()
    return {letter_id: numbers[-1] for letter_id, numbers in approvals.items() if numbers}, submitted


def _to_sign(session: Session) -> list[WorkItem]:
    """Approved letters: signatures to ask for, to record, or the seal to set."""
    letters = _in(session, LetterState.APPROVED, LetterState.SIGNING)
    ids = [one.id for one in letters]
    if not ids:
        return []
    answers = _answers(session, ids)
    items = []
    for row in described(session, letters):
        states = answers.get(row.id, [])
        waiting = sum(state is None or state in WAITING for state in states)
        unasked = sum(state is None for state in states)
        if row.state is LetterState.APPROVED or unasked:
            reason = "Approved. Nobody has been asked to sign yet."
            items.append(WorkItem(Work.ASK, row, reason, row.changed_at))
        elif waiting:
            people = "1 signature is" if waiting == 1 else f"{waiting} signatures are"
            items.append(WorkItem(Work.SIGN, row, f"{people} still to come.", row.changed_at))
        elif any(state is SignatureState.SIGNED for state in states):
            reason = f"Everyone has answered on version {row.version}."
            items.append(WorkItem(Work.SEAL, row, reason, row.changed_at))
    return items


def _answers(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[SignatureState | None]]:
    """Each signatory's state on the current text, None for somebody who was not asked. One SELECT."""
    rank = sa.case((Signature.state.in_((*WAITING, SignatureState.SIGNED)), 0), else_=1)
    place = sa.func.row_number().over(
        partition_by=(Signature.letter_id, Signature.signatory_id), order_by=(rank, Signature.id.desc())
    )
    latest = (
        sa.select(Signature.letter_id, Signature.signatory_id, Signature.state, place.label("place"))
        .join(
            Letter,
            sa.and_(Letter.id == Signature.letter_id, Letter.current_version == Signature.version_number),
        )
        .where(Signature.letter_id.in_(ids), Signature.state != SignatureState.VOID)
        .subquery()
    )
    rows = session.execute(
        sa.select(LetterSignatory.letter_id, latest.c.state)
        .outerjoin(
            latest,
            sa.and_(
                latest.c.letter_id == LetterSignatory.letter_id,
                latest.c.signatory_id == LetterSignatory.signatory_id,
                latest.c.place == 1,
            ),
        )
        .where(LetterSignatory.letter_id.in_(ids))
    )
    found: dict[UUID, list[SignatureState | None]] = {}
    for row in rows:
        found.setdefault(row.letter_id, []).append(SignatureState(row.state) if row.state else None)
    return found


def _in(session: Session, *states: LetterState) -> Sequence[Letter]:
    return session.scalars(
        sa.select(Letter).where(Letter.state.in_(states)).order_by(Letter.changed_at.desc()).limit(MOST)
    ).all()
