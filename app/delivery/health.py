"""What an outcome teaches about a contact point: it worked, or it failed, on that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.text import fold
from app.delivery import rules
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.rules import Channel, DispatchState, Mark
from app.letters.models import Letter
from app.officials.contacts import check_contact
from app.officials.models import ContactPoint, Official
from app.officials.rules import ContactHealth

_LONGEST = 500


def finding(was: DispatchState | None, now: DispatchState) -> ContactHealth | None:
    """How the contact point was found to be; None when the outcome says nothing about it.

    A transmission that broke off and did not arrive is no proof that the number or form is bad.
    """
    if now is DispatchState.DELIVERED:
        return ContactHealth.GOOD
    if now in (DispatchState.RETURNED, DispatchState.FAILED) and was is not DispatchState.OUTCOME_UNKNOWN:
        return ContactHealth.FAILING
    return None


def same_place(channel: Channel, destination: str, contact: ContactPoint) -> bool:
    """Whether the contact point is still where the dispatch went."""
    if channel is Channel.POST:
        lines = [line for part in contact.lines or [contact.value] for line in part.splitlines()]
        printed = fold(destination)
        return all(fold(line) in printed for line in lines if line.strip())
    return contact.value == destination


def learn(
    session: Session,
    dispatches: Sequence[Dispatch],
    events: Mapping[UUID, DispatchEvent],
    mark: Mark,
    by: Actor,
) -> dict[UUID, dict[str, Any]]:
    """Note what the outcome says on each contact point; gives back, by dispatch, how it stood before.

    A contact point that was changed or checked later than the outcome is left alone.
    """
    told = [(d, found) for d in dispatches if (found := finding(events[d.id].from_state, mark.state))]
    if not told:
        return {}
    contacts = _contacts(session, [d.contact_point_id for d, _ in told if d.contact_point_id])
    numbers = _numbers(session, [d for d, _ in told])
    before: dict[UUID, dict[str, Any]] = {}
    for dispatch, health in told:
        contact = contacts.get(dispatch.contact_point_id) if dispatch.contact_point_id else None
        if contact is None or not same_place(dispatch.channel, dispatch.destination, contact):
            continue
        if contact.last_checked is not None and contact.last_checked > mark.day:
            continue
        before[dispatch.id] = _as_json(contact) | {"found": health.value}
        sign = f"Letter {numbers[dispatch.letter_id]}: {rules.state_words(dispatch.channel, mark.state).lower()}."
        note = f"{sign} {mark.note}".strip()[:_LONGEST]
        check_contact(session, contact.official_id, contact.id, health, mark.day, note, by=by)
    return before


def unlearn(session: Session, dispatch: Dispatch, event: DispatchEvent, by: Actor) -> None:
    """Put a contact point back as it stood before `event`, unless someone has checked it since."""
    was = event.contact_before
    if was is None or dispatch.contact_point_id is None:
        return
    contact = _contacts(session, [dispatch.contact_point_id]).get(dispatch.contact_point_id)
    if contact is None or contact.health.value != was["found"] or contact.last_checked != event.day:
        return
    day = date.fromisoformat(was["last_checked"]) if was["last_checked"] else event.day
    note = was["note"] or "As it stood before an outcome that was taken back."
    check_contact(
        session, contact.official_id, contact.id, ContactHealth(was["health"]), day, note, by=by
    )  # fmt: skip


def _as_json(contact: ContactPoint) -> dict[str, Any]:
    checked = contact.last_checked
    return {
        "health": contact.health.value,
        "last_checked": checked.isoformat() if checked else None,
        "note": contact.note,
    }


def _contacts(session: Session, ids: Sequence[UUID]) -> dict[UUID, ContactPoint]:
    """Those that can still be changed, locked in one order so that two people never wait for each other."""
    rows = session.scalars(
        sa.select(ContactPoint)
        .join(Official, Official.id == ContactPoint.official_id)
        .where(
            ContactPoint.id.in_(ids),
            ContactPoint.retired_on.is_(None),
            Official.retired_on.is_(None),
            Official.merged_into_id.is_(None),
        )
        .order_by(ContactPoint.id)
        .with_for_update(of=ContactPoint)
    )
    return {row.id: row for row in rows}


def _numbers(session: Session, dispatches: Sequence[Dispatch]) -> dict[UUID, str]:
    ids = {dispatch.letter_id for dispatch in dispatches}
    rows = session.execute(sa.select(Letter.id, Letter.number).where(Letter.id.in_(ids)))
    return {letter_id: number for letter_id, number in rows}
