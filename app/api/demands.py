"""Demands and their revisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut, newest
from app.api.schemas.base import ListQuery
from app.api.schemas.demands import (
    DemandChange,
    DemandFilters,
    DemandNew,
    DemandOut,
    DemandPage,
    LegalBasisIn,
    LegalBasisOut,
    RevisionOut,
    RevisionPage,
)
from app.core.errors import InvalidInput
from app.demands import queries, service
from app.demands.models import Demand, DemandRevision
from app.demands.rules import DemandDraft, DemandWording, LegalBasis

TAG = "Demands"


@operation("GET", "/demands", tag=TAG, scope=Scope.READ, query=DemandFilters, returns=DemandPage)
def list_demands(query: DemandFilters) -> DemandPage:
    """List demands.

    The library by title, each demand with the wording in force.
    """
    select = queries.demands_select(text=query.q, state=query.state, office=query.office)
    page = cut(session(), select, by_name(Demand.title, Demand.id), limit=query.limit, cursor=query.cursor)
    return DemandPage(items=[shown_demand(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/demands",
    tag=TAG,
    scope=Scope.WRITE,
    body=DemandNew,
    returns=DemandOut,
    status=201,
    located=True,
)
def add_demand(body: DemandNew) -> DemandOut:
    """Add a demand.

    With its first wording as a title, a clause and a paragraph. Campaigns then choose from the library.
    """
    return shown_demand(service.create_demand(session(), body.slug, _draft(body.model_dump()), by=by()))


@operation("GET", "/demands/{demand_id}", tag=TAG, scope=Scope.READ, returns=DemandOut)
def get_demand(demand_id: UUID) -> DemandOut:
    """Get a demand.

    With the wording in force.
    """
    return shown_demand(queries.demand(session(), demand_id))


@operation("PATCH", "/demands/{demand_id}", tag=TAG, scope=Scope.WRITE, body=DemandChange, returns=DemandOut)
def change_demand(demand_id: UUID, body: DemandChange) -> DemandOut:
    """Change a demand.

    New words make a new revision. Letters keep the revision that they were submitted with.
    """
    found = queries.demand(session(), demand_id)
    given = body.model_dump(exclude={"expected_revision", "note"}, exclude_none=True)
    wording = found.current.wording
    values: dict[str, Any] = {
        **wording.plain(),
        "grantable_by": list(found.offices),
        "tags": list(found.tags),
        "guidance": found.guidance,
    }
    draft = _draft(values | given)
    service.revise_demand(
        session(), found, draft, body.note, expected_revision=body.expected_revision, by=by()
    )
    return shown_demand(found)


@operation(
    "GET",
    "/demands/{demand_id}/revisions",
    tag=TAG,
    scope=Scope.READ,
    query=ListQuery,
    returns=RevisionPage,
)
def list_revisions(demand_id: UUID, query: ListQuery) -> RevisionPage:
    """List the revisions of a demand.

    Every wording that it ever had, the newest first.
    """
    queries.demand(session(), demand_id)
    select = sa.select(DemandRevision).where(DemandRevision.demand_id == demand_id)
    page = cut(session(), select, newest(DemandRevision.id), limit=query.limit, cursor=query.cursor)
    return RevisionPage(items=[_revision(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation("POST", "/demands/{demand_id}/retire", tag=TAG, scope=Scope.WRITE, returns=DemandOut)
def retire_demand(demand_id: UUID) -> DemandOut:
    """Retire a demand.

    It stays in campaigns and letters that use it, and cannot be put into new ones.
    """
    found = queries.demand(session(), demand_id)
    service.retire_demand(session(), found, by=by())
    return shown_demand(found)


@operation("POST", "/demands/{demand_id}/restore", tag=TAG, scope=Scope.WRITE, returns=DemandOut)
def restore_demand(demand_id: UUID) -> DemandOut:
    """Restore a demand.

    A retired demand can be put into campaigns again.
    """
    found = queries.demand(session(), demand_id)
    service.restore_demand(session(), found, by=by())
    return shown_demand(found)


def _draft(values: dict[str, Any]) -> DemandDraft:
    """Plain values as the verbs take them. Raises `InvalidInput` for an empty tag."""
    tags = tuple(dict.fromkeys(tag.lower() for tag in values["tags"]))
    if not all(tags) or any("," in tag for tag in tags):
        raise InvalidInput({"tags": "Give each tag some words, without a comma."})
    return DemandDraft(
        wording=DemandWording(
            title=values["title"],
            clause=values["clause"],
            paragraph=values["paragraph"],
            legal_basis=tuple(_basis(one) for one in values["legal_basis"]),
        ),
        grantable_by=tuple(dict.fromkeys(values["grantable_by"])),
        tags=tags,
        guidance=values["guidance"],
    )


def _basis(one: LegalBasisIn | dict[str, str]) -> LegalBasis:
    return LegalBasis(**one) if isinstance(one, dict) else LegalBasis(one.law, one.citation)


def shown_demand(found: Demand) -> DemandOut:
    """A demand with the wording in force, which is loaded with it."""
    current = found.current
    return DemandOut(
        id=found.id,
        slug=found.slug,
        title=current.title,
        clause=current.clause,
        paragraph=current.paragraph,
        legal_basis=_bases(current),
        revision=found.revision_no,
        state=found.state,
        grantable_by=list(found.offices),
        tags=list(found.tags),
        guidance=found.guidance,
        updated_at=found.updated_at,
    )


def _revision(row: DemandRevision) -> RevisionOut:
    return RevisionOut(
        id=row.id,
        number=row.number,
        title=row.title,
        clause=row.clause,
        paragraph=row.paragraph,
        legal_basis=_bases(row),
        note=row.note,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _bases(row: DemandRevision) -> list[LegalBasisOut]:
    return [LegalBasisOut(law=one.law, citation=one.citation) for one in row.bases]
