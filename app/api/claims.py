"""Claims: list, read, add, change, correct, retract, open again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import selectinload

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import Key, cut
from app.api.schemas.claims import (
    CitedInOut,
    CitedInPage,
    ClaimChange,
    ClaimCorrection,
    ClaimFilters,
    ClaimNew,
    ClaimOut,
    ClaimPage,
    ClaimRetraction,
    SourceIn,
    SourceOut,
)
from app.evidence import citing, moving, queries_lists, service
from app.evidence.forms import written
from app.evidence.models import Claim, ClaimSource
from app.evidence.queries_lists import ClaimFilter
from app.evidence.rows import draft_of
from app.evidence.rules import ClaimDraft, SourceDraft

TAG = "Claims"
_SAME = (
    "wording",
    "topic",
    "label",
    "confidence",
    "figures",
    "dispute",
    "opposing_view",
    "not_checked",
    "note",
)


@operation("GET", "/claims", tag=TAG, scope=Scope.READ, query=ClaimFilters, returns=ClaimPage)
def list_claims(query: ClaimFilters) -> ClaimPage:
    """List claims.

    By number, each with the words in force and its sources.
    """
    wanted = ClaimFilter(
        text=query.q,
        topic=query.topic,
        states=(query.state,) if query.state else (),
        confidence=query.confidence,
        source=query.source,
        needs_check=query.needs_check,
    )
    select = queries_lists.claims_select(wanted).options(selectinload(Claim.superseded_by))
    if query.slug is not None:
        select = select.where(Claim.slug == query.slug)
    page = cut(session(), select, (Key(Claim.number, int),), limit=query.limit, cursor=query.cursor)
    return ClaimPage(items=[shown_claim(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/claims",
    tag=TAG,
    scope=Scope.WRITE,
    body=ClaimNew,
    returns=ClaimOut,
    status=201,
    located=True,
)
def add_claim(body: ClaimNew) -> ClaimOut:
    """Add a claim.

    With its first words and sources. One with a dispute noted is disputed from the start.
    """
    draft = _changed(ClaimDraft(wording=""), body)
    return shown_claim(service.add_claim(session(), body.slug, draft, by=by()))


@operation("GET", "/claims/{claim_id}", tag=TAG, scope=Scope.READ, returns=ClaimOut)
def get_claim(claim_id: UUID) -> ClaimOut:
    """Get a claim.

    With the words in force and its sources.
    """
    return shown_claim(queries_lists.claim(session(), claim_id))


@operation("PATCH", "/claims/{claim_id}", tag=TAG, scope=Scope.WRITE, body=ClaimChange, returns=ClaimOut)
def change_claim(claim_id: UUID, body: ClaimChange) -> ClaimOut:
    """Change a claim.

    New words make a new revision. Words, figures or days that somebody has cited need a reason: whoever cites the
    claim is told.
    """
    found = queries_lists.claim(session(), claim_id)
    draft = _changed(draft_of(found), body)
    service.edit_claim(
        session(), found, draft, by=by(), reason=body.reason, expected_version=body.expected_version
    )
    return shown_claim(found)


@operation(
    "POST",
    "/claims/{claim_id}/correct",
    tag=TAG,
    scope=Scope.WRITE,
    body=ClaimCorrection,
    returns=ClaimOut,
)
def correct_claim(claim_id: UUID, body: ClaimCorrection) -> ClaimOut:
    """Correct the wording of a claim.

    The earlier wording stays in the history, and whoever cites the claim is told. Sealed letters stay as they are.
    """
    found = queries_lists.claim(session(), claim_id)
    service.correct_claim(
        session(), found, body.wording, body.reason, by=by(), expected_version=body.expected_version
    )
    return shown_claim(found)


@operation(
    "POST",
    "/claims/{claim_id}/retract",
    tag=TAG,
    scope=Scope.WRITE,
    body=ClaimRetraction,
    returns=ClaimOut,
)
def retract_claim(claim_id: UUID, body: ClaimRetraction) -> ClaimOut:
    """Retract a claim.

    No letter may cite it any more; those that do are told of it.
    """
    found = queries_lists.claim(session(), claim_id)
    moving.retract_claim(session(), found, body.reason, by=by())
    return shown_claim(found)


@operation(
    "POST", "/claims/{claim_id}/reopen", tag=TAG, scope=Scope.WRITE, body=ClaimRetraction, returns=ClaimOut
)
def reopen_claim(claim_id: UUID, body: ClaimRetraction) -> ClaimOut:
    """Open a claim again.

    One that was retracted or superseded may be cited again.
    """
    found = queries_lists.claim(session(), claim_id)
    moving.reopen_claim(session(), found, body.reason, by=by())
    return shown_claim(found)


@operation("GET", "/claims/{claim_id}/cited-in", tag=TAG, scope=Scope.READ, returns=CitedInPage)
def list_citing(claim_id: UUID) -> CitedInPage:
    """List where a claim is cited.

    What a correction touches: drafts, letters in review, approved, signed and sealed.
    """
    found = queries_lists.claim(session(), claim_id)
    return CitedInPage(items=[_cited(one) for one in citing.cited_in(session(), found.slug)])


def _changed(draft: ClaimDraft, body: ClaimNew | ClaimChange) -> ClaimDraft:
    """The draft with the fields that were sent."""
    values: dict[str, Any] = {name: value for name in _SAME if (value := getattr(body, name)) is not None}
    for name, part in (("event", "event"), ("known_by", "known")):
        if (text := getattr(body, name)) is not None:
            values[part] = written(text)
    if body.sources is not None:
        values["sources"] = tuple(_source(one) for one in body.sources)
    return replace(draft, **values)


def _source(one: SourceIn) -> SourceDraft:
    return SourceDraft(
        title=one.title,
        publisher=one.publisher,
        date=written(one.date),
        url=one.url,
        kind=one.kind,
        checked=one.checked,
        opposing=one.opposing,
        supports=one.supports,
    )


def shown_claim(found: Claim) -> ClaimOut:
    """A claim with the words in force."""
    words = found.current
    return ClaimOut(
        id=found.id,
        number=found.number,
        slug=found.slug,
        topic=found.topic,
        label=found.label,
        state=found.state,
        state_reason=found.state_reason,
        superseded_by=found.superseded_by.slug if found.superseded_by else "",
        revision=found.revision_no,
        version=found.version,
        wording=words.wording,
        event=words.event_written,
        known_by=words.known_written,
        citable_from=words.known_latest.isoformat() if words.known_latest else None,
        confidence=words.confidence,
        figures=words.figures,
        dispute=words.dispute,
        opposing_view=words.opposing_view,
        not_checked=found.not_checked,
        note=found.note,
        sources=[_shown_source(row) for row in found.sources],
        updated_at=found.updated_at,
    )


def _shown_source(row: ClaimSource) -> SourceOut:
    return SourceOut(
        id=row.id,
        title=row.title,
        publisher=row.publisher,
        date=row.date_written,
        url=row.url,
        kind=row.kind,
        checked=row.checked,
        opposing=row.opposing,
        supports=row.supports,
        copy_sha256=row.copy_sha256,
    )


def _cited(one: citing.CitedIn) -> CitedInOut:
    return CitedInOut(
        state=citing.CitedState(one.kind).value,
        label=one.label,
        title=one.title,
        wording=one.wording,
        revision=one.revision,
        sent=one.sent,
    )
