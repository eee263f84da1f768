"""What falls due, day by day: follow-ups, promised answers, deadlines of demands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign, CampaignDemand
from app.delivery.models import Dispatch, Reply
from app.delivery.queries import DispatchRow, dispatch_rows, to_row, unanswered, undecided
from app.delivery.queries_replies import ReplyRow, reply_rows
from app.demands.models import Demand
from app.letters.models import LetterAddressee
from app.officials.models import Official


class DueKind(StrEnum):
    """What is due."""

    FOLLOW_UP = "follow_up"
    PROMISE = "promise"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class Due:
    """What falls due on a day. `count` officials; `name` is the only one's, or the demand's title."""

    day: date
    kind: DueKind
    count: int
    name: str
    campaign_slug: str
    official_id: UUID | None = None
    reply_id: UUID | None = None


def coming(session: Session, campaign_ids: Collection[UUID], today: date, until: date) -> list[Due]:
    """Everything due up to `until` in these campaigns; what is overdue stands on `today`. Three SELECTs."""
    if not campaign_ids:
        return []
    found = [
        *_follow_ups(session, campaign_ids, today, until),
        *_promises(session, campaign_ids, today, until),
    ]
    found += _deadlines(session, campaign_ids, today, until)
    return sorted(found, key=lambda due: (due.day, list(DueKind).index(due.kind), due.name))


def to_chase(until: date) -> sa.ColumnElement[bool]:
    """On `Dispatch`: a follow-up falls due by `until`; what needs a decision is decided first."""
    return sa.and_(unanswered(), sa.not_(undecided()), Dispatch.follow_up_on <= until)


def _follow_ups(session: Session, ids: Collection[UUID], today: date, until: date) -> list[Due]:
    rows = session.execute(
        sa.select(
            Dispatch.follow_up_on,
            Campaign.slug,
            sa.func.count(sa.distinct(Dispatch.official_id)).label("officials"),
            sa.func.min(LetterAddressee.printed_name).label("name"),
        )
        .join(LetterAddressee, LetterAddressee.id == Dispatch.addressee_id)
        .join(Campaign, Campaign.id == Dispatch.campaign_id)
        .where(Dispatch.campaign_id.in_(ids), to_chase(until))
        .group_by(Dispatch.follow_up_on, Campaign.slug)
    )
    days: dict[tuple[date, str], Due] = {}
    for day, slug, officials, name in rows:
        key = max(day or today, today), slug
        before = days.get(key)
        total = officials + (before.count if before else 0)
        days[key] = Due(key[0], DueKind.FOLLOW_UP, total, min(name, before.name) if before else name, slug)
    return list(days.values())


def follow_ups(
    session: Session, campaign_ids: Collection[UUID], until: date, limit: int
) -> list[DispatchRow]:
    """Dispatches to follow up, earliest first. One SELECT."""
    select = dispatch_rows(Dispatch.campaign_id.in_(campaign_ids), to_chase(until))
    rows = session.execute(select.order_by(Dispatch.follow_up_on, Dispatch.id).limit(limit))
    return [to_row(row) for row in rows]


@cache
def unkept() -> sa.ColumnElement[bool]:
    """On `Reply`: a promise that no later reply of the same official kept."""
    later = aliased(Reply)
    return sa.and_(
        Reply.promised_by.is_not(None),
        Reply.withdrawn_reason == "",
        ~sa.exists().where(
            later.campaign_id == Reply.campaign_id,
            later.official_id == Reply.official_id,
            later.withdrawn_reason == "",
            sa.or_(
                later.received_on > Reply.received_on,
                sa.and_(later.received_on == Reply.received_on, later.id > Reply.id),
            ),
        ),
    )


def promises(session: Session, campaign_ids: Collection[UUID], until: date, limit: int) -> list[ReplyRow]:
    """Replies whose promise falls due by `until` and was not kept, earliest first. One SELECT."""
    rows = session.execute(
        reply_rows(Reply.campaign_id.in_(campaign_ids), unkept(), Reply.promised_by <= until)
        .order_by(Reply.promised_by, Reply.id)
        .limit(limit)
    )
    return [ReplyRow(*row) for row in rows]


def _promises(session: Session, ids: Collection[UUID], today: date, until: date) -> list[Due]:
    rows = session.execute(
        sa.select(Reply.promised_by, Reply.id, Reply.official_id, Official.full_name, Campaign.slug)
        .join(Official, Official.id == Reply.official_id)
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .where(Reply.campaign_id.in_(ids), unkept(), Reply.promised_by <= until)
        .order_by(Reply.promised_by, Reply.id)
        .limit(50)
    )
    return [
        Due(max(day or today, today), DueKind.PROMISE, 1, name, slug, official_id, reply_id)
        for day, reply_id, official_id, name, slug in rows
    ]


def _deadlines(session: Session, ids: Collection[UUID], today: date, until: date) -> list[Due]:
    rows: Sequence[sa.Row[date | None, str, str]] = session.execute(
        sa.select(CampaignDemand.deadline, Demand.title, Campaign.slug)
        .join(Demand, Demand.id == CampaignDemand.demand_id)
        .join(Campaign, Campaign.id == CampaignDemand.campaign_id)
        .where(
            CampaignDemand.campaign_id.in_(ids),
            CampaignDemand.deadline >= today,
            CampaignDemand.deadline <= until,
        )
        .order_by(CampaignDemand.deadline, Demand.title)
        .limit(50)
    ).all()
    return [Due(day, DueKind.DEADLINE, 1, title, slug) for day, title, slug in rows if day is not None]
