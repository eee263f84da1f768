"""Every SELECT over replies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.delivery.models import Attachment, Dispatch, Reply
from app.delivery.queries import same_person
from app.letters.models import Letter, LetterAddressee
from app.letters.states import LetterState
from app.officials.models import Official
from app.officials.queries_match import named


@dataclass(frozen=True)
class ReplyRow:
    """A reply with the names that a table needs."""

    reply: Reply
    name: str
    campaign_title: str
    campaign_slug: str
    letter_number: str | None


def reply_rows(*conditions: sa.ColumnElement[bool]) -> sa.Select[Reply, str, str, str, str]:
    """The SELECT behind every list of replies; its rows make a `ReplyRow`."""
    return (
        sa.select(Reply, Official.full_name, Campaign.title, Campaign.slug, Letter.number)
        .join(Official, Official.id == Reply.official_id)
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .outerjoin(Letter, Letter.id == Reply.letter_id)
        .where(*conditions)
    )


def reply_row(session: Session, reply_id: UUID) -> ReplyRow:
    """One reply with its names. Raises `NotFound`."""
    row = session.execute(reply_rows(Reply.id == reply_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such reply.")
    return ReplyRow(*row)


def page_of_replies(
    session: Session,
    *,
    campaign_id: UUID | None = None,
    official_id: UUID | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[ReplyRow]:
    """One page of replies, the newest first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if campaign_id is not None:
        conditions.append(Reply.campaign_id == campaign_id)
    if official_id is not None:
        conditions.append(Reply.official_id == official_id)
    select = reply_rows(*conditions).order_by(Reply.received_on.desc(), Reply.id.desc())
    found = paginate(session, select, page=page, size=size, scalars=False)
    return Page([ReplyRow(*row) for row in found.items], found.total, found.page, found.size)


def replies_of(session: Session, official_id: UUID) -> list[ReplyRow]:
    """Every reply of one official, the newest first."""
    select = reply_rows(Reply.official_id.in_(same_person(official_id))).order_by(
        Reply.received_on.desc(), Reply.id.desc()
    )
    return [ReplyRow(*row) for row in session.execute(select)]


def count_replies(session: Session, campaign_id: UUID) -> int:
    """Replies of a campaign that still count."""
    select = sa.select(sa.func.count()).where(Reply.campaign_id == campaign_id, Reply.withdrawn_reason == "")
    return session.scalar(select.select_from(Reply)) or 0


def answered(session: Session, campaign_id: UUID) -> set[UUID]:
    """The officials who answered in a campaign."""
    rows = session.scalars(
        sa.select(Reply.official_id)
        .where(Reply.campaign_id == campaign_id, Reply.withdrawn_reason == "")
        .distinct()
    )
    return set(rows)


