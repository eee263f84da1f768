"""What happened since a person was last here: letters, dispatches and replies of others, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, SignInSession
from app.accounts.rules import Actor
from app.delivery.models import Dispatch, DispatchEvent, Reply
from app.delivery.rules import STATE_WORDS, DispatchState, ReplyChannel
from app.delivery.rules import EventKind as Happened
from app.letters.models import Letter
from app.letters.models_record import LetterEvent
from app.letters.states import LetterEventKind
from app.officials.models import Official
from app.reports.rules_words import at_start, counted

AT_MOST = 8
_LETTER_WORDS = {
    LetterEventKind.CREATED: "begun",
    LetterEventKind.SUBMITTED: "sent for review",
    LetterEventKind.RETURNED: "returned to its writer",
    LetterEventKind.APPROVED: "approved",
    LetterEventKind.APPROVAL_WITHDRAWN: "no longer approved",
    LetterEventKind.SIGNATURES_ASKED: "ready to be signed",
    LetterEventKind.SIGNED: "signed",
    LetterEventKind.DECLINED: "declined by a signatory",
    LetterEventKind.SIGNATURE_WITHDRAWN: "without a signature that was withdrawn",
    LetterEventKind.SEALED: "sealed",
    LetterEventKind.WITHDRAWN: "withdrawn",
    LetterEventKind.SUPERSEDED: "replaced by a later letter",
}
_REPLY_WORDS = {
    ReplyChannel.LETTER: "answered by letter",
    ReplyChannel.EMAIL: "answered by e-mail",
    ReplyChannel.PHONE: "answered by phone",
    ReplyChannel.MEETING: "answered in a meeting",
    ReplyChannel.WEB: "answered on the web",
    ReplyChannel.OTHER: "answered",
}


@dataclass(frozen=True)
class News:
    """One line: bold `title`, then `text`, and when. One of the ids says where it leads."""

    title: str
    text: str
    at: datetime
    letter_id: UUID | None = None
    sent_letter_id: UUID | None = None
    reply_id: UUID | None = None


def last_here(session: Session, by: Actor, session_id: UUID | None) -> datetime:
    """When this person was last here before now: the sign-in before this one, else the start of yesterday.

    With a business date set the record's own yesterday counts, since its days are not those of the clock.
    """
    place = session.get_one(Organisation, 1)
    midnight = datetime.combine(by.today - timedelta(days=1), time(), ZoneInfo(place.time_zone))
    if place.business_date is not None or by.user_id is None:
        return midnight.astimezone(UTC)
    before = session.scalar(
        sa.select(sa.func.max(SignInSession.last_seen_at)).where(
            SignInSession.user_id == by.user_id, SignInSession.id != session_id
        )
    )
    return before or midnight.astimezone(UTC)


def news(session: Session, by: Actor, since: datetime) -> list[News]:
    """At most eight lines of what others did. Three SELECTs."""
    found = [*_letters(session, by, since), *_dispatches(session, by, since), *_replies(session, by, since)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:AT_MOST]


def _others(column: sa.orm.InstrumentedAttribute[UUID | None], by: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if by.user_id is None else sa.or_(column.is_(None), column != by.user_id)


def _letters(session: Session, by: Actor, since: datetime) -> list[News]:
    """The last thing that happened to each letter."""
    place = sa.func.row_number().over(
        partition_by=LetterEvent.letter_id, order_by=(LetterEvent.at.desc(), LetterEvent.id.desc())
    )
    ranked = (
        sa.select(LetterEvent.id, place.label("place"))
        .where(
            LetterEvent.at >= since, LetterEvent.kind.in_(_LETTER_WORDS), _others(LetterEvent.actor_id, by)
        )
        .subquery()
    )
    rows = session.execute(
        sa.select(LetterEvent, Letter.number, Letter.title)
        .join(ranked, sa.and_(ranked.c.id == LetterEvent.id, ranked.c.place == 1))
        .join(Letter, Letter.id == LetterEvent.letter_id)
        .order_by(LetterEvent.at.desc(), LetterEvent.id.desc())
        .limit(AT_MOST)
    )
    return [
        News(f"{number} {_word(event)}", f"by {event.actor}: {title}", event.at, letter_id=event.letter_id)
        for event, number, title in rows
    ]


def _word(event: LetterEvent) -> str:
    return "taken back by its writer" if event.taken_back else _LETTER_WORDS[event.kind]


def _dispatches(session: Session, by: Actor, since: datetime) -> list[News]:
    """One line for each letter, kind and person, however many dispatches they marked."""
    latest = sa.func.max(DispatchEvent.recorded_at)
    rows = session.execute(
        sa.select(
            DispatchEvent.kind, DispatchEvent.to_state, DispatchEvent.actor, Letter.id, Letter.number,
            sa.func.count(sa.distinct(Dispatch.id)), latest,
        )
        .join(Dispatch, Dispatch.id == DispatchEvent.dispatch_id)
        .join(Letter, Letter.id == Dispatch.letter_id)
        .where(DispatchEvent.recorded_at >= since, _others(DispatchEvent.actor_id, by))
        .group_by(DispatchEvent.kind, DispatchEvent.to_state, DispatchEvent.actor, Letter.id, Letter.number)
        .order_by(latest.desc(), Letter.number)
        .limit(AT_MOST)
    )  # fmt: skip
    return [
        News(
            at_start(counted(count, "dispatch", "dispatches")),
            f"of {number} {_dispatch_words(kind, state)} by {actor}",
            at,
            sent_letter_id=letter_id,
        )
        for kind, state, actor, letter_id, number, count, at in rows
    ]


def _dispatch_words(kind: Happened, state: DispatchState) -> str:
    if kind is Happened.PLANNED:
        return "planned"
    if kind is Happened.NOTED:
        return "given a note"
    if kind is Happened.ASKED:
        return "asked about"
    if kind is Happened.SETTLED:
        return "closed as unknown"
    if kind is Happened.CORRECTED:
        return "corrected"
    return f"marked {STATE_WORDS[state].lower()}"


def _replies(session: Session, by: Actor, since: datetime) -> list[News]:
    rows = session.execute(
        sa.select(
            Reply.id, Reply.channel, Reply.recorded_by, Reply.recorded_at, Official.full_name,
            Reply.answered_by,
        )
        .join(Official, Official.id == Reply.official_id)
        .where(Reply.recorded_at >= since, Reply.withdrawn_reason == "", _others(Reply.recorded_by_id, by))
        .order_by(Reply.recorded_at.desc(), Reply.id.desc())
        .limit(AT_MOST)
    )  # fmt: skip
    return [
        News(
            f"{name}’s office" if answered_by else name,
            f"{_REPLY_WORDS[channel]}; noted by {noted_by}",
            at,
            reply_id=reply_id,
        )
        for reply_id, channel, noted_by, at, name, answered_by in rows
    ]
