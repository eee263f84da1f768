"""What the pages, the files and the API list: claims by filter, histories, imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.core.text import search_words
from app.evidence.models import Claim, ClaimEvent, ClaimImport, ClaimRevision, ClaimSource
from app.evidence.rules import ClaimState, Confidence, ImportState, SourceKind


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What to list; None and False leave a question open."""

    text: str = ""
    topic: str | None = None
    states: tuple[ClaimState, ...] = ()
    confidence: Confidence | None = None
    source: SourceKind | None = None
    needs_check: bool = False


def claims_select(wanted: ClaimFilter) -> sa.Select[Claim]:
    """The claims that a filter means, in no order."""
    select = sa.select(Claim)
    for word in search_words(wanted.text):
        select = select.where(Claim.search_text.contains(word, autoescape=True))
    if wanted.topic is not None:
        select = select.where(Claim.topic == wanted.topic)
    if wanted.states:
        select = select.where(Claim.state.in_(wanted.states))
    if wanted.confidence is not None:
        select = select.where(
            sa.exists().where(
                ClaimRevision.claim_id == Claim.id,
                ClaimRevision.number == Claim.revision_no,
                ClaimRevision.confidence == wanted.confidence,
            )
        )
    if wanted.source is not None:
        select = select.where(_source_where(ClaimSource.kind == wanted.source))
    return select.where(needs_check()) if wanted.needs_check else select


def needs_check() -> sa.ColumnElement[bool]:
    """A source that nobody has read, no source at all, or something noted as not checked; only while in use."""
    unread, any_source = _source_where(ClaimSource.checked.is_(False)), _source_where(sa.true())
    in_use = Claim.state.in_((ClaimState.CURRENT, ClaimState.DISPUTED))
    return sa.and_(in_use, sa.or_(unread, sa.not_(any_source), Claim.not_checked != ""))


def _source_where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(ClaimSource.claim_id == Claim.id, ClaimSource.removed_at.is_(None), condition)


def claims_page(session: Session, wanted: ClaimFilter, *, page: int = 1, size: int = 50) -> Page[Claim]:
    """Claims by topic and number, with words and sources. Four queries, however many."""
    select = claims_select(wanted).order_by(Claim.topic, Claim.number)
    return paginate(session, select, page=page, size=size)


def topics(session: Session) -> list[tuple[str, int]]:
    """Each topic with the number of its claims, by name."""
    rows = session.execute(
        sa.select(Claim.topic, sa.func.count()).group_by(Claim.topic).order_by(Claim.topic)
    )
    return [(topic, count) for topic, count in rows]


def claim_numbers(session: Session) -> tuple[int, int]:
    """How many claims there are, and how many need a check."""
    select = sa.select(sa.func.count(), sa.func.count().filter(needs_check())).select_from(Claim)
    total, unchecked = session.execute(select).one()
    return total, unchecked


def claim(session: Session, claim_id: UUID) -> Claim:
    """With words and sources. Raises `NotFound`."""
    found = session.scalar(
        sa.select(Claim).where(Claim.id == claim_id).options(selectinload(Claim.superseded_by))
    )
    if found is None:
        raise NotFound("There is no such claim.")
    return found


def revisions(session: Session, claim_id: UUID) -> Sequence[ClaimRevision]:
    """Every wording, newest first."""
    return session.scalars(
        sa.select(ClaimRevision)
        .where(ClaimRevision.claim_id == claim_id)
        .order_by(ClaimRevision.number.desc())
    ).all()


def events(session: Session, claim_id: UUID, limit: int = 200) -> Sequence[ClaimEvent]:
    """What happened to a claim, newest first."""
    return session.scalars(
        sa.select(ClaimEvent)
        .where(ClaimEvent.claim_id == claim_id)
        .order_by(ClaimEvent.at.desc(), ClaimEvent.id.desc())
        .limit(limit)
    ).all()


def predecessors(session: Session, claim_id: UUID) -> Sequence[Claim]:
    """Claims whose place this one took."""
    return session.scalars(
        sa.select(Claim).where(Claim.superseded_by_id == claim_id).order_by(Claim.number)
    ).all()


def all_claims(session: Session, topic: str | None = None) -> Sequence[Claim]:
    """Every claim with words, sources and successor, by number: what an export writes."""
    select = sa.select(Claim).options(selectinload(Claim.superseded_by)).order_by(Claim.number)
    return session.scalars(select.where(Claim.topic == topic) if topic else select).all()


def choices(session: Session, *, but: UUID) -> list[tuple[str, str]]:
    """Claims in use other than `but`, for choosing one: (slug, number and wording)."""
    rows = session.execute(
        sa.select(Claim.slug, Claim.number, ClaimRevision.wording)
        .join(
            ClaimRevision,
            sa.and_(ClaimRevision.claim_id == Claim.id, ClaimRevision.number == Claim.revision_no),
        )
        .where(Claim.id != but, Claim.state.in_((ClaimState.CURRENT, ClaimState.DISPUTED)))
        .order_by(Claim.number)
    )
    return [(slug, f"{number}. {wording[:110]}") for slug, number, wording in rows]


def imports_page(session: Session, *, page: int = 1, size: int = 25) -> Page[ClaimImport]:
    """Imports, newest first."""
    return paginate(session, sa.select(ClaimImport).order_by(ClaimImport.id.desc()), page=page, size=size)


def claim_import(session: Session, import_id: UUID, *, lock: bool = False) -> ClaimImport:
    """One import. Raises `NotFound`."""
    found = session.get(ClaimImport, import_id, with_for_update=lock)
    if found is None:
        raise NotFound("There is no such import.")
    return found


def file_extras(session: Session) -> dict[str, Any]:
    """What imported files say apart from their claims; of two that say the same, the later one counts."""
    rows = session.scalars(
        sa.select(ClaimImport.extras)
        .where(ClaimImport.state == ImportState.APPLIED)
        .order_by(ClaimImport.applied_at, ClaimImport.id)
    )
    merged: dict[str, Any] = {}
    for extras in rows:
        merged |= extras
    return merged
