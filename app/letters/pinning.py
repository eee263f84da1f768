"""The rows that say which claims a letter cites, following its current version until the seal. No verb commits."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.evidence.models import Claim
from app.letters.compose.citations import public_by, supporting
from app.letters.hashing_content import ClaimWording, LetterContent
from app.letters.models import Letter
from app.letters.models_citing import LetterClaim


def keep_claims(session: Session, letter: Letter, content: LetterContent) -> None:
    """Write down which claims the letter cites, in which revision. For `drafting.write_version`."""
    session.execute(sa.delete(LetterClaim).where(LetterClaim.letter_id == letter.id))
    slugs = [pin.slug for pin in content.claims]
    if not slugs:
        return
    ids = {
        row.slug: row.id
        for row in session.execute(sa.select(Claim.slug, Claim.id).where(Claim.slug.in_(slugs)))
    }
    session.add_all(
        LetterClaim(
            letter_id=letter.id,
            claim_id=ids[pin.slug],
            slug=pin.slug,
            revision=pin.revision,
            position=position,
            sources=named_sources(pin, content),
        )
        for position, pin in enumerate(content.claims, start=1)
    )
    session.flush()


def named_sources(pin: ClaimWording, content: LetterContent) -> int:
    """How many sources of a pinned claim the annex of this letter may name."""
    fact = pin.fact
    if fact is None:
        return 0
    return sum(public_by(source, fact, content.letter_date) for source in supporting(fact))


def freeze_claims(session: Session, letter: Letter, waivers: Mapping[str, UUID]) -> None:
    """Say, before the seal, why a claim stands without a source: `waivers` gives the record by "slug@revision".

    Raises `Conflict` for one that has neither. The database refuses such a seal as well.
    """
    bare = session.scalars(
        sa.select(LetterClaim).where(LetterClaim.letter_id == letter.id, LetterClaim.sources == 0)
    ).all()
    for row in bare:
        row.waiver_id = waivers.get(f"{row.slug}@{row.revision}")
        if row.waiver_id is None:
            raise Conflict(
                f"Letter {letter.number} cites “{row.slug}”, which has no source by the letter’s date and no recorded "
                "reason why not."
            )
    session.flush()
