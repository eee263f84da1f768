"""Letterheads."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut
from app.api.pictures import kept_picture
from app.api.schemas.signatories import (
    CrestImage,
    LetterheadChange,
    LetterheadFilters,
    LetterheadNew,
    LetterheadOut,
    LetterheadPage,
)
from app.signatories import queries, service
from app.signatories.models import Letterhead
from app.signatories.rules import LetterheadDetails

TAG = "Letterheads"


@operation("GET", "/letterheads", tag=TAG, scope=Scope.READ, query=LetterheadFilters, returns=LetterheadPage)
def list_letterheads(query: LetterheadFilters) -> LetterheadPage:
    """List letterheads.

    The heads of the offices' paper, by name.
    """
    select = sa.select(Letterhead)
    if query.active is not None:
        select = select.where(Letterhead.active.is_(query.active))
    keys = by_name(Letterhead.name, Letterhead.id)
    page = cut(session(), select, keys, limit=query.limit, cursor=query.cursor)
    return LetterheadPage(items=[_shown(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/letterheads",
    tag=TAG,
    scope=Scope.WRITE,
    body=LetterheadNew,
    returns=LetterheadOut,
    status=201,
    located=True,
)
def add_letterhead(body: LetterheadNew) -> LetterheadOut:
    """Add a letterhead.

    In one of three styles; the accent must be dark enough for paper and fax.
    """
    return _shown(service.create_letterhead(session(), _details(body.model_dump()), by=by()))


@operation("GET", "/letterheads/{letterhead_id}", tag=TAG, scope=Scope.READ, returns=LetterheadOut)
def get_letterhead(letterhead_id: UUID) -> LetterheadOut:
    """Get a letterhead.

    As on file now; letters keep the letterhead that they were written with.
    """
    return _shown(queries.letterhead(session(), letterhead_id))


@operation(
    "PATCH",
    "/letterheads/{letterhead_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=LetterheadChange,
    returns=LetterheadOut,
)
def change_letterhead(letterhead_id: UUID, body: LetterheadChange) -> LetterheadOut:
    """Change a letterhead.

    Fields that are left out stay. Letters that were written keep the letterhead they have.
    """
    found = queries.letterhead(session(), letterhead_id)
    values = {field.name: getattr(found, field.name) for field in fields(LetterheadDetails)}
    details = _details({**values, **body.model_dump(exclude_none=True)})
    service.change_letterhead(session(), found, details, by=by())
    return _shown(found)


@operation(
    "PUT",
    "/letterheads/{letterhead_id}/crest",
    tag=TAG,
    scope=Scope.WRITE,
    body=CrestImage,
    returns=LetterheadOut,
)
def set_crest(letterhead_id: UUID, body: CrestImage) -> LetterheadOut:
    """Put a crest on a letterhead.

    The picture is decoded and written anew before it is kept.
    """
    found = queries.letterhead(session(), letterhead_id)
    service.set_crest(session(), found, kept_picture(body.image_base64), by=by())
    return _shown(found)


@operation("DELETE", "/letterheads/{letterhead_id}/crest", tag=TAG, scope=Scope.WRITE, returns=None)
def remove_crest(letterhead_id: UUID) -> None:
    """Take the crest off.

    Letters that were written keep it.
    """
    service.remove_crest(session(), queries.letterhead(session(), letterhead_id), by=by())


@operation("POST", "/letterheads/{letterhead_id}/retire", tag=TAG, scope=Scope.WRITE, returns=LetterheadOut)
def retire_letterhead(letterhead_id: UUID) -> LetterheadOut:
    """Retire a letterhead.

    It is no longer offered for new letters.
    """
    return _moved(letterhead_id, active=False)


@operation("POST", "/letterheads/{letterhead_id}/restore", tag=TAG, scope=Scope.WRITE, returns=LetterheadOut)
def restore_letterhead(letterhead_id: UUID) -> LetterheadOut:
    """Restore a letterhead.

    It is offered for new letters again.
    """
    return _moved(letterhead_id, active=True)


def _moved(letterhead_id: UUID, *, active: bool) -> LetterheadOut:
    found = queries.letterhead(session(), letterhead_id)
    service.set_active(session(), found, active, by=by())
    return _shown(found)


def _details(values: dict[str, Any]) -> LetterheadDetails:
    return LetterheadDetails(**{**values, "lines": tuple(line for line in values["lines"] if line)})


def _shown(found: Letterhead) -> LetterheadOut:
    return LetterheadOut(**{name: getattr(found, name) for name in LetterheadOut.model_fields})
