"""Letters: begin, read, write versions, look for problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, require_scope, session
from app.api.http.operations import operation
from app.api.http.paging import Key, cut, newest
from app.api.letters_shown import shown_copies, shown_letter
from app.api.schemas.base import ListQuery
from app.api.schemas.letters import (
    CopyIn,
    CopyPage,
    LetterChange,
    LetterFilters,
    LetterNew,
    LetterOut,
    LetterPage,
    LetterRowOut,
    VersionOut,
    VersionPage,
    VersionRowOut,
)
from app.campaigns import queries as campaigns
from app.letters import markdown, queries
from app.letters.changes import KEEP, Changes
from app.letters.contexts import content_of
from app.letters.drafting import draft_letter, save_version
from app.letters.models import Letter, LetterAddressee, LetterVersion
from app.letters.plans import CopyPlan, copies_for
from app.letters.queries_rows import described
from app.letters.recording import version_of

TAG = "Letters"


@operation("GET", "/letters", tag=TAG, scope=Scope.READ, query=LetterFilters, returns=LetterPage)
def list_letters(query: LetterFilters) -> LetterPage:
    """List letters.

    The newest first, over all campaigns or of one.
    """
    states = (query.state,) if query.state else ()
    wanted = queries.LetterQuery(text=query.q, states=states, campaign_id=query.campaign_id)
    select = queries.matching(wanted).order_by(None)
    page = cut(session(), select, newest(Letter.id), limit=query.limit, cursor=query.cursor)
    rows = described(session(), [row[0] for row in page.rows])
    plain = LetterRowOut.model_fields
    items = [LetterRowOut(**{name: getattr(row, name) for name in plain}) for row in rows]
    return LetterPage(items=items, next_cursor=page.next_cursor)


@operation(
    "POST",
    "/letters",
    tag=TAG,
    scope=Scope.WRITE,
    body=LetterNew,
    returns=LetterOut,
    status=201,
    located=True,
)
def add_letter(body: LetterNew) -> LetterOut:
    """Begin a letter.

    It gets its number and its first version, as a draft. Without `body_markdown` the text is the template's,
    with the chosen demands written out. Problems do not stop a draft; they are listed at `/problems`.
    """
    made = draft_letter(
        session(),
        campaigns.campaign(session(), body.campaign_id),
        body.template,
        letter_date=body.letter_date,
        letterhead_ids=body.letterhead_ids,
        signatory_ids=body.signatory_ids,
        copies=_copies(body.copies),
        official_ids=body.official_ids,
        segment_id=body.segment_id,
        demand_ids=body.demand_ids,
        title=body.title,
        subject=body.subject,
        cc=body.cc,
        enclosures=body.enclosures,
        earlier_letter_id=body.earlier_letter_id,
        body_markdown=body.body_markdown,
        citation_style=body.citation_style,
        date_style=body.date_style,
        by=by(),
    )
    return shown_letter(session(), made)


@operation("GET", "/letters/{letter_id}", tag=TAG, scope=Scope.READ, returns=LetterOut)
def get_letter(letter_id: UUID) -> LetterOut:
    """Get a letter.

    With the text of its current version, its signatures and, once sealed, its seal.
    """
    return shown_letter(session(), queries.letter(session(), letter_id))


@operation("PATCH", "/letters/{letter_id}", tag=TAG, scope=Scope.WRITE, body=LetterChange, returns=LetterOut)
def change_letter(letter_id: UUID, body: LetterChange) -> LetterOut:
    """Save a new version.

    Fields that are left out stay. A change of words after approval makes the letter a draft again and voids
    every signature. When somebody else saved a version since `based_on_version`, nothing is saved: 409.
    """
    if body.editorial_reason:
        require_scope(Scope.APPROVE)
    found = queries.letter(session(), letter_id)
    save_version(
        session(),
        found,
        _changes(body),
        body.note,
        based_on_version=body.based_on_version,
        editorial_reason=body.editorial_reason,
        by=by(),
    )
    return shown_letter(session(), found)


@operation("GET", "/letters/{letter_id}/copies", tag=TAG, scope=Scope.READ, query=ListQuery, returns=CopyPage)
def list_copies(letter_id: UUID, query: ListQuery) -> CopyPage:
    """List the copies of a letter.

    Each paper with whom it addresses: as they would be addressed now, or as printed once the letter is sealed.
    """
    found = queries.letter(session(), letter_id)
    select = (
        sa.select(LetterAddressee.copy_no)
        .where(LetterAddressee.letter_id == found.id)
        .group_by(LetterAddressee.copy_no)
    )
    page = cut(
        session(), select, (Key(LetterAddressee.copy_no, int),), limit=query.limit, cursor=query.cursor
    )
    items = shown_copies(session(), found, [row.copy_no for row in page.rows])
    return CopyPage(items=items, next_cursor=page.next_cursor)


@operation(
    "GET", "/letters/{letter_id}/versions", tag=TAG, scope=Scope.READ, query=ListQuery, returns=VersionPage
)
def list_versions(letter_id: UUID, query: ListQuery) -> VersionPage:
    """List the versions of a letter.

    Every text it ever had, the newest first.
    """
    found = queries.letter(session(), letter_id)
    select = sa.select(LetterVersion).where(LetterVersion.letter_id == found.id)
    page = cut(session(), select, newest(LetterVersion.id), limit=query.limit, cursor=query.cursor)
    items = [VersionRowOut(**_version(row[0])) for row in page.rows]
    return VersionPage(items=items, next_cursor=page.next_cursor)


@operation("GET", "/letters/{letter_id}/versions/{version}", tag=TAG, scope=Scope.READ, returns=VersionOut)
def get_version(letter_id: UUID, version: int) -> VersionOut:
    """Get a version.

    With its text as Markdown.
    """
    found = version_of(session(), queries.letter(session(), letter_id), version)
    return VersionOut(**_version(found), body_markdown=markdown.write(content_of(found).tree))


def _version(row: LetterVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in VersionRowOut.model_fields}


def _copies(given: Sequence[CopyIn] | None) -> tuple[CopyPlan, ...] | None:
    if given is None:
        return None
    return tuple(CopyPlan(tuple(one.official_ids), tuple(one.cc), one.capacities) for one in given)


def _changes(body: LetterChange) -> Changes:
    plain = {field.name for field in fields(Changes)} & set(LetterChange.model_fields)
    values = {name: getattr(body, name) for name in plain - {"copies", "earlier_letter_id"}}
    copies = _copies(body.copies)
    if body.official_ids is not None:
        copies = copies_for(body.official_ids)
    earlier = body.earlier_letter_id if "earlier_letter_id" in body.model_fields_set else KEEP
    return Changes(**values, copies=copies, earlier_letter_id=earlier)
