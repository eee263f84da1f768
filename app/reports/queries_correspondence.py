"""Everything between us and one official, both ways; and the last word with each of many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignMember, PositionRecord
from app.campaigns.queries_positions import stands_by_reply
from app.campaigns.rules import CampaignState
from app.delivery.models import Dispatch, DispatchEvent, Reply
from app.delivery.queries import DispatchRow, dispatch_rows, to_row
from app.delivery.queries_replies import ReplyRow, reply_rows
from app.delivery.rules import DispatchState, EventKind
from app.demands.models import Demand
from app.letters.models import Letter
from app.letters.queries import LetterToOfficial, letters_to_official
from app.officials.models import Official
from app.reports.queries_positions import PRESENT

MOST = 200


@dataclass(frozen=True)
class Exchange:
    """What passed between us and an official. `unsent` are letters without any dispatch to them yet."""

    dispatches: Sequence[DispatchRow]
    contacts: Sequence[tuple[DispatchEvent, str]]
    replies: Sequence[ReplyRow]
    positions: Mapping[UUID, Sequence[tuple[PositionRecord, str]]]
    unsent: Sequence[LetterToOfficial]


def same_person(official_id: UUID) -> sa.Select[UUID]:
    """Ids of the record and of those merged into it."""
    return sa.select(Official.id).where(
        sa.or_(Official.id == official_id, Official.merged_into_id == official_id)
    )


def exchange(session: Session, official_id: UUID) -> Exchange:
    """The latest 200 of each kind. A constant number of SELECTs."""
    same = same_person(official_id)
    sent = [
        to_row(row)
        for row in session.execute(
            dispatch_rows(Dispatch.official_id.in_(same))
            .order_by(Dispatch.state_day.desc(), Dispatch.id.desc())
            .limit(MOST)
        )
    ]
    replies = _replies(session, same)
    with_letter = {row.dispatch.letter_id for row in sent}
    unsent = [each for each in letters_to_official(session, official_id) if each.letter.id not in with_letter]
    return Exchange(
        dispatches=sent,
        contacts=_contacts(session, same),
        replies=replies,
        positions=_positions(session, [row.reply.id for row in replies]),
        unsent=unsent,
    )


def _replies(session: Session, same: sa.Select[UUID]) -> list[ReplyRow]:
    rows = session.execute(
        reply_rows(Reply.official_id.in_(same), Reply.withdrawn_reason == "")
        .order_by(Reply.received_on.desc(), Reply.id.desc())
        .limit(MOST)
    )
    return [ReplyRow(*row) for row in rows]


def _contacts(session: Session, same: sa.Select[UUID]) -> list[tuple[DispatchEvent, str]]:
    """Notes and inquiries about their dispatches, with the letter's number."""
    rows = session.execute(
        sa.select(DispatchEvent, Letter.number)
        .join(Dispatch, Dispatch.id == DispatchEvent.dispatch_id)
        .join(Letter, Letter.id == Dispatch.letter_id)
        .where(
            Dispatch.official_id.in_(same),
            DispatchEvent.kind.in_((EventKind.NOTED, EventKind.ASKED, EventKind.SETTLED)),
        )
        .order_by(DispatchEvent.day.desc(), DispatchEvent.id.desc())
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in rows]


def _positions(session: Session, reply_ids: Sequence[UUID]) -> dict[UUID, list[tuple[PositionRecord, str]]]:
    carried = stands_by_reply(session, reply_ids)
    wanted = {record.demand_id for records in carried.values() for record in records}
    titles = {
        demand_id: title
        for demand_id, title in session.execute(
            sa.select(Demand.id, Demand.title).where(Demand.id.in_(wanted))
        )
    }
    return {
        reply_id: [(record, titles.get(record.demand_id, "")) for record in records]
        for reply_id, records in carried.items()
    }


@dataclass(frozen=True)
class LastWord:
    """The last thing between us and an official: our dispatch, or their reply when that is later."""

    dispatch: Dispatch | None
    answered_on: date | None


def last_words(session: Session, ids: Collection[UUID]) -> dict[UUID, LastWord]:
    """By official, for one page of the directory. Two SELECTs."""
    place = sa.func.row_number().over(
        partition_by=PRESENT, order_by=(Dispatch.state_day.desc(), Dispatch.id.desc())
    )
    ranked = (
        sa.select(Dispatch.id, PRESENT.label("official"), place.label("place"))
        .join(Official, Official.id == Dispatch.official_id)
        .where(PRESENT.in_(ids), Dispatch.state != DispatchState.CANCELLED)
        .subquery()
    )
    sent = {
        row[0]: row[1]
        for row in session.execute(
            sa.select(ranked.c.official, Dispatch)
            .join(ranked, ranked.c.id == Dispatch.id)
            .where(ranked.c.place == 1)
        )
    }
    heard = {
        row[0]: row[1]
        for row in session.execute(
            sa.select(PRESENT, sa.func.max(Reply.received_on))
            .select_from(Reply)
            .join(Official, Official.id == Reply.official_id)
            .where(PRESENT.in_(ids), Reply.withdrawn_reason == "")
            .group_by(PRESENT)
        )
    }
    return {each: LastWord(sent.get(each), heard.get(each)) for each in {*sent, *heard}}


def campaign_for_reply(session: Session, official_id: UUID, user_id: UUID | None) -> str | None:
    """The slug of the open campaign that wrote to the official last; with `user_id`, one of theirs."""
    wanted = (
        sa.select(Campaign.slug)
        .join(Dispatch, Dispatch.campaign_id == Campaign.id)
        .where(Dispatch.official_id.in_(same_person(official_id)), Campaign.state == CampaignState.OPEN)
        .order_by(Dispatch.state_day.desc(), Dispatch.id.desc())
        .limit(1)
    )
    if user_id is not None:
        wanted = wanted.join(CampaignMember, CampaignMember.campaign_id == Campaign.id).where(
            CampaignMember.user_id == user_id
        )
    return session.scalar(wanted)
