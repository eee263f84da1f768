"""Claims as plain facts, for the rooms that cite them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.core.errors import NotFound
from app.core.text import search_words
from app.evidence.models import Claim, ClaimRevision, ClaimSource
from app.evidence.rules import ClaimFact, ClaimState, SourceFact
from app.evidence.terms import read_terms, score

_LIVE = (ClaimState.CURRENT, ClaimState.DISPUTED)
_CANDIDATES = 400


def claim_by_slug(session: Session, slug: str) -> Claim:
    """With its current words and sources. Raises `NotFound`."""
    found = session.scalar(
        sa.select(Claim).where(Claim.slug == slug).options(selectinload(Claim.superseded_by))
    )
    if found is None:
        raise NotFound("There is no such claim.")
    return found


def claims_by_slug(session: Session, slugs: Iterable[str]) -> dict[str, Claim]:
    """Those of `slugs` that exist, with current words and sources. At most four queries."""
    rows = session.scalars(
        sa.select(Claim).where(Claim.slug.in_(list(slugs))).options(selectinload(Claim.superseded_by))
    )
    return {row.slug: row for row in rows}


def claim_facts(session: Session, slugs: Iterable[str] | None = None) -> dict[str, ClaimFact]:
    """Claims with their current words, by slug; all of them without `slugs`. At most four queries."""
    wanted = sa.select(Claim).options(selectinload(Claim.superseded_by)).order_by(Claim.number)
    if slugs is not None:
        wanted = wanted.where(Claim.slug.in_(list(slugs)))
    return {claim.slug: fact(claim, claim.current) for claim in session.scalars(wanted)}


def claim_facts_pinned(session: Session, pins: Mapping[str, int]) -> dict[str, ClaimFact]:
    """Claims with the words of the revisions in `pins`; state and sources are those of today.

    A slug or revision that does not exist is left out. At most five queries.
    """
    claims = claims_by_slug(session, pins)
    wanted = [(claim.id, pins[slug]) for slug, claim in claims.items()]
    rows = session.scalars(
        sa.select(ClaimRevision).where(sa.tuple_(ClaimRevision.claim_id, ClaimRevision.number).in_(wanted))
    )
    pinned: dict[UUID, ClaimRevision] = {row.claim_id: row for row in rows}
    return {slug: fact(claim, pinned[claim.id]) for slug, claim in claims.items() if claim.id in pinned}


def find_claims(session: Session, text: str, limit: int = 20) -> list[ClaimFact]:
    """Claims that hold every word of `text`, then those that share most telling words, numbers and days with it.

    Blind to accents and case; `text` may be a few words or a whole sentence. Claims that may be cited come first.
    """
    scored = _scored(session, text)
    best = sorted(scored, key=lambda row: (not row[1], -row[2], row[3]))[: max(0, limit)]
    if not best:
        return []
    rows = session.scalars(
        sa.select(Claim)
        .where(Claim.id.in_([row[0] for row in best]))
        .options(selectinload(Claim.superseded_by))
    )
    found = {claim.id: fact(claim, claim.current) for claim in rows}
    return [found[row[0]] for row in best]


def _scored(session: Session, text: str) -> list[tuple[UUID, bool, int, int]]:
    """(id, may be cited, score, number) of every claim that `text` may mean."""
    words, terms = search_words(text), read_terms(text)
    if not words:
        return []
    told = sorted(terms.days | terms.numbers | terms.words, key=len, reverse=True)[:40]
    every = sa.and_(*(Claim.search_text.contains(word, autoescape=True) for word in words))
    any_of = [Claim.search_text.contains(term, autoescape=True) for term in told]
    rows = session.execute(
        sa.select(Claim.id, Claim.state, Claim.search_text, Claim.number)
        .where(sa.or_(every, *any_of))
        .order_by(Claim.number.desc())
        .limit(_CANDIDATES)
    )
    found = []
    for claim_id, state, searched, number in rows:
        whole = all(word in searched for word in words)
        points = score(terms, searched) + (100 if whole else 0)
        if points >= _least(len(words)):
            found.append((claim_id, state in _LIVE, points, number))
    return found


def _least(words: int) -> int:
    """A sentence shares one word with many claims; that alone means nothing."""
    return 1 if words <= 2 else 2


def fact(claim: Claim, words: ClaimRevision) -> ClaimFact:
    """A claim's row with the words of one of its revisions, as plain values."""
    return ClaimFact(
        slug=claim.slug,
        revision=words.number,
        wording=words.wording,
        state=claim.state,
        confidence=words.confidence,
        event=words.event,
        known_by=words.known_latest,
        figures=words.figures,
        sources=_sources(claim.sources),
        dispute=claim.current.dispute,
        opposing_view=claim.current.opposing_view,
        topic=claim.topic,
        superseded_by=claim.superseded_by.slug if claim.superseded_by else "",
        state_reason=claim.state_reason,
    )


def _sources(rows: Sequence[ClaimSource]) -> tuple[SourceFact, ...]:
    return tuple(
        SourceFact(
            title=row.title,
            publisher=row.publisher,
            date=row.date,
            url=row.url,
            kind=row.kind,
            checked=row.checked,
            opposing=row.opposing,
            supports=row.supports,
            copy_sha256=row.copy_sha256,
        )
        for row in rows
    )
