"""Sealed letters for tests of sending, with invented people who can be reached in several ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.clock import utcnow
from app.delivery.models import Dispatch
from app.delivery.planning import send_rows
from app.delivery.rules import Channel, DispatchState, Mark
from app.delivery.sending import mark_dispatches, plan_dispatches
from app.letters.models import Letter
from app.letters.sealing import seal_letter
from app.officials.models import ContactPoint, Official
from app.officials.rules import ContactHealth, ContactKind
from tests.letters.factories import LETTER_DATE, World, make_letter, make_world, signed

DAY = LETTER_DATE
_CONTACTS = {
    ContactKind.FAX: "202-555-0101",
    ContactKind.EMAIL: "office@senator.example",
    ContactKind.WEB_FORM: "https://senator.example/contact",
    ContactKind.PHONE: "202-555-0142",
}


@dataclass
class Sealed:
    """A sealed letter whose files are whole, and what it stands on."""

    world: World
    letter: Letter

    @property
    def by(self) -> Actor:
        return self.world.writer

    @property
    def officials(self) -> list[Official]:
        return self.world.officials


def reach(session: Session, official: Official, *kinds: ContactKind) -> dict[ContactKind, ContactPoint]:
    """Contact points of these kinds (all, when none is named), never checked."""
    made = {}
    for kind in kinds or tuple(_CONTACTS):
        made[kind] = ContactPoint(official_id=official.id, kind=kind, value=_CONTACTS[kind], source="test")
        session.add(made[kind])
    session.flush()
    return made


def make_sealed(
    session: Session, *, officials: int = 2, contacts: bool = True, letter_date: date = DAY
) -> Sealed:
    """A letter to that many senators, sealed, with files that count as made."""
    world = make_world(session, officials=officials)
    if contacts:
        for official in world.officials:
            reach(session, official)
    letter = make_letter(session, world, letter_date=letter_date)
    return Sealed(world, sealed(session, world, letter))


def sealed(session: Session, world: World, letter: Letter) -> Letter:
    """The letter signed and sealed; its files count as made, which only a job may otherwise say."""
    signed(session, world, letter)
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    letter.files_ready_at = utcnow()
    session.flush()
    return letter


def plan(
    session: Session,
    given: Sealed,
    channel: Channel = Channel.POST,
    *,
    by: Actor | None = None,
    who: int | None = None,
) -> list[Dispatch]:
    """Dispatches by `channel` to everyone, or to the official number `who`."""
    rows = send_rows(session, given.letter)
    plans = [
        row.cells[channel].plan(row.addressee.id)
        for row in rows
        if who is None or row.addressee.official_id == given.officials[who].id
    ]
    return plan_dispatches(session, given.letter, plans, by=by or given.by)


def mark(
    session: Session,
    dispatches: list[Dispatch],
    *states: DispatchState,
    day: date = DAY,
    by: Actor,
    note: str = "",
) -> None:
    """Walk dispatches through `states`, all on one day."""
    for state in states:
        mark_dispatches(session, dispatches, Mark(state, day, note), by=by)


def health_of(session: Session, contact_id: UUID) -> tuple[ContactHealth, date | None]:
    """How a contact point stands now, read anew."""
    found = session.get_one(ContactPoint, contact_id, populate_existing=True)
    return found.health, found.last_checked
