"""Who writes when one letter follows another: the signers and letterheads of the earlier one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.letters.models import Letter, LetterAddressee, LetterSignatory
from app.letters.states import LetterState
from app.signatories.queries import letterheads_by_id, signatories_by_id


def signers_of(session: Session, letter: Letter) -> list[UUID]:
    """Who signed it, in order, as far as they are still in use."""
    ids = session.scalars(
        sa.select(LetterSignatory.signatory_id)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    ).all()
    people = signatories_by_id(session, ids)
    return [each for each in ids if people[each].active]


def heads_of(session: Session, letter: Letter) -> list[UUID]:
    """Its letterheads, in order, as far as they are still in use."""
    heads = letterheads_by_id(session, [UUID(one) for one in letter.letterhead_ids])
    return [UUID(one) for one in letter.letterhead_ids if UUID(one) in heads and heads[UUID(one)].active]


def last_sealed_to(session: Session, campaign_id: UUID, official_ids: Collection[UUID]) -> Letter | None:
    """The campaign's last sealed letter that names one of these officials; None before the first. One SELECT."""
    return session.scalars(
        sa.select(Letter)
        .join(LetterAddressee, LetterAddressee.letter_id == Letter.id)
        .where(
            Letter.campaign_id == campaign_id,
            Letter.state == LetterState.SEALED,
            LetterAddressee.official_id.in_(official_ids),
        )
        .order_by(Letter.sealed_at.desc(), Letter.id.desc())
        .limit(1)
    ).first()
