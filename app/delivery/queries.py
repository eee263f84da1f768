"""Every SELECT over dispatches: lists, counts, what waits for a decision, what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.delivery.models import Attachment, Dispatch, DispatchEvent, Reply
from app.delivery.rules import Channel, DispatchState
from app.letters.models import Letter, LetterAddressee
from app.officials.models import Official

_UNSETTLED = sa.and_(Dispatch.state == DispatchState.OUTCOME_UNKNOWN, Dispatch.settled.is_(False))
_BROKEN = Dispatch.state.in_((DispatchState.RETURNED, DispatchState.FAILED))
_LEFT = (DispatchState.HANDED_OVER, DispatchState.DELIVERED, DispatchState.OUTCOME_UNKNOWN)


@dataclass(frozen=True)
class DispatchRow:
    """A dispatch with the names that a table needs: of the addressee and of the letter as printed."""

    dispatch: Dispatch
    name: str
    office: str
    letter_number: str
    letter_title: str
    campaign_title: str


def dispatch_rows(
    *conditions: sa.ColumnElement[bool],
) -> sa.Select[Dispatch, str, str, str, str, str]:
    """The SELECT behind every table of dispatches; give its rows to `to_row`."""
    return (
        sa.select(
            Dispatch,
            LetterAddressee.printed_name,
            LetterAddressee.printed_office,
            Letter.number,
            Letter.title,
            Campaign.title,
        )
        .join(LetterAddressee, LetterAddressee.id == Dispatch.addressee_id)
        .join(Letter, Letter.id == Dispatch.letter_id)
        .join(Campaign, Campaign.id == Dispatch.campaign_id)
        .where(*conditions)
    )


def to_row(row: Sequence[Any]) -> DispatchRow:
    """One row of `dispatch_rows`."""
    return DispatchRow(*row)


def dispatch(session: Session, dispatch_id: UUID) -> Dispatch:
    """One dispatch. Raises `NotFound`."""
    found = session.get(Dispatch, dispatch_id)
    if found is None:
        raise NotFound("There is no such dispatch.")
    return found


def dispatch_row(session: Session, dispatch_id: UUID) -> DispatchRow:
    """One dispatch with its names. Raises `NotFound`."""
    row = session.execute(dispatch_rows(Dispatch.id == dispatch_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such dispatch.")
    return to_row(row)


def dispatches(session: Session, ids: Collection[UUID]) -> list[Dispatch]:
    """The dispatches of these ids. Raises `NotFound` when one is missing."""
    rows = list(session.scalars(sa.select(Dispatch).where(Dispatch.id.in_(ids)).order_by(Dispatch.copy_no)))
    if len(rows) != len(set(ids)):
        raise NotFound("One of these dispatches does not exist.")
    return rows


def events_of(session: Session, dispatch_ids: Iterable[UUID]) -> dict[UUID, list[DispatchEvent]]:
    """All events by dispatch, in order."""
    rows = session.scalars(
        sa.select(DispatchEvent)
        .where(DispatchEvent.dispatch_id.in_(list(dispatch_ids)))
        .order_by(DispatchEvent.dispatch_id, DispatchEvent.position)
    )
    found: dict[UUID, list[DispatchEvent]] = {}
    for event in rows:
        found.setdefault(event.dispatch_id, []).append(event)
    return found


def attachments_of_events(session: Session, event_ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """Attachments by event."""
    rows = session.scalars(
        sa.select(Attachment).where(Attachment.event_id.in_(list(event_ids))).order_by(Attachment.id)
    )
    found: dict[UUID, list[Attachment]] = {}
    for row in rows:
        if row.event_id is not None:
            found.setdefault(row.event_id, []).append(row)
    return found


def page_of_dispatches(
    session: Session,
    *,
    letter_id: UUID | None = None,
    campaign_id: UUID | None = None,
    states: Collection[DispatchState] = (),
    channel: Channel | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[DispatchRow]:
    """One page of dispatches, those that need a person first, then the newest."""
    conditions: list[sa.ColumnElement[bool]] = []
    if letter_id is not None:
        conditions.append(Dispatch.letter_id == letter_id)
    if campaign_id is not None:
        conditions.append(Dispatch.campaign_id == campaign_id)
    if states:
        conditions.append(Dispatch.state.in_(states))
    if channel is not None:
        conditions.append(Dispatch.channel == channel)
    urgency = sa.case((_UNSETTLED, 0), (_BROKEN, 1), else_=2)
    select = dispatch_rows(*conditions).order_by(urgency, Dispatch.state_day.desc(), Dispatch.id)
    found = paginate(session, select, page=page, size=size, scalars=False)
    return Page([to_row(row) for row in found.items], found.total, found.page, found.size)


def counts_by_state(
    session: Session, *, letter_id: UUID | None = None, campaign_id: UUID | None = None
) -> dict[DispatchState, int]:
    """How many dispatches stand in each state; every state is a key."""
    select = sa.select(Dispatch.state, sa.func.count()).group_by(Dispatch.state)
    if letter_id is not None:
        select = select.where(Dispatch.letter_id == letter_id)
    if campaign_id is not None:
        select = select.where(Dispatch.campaign_id == campaign_id)
    found: dict[DispatchState, int] = dict.fromkeys(DispatchState, 0)
    found.update({state: count for state, count in session.execute(select)})
    return found


@cache  # one expression for all pages: aliases are dear to make
def open_breakage() -> sa.ColumnElement[bool]:
    """Returned or failed, and nothing else of this letter is on its way to the same person, or arrived."""
    later = aliased(Dispatch)
    other = aliased(Dispatch)
    tried_again = sa.exists().where(
        later.addressee_id == Dispatch.addressee_id,
        later.channel == Dispatch.channel,
        later.state != DispatchState.CANCELLED,
        sa.or_(
            later.created_at > Dispatch.created_at,
            sa.and_(later.created_at == Dispatch.created_at, later.id > Dispatch.id),
        ),
    )
    by_other_channel = sa.exists().where(
        other.addressee_id == Dispatch.addressee_id,
        other.state.not_in((DispatchState.CANCELLED, DispatchState.RETURNED, DispatchState.FAILED)),
    )
    return sa.and_(_BROKEN, ~tried_again, ~by_other_channel)


@cache  # one expression for all pages: aliases are dear to make
def undecided() -> sa.ColumnElement[bool]:
    """On `Dispatch`: of unknown outcome, or broken with nothing planned in its place."""
    return sa.or_(_UNSETTLED, open_breakage())


def count_undecided(session: Session, *, letter_id: UUID | None = None) -> int:
    """How many dispatches need a decision."""
    select = sa.select(sa.func.count()).select_from(Dispatch).where(undecided())
    if letter_id is not None:
        select = select.where(Dispatch.letter_id == letter_id)
    return session.scalar(select) or 0


def needs_decision(
    session: Session,
    *,
    campaign_ids: Collection[UUID] | None = None,
    letter_id: UUID | None = None,
    limit: int = 50,
) -> list[DispatchRow]:
    """Dispatches of unknown outcome, and broken ones that nothing replaced.

    Oldest first; where the office was asked, the day to look again counts.
    """
    conditions: list[sa.ColumnElement[bool]] = [undecided()]
    if campaign_ids is not None:
        conditions.append(Dispatch.campaign_id.in_(campaign_ids))
    if letter_id is not None:
        conditions.append(Dispatch.letter_id == letter_id)
    select = dispatch_rows(*conditions)
    select = select.order_by(sa.func.coalesce(Dispatch.remind_on, Dispatch.state_day), Dispatch.id).limit(
        limit
    )
    return [to_row(row) for row in session.execute(select)]


@cache  # one expression for all pages: aliases are dear to make
def unanswered() -> sa.ColumnElement[bool]:
    """On `Dispatch`: it left, no reply came since, and no other letter to the same person took its place.

    Of several dispatches that left, the one whose follow-up falls due last stands for all.
    """
    other = aliased(Dispatch)
    later = sa.or_(
        other.follow_up_on > Dispatch.follow_up_on,
        sa.and_(other.follow_up_on == Dispatch.follow_up_on, other.id > Dispatch.id),
    )
    planned_since = sa.and_(
        other.state.in_((DispatchState.PLANNED, DispatchState.PRINTED)),
        other.letter_id != Dispatch.letter_id,
        other.created_at > Dispatch.created_at,
    )
    return sa.and_(
        Dispatch.state.in_(_LEFT),
        ~sa.exists().where(
            Reply.campaign_id == Dispatch.campaign_id,
            Reply.official_id == Dispatch.official_id,
            Reply.withdrawn_reason == "",
            Reply.received_on >= Dispatch.left_on,
        ),
        ~sa.exists().where(
            other.campaign_id == Dispatch.campaign_id,
            other.official_id == Dispatch.official_id,
            sa.or_(sa.and_(other.state.in_(_LEFT), later), planned_since),
        ),
    )


def follow_ups(
    session: Session,
    until: date,
    *,
    campaign_ids: Collection[UUID] | None = None,
    limit: int = 100,
) -> list[DispatchRow]:
    """Letters that left, were not answered, and whose follow-up falls due by `until`. Earliest first."""
    conditions: list[sa.ColumnElement[bool]] = [unanswered(), Dispatch.follow_up_on <= until]
    if campaign_ids is not None:
        conditions.append(Dispatch.campaign_id.in_(campaign_ids))
    select = dispatch_rows(*conditions).order_by(Dispatch.follow_up_on, Dispatch.id).limit(limit)
    return [to_row(row) for row in session.execute(select)]


def count_follow_ups(session: Session, until: date) -> int:
    """How many officials wait for a follow-up by `until`."""
    select = sa.select(sa.func.count()).select_from(Dispatch)
    return session.scalar(select.where(unanswered(), Dispatch.follow_up_on <= until)) or 0


def same_person(official_id: UUID) -> sa.Select[UUID]:
    """The records of one person: their own and those merged into it."""
    return sa.select(Official.id).where(
        sa.or_(Official.id == official_id, Official.merged_into_id == official_id)
    )


def dispatches_to(session: Session, official_id: UUID) -> list[DispatchRow]:
    """Everything ever sent to one official, also under records merged into theirs, the newest first."""
    select = dispatch_rows(Dispatch.official_id.in_(same_person(official_id))).order_by(
        Dispatch.state_day.desc(), Dispatch.id.desc()
    )
    return [to_row(row) for row in session.execute(select)]
