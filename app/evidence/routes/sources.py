"""One source: say that it was read, keep a copy, take the copy away as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.storage import current_store
from app.evidence import queries, sourcing
from app.evidence.forms import CopyForm, EmptyForm
from app.evidence.routes import bp


@bp.post("/<slug>/sources/<uuid:source_id>/checked")
@requires(Permission.WRITE)
def source_checked(slug: str, source_id: UUID) -> ResponseReturnValue:
    """Mark a source as read, or take that back."""
    claim = queries.claim_by_slug(db.session, slug)
    if EmptyForm().validate():
        checked = request.form.get("checked") == "yes"
        sourcing.mark_checked(db.session, claim, source_id, checked, by=current_actor())
        db.session.commit()
        flash("Marked as read." if checked else "Marked as not read yet.", "done")
    return redirect(url_for("evidence.show", slug=slug))


@bp.route("/<slug>/sources/<uuid:source_id>/copy", methods=["GET", "POST"])
@requires(Permission.WRITE)
def source_copy(slug: str, source_id: UUID) -> ResponseReturnValue:
    """Keep an archived copy."""
    claim = queries.claim_by_slug(db.session, slug)
    source, form = sourcing.source_of(claim, source_id), CopyForm()
    if request.method == "GET" or not form.validate():
        page = render_template("evidence/copy.html", claim=claim, source=source, form=form)
        return page if request.method == "GET" else (page, 422)
    given = form.file.data
    name, data = (given.filename, given.read()) if given else ("", b"")
    try:
        sourcing.keep_copy(
            db.session, current_store(), claim, source_id, name or "", data, by=current_actor()
        )
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return render_template("evidence/copy.html", claim=claim, source=source, form=form), 422
    db.session.commit()
    flash("The copy is kept.", "done")
    return redirect(url_for("evidence.show", slug=slug))


@bp.get("/<slug>/sources/<uuid:source_id>/copy/file")
@requires(Permission.READ)
def source_file(slug: str, source_id: UUID) -> Response:
    """The kept copy as a download; never shown in the page."""
    source = sourcing.source_of(queries.claim_by_slug(db.session, slug), source_id)
    if source.copy_sha256 is None or not current_store().has(source.copy_sha256):
        raise NotFound("No copy of this source is kept.")
    response = send_file(
        current_store().open(source.copy_sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=source.copy_name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
