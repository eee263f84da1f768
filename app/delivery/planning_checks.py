"""What has to hold before a dispatch is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidInput
from app.delivery import rules
from app.delivery.models import Dispatch
from app.delivery.rules import Channel
from app.letters.models import Letter, LetterAddressee
from app.letters.states import LetterState
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth, ContactKind

CONTACT_KINDS: Mapping[Channel, ContactKind] = {
    Channel.POST: ContactKind.POSTAL,
    Channel.FAX: ContactKind.FAX,
    Channel.WEB_FORM: ContactKind.WEB_FORM,
    Channel.OWN_EMAIL: ContactKind.EMAIL,
}
_TWICE = "{name} already has this letter by {channel}. Nothing was planned twice."


@dataclass(frozen=True)
class Plan:
    """One dispatch to plan: this addressee row, by this channel, to this contact point."""

    addressee_id: UUID
    channel: Channel
    contact_point_id: UUID | None = None

    @property
    def key(self) -> str:
        """The plan's box in the channel grid, and the field that its errors name."""
        return f"{self.addressee_id}:{self.channel.value}"


def check_letter(session: Session, letter: Letter) -> None:
    """Only a sealed letter whose files are whole, and that nothing replaced, is sent. Raises `Conflict`."""
    if letter.state is not LetterState.SEALED:
        raise Conflict("Only a sealed letter can be sent. Seal this one first.")
    if letter.files_ready_at is None:
        raise Conflict("The files of this letter are not ready yet. It can be sent once they are.")
    if letter.superseded_by_id is not None:
        newer = session.get_one(Letter, letter.superseded_by_id)
        raise Conflict(f"Letter {newer.number} has replaced this one. Send that one.")


def addressees_of(session: Session, letter: Letter, plans: Sequence[Plan]) -> dict[UUID, LetterAddressee]:
    """The addressee rows that the plans name. Raises `InvalidInput` when one is of another letter."""
    if not plans:
        raise InvalidInput({"channels": "Choose at least one channel for one recipient."})
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


def contacts_of(session: Session, plans: Sequence[Plan]) -> dict[UUID, ContactPoint]:
    """The contact points that the plans name, by id. One SELECT."""
    wanted = {plan.contact_point_id for plan in plans if plan.contact_point_id}
    return {
        row.id: row for row in session.scalars(sa.select(ContactPoint).where(ContactPoint.id.in_(wanted)))
    }


def refuse_doubles(
    session: Session, plans: Sequence[Plan], addressees: Mapping[UUID, LetterAddressee]
) -> None:
    """Raises `InvalidInput` for every pair of addressee and channel that is under way, or named twice."""
    rows = session.execute(
        sa.select(Dispatch.addressee_id, Dispatch.channel).where(
            Dispatch.addressee_id.in_(addressees), Dispatch.state.not_in(rules.SPENT)
        )
    )
    taken = {(addressee_id, channel) for addressee_id, channel in rows}
    errors = {}
    for plan in plans:
        pair = (plan.addressee_id, plan.channel)
        if pair in taken:
            name = addressees[plan.addressee_id].printed_name
            channel = rules.CHANNEL_NOUNS[plan.channel]
            errors[plan.key] = _TWICE.format(name=name, channel=channel)
        taken.add(pair)
    if errors:
        raise InvalidInput(errors)


def refuse_unreachable(
    plans: Sequence[Plan], addressees: Mapping[UUID, LetterAddressee], contacts: Mapping[UUID, ContactPoint]
) -> None:
    """Raises `InvalidInput` for every plan whose channel does not lead to its addressee."""
    errors = {}
    for plan in plans:
        problem = _unreachable(plan, addressees[plan.addressee_id], contacts)
        if problem:
            errors[plan.key] = problem
    if errors:
        raise InvalidInput(errors)


def _unreachable(plan: Plan, addressee: LetterAddressee, contacts: Mapping[UUID, ContactPoint]) -> str | None:
    name, channel = addressee.printed_name, rules.CHANNEL_NOUNS[plan.channel]
    contact = contacts.get(plan.contact_point_id) if plan.contact_point_id else None
    if plan.channel is Channel.POST and not addressee.envelope:
        return f"The letter was sealed without a postal address for {name}."
    if contact is None:
        return None if plan.channel in rules.PAPER else f"{name} has no {channel} on file."
    if contact.official_id != addressee.official_id or contact.kind is not CONTACT_KINDS.get(plan.channel):
        return "That contact point is not of this person or not of this channel."
    if contact.retired_on is not None:
        return f"The {channel} of {name} is out of use. Load the page again."
    wrong = contact.health is ContactHealth.WRONG and plan.channel not in rules.PAPER
    return (
        f"The {channel} of {name} is marked wrong. Mend it first, or choose another channel."
        if wrong
        else None
    )


def spent_before(session: Session, plans: Sequence[Plan]) -> dict[tuple[UUID, Channel], UUID]:
    """The latest spent dispatch of each pair: the one that a new dispatch repeats."""
    rows = session.execute(
        sa.select(Dispatch.addressee_id, Dispatch.channel, Dispatch.id)
        .where(
            Dispatch.addressee_id.in_({plan.addressee_id for plan in plans}), Dispatch.state.in_(rules.SPENT)
        )
        .order_by(Dispatch.created_at, Dispatch.id)
    )
    return {(addressee_id, channel): dispatch_id for addressee_id, channel, dispatch_id in rows}