def answered_of(session: Session, campaign_id: UUID, official_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of these officials, those who answered in a campaign, with their latest reply."""
    rows = session.execute(
        sa.select(Reply.official_id, Reply.id)
        .where(
            Reply.campaign_id == campaign_id,
            Reply.official_id.in_(official_ids),
            Reply.withdrawn_reason == "",
        )
        .order_by(Reply.received_on, Reply.id)
    )
    return {official_id: reply_id for official_id, reply_id in rows}


def present_record(session: Session, official_id: UUID) -> UUID:
    """The record that a person is kept under now: their own, or the one it was merged into."""
    merged = session.scalar(sa.select(Official.merged_into_id).where(Official.id == official_id))
    return merged or official_id


def attachments_of(session: Session, reply_id: UUID) -> list[Attachment]:
    """Files kept with a reply."""
    return list(
        session.scalars(sa.select(Attachment).where(Attachment.reply_id == reply_id).order_by(Attachment.id))
    )


def attachment(session: Session, attachment_id: UUID) -> Attachment:
    """One file. Raises `NotFound`."""
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise NotFound("There is no such file.")
    return found


def promises_due(
    session: Session, until: date, *, campaign_ids: Collection[UUID] | None = None
) -> list[ReplyRow]:
    """Promised answers whose day has come and that no later reply kept."""
    later = sa.orm.aliased(Reply)
    kept = sa.exists().where(
        later.campaign_id == Reply.campaign_id,
        later.official_id == Reply.official_id,
        later.withdrawn_reason == "",
        sa.or_(
            later.received_on > Reply.received_on,
            sa.and_(later.received_on == Reply.received_on, later.id > Reply.id),
        ),
    )
    conditions = [Reply.promised_by <= until, Reply.withdrawn_reason == "", ~kept]
    if campaign_ids is not None:
        conditions.append(Reply.campaign_id.in_(campaign_ids))
    return [
        ReplyRow(*row)
        for row in session.execute(reply_rows(*conditions).order_by(Reply.promised_by, Reply.id))
    ]


def letters_sent_to(session: Session, campaign_id: UUID, official_id: UUID) -> list[tuple[UUID, str]]:
    """Sealed letters of the campaign on which the official stands, the newest first: (id, number and title)."""
    rows: Any = session.execute(
        sa.select(Letter.id, Letter.number, Letter.title)
        .join(LetterAddressee, LetterAddressee.letter_id == Letter.id)
        .where(
            Letter.campaign_id == campaign_id,
            Letter.state == LetterState.SEALED,
            LetterAddressee.official_id == official_id,
        )
        .order_by(Letter.sealed_at.desc())
        .distinct()
    )
    return [(letter_id, f"{number}: {title}") for letter_id, number, title in rows]


def written_to(
    session: Session, campaign_id: UUID, text: str = "", *, page: int = 1, size: int = 25
) -> Page[tuple[UUID, str]]:
    """Officials whom a sealed letter of the campaign addresses and whose names hold every word: (id, name)."""
    select = (
        sa.select(Official.id, Official.full_name)
        .where(_addressed(campaign_id), named(text))
        .order_by(Official.sort_name, Official.id)
    )
    return paginate(session, select, page=page, size=size, scalars=False)


def name_of_written_to(session: Session, campaign_id: UUID, official_id: UUID) -> str | None:
    """The name of an official whom a sealed letter of the campaign addresses; None for anybody else."""
    return session.scalar(
        sa.select(Official.full_name).where(Official.id == official_id, _addressed(campaign_id))
    )


def _addressed(campaign_id: UUID) -> sa.ColumnElement[bool]:
    return Official.id.in_(
        sa.select(LetterAddressee.official_id)
        .join(Letter, Letter.id == LetterAddressee.letter_id)
        .where(Letter.campaign_id == campaign_id, Letter.state == LetterState.SEALED)
    )


def last_dispatch(
    session: Session, campaign_id: UUID, official_ids: Collection[UUID]
) -> Mapping[UUID, Dispatch]:
    """The latest dispatch of the campaign to each official. One SELECT."""
    rank = (
        sa.func.row_number()
        .over(partition_by=Dispatch.official_id, order_by=(Dispatch.state_day.desc(), Dispatch.id.desc()))
        .label("rank")
    )
    ranked = (
        sa.select(Dispatch.id, rank)
        .where(Dispatch.campaign_id == campaign_id, Dispatch.official_id.in_(official_ids))
        .subquery()
    )
    rows = session.scalars(
        sa.select(Dispatch).join(ranked, sa.and_(ranked.c.id == Dispatch.id, ranked.c.rank == 1))
    )
    return {row.official_id: row for row in rows}


def reply_days(
    session: Session, campaign_id: UUID, official_ids: Collection[UUID]
) -> list[tuple[UUID, date]]:
    """(official, day) of every reply that counts: when it came, and by when it promises more. One query."""
    official = sa.func.coalesce(Official.merged_into_id, Official.id)
    rows = session.execute(
        sa.select(official, Reply.received_on, Reply.promised_by)
        .join(Official, Official.id == Reply.official_id)
        .where(
            Reply.campaign_id == campaign_id, official.in_(list(official_ids)), Reply.withdrawn_reason == ""
        )
    )
    return [(who, day) for who, came, promised in rows for day in (came, promised) if day is not None]
