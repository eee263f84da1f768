"""Verbs of answering: log a reply with the official's position on each demand, withdraw one logged by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns import queries_positions
from app.campaigns.access import require_write
from app.campaigns.models import Campaign, CampaignDemand
from app.campaigns.positions import record_position
from app.campaigns.rules_positions import Position, SourceKind
from app.core.errors import Conflict, InvalidInput
from app.delivery.models import Reply
from app.delivery.rules import ReplyChannel
from app.letters.models import Letter, LetterAddressee
from app.letters.states import LetterState
from app.officials.models import Official

MAX_SUMMARY, MAX_QUOTATION, MAX_NAME, MAX_REASON = 2000, 2000, 200, 300


@dataclass(frozen=True)
class ReplyDetails:
    """What staff type about a reply. `positions` holds only the demands that the reply speaks to."""

    official_id: UUID
    received_on: date
    channel: ReplyChannel
    summary: str
    quotation: str = ""
    answered_by: str = ""
    letter_id: UUID | None = None
    promised_by: date | None = None
    positions: Mapping[UUID, Position] = field(default_factory=dict)


def log_reply(session: Session, campaign: Campaign, details: ReplyDetails, *, by: Actor) -> Reply:
    """Keep a reply and record each position it takes. All of it, or nothing.

    Raises `InvalidInput` naming the field, also when a position cannot follow the one before it.
    """
    require_write(session, campaign, by)
    _check(session, campaign, details, by)
    with session.begin_nested():
        reply = _written(session, campaign, details, by)
        _record_positions(session, campaign, reply, details, by)
    audit.record(
        session,
        by,
        "reply.logged",
        "reply",
        reply.id,
        summary=f"Logged a reply received {details.received_on.isoformat()}",
        detail={"official": str(details.official_id), "campaign": str(campaign.id)},
    )
    return reply


def _written(session: Session, campaign: Campaign, details: ReplyDetails, by: Actor) -> Reply:
    reply = Reply(
        campaign_id=campaign.id,
        official_id=details.official_id,
        letter_id=details.letter_id,
        received_on=details.received_on,
        channel=details.channel,
        answered_by=details.answered_by,
        summary=details.summary,
        quotation=details.quotation,
        promised_by=details.promised_by,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
        recorded_by=by.name,
    )
    session.add(reply)
    session.flush()
    return reply


def _check(session: Session, campaign: Campaign, details: ReplyDetails, by: Actor) -> None:
    errors: dict[str, str] = {}
    if session.get(Official, details.official_id) is None:
        errors["official"] = "Choose who answered."
    if not details.summary.strip():
        errors["summary"] = "Say in a sentence what the reply says."
    elif len(details.summary) > MAX_SUMMARY:
        errors["summary"] = f"Keep the summary under {MAX_SUMMARY} characters. The full text can be attached."
    if len(details.quotation) > MAX_QUOTATION:
        errors["quotation"] = (
            f"Keep the quotation under {MAX_QUOTATION} characters. The full text can be attached."
        )
    if len(details.answered_by) > MAX_NAME:
        errors["answered_by"] = f"Keep the name under {MAX_NAME} characters."
    if details.received_on > by.today:
        errors["received_on"] = "This day has not come yet. Give the day the reply came."
    if details.promised_by is not None and details.promised_by < details.received_on:
        errors["promised_by"] = "The promised day is before the reply. Give a later day, or leave it empty."
    if details.letter_id is not None and not _was_sent(session, details):
        errors["letter"] = "That letter did not go to this official. Choose another, or none."
    asked = set(
        session.scalars(sa.select(CampaignDemand.demand_id).where(CampaignDemand.campaign_id == campaign.id))
    )
    if set(details.positions) - asked:
        errors["positions"] = "One of the demands is not part of this campaign."
    if errors:
        raise InvalidInput(errors)


def _was_sent(session: Session, details: ReplyDetails) -> bool:
    found = session.scalar(
        sa.select(LetterAddressee.id)
        .join(Letter, Letter.id == LetterAddressee.letter_id)
        .where(
            Letter.id == details.letter_id,
            Letter.state == LetterState.SEALED,
            LetterAddressee.official_id == details.official_id,
        )
    )
    return found is not None


def _record_positions(
    session: Session, campaign: Campaign, reply: Reply, details: ReplyDetails, by: Actor
) -> None:
    errors: dict[str, str] = {}
    for demand_id, position in details.positions.items():
        try:
            record_position(
                session,
                campaign,
                details.official_id,
                demand_id,
                position,
                details.received_on,
                details.quotation or details.summary,
                source_kind=SourceKind.REPLY,
                reply_id=reply.id,
                by=by,
            )
        except InvalidInput as error:
            errors[f"position-{demand_id}"] = error.message
    if errors:
        raise InvalidInput(errors)


def withdraw_reply(session: Session, reply: Reply, reason: str, *, by: Actor) -> None:
    """Mark a reply as logged by mistake, and take back the positions it carried. All of it, or nothing.

    Raises `Conflict` when it is marked already, or when a later record stands on one of its positions,
    `InvalidInput` (`reason`), `NotAllowed`.
    """
    campaign = session.get_one(Campaign, reply.campaign_id)
    require_write(session, campaign, by)
    if reply.withdrawn_reason:
        raise Conflict("This reply is already marked as logged by mistake.")
    if not reason.strip():
        raise InvalidInput({"reason": "Say what was wrong, in a few words."})
    if len(reason) > MAX_REASON:
        raise InvalidInput({"reason": f"Keep it under {MAX_REASON} characters."})
    with session.begin_nested():
        _take_positions_back(session, campaign, reply, reason.strip(), by)
        reply.withdrawn_reason = reason.strip()
    audit.record(
        session,
        by,
        "reply.withdrawn",
        "reply",
        reply.id,
        summary=f"Marked a reply as a mistake: {reason.strip()}",
    )


def _take_positions_back(session: Session, campaign: Campaign, reply: Reply, reason: str, by: Actor) -> None:
    for carried in queries_positions.stands_by_reply(session, [reply.id]).get(reply.id, []):
        try:
            record_position(
                session,
                campaign,
                carried.official_id,
                carried.demand_id,
                Position.NONE,
                by.today,
                f"The reply was logged by mistake: {reason}",
                corrects=carried.id,
                reply_id=reply.id,
                by=by,
            )
        except InvalidInput as error:
            raise Conflict(
                "A later record stands on a position that this reply carried, so it cannot be taken back yet. "
                f"{error.message} Correct that one first."
            ) from error
