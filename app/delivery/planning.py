"""What the send page shows: every addressee of a sealed letter, and the health of each channel to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import Dispatch
from app.delivery.rules import CHANNEL_WORDS, PAPER, SPENT, Channel, DispatchState
from app.delivery.sending import CONTACT_KINDS
from app.letters.models import Letter, LetterAddressee
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth

_USABLE = (ContactHealth.GOOD, ContactHealth.UNCHECKED)
# Which channel is offered first: what leaves a trace and reaches the office itself.
_PREFERRED = (Channel.POST, Channel.FAX, Channel.OWN_EMAIL, Channel.WEB_FORM)


@dataclass(frozen=True)
class Cell:
    """One channel to one addressee. `state` is that of a dispatch that already uses it."""

    channel: Channel
    contact: ContactPoint | None
    state: DispatchState | None
    dispatch_id: UUID | None = None

    @property
    def offered(self) -> bool:
        """Whether a dispatch can be planned here."""
        if self.state is not None:
            return False
        return self.channel in PAPER or (self.contact is not None and self.contact.health in _USABLE)

    @property
    def health(self) -> str:
        return self.contact.health.value if self.contact else "none"

    @property
    def checked(self) -> date | None:
        return self.contact.last_checked if self.contact else None


@dataclass(frozen=True)
class SendRow:
    """One addressee with a cell for each channel."""

    addressee: LetterAddressee
    cells: Mapping[Channel, Cell]

    @property
    def under_way(self) -> bool:
        """Whether something is planned or has gone already."""
        return any(cell.state is not None for cell in self.cells.values())

    @property
    def suggestion(self) -> Channel | None:
        """The channel ticked at first: none when something is under way."""
        if self.under_way:
            return None
        return next((channel for channel in _PREFERRED if self._has(channel)), None)

    @property
    def problem(self) -> str | None:
        """Why nothing is suggested, in words."""
        if self.under_way or self.suggestion is not None:
            return None
        return f"{self.addressee.printed_name} has no working channel. Add a contact point, or hand it over."

    def _has(self, channel: Channel) -> bool:
        cell = self.cells[channel]
        return cell.offered and cell.contact is not None


def send_rows(session: Session, letter: Letter) -> list[SendRow]:
    """Three SELECTs for any number of addressees."""
    addressees = session.scalars(
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter.id)
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    ).all()
    contacts = _best_contacts(session, letter.id)
    under_way = _under_way(session, letter.id)
    return [SendRow(row, {c: _cell(row, c, contacts, under_way) for c in Channel}) for row in addressees]


def _cell(
    row: LetterAddressee,
    channel: Channel,
    contacts: Mapping[tuple[UUID, Channel], ContactPoint],
    under_way: Mapping[tuple[UUID, Channel], Dispatch],
) -> Cell:
    dispatch = under_way.get((row.id, channel))
    return Cell(
        channel,
        contacts.get((row.official_id, channel)),
        dispatch.state if dispatch else None,
        dispatch.id if dispatch else None,
    )


def _best_contacts(session: Session, letter_id: UUID) -> dict[tuple[UUID, Channel], ContactPoint]:
    """The first contact point of each kind, a working one before a failing one."""
    ids = sa.select(LetterAddressee.official_id).where(LetterAddressee.letter_id == letter_id)
    rows = session.scalars(
        sa.select(ContactPoint)
        .where(ContactPoint.official_id.in_(ids), ContactPoint.retired_on.is_(None))
        .order_by(ContactPoint.position, ContactPoint.id)
    ).all()
    found: dict[tuple[UUID, Channel], ContactPoint] = {}
    for channel, kind in CONTACT_KINDS.items():
        for row in sorted((r for r in rows if r.kind is kind), key=lambda r: r.health not in _USABLE):
            found.setdefault((row.official_id, channel), row)
    return found


def _under_way(session: Session, letter_id: UUID) -> dict[tuple[UUID, Channel], Dispatch]:
    rows = session.scalars(
        sa.select(Dispatch).where(Dispatch.letter_id == letter_id, Dispatch.state.not_in(SPENT))
    )
    return {(row.addressee_id, row.channel): row for row in rows}


def channel_word(channel: Channel) -> str:
    """The channel's name, for a table head."""
    return CHANNEL_WORDS[channel]
