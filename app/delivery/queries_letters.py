"""SELECTs of the sending pages: sealed letters with their counts, one letter's dispatches in groups, its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.pagination import Page, paginate
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.queries import DispatchRow, dispatch_rows, to_row, undecided
from app.delivery.rules import Channel, DispatchState, EventKind
from app.letters.models import Letter, LetterAddressee
from app.letters.states import LetterState
from app.officials.models import ContactPoint
from app.officials.rules import ContactKind


@dataclass(frozen=True)
class SentLetter:
    """A sealed letter with the counts of its dispatches."""

    letter: Letter
    copies: int
    counts: Mapping[DispatchState, int]
    undecided: int


def sealed_letters(session: Session, *, page: int = 1, size: int = 25) -> Page[SentLetter]:
    """Sealed letters, the newest first, with what became of their copies. Four SELECTs for any number."""
    found = paginate(
        session,
        sa.select(Letter)
        .where(Letter.state == LetterState.SEALED)
        .order_by(Letter.sealed_at.desc(), Letter.id),
        page=page,
        size=size,
    )
    ids = [letter.id for letter in found.items]
    copies = _copies(session, ids)
    counts, questions = _counts_by_letter(session, ids)
    rows = [
        SentLetter(letter, copies.get(letter.id, 0), counts.get(letter.id, {}), questions.get(letter.id, 0))
        for letter in found.items
    ]
    return Page(rows, found.total, found.page, found.size)


def _copies(session: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        sa.select(LetterAddressee.letter_id, sa.func.count(sa.distinct(LetterAddressee.copy_no)))
        .where(LetterAddressee.letter_id.in_(ids))
        .group_by(LetterAddressee.letter_id)
    )
    return {letter_id: count for letter_id, count in rows}


def _counts_by_letter(
    session: Session, ids: Collection[UUID]
) -> tuple[dict[UUID, dict[DispatchState, int]], dict[UUID, int]]:
    rows = session.execute(
        sa.select(
            Dispatch.letter_id,
            Dispatch.state,
            sa.func.count(),
            sa.func.sum(sa.case((undecided(), 1), else_=0)),
        )
        .where(Dispatch.letter_id.in_(ids))
        .group_by(Dispatch.letter_id, Dispatch.state)
    )
    counts: dict[UUID, dict[DispatchState, int]] = {}
    questions: dict[UUID, int] = {}
    for letter_id, state, count, open_questions in rows:
        counts.setdefault(letter_id, {})[state] = count
        questions[letter_id] = questions.get(letter_id, 0) + int(open_questions or 0)
    return counts, questions


class Group(StrEnum):
    """Who must act on a dispatch: the parts of one letter's page."""

    DECIDE = "decide"
    WAY = "way"
    ARRIVED = "arrived"
    ENDED = "ended"


_ON_THE_WAY = (DispatchState.PLANNED, DispatchState.PRINTED, DispatchState.HANDED_OVER)


def _in_group(group: Group) -> sa.ColumnElement[bool]:
    if group is Group.DECIDE:
        return undecided()
    if group is Group.WAY:
        return Dispatch.state.in_(_ON_THE_WAY)
    if group is Group.ARRIVED:
        return Dispatch.state == DispatchState.DELIVERED
    return sa.and_(Dispatch.state.not_in((*_ON_THE_WAY, DispatchState.DELIVERED)), ~undecided())


def group_page(
    session: Session, letter_id: UUID, group: Group, *, page: int = 1, size: int = 100
) -> Page[DispatchRow]:
    """One page of one group: what waits longest for a decision first, else in the order of the copies."""
    select = dispatch_rows(Dispatch.letter_id == letter_id, _in_group(group))
    if group is Group.DECIDE:
        asked = sa.func.coalesce(Dispatch.remind_on, Dispatch.state_day)
        select = select.order_by(asked, Dispatch.copy_no, Dispatch.id)
    else:
        select = select.order_by(Dispatch.copy_no, LetterAddressee.position, Dispatch.channel, Dispatch.id)
    found = paginate(session, select, page=page, size=size, scalars=False)
    return Page([to_row(row) for row in found.items], found.total, found.page, found.size)


@dataclass(frozen=True)
class Waiting:
    """Dispatches that stand at one point of one channel, so that one act takes them on."""

    channel: Channel
    state: DispatchState
    count: int


def waiting(session: Session, letter_id: UUID) -> list[Waiting]:
    """What is on the way, by channel and state, in the order of the states."""
    rows = session.execute(
        sa.select(Dispatch.channel, Dispatch.state, sa.func.count())
        .where(Dispatch.letter_id == letter_id, Dispatch.state.in_(_ON_THE_WAY))
        .group_by(Dispatch.channel, Dispatch.state)
    )
    found = [Waiting(channel, state, count) for channel, state, count in rows]
    return sorted(found, key=lambda w: (_ON_THE_WAY.index(w.state), list(Channel).index(w.channel)))


def ids_waiting(session: Session, letter_id: UUID, channel: Channel, state: DispatchState) -> list[UUID]:
    """The dispatches of a letter that stand at `state` of `channel`."""
    return list(
        session.scalars(
            sa.select(Dispatch.id)
            .where(Dispatch.letter_id == letter_id, Dispatch.channel == channel, Dispatch.state == state)
            .order_by(Dispatch.copy_no)
        )
    )


def last_notes(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[str, time | None]]:
    """What the latest step of each dispatch says: its note and its time of day. One SELECT."""
    rank = (
        sa.func.row_number()
        .over(partition_by=DispatchEvent.dispatch_id, order_by=DispatchEvent.position.desc())
        .label("rank")
    )
    corrected = aliased(DispatchEvent)
    ranked = (
        sa.select(DispatchEvent.dispatch_id, DispatchEvent.note, DispatchEvent.clock, rank)
        .where(
            DispatchEvent.dispatch_id.in_(ids),
            DispatchEvent.kind.not_in((EventKind.NOTED, EventKind.ASKED, EventKind.CORRECTED)),
            ~sa.exists().where(corrected.corrects_id == DispatchEvent.id),
        )
        .subquery()
    )
    rows = session.execute(sa.select(ranked).where(ranked.c.rank == 1))
    return {row.dispatch_id: (row.note, row.clock) for row in rows}


def phone_of(session: Session, official_id: UUID) -> str | None:
    """A number under which the office can be asked."""
    return session.scalar(
        sa.select(ContactPoint.value)
        .where(
            ContactPoint.official_id == official_id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.retired_on.is_(None),
        )
        .order_by(ContactPoint.position, ContactPoint.id)
        .limit(1)
    )
