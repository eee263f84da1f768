"""A letter as one row of a list: a constant number of SELECTs for any number of rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.documents.sheet import STATEMENT
from app.letters.models import Letter, LetterAddressee, LetterSignatory, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.states import LetterEventKind, LetterState, SignatureState
from app.officials.models import Official

BACK = (LetterEventKind.RETURNED, LetterEventKind.APPROVAL_WITHDRAWN)
# What says where a text stands; the newest of these tells whether it came back to its writer.
_TURNS = (LetterEventKind.CREATED, LetterEventKind.EDITED, LetterEventKind.SUBMITTED, *BACK)


@dataclass(frozen=True)
class LetterRow:
    """A letter in a list. `to` names whom it addresses; `copies`, `signed` and `signatories` are counts.

    Of one that was returned: by whom, and the reason given; else both are empty.
    """

    id: UUID
    number: str
    title: str
    subject: str
    state: LetterState
    returned: bool
    taken_back: bool
    superseded: bool
    campaign_id: UUID
    campaign: str
    letter_date: date
    version: int
    author: str
    author_id: UUID | None
    changed_at: datetime
    blocking: int
    to: str
    copies: int
    signed: int
    signatories: int
    files_ready: bool
    returned_by: str = ""
    returned_because: str = ""

    @property
    def shown_state(self) -> str:
        """The word of the status vocabulary; some drafts and a letter that everyone signed have their own."""
        if self.superseded:
            return "superseded"
        if self.returned:
            return "returned"
        if self.taken_back:
            return "taken_back"
        if self.state is LetterState.SIGNING and self.signatories and self.signed == self.signatories:
            return "signed"
        return self.state.value


def described(session: Session, letters: Sequence[Letter]) -> list[LetterRow]:
    """Rows for lists, in the order given. Five SELECTs for any number."""
    if not letters:
        return []
    ids = [one.id for one in letters]
    campaigns, versions = _campaigns(session, letters), _current(session, ids)
    to, signed, back = _recipients(session, ids), _signed(session, ids), came_back(session, ids)
    return [
        _row(
            one,
            versions[one.id],
            campaigns[one.campaign_id],
            to.get(one.id, ("The public" if one.template == STATEMENT else "Nobody yet", 0)),
            signed.get(one.id, (0, 0)),
            back.get(one.id),
        )
        for one in letters
    ]


def _row(
    one: Letter,
    version: Any,
    campaign: str,
    to: tuple[str, int],
    signed: tuple[int, int],
    back: LetterEvent | None,
) -> LetterRow:
    returned = one.state is LetterState.DRAFT and back is not None
    own = back is not None and back.taken_back
    return LetterRow(
        id=one.id,
        number=one.number,
        title=one.title,
        subject=version.subject,
        state=one.state,
        returned=returned and not own,
        taken_back=returned and own,
        superseded=one.superseded_by_id is not None,
        campaign_id=one.campaign_id,
        campaign=campaign,
        letter_date=one.letter_date,
        version=one.current_version,
        author=version.author,
        author_id=version.author_id,
        changed_at=one.changed_at,
        blocking=one.blocking,
        to=to[0],
        copies=to[1],
        signed=signed[0],
        signatories=signed[1],
        files_ready=one.files_ready_at is not None,
        returned_by=back.actor if back is not None and returned and not own else "",
        returned_because=back.reason if back is not None and returned and not own else "",
    )


def _campaigns(session: Session, letters: Sequence[Letter]) -> dict[UUID, str]:
    wanted = {one.campaign_id for one in letters}
    rows = session.execute(sa.select(Campaign.id, Campaign.title).where(Campaign.id.in_(wanted)))
    return {row.id: row.title for row in rows}


def _current(session: Session, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Subject and author of each letter's current version."""
    current = sa.and_(Letter.id == LetterVersion.letter_id, Letter.current_version == LetterVersion.number)
    rows = session.execute(
        sa.select(
            LetterVersion.letter_id, LetterVersion.subject, LetterVersion.author, LetterVersion.author_id
        )
        .join(Letter, current)
        .where(Letter.id.in_(ids))
    )
    return {row.letter_id: row for row in rows}


def _recipients(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[str, int]]:
    """The first addressee's name and the number of copies, by letter."""
    counts = (
        sa.select(LetterAddressee.letter_id, sa.func.max(LetterAddressee.copy_no).label("copies"))
        .where(LetterAddressee.letter_id.in_(ids))
        .group_by(LetterAddressee.letter_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(counts.c.letter_id, counts.c.copies, LetterAddressee.printed_name, Official.full_name)
        .join(
            LetterAddressee,
            sa.and_(
                LetterAddressee.letter_id == counts.c.letter_id,
                LetterAddressee.copy_no == 1,
                LetterAddressee.position == 1,
            ),
        )
        .join(Official, Official.id == LetterAddressee.official_id)
    )
    found = {}
    for row in rows:
        name = row.printed_name or row.full_name
        others = row.copies - 1
        more = f" and {others} {'other' if others == 1 else 'others'}" if others else ""
        found[row.letter_id] = (f"{name}{more}", row.copies)
    return found


def _signed(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """(signed, asked to sign) by letter."""
    signs = sa.and_(
        Signature.letter_id == LetterSignatory.letter_id,
        Signature.signatory_id == LetterSignatory.signatory_id,
        Signature.state == SignatureState.SIGNED,
    )
    rows = session.execute(
        sa.select(LetterSignatory.letter_id, sa.func.count(Signature.id), sa.func.count(LetterSignatory.id))
        .outerjoin(Signature, signs)
        .where(LetterSignatory.letter_id.in_(ids))
        .group_by(LetterSignatory.letter_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def came_back(session: Session, ids: Collection[UUID]) -> Mapping[UUID, LetterEvent]:
    """The return of each letter that was returned or taken back and not worked on since. One SELECT."""
    place = sa.func.row_number().over(
        partition_by=LetterEvent.letter_id, order_by=(LetterEvent.at.desc(), LetterEvent.id.desc())
    )
    ranked = (
        sa.select(LetterEvent.id, place.label("place"))
        .where(LetterEvent.letter_id.in_(ids), LetterEvent.kind.in_(_TURNS))
        .subquery()
    )
    last = session.scalars(
        sa.select(LetterEvent).join(ranked, ranked.c.id == LetterEvent.id).where(ranked.c.place == 1)
    )
    return {event.letter_id: event for event in last if event.kind in BACK}
