"""Every SELECT of the demand library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.core.text import search_words
from app.demands.models import Demand, DemandRevision
from app.demands.rules import DemandState, OfficeKind

_GONE = "There is no such demand."


def demand(session: Session, demand_id: UUID) -> Demand:
    """With its current wording. Raises `NotFound`."""
    found = session.get(Demand, demand_id)
    if found is None:
        raise NotFound(_GONE)
    return found


def demand_by_slug(session: Session, slug: str) -> Demand:
    """With its current wording. Raises `NotFound`."""
    found = session.scalar(sa.select(Demand).where(Demand.slug == slug))
    if found is None:
        raise NotFound(_GONE)
    return found


def demands_by_slug(session: Session, slugs: Iterable[str]) -> dict[str, Demand]:
    """Those of `slugs` that exist, with their current wordings."""
    rows = session.scalars(sa.select(Demand).where(Demand.slug.in_(list(slugs))))
    return {row.slug: row for row in rows}


def demands_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Demand]:
    """Those of `ids` that exist, with their current wordings."""
    rows = session.scalars(sa.select(Demand).where(Demand.id.in_(list(ids))))
    return {row.id: row for row in rows}


def active_demands(session: Session) -> Sequence[Demand]:
    """What may be put into a campaign, by title."""
    return session.scalars(
        sa.select(Demand).where(Demand.state == DemandState.ACTIVE).order_by(Demand.title, Demand.id)
    ).all()


def search_demands(
    session: Session,
    *,
    text: str = "",
    state: DemandState | None = DemandState.ACTIVE,
    office: OfficeKind | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[Demand]:
    """Demands whose title, words, laws, slug or tags hold every word of `text`, by title. Three queries."""
    wanted = demands_select(text=text, state=state, office=office).order_by(Demand.title, Demand.id)
    return paginate(session, wanted, page=page, size=size)


def demands_select(
    *, text: str = "", state: DemandState | None = None, office: OfficeKind | None = None
) -> sa.Select[Demand]:
    """What `search_demands` selects, in no order."""
    wanted = sa.select(Demand)
    for word in search_words(text):
        wanted = wanted.where(Demand.search_text.contains(word, autoescape=True))
    if state is not None:
        wanted = wanted.where(Demand.state == state)
    if office is not None:
        # The list is stored as JSON; as text it reads ["mayor", "council"] in both databases.
        wanted = wanted.where(sa.cast(Demand.grantable_by, sa.Text()).contains(f'"{office.value}"'))
    return wanted


def revisions(session: Session, demand_id: UUID) -> Sequence[DemandRevision]:
    """Every wording, newest first."""
    return session.scalars(
        sa.select(DemandRevision)
        .where(DemandRevision.demand_id == demand_id)
        .order_by(DemandRevision.number.desc())
    ).all()


def revision(session: Session, revision_id: UUID) -> DemandRevision:
    """One wording. Raises `NotFound`."""
    found = session.get(DemandRevision, revision_id)
    if found is None:
        raise NotFound("There is no such wording.")
    return found


def revisions_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, DemandRevision]:
    """Those of `ids` that exist: what a letter's version pinned."""
    rows = session.scalars(sa.select(DemandRevision).where(DemandRevision.id.in_(list(ids))))
    return {row.id: row for row in rows}


def current_revisions(session: Session, demand_ids: Iterable[UUID]) -> dict[UUID, DemandRevision]:
    """The wording in force of each demand, by demand id. One query."""
    rows = session.scalars(
        sa.select(DemandRevision)
        .join(
            Demand,
            sa.and_(Demand.id == DemandRevision.demand_id, Demand.revision_no == DemandRevision.number),
        )
        .where(Demand.id.in_(list(demand_ids)))
    )
    return {row.demand_id: row for row in rows}
