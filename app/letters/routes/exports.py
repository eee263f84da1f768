"""Files of all copies: one PDF, one ZIP, at once or in the background."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, render_template, request, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import NotFound
from app.core.jobs.models import Job
from app.core.storage import current_store
from app.letters.exporting import (
    EXPORT_JOB,
    combined_name,
    export_drafts,
    finished_export,
    require_files,
    sealed_entries,
    zip_of,
)
from app.letters.rendering import stored_file
from app.letters.routes import bp
from app.letters.routes.common import found, frame


@bp.get("/<uuid:letter_id>/all.pdf")
@requires(Permission.READ)
def all_pdf(letter_id: UUID) -> ResponseReturnValue:
    """All copies of a sealed letter in one PDF."""
    letter = found(letter_id)
    require_files(letter)
    file = stored_file(db.session, letter.id, 0)
    if file is None:
        raise NotFound("This file is not ready.")
    return send_file(
        current_store().path(file.sha256),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=combined_name(letter.number),
    )


@bp.get("/<uuid:letter_id>/all.zip")
@requires(Permission.READ)
def all_zip(letter_id: UUID) -> ResponseReturnValue:
    """All copies of a sealed letter as a ZIP file, sent piece by piece."""
    letter = found(letter_id)
    entries, name = sealed_entries(db.session, letter), combined_name(letter.number, ".zip")
    db.session.rollback()  # nothing of the database is held while a slow reader takes the file
    response = Response(stream_with_context(zip_of(entries)), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/<uuid:letter_id>/export")
@requires(Permission.READ)
def export(letter_id: UUID) -> ResponseReturnValue:
    """Have all drafts drawn in the background."""
    letter = found(letter_id)
    job = export_drafts(db.session, letter, request.form.get("kind", ""), by=current_actor())
    db.session.commit()
    return redirect(url_for("letters.export_page", letter_id=letter.id, job_id=job.id), 303)


@bp.get("/<uuid:letter_id>/exports/<uuid:job_id>")
@requires(Permission.READ)
def export_page(letter_id: UUID, job_id: UUID) -> ResponseReturnValue:
    """How far the export has come, and the file when it is done."""
    letter, job = found(letter_id), db.session.get(Job, job_id)
    if job is None or job.kind != EXPORT_JOB or job.payload.get("letter_id") != str(letter.id):
        raise NotFound("This letter has no such export.")
    return render_template("letters/export.html", **frame(letter), job=job)


@bp.get("/<uuid:letter_id>/exports/<uuid:job_id>/file")
@requires(Permission.READ)
def export_file(letter_id: UUID, job_id: UUID) -> ResponseReturnValue:
    """The finished export."""
    name, path, media = finished_export(db.session, found(letter_id), job_id)
    return send_file(path, mimetype=media, as_attachment=True, download_name=name)
