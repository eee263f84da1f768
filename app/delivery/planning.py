"""What the send page shows: every addressee of a sealed letter, and the health of each channel to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.pagination import Page
from app.delivery.health import same_place
from app.delivery.models import Dispatch
from app.delivery.planning_checks import CONTACT_KINDS, Plan
from app.delivery.planning_rows import USABLE, Cell, Doubt, SendRow
from app.delivery.rules import CHANNEL_WORDS, SPENT, Channel, DispatchState
from app.letters.models import Letter, LetterAddressee
from app.officials.models import ContactPoint

PAGE_SIZE = 100


def send_rows(session: Session, letter: Letter) -> list[SendRow]:
    """Every addressee. Four SELECTs for any number."""
    return _rows(session, session.scalars(_addressees(letter)).all())


def send_page(session: Session, letter: Letter, page: int) -> Page[SendRow]:
    """One page of addressees. Five SELECTs."""
    total = session.scalar(sa.select(sa.func.count()).select_from(_addressees(letter).subquery())) or 0
    page = max(1, min(page, -(-total // PAGE_SIZE)))
    found = session.scalars(_addressees(letter).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Page(_rows(session, found), total, page, PAGE_SIZE)


def plans_for_all(session: Session, letter: Letter, channel: Channel) -> tuple[list[Plan], int]:
    """A plan by `channel` for everyone who has none yet and can be reached by it; and how many cannot."""
    plans, left_out = [], 0
    for row in send_rows(session, letter):
        cell = row.cells[channel]
        if row.under_way:
            continue
        if cell.sound:
            plans.append(cell.plan(row.addressee.id))
        else:
            left_out += 1
    return plans, left_out


def _addressees(letter: Letter) -> sa.Select[LetterAddressee]:
    return (
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter.id)
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    )


def _rows(session: Session, addressees: Sequence[LetterAddressee]) -> list[SendRow]:
    officials = {row.official_id for row in addressees}
    contacts = _contacts(session, officials)
    under_way = _under_way(session, [row.id for row in addressees])
    doubts = _doubts(session, officials)
    rows = []
    for row in addressees:
        cells = {
            channel: Cell(
                channel,
                _best(row, channel, contacts.get(row.official_id, [])),
                under_way.get((row.id, channel)),
                doubts.get((row.official_id, channel)),
                bool(row.envelope),
            )
            for channel in Channel
        }
        rows.append(SendRow(row, cells, _moved(row, contacts.get(row.official_id, []))))
    return rows


def _best(row: LetterAddressee, channel: Channel, contacts: Sequence[ContactPoint]) -> ContactPoint | None:
    """The first contact point of the channel's kind; a working one before others.

    Paper goes where the sealed envelope says, so only the address printed there is its contact point.
    """
    mine = [contact for contact in contacts if contact.kind is CONTACT_KINDS.get(channel)]
    if channel is Channel.POST:
        envelope = "\n".join(row.envelope or ())
        mine = [contact for contact in mine if same_place(channel, envelope, contact)]
    return min(mine, key=lambda contact: contact.health not in USABLE, default=None)


def _moved(row: LetterAddressee, contacts: Sequence[ContactPoint]) -> ContactPoint | None:
    """A postal address on file, when none on file is the one that was printed."""
    postal = [contact for contact in contacts if contact.kind is CONTACT_KINDS[Channel.POST]]
    if not postal or not row.envelope or _best(row, Channel.POST, postal) is not None:
        return None
    return postal[0]


def _contacts(session: Session, officials: Collection[UUID]) -> dict[UUID, list[ContactPoint]]:
    rows = session.scalars(
        sa.select(ContactPoint)
        .where(ContactPoint.official_id.in_(officials), ContactPoint.retired_on.is_(None))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    found: dict[UUID, list[ContactPoint]] = {}
    for row in rows:
        found.setdefault(row.official_id, []).append(row)
    return found


def _under_way(session: Session, addressees: Collection[UUID]) -> dict[tuple[UUID, Channel], Dispatch]:
    rows = session.scalars(
        sa.select(Dispatch).where(Dispatch.addressee_id.in_(addressees), Dispatch.state.not_in(SPENT))
    )
    return {(row.addressee_id, row.channel): row for row in rows}


def _doubts(session: Session, officials: Collection[UUID]) -> dict[tuple[UUID, Channel], Doubt]:
    """The latest dispatch of unknown outcome to each official by each channel, of whatever letter."""
    rows = session.execute(
        sa.select(Dispatch.official_id, Dispatch.channel, Dispatch.id, Dispatch.state_day)
        .where(Dispatch.official_id.in_(officials), Dispatch.state == DispatchState.OUTCOME_UNKNOWN)
        .order_by(Dispatch.state_day, Dispatch.id)
    )
    return {(official, channel): Doubt(dispatch_id, day) for official, channel, dispatch_id, day in rows}


def channel_word(channel: Channel) -> str:
    """The channel's name, for a table head."""
    return CHANNEL_WORDS[channel]
