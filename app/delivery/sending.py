"""Verbs of sending: plan dispatches, say what happened to them, take a mistake back.

Every move is a conditional change guarded by the row version: of two people who mark the same dispatch,
one succeeds and the other is told. Nothing is ever deleted; a mistake is taken back by a correcting event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.core.errors import Conflict, InvalidInput
from app.delivery import rules
from app.delivery.events import audit_each, event_of, flush, next_positions
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import Channel, DispatchState, EventKind, Mark
from app.letters.models import Letter, LetterAddressee
from app.officials.models import ContactPoint
from app.officials.rules import ContactKind

CONTACT_KINDS: Mapping[Channel, ContactKind] = {
    Channel.POST: ContactKind.POSTAL,
    Channel.FAX: ContactKind.FAX,
    Channel.WEB_FORM: ContactKind.WEB_FORM,
    Channel.OWN_EMAIL: ContactKind.EMAIL,
}
_TWICE = "{name} already has this letter by {channel}. Nothing was planned twice."
MAX_NOTE = 2000


@dataclass(frozen=True)
class Plan:
    """One dispatch to plan: this addressee row, by this channel, to this contact point."""

    addressee_id: UUID
    channel: Channel
    contact_point_id: UUID | None = None


def plan_dispatches(
    session: Session, letter: Letter, plans: Sequence[Plan], *, planned_for: date | None = None, by: Actor
) -> list[Dispatch]:
    """Plan dispatches of a sealed letter whose files are whole. All of them, or none."""
    if letter.files_ready_at is None:
        raise Conflict("The files of this letter are not ready yet. It can be sent once they are.")
    if letter.superseded_by_id is not None:
        raise Conflict("Another letter has replaced this one. Send that one.")
    if not plans:
        raise InvalidInput({"channels": "Choose at least one channel for one recipient."})
    addressees = _addressees(session, letter, plans)
    contacts = _contacts(session, plans)
    _refuse_doubles(session, plans, addressees)
    created = [_planned(letter, plan, addressees[plan.addressee_id], contacts, by) for plan in plans]
    earlier = _spent(session, plans)
    for dispatch in created:
        dispatch.planned_for = planned_for
        dispatch.repeats_id = earlier.get((dispatch.addressee_id, dispatch.channel))
    session.add_all(created)
    try:
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("Someone else planned one of these at the same moment. Look again.") from error
    session.add_all(_first_event(dispatch, by) for dispatch in created)
    audit.record(
        session,
        by,
        "delivery.planned",
        "letter",
        letter.id,
        summary=f"Planned {len(created)} dispatches of {letter.number}",
        detail={"dispatches": [str(dispatch.id) for dispatch in created]},
    )
    return created


def _addressees(session: Session, letter: Letter, plans: Sequence[Plan]) -> dict[UUID, LetterAddressee]:
    wanted = {plan.addressee_id for plan in plans}
    rows = session.scalars(
        sa.select(LetterAddressee).where(
            LetterAddressee.letter_id == letter.id, LetterAddressee.id.in_(wanted)
        )
    )
    found = {row.id: row for row in rows}
    if wanted - found.keys():
        raise InvalidInput({"channels": "One of the recipients is not on this letter."})
    return found


def _contacts(session: Session, plans: Sequence[Plan]) -> dict[UUID, ContactPoint]:
    wanted = {plan.contact_point_id for plan in plans if plan.contact_point_id}
    return {
        row.id: row for row in session.scalars(sa.select(ContactPoint).where(ContactPoint.id.in_(wanted)))
    }


def _refuse_doubles(
    session: Session, plans: Sequence[Plan], addressees: Mapping[UUID, LetterAddressee]
) -> None:
    pairs = [(plan.addressee_id, plan.channel) for plan in plans]
    rows = session.execute(
        sa.select(Dispatch.addressee_id, Dispatch.channel).where(
            Dispatch.addressee_id.in_(addressees), Dispatch.state.not_in(rules.SPENT)
        )
    )
    taken = {(addressee_id, channel) for addressee_id, channel in rows}
    errors = {}
    for number, pair in enumerate(pairs):
        if pair in taken or pair in pairs[:number]:
            name = addressees[pair[0]].printed_name
            channel = rules.CHANNEL_WORDS[pair[1]].lower()
            errors[f"{pair[0]}:{pair[1].value}"] = _TWICE.format(name=name, channel=channel)
    if errors:
        raise InvalidInput(errors)


def _spent(session: Session, plans: Sequence[Plan]) -> dict[tuple[UUID, Channel], UUID]:
    """The latest spent dispatch of each pair: the one that a new dispatch repeats."""
    rows = session.execute(
        sa.select(Dispatch.addressee_id, Dispatch.channel, Dispatch.id)
        .where(
            Dispatch.addressee_id.in_({plan.addressee_id for plan in plans}), Dispatch.state.in_(rules.SPENT)
        )
        .order_by(Dispatch.created_at, Dispatch.id)
    )
    return {(addressee_id, channel): dispatch_id for addressee_id, channel, dispatch_id in rows}


def _planned(
    letter: Letter,
    plan: Plan,
    addressee: LetterAddressee,
    contacts: Mapping[UUID, ContactPoint],
    by: Actor,
) -> Dispatch:
    contact = contacts.get(plan.contact_point_id) if plan.contact_point_id else None
    kind = CONTACT_KINDS.get(plan.channel)
    key = f"{plan.addressee_id}:{plan.channel.value}"
    if contact is not None and (contact.official_id != addressee.official_id or contact.kind is not kind):
        raise InvalidInput({key: "That contact point is not of this person or not of this channel."})
    if contact is None and plan.channel not in rules.PAPER:
        raise InvalidInput(
            {key: f"{addressee.printed_name} has no {rules.CHANNEL_WORDS[plan.channel].lower()}."}
        )
    destination = "\n".join(addressee.envelope) if contact is None else contact.value
    return Dispatch(
        letter_id=letter.id,
        campaign_id=letter.campaign_id,
        addressee_id=addressee.id,
        copy_no=addressee.copy_no,
        official_id=addressee.official_id,
        channel=plan.channel,
        contact_point_id=plan.contact_point_id,
        destination=destination,
        state=DispatchState.PLANNED,
        state_day=by.today,
        created_at=by.at,
        created_by_id=by.user_id,
        created_by=by.name,
    )


def _first_event(dispatch: Dispatch, by: Actor) -> DispatchEvent:
    return DispatchEvent(
        dispatch_id=dispatch.id,
        position=1,
        kind=EventKind.PLANNED,
        from_state=None,
        to_state=DispatchState.PLANNED,
        day=by.today,
        recorded_at=by.at,
        actor_id=by.user_id,
        actor=by.name,
    )


def mark_dispatches(session: Session, dispatches: Sequence[Dispatch], mark: Mark, *, by: Actor) -> None:
    """Move dispatches to `mark.state`. All of them, or none; each at most once."""
    if not dispatches:
        raise InvalidInput({"dispatches": "Choose at least one dispatch."})
    _check_mark(dispatches, mark, by)
    positions = next_positions(session, dispatches)
    waits = _follow_up_days(session, dispatches)
    for dispatch in dispatches:
        rules.check_move(dispatch.channel, dispatch.state, mark.state)
        session.add(event_of(dispatch, positions[dispatch.id], EventKind(mark.state.value), mark, by))
        dispatch.state, dispatch.state_day, dispatch.settled = mark.state, mark.day, False
        if mark.tracking_number:
            dispatch.tracking_number = mark.tracking_number
        if mark.state is DispatchState.HANDED_OVER:
            dispatch.follow_up_on = rules.add_working_days(mark.day, waits[dispatch.campaign_id])
    flush(session)
    audit_each(session, dispatches, f"delivery.{mark.state.value}", rules.STATE_WORDS[mark.state], by)


def _check_mark(dispatches: Sequence[Dispatch], mark: Mark, by: Actor) -> None:
    errors = {}
    if mark.day > by.today:
        errors["day"] = "This day has not come yet. Give the day it happened."
    elif any(mark.day < dispatch.state_day for dispatch in dispatches):
        latest = max(dispatch.state_day for dispatch in dispatches)
        errors["day"] = f"This is before the step before it, on {latest:%B} {latest.day}, {latest.year}."
    if len(mark.note) > MAX_NOTE:
        errors["note"] = f"Keep the note under {MAX_NOTE} characters."
    if mark.tracking_number and len(dispatches) > 1:
        errors["tracking_number"] = "A tracking number belongs to one dispatch. Mark that one by itself."
    if errors:
        raise InvalidInput(errors)


def _follow_up_days(session: Session, dispatches: Iterable[Dispatch]) -> dict[UUID, int]:
    wanted = {dispatch.campaign_id for dispatch in dispatches}
    rows = session.execute(sa.select(Campaign.id, Campaign.follow_up_days).where(Campaign.id.in_(wanted)))
    return {campaign_id: days for campaign_id, days in rows}
