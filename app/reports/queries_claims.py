"""The claims that a campaign's letters rest on, for the page that goes to the board."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.evidence.queries import claim_facts
from app.evidence.rules import ClaimFact
from app.letters.models import Letter
from app.letters.models_citing import LetterClaim
from app.letters.states import LetterState


@dataclass(frozen=True)
class CitedClaim:
    """A claim as it reads today, and how many letters of the campaign cite it."""

    fact: ClaimFact
    letters: int


def claims_cited(session: Session, campaign_id: UUID, most: int) -> tuple[list[CitedClaim], int]:
    """The claims that the current versions of letters cite, most cited first, and how many there are in all.

    Letters that were withdrawn do not count. Six SELECTs at most.
    """
    letters = sa.func.count(LetterClaim.letter_id)
    wanted = (
        sa.select(LetterClaim.slug, letters.label("letters"))
        .join(Letter, Letter.id == LetterClaim.letter_id)
        .where(Letter.campaign_id == campaign_id, Letter.state != LetterState.WITHDRAWN)
        .group_by(LetterClaim.slug)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    counts = {
        slug: count
        for slug, count in session.execute(wanted.order_by(letters.desc(), LetterClaim.slug).limit(most))
    }
    facts = claim_facts(session, counts) if counts else {}
    return [CitedClaim(facts[slug], counts[slug]) for slug in counts if slug in facts], total
