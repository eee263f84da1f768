"""What a later letter takes over from a sealed one: whom each copy addressed, and what it asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.queries import demands_of
from app.letters.contexts import content_of
from app.letters.models import Letter, LetterAddressee, LetterDemand
from app.letters.plans import CopyPlan
from app.letters.recording import version_of
from app.letters.states import AddresseeRole


def copies_of(rows: Iterable[LetterAddressee]) -> list[CopyPlan]:
    """A copy for each one of the earlier letter, with just these people on it, in order."""
    by_copy: dict[int, list[LetterAddressee]] = {}
    for row in rows:
        by_copy.setdefault(row.copy_no, []).append(row)
    return [_plan(some) for _, some in sorted(by_copy.items())]


def _plan(rows: Sequence[LetterAddressee]) -> CopyPlan:
    to = tuple(row.official_id for row in rows if row.role is not AddresseeRole.CC)
    copied = tuple(row.official_id for row in rows if row.role is AddresseeRole.CC)
    capacities = {row.official_id: row.capacity for row in rows if row.capacity}
    return CopyPlan(to, copied, capacities) if to else CopyPlan(copied, (), capacities)


def asked_in(session: Session, letter: Letter) -> list[tuple[UUID, str, str]]:
    """(id, slug, clause) of what the letter asked and the campaign still asks."""
    asked = set(session.scalars(sa.select(LetterDemand.demand_id).where(LetterDemand.letter_id == letter.id)))
    pinned = {one.slug: one.clause for one in content_of(version_of(session, letter)).demands}
    return [
        (row.demand_id, row.demand.slug, pinned.get(row.demand.slug, row.demand.title))
        for row in demands_of(session, letter.campaign_id)
        if row.demand_id in asked
    ]
