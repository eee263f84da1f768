"""The days of a campaign: anchors, letters that left, first answers, what is due."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import PositionRecord
from app.campaigns.queries import anchors_of
from app.campaigns.queries_positions import standing_positions
from app.campaigns.rules_positions import Position
from app.delivery.models import Dispatch, DispatchEvent, Reply
from app.delivery.rules import EventKind as DispatchEventKind
from app.letters.models import Letter
from app.letters.states import LetterState
from app.officials.models import Official
from app.reports.queries_due import Due, DueKind
from app.reports.rules_timeline import EventKind, TimelineEvent
from app.reports.rules_words import counted

_MOST_LETTERS = 40


def events(session: Session, campaign_id: UUID, coming: list[Due]) -> list[TimelineEvent]:
    """Everything on the line, in no order, without day counts. Five SELECTs."""
    found = [
        TimelineEvent(anchor.day, EventKind.EVENT, anchor.label)
        for anchor in anchors_of(session, campaign_id)
    ]
    found += _letters(session, campaign_id)
    found += _firsts(session, campaign_id)
    found += [TimelineEvent(due.day, EventKind.PLANNED, due_words(due)) for due in coming]
    return found


def due_words(due: Due) -> str:
    """What falls due, in a few words."""
    if due.kind is DueKind.PROMISE:
        return f"Reply promised by {due.name}"
    if due.kind is DueKind.DEADLINE:
        return f"Deadline: {due.name}"
    return f"Follow up with {due.name if due.count == 1 else counted(due.count, 'official')}"


def _letters(session: Session, campaign_id: UUID) -> list[TimelineEvent]:
    """Sealing, and the days on which copies left, for the latest letters."""
    corrected = sa.orm.aliased(DispatchEvent)
    taken_back = sa.exists().where(corrected.corrects_id == DispatchEvent.id)
    sent = session.execute(
        sa.select(Letter.number, DispatchEvent.day, sa.func.count(sa.distinct(Dispatch.official_id)))
        .join(Dispatch, Dispatch.id == DispatchEvent.dispatch_id)
        .join(Letter, Letter.id == Dispatch.letter_id)
        .where(
            Dispatch.campaign_id == campaign_id,
            DispatchEvent.kind == DispatchEventKind.HANDED_OVER,
            ~taken_back,
        )
        .group_by(Letter.number, DispatchEvent.day)
        .order_by(DispatchEvent.day.desc(), Letter.number)
        .limit(_MOST_LETTERS)
    ).all()
    found = [
        TimelineEvent(day, EventKind.ACT, f"{number} sent to {counted(count, 'official')}")
        for number, day, count in sent
    ]
    left = {number for number, _day, _count in sent}
    sealed = session.execute(
        sa.select(Letter.number, Letter.letter_date)
        .where(Letter.campaign_id == campaign_id, Letter.state == LetterState.SEALED)
        .order_by(Letter.letter_date.desc(), Letter.number)
        .limit(_MOST_LETTERS)
    )
    found += [
        TimelineEvent(day, EventKind.ACT, f"{number} sealed") for number, day in sealed if number not in left
    ]
    return found


def _firsts(session: Session, campaign_id: UUID) -> list[TimelineEvent]:
    """The first reply and the first commitment; one event when they are the same."""
    reply = session.execute(
        sa.select(Reply.received_on, Official.full_name)
        .join(Official, Official.id == Reply.official_id)
        .where(Reply.campaign_id == campaign_id, Reply.withdrawn_reason == "")
        .order_by(Reply.received_on, Reply.id)
        .limit(1)
    ).one_or_none()
    standing = standing_positions(campaign_id)
    given = session.execute(
        sa.select(PositionRecord.day, Official.full_name)
        .join(standing, standing.c.id == PositionRecord.id)
        .join(Official, Official.id == standing.c.official)
        .where(PositionRecord.position == Position.COMMITTED)
        .order_by(PositionRecord.day, PositionRecord.recorded_at)
        .limit(1)
    ).one_or_none()
    if reply and given and tuple(reply) == tuple(given):
        return [TimelineEvent(reply[0], EventKind.REPLY, f"{reply[1]}: first reply, commits")]
    found = [TimelineEvent(reply[0], EventKind.REPLY, f"First reply: {reply[1]}")] if reply else []
    if given:
        found.append(TimelineEvent(given[0], EventKind.REPLY, f"First commitment: {given[1]}"))
    return found


def first_day(found: list[TimelineEvent], today: date) -> date:
    """Where the line starts when no anchor says so."""
    return min([today, *(event.day for event in found)])
