"""Verbs of sending: plan dispatches, say what happened to them.

Every move is a conditional change guarded by the row version: of two people who mark the same dispatch,
one succeeds and the other is told. Nothing is ever deleted; a mistake is taken back by a correcting event.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.campaigns.service import require_open
from app.core.errors import InvalidInput
from app.delivery import planning_checks as checks
from app.delivery import rules
from app.delivery.events import all_or_nothing, audit_each, check_said, event_of, next_positions, refuse
from app.delivery.health import learn
from app.delivery.models import Dispatch
from app.delivery.planning_checks import CONTACT_KINDS, Plan
from app.delivery.rules import Channel, DispatchState, EventKind, Mark
from app.delivery.rules_history import earliest_day
from app.letters.models import Letter, LetterAddressee
from app.officials.models import ContactPoint

__all__ = ["CONTACT_KINDS", "Plan", "mark_dispatches", "plan_dispatches", "writable_campaigns"]

_PLANNED_FIRST = (
    "Someone else planned one of these at the same moment. Nothing was planned twice; look again."
)


def plan_dispatches(
    session: Session, letter: Letter, plans: Sequence[Plan], *, planned_for: date | None = None, by: Actor
) -> list[Dispatch]:
    """Plan dispatches of a sealed letter whose files are whole. All of them, or none.

    Raises `Conflict` when the letter cannot be sent or the campaign is closed, `NotAllowed`, and
    `InvalidInput` by `Plan.key` (or `channels`, `planned_for`).
    """
    campaign = session.get_one(Campaign, letter.campaign_id)
    require_write(session, campaign, by)
    require_open(campaign)
    checks.check_letter(session, letter)
    if planned_for is not None and planned_for < min(letter.letter_date, by.today):
        raise InvalidInput({"planned_for": "This is before the letter’s own date. Give a later day."})
    addressees = checks.addressees_of(session, letter, plans)
    contacts = checks.contacts_of(session, plans)
    checks.refuse_unreachable(plans, addressees, contacts)
    checks.refuse_doubles(session, plans, addressees)
    earlier = checks.spent_before(session, plans)
    with all_or_nothing(session, _PLANNED_FIRST):
        created = [_planned(letter, plan, addressees[plan.addressee_id], contacts, by) for plan in plans]
        for dispatch in created:
            dispatch.planned_for = planned_for
            dispatch.repeats_id = earlier.get((dispatch.addressee_id, dispatch.channel))
        session.add_all(created)
        session.flush()
        first = Mark(DispatchState.PLANNED, by.today)
        events = [event_of(dispatch, 1, EventKind.PLANNED, first, by) for dispatch in created]
        for event in events:
            event.from_state = None
        session.add_all(events)
    audit.record(
        session,
        by,
        "delivery.planned",
        "letter",
        letter.id,
        summary=f"Planned {len(created)} {'dispatch' if len(created) == 1 else 'dispatches'} of {letter.number}",
        detail={"dispatches": [str(dispatch.id) for dispatch in created]},
    )
    return created


def _planned(
    letter: Letter,
    plan: Plan,
    addressee: LetterAddressee,
    contacts: Mapping[UUID, ContactPoint],
    by: Actor,
) -> Dispatch:
    contact = contacts.get(plan.contact_point_id) if plan.contact_point_id else None
    # Paper goes where the sealed envelope says, whatever the directory has learned since.
    other = None if plan.channel in rules.PAPER else contact
    destination = other.value if other else "\n".join(addressee.envelope)
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


def mark_dispatches(session: Session, dispatches: Sequence[Dispatch], mark: Mark, *, by: Actor) -> None:
    """Move dispatches to `mark.state`. All of them, or none; each at most once.

    An outcome also tells how the contact point is. A closed campaign still takes outcomes. Raises `InvalidInput`
    (`dispatches`, `day`, `note`, `tracking_number`), `Conflict` (no such move, or someone was first), `NotAllowed`.
    """
    if not dispatches:
        raise InvalidInput({"dispatches": "Choose at least one dispatch."})
    waits = {c.id: c.follow_up_days for c in writable_campaigns(session, dispatches, by)}
    for dispatch in dispatches:
        rules.check_move(dispatch.channel, dispatch.state, mark.state)
    _check_mark(session, dispatches, mark, by)
    with all_or_nothing(session):
        positions = next_positions(session, dispatches)
        events = {}
        for dispatch in dispatches:
            kind = EventKind(mark.state.value)
            events[dispatch.id] = event_of(dispatch, positions[dispatch.id], kind, mark, by)
            _move(dispatch, mark, waits[dispatch.campaign_id])
        session.flush()
        before = learn(session, dispatches, events, mark, by)
        for dispatch_id, event in events.items():
            event.contact_before = before.get(dispatch_id)
        session.add_all(events.values())
    audit_each(session, dispatches, f"delivery.{mark.state.value}", rules.STATE_WORDS[mark.state], by)


def _move(dispatch: Dispatch, mark: Mark, wait: int) -> None:
    dispatch.state, dispatch.state_day = mark.state, mark.day
    dispatch.settled, dispatch.remind_on = False, None
    if mark.tracking_number:
        dispatch.tracking_number = mark.tracking_number
    if mark.state is DispatchState.HANDED_OVER:
        dispatch.left_on, dispatch.follow_up_on = mark.day, rules.add_working_days(mark.day, wait)


def writable_campaigns(session: Session, dispatches: Collection[Dispatch], by: Actor) -> list[Campaign]:
    """The campaigns of these dispatches. Raises `NotAllowed` when `by` may not write in one of them."""
    ids = {dispatch.campaign_id for dispatch in dispatches}
    found = list(session.scalars(sa.select(Campaign).where(Campaign.id.in_(ids)).order_by(Campaign.id)))
    for campaign in found:
        require_write(session, campaign, by)
    return found


def _check_mark(session: Session, dispatches: Sequence[Dispatch], mark: Mark, by: Actor) -> None:
    errors = check_said(mark, by.today)
    dates = _letter_dates(session, dispatches)
    floor = max(earliest_day(d.state, d.state_day, dates[d.letter_id]) for d in dispatches)
    if "day" not in errors and mark.day < floor:
        errors["day"] = f"This is before the step before it, on {floor:%B} {floor.day}, {floor.year}."
    if mark.tracking_number and len(dispatches) > 1:
        errors["tracking_number"] = "A tracking number belongs to one dispatch. Mark that one by itself."
    elif mark.tracking_number and dispatches[0].channel is not Channel.POST:
        errors["tracking_number"] = "Only what goes by post has a tracking number. Put this in the note."
    refuse(errors)


def _letter_dates(session: Session, dispatches: Sequence[Dispatch]) -> dict[UUID, date]:
    ids = {dispatch.letter_id for dispatch in dispatches}
    rows = session.execute(sa.select(Letter.id, Letter.letter_date).where(Letter.id.in_(ids)))
    return {letter_id: day for letter_id, day in rows}
