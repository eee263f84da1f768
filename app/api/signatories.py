"""Signatories."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut
from app.api.pictures import kept_picture
from app.api.schemas.signatories import (
    SignatoryChange,
    SignatoryFilters,
    SignatoryNew,
    SignatoryOut,
    SignatoryPage,
    SignatureImage,
)
from app.signatories import queries, service
from app.signatories.models import Signatory
from app.signatories.rules import SignatoryDetails

TAG = "Signatories"


@operation("GET", "/signatories", tag=TAG, scope=Scope.READ, query=SignatoryFilters, returns=SignatoryPage)
def list_signatories(query: SignatoryFilters) -> SignatoryPage:
    """List signatories.

    People who sign, by name.
    """
    select = queries.signatories_select(text=query.q, active=query.active)
    keys = by_name(Signatory.name, Signatory.id)
    page = cut(session(), select, keys, limit=query.limit, cursor=query.cursor)
    return SignatoryPage(items=[_shown(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/signatories",
    tag=TAG,
    scope=Scope.WRITE,
    body=SignatoryNew,
    returns=SignatoryOut,
    status=201,
    located=True,
)
def add_signatory(body: SignatoryNew) -> SignatoryOut:
    """Add a signatory.

    Adding somebody signs nothing: each letter records its own consents.
    """
    return _shown(service.create_signatory(session(), SignatoryDetails(**body.model_dump()), by=by()))


@operation("GET", "/signatories/{signatory_id}", tag=TAG, scope=Scope.READ, returns=SignatoryOut)
def get_signatory(signatory_id: UUID) -> SignatoryOut:
    """Get a signatory.

    As on file now; sealed letters keep what they printed.
    """
    return _shown(queries.signatory(session(), signatory_id))


@operation(
    "PATCH",
    "/signatories/{signatory_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=SignatoryChange,
    returns=SignatoryOut,
)
def change_signatory(signatory_id: UUID, body: SignatoryChange) -> SignatoryOut:
    """Change a signatory.

    Fields that are left out stay. Sealed letters keep what they printed.
    """
    found = queries.signatory(session(), signatory_id)
    values = {field.name: getattr(found, field.name) for field in fields(SignatoryDetails)}
    details = SignatoryDetails(**{**values, **body.model_dump(exclude_none=True)})
    service.change_signatory(session(), found, details, by=by())
    return _shown(found)


@operation(
    "PUT",
    "/signatories/{signatory_id}/image",
    tag=TAG,
    scope=Scope.WRITE,
    body=SignatureImage,
    returns=SignatoryOut,
)
def set_signature_image(signatory_id: UUID, body: SignatureImage) -> SignatoryOut:
    """Put a signature image on file.

    It prints only where a recorded consent allows it.
    """
    found = queries.signatory(session(), signatory_id)
    service.set_signature_image(session(), found, kept_picture(body.image_base64), body.authority, by=by())
    return _shown(found)


@operation("DELETE", "/signatories/{signatory_id}/image", tag=TAG, scope=Scope.WRITE, returns=None)
def remove_signature_image(signatory_id: UUID) -> None:
    """Take the signature image off.

    Letters already sealed keep theirs.
    """
    service.remove_signature_image(session(), queries.signatory(session(), signatory_id), by=by())


@operation("POST", "/signatories/{signatory_id}/retire", tag=TAG, scope=Scope.WRITE, returns=SignatoryOut)
def retire_signatory(signatory_id: UUID) -> SignatoryOut:
    """Retire a signatory.

    They are no longer offered for new letters.
    """
    return _moved(signatory_id, active=False)


@operation("POST", "/signatories/{signatory_id}/restore", tag=TAG, scope=Scope.WRITE, returns=SignatoryOut)
def restore_signatory(signatory_id: UUID) -> SignatoryOut:
    """Restore a signatory.

    They are offered for new letters again.
    """
    return _moved(signatory_id, active=True)


def _moved(signatory_id: UUID, *, active: bool) -> SignatoryOut:
    found = queries.signatory(session(), signatory_id)
    service.set_active(session(), found, active, by=by())
    return _shown(found)


def _shown(found: Signatory) -> SignatoryOut:
    return SignatoryOut(**{name: getattr(found, name) for name in SignatoryOut.model_fields})
