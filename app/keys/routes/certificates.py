"""A signatory's own certificate, and the public part of every key."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict
from app.keys import queries, service
from app.keys.forms import UploadKeyForm
from app.keys.routes import bp
from app.keys.routes.common import take_upload
from app.keys.rules import as_pem, label, names_person
from app.keys.sections import shown
from app.signatories.queries import signatory


@bp.get("/library/signatories/<uuid:signatory_id>/certificate")
@requires(Permission.MANAGE)
def certificate(signatory_id: UUID) -> ResponseReturnValue:
    """The certificate in use, and a form for another."""
    return _page(signatory_id, UploadKeyForm())


@bp.post("/library/signatories/<uuid:signatory_id>/certificate")
@requires(Permission.MANAGE)
def certificate_post(signatory_id: UUID) -> ResponseReturnValue:
    """Put the key of a PKCS#12 file into use for this person."""
    who = signatory(db.session, signatory_id)
    name, form = who.name, UploadKeyForm()
    row = take_upload(form, signatory_id) if form.validate() else None
    if row is None:
        return _page(signatory_id, form), 422
    flash(f"The certificate of {name} is in use: {label(row.name, row.self_signed)}.", "done")
    return redirect(url_for("keys.certificate", signatory_id=signatory_id), 303)


@bp.get("/library/signatories/<uuid:signatory_id>/certificate/retire")
@requires(Permission.MANAGE)
def certificate_retire(signatory_id: UUID) -> str:
    """What it means to take this person's certificate out of use."""
    return render_template(
        "keys/retire.html",
        signatory=signatory(db.session, signatory_id),
        key=queries.active_key(db.session, signatory_id),
    )


@bp.post("/library/signatories/<uuid:signatory_id>/certificate/retire")
@requires(Permission.MANAGE)
def certificate_retire_post(signatory_id: UUID) -> ResponseReturnValue:
    """Take this person's certificate out of use."""
    who = signatory(db.session, signatory_id)
    row = queries.active_key(db.session, signatory_id)
    if row is None:
        raise Conflict(f"{who.name} has no certificate in use.")
    service.retire_key(db.session, row, by=current_actor())
    db.session.commit()
    flash(f"The certificate of {who.name} is retired. Letters are no longer signed with it.", "done")
    return redirect(url_for("keys.certificate", signatory_id=signatory_id), 303)


@bp.get("/keys/<uuid:key_id>/certificate.pem")
@requires(Permission.READ)
def certificate_file(key_id: UUID) -> Response:
    """The public certificate with its issuers', for whoever checks letters."""
    row = queries.key(db.session, key_id)
    text = "".join(as_pem(one) for one in (row.certificate, *row.chain))
    response = Response(text, mimetype="application/x-pem-file")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"certificate-{row.fingerprint[:16]}.pem"
    )
    return response


def _page(signatory_id: UUID, form: UploadKeyForm) -> str:
    who, found = signatory(db.session, signatory_id), shown(db.session, signatory_id)
    return render_template(
        "keys/certificate.html",
        signatory=who,
        **found,
        names_them=found["key"] is None or names_person(found["key"].name, who.name),
        earlier=[row for row in queries.keys_of(db.session, signatory_id) if row.retired_at],
        form=form,
    )
