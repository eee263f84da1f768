"""Imports: hand in files, look at what they would do, apply, undo. For administrators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict
from app.core.jobs.models import Job
from app.core.tables import csv_bytes
from app.officials.forms import EmptyForm, UploadForm
from app.officials.importing import queries as imports_queries
from app.officials.importing import runs
from app.officials.importing.files import FileRefused
from app.officials.importing.readers.plain_csv import COLUMNS
from app.officials.importing.views import Preview
from app.officials.models import ImportRun
from app.officials.routes import bp
from app.officials.rules import IMPORT_MOVES, ImportAction, ImportState

TABS = (
    (ImportAction.NEW, "New"),
    (ImportAction.CHANGED, "Changed"),
    (ImportAction.GONE, "Gone"),
    (ImportAction.CONFLICT, "Conflicts"),
    (ImportAction.REFUSED, "Refused"),
    (ImportAction.NOTE, "Notes"),
)


@bp.get("/imports")
@requires(Permission.MANAGE)
def imports() -> str:
    """The form for files, and all imports so far."""
    return _list(UploadForm(formdata=None))


@bp.get("/imports/table.csv")
@requires(Permission.MANAGE)
def import_table() -> Response:
    """An empty table with the columns that an import reads, for everyone without a public roster."""
    headers = {"Content-Disposition": 'attachment; filename="officials.csv"'}
    return Response(csv_bytes(COLUMNS, ()), mimetype="text/csv", headers=headers)


@bp.post("/imports")
@requires(Permission.MANAGE)
def start_import() -> ResponseReturnValue:
    """Hand in files. They are read in the background; nothing changes yet."""
    form = UploadForm()
    if not form.validate():
        return _list(form), 422
    given: list[FileStorage] = [file for file in request.files.getlist("files") if file.filename]
    try:
        run = runs.start_import(
            db.session, [(file.filename or "", file.read()) for file in given], current_actor()
        )
    except FileRefused as error:
        db.session.rollback()
        form.files.errors = [error.message]
        return _list(form), 422
    db.session.commit()
    return redirect(url_for("officials.import_run", run_id=run.id))


@bp.get("/imports/<uuid:run_id>")
@requires(Permission.MANAGE)
def import_run(run_id: UUID) -> str:
    """One import: progress, then what it would do or did, by tabs."""
    run = imports_queries.get_run(db.session, run_id)
    preview = runs.preview(db.session, run)
    shown = _tab(preview)
    changes = None
    if shown is not None:
        page = max(1, request.args.get("page", 1, type=int))
        kind = request.args.get("type") or None
        changes = imports_queries.changes_page(db.session, run, action=shown, record_type=kind, page=page)
    return render_template(
        "officials/import_run.html",
        run=run,
        preview=preview,
        job=db.session.get(Job, run.job_id) if run.job_id else None,
        shown=shown,
        tabs=[(action, name, numbers) for action, name in TABS if (numbers := _number(preview, action))],
        changes=changes,
        may=IMPORT_MOVES[run.state],
        form=EmptyForm(),
    )


@bp.post("/imports/<uuid:run_id>/apply")
@requires(Permission.MANAGE)
def apply_import(run_id: UUID) -> ResponseReturnValue:
    """Apply the import in the background."""
    run = imports_queries.get_run(db.session, run_id)
    if EmptyForm().validate():
        leave_out = request.form.get("leave_out_refused") == "1"
        _queue(lambda: runs.queue_apply(db.session, run, current_actor(), leave_out_refused=leave_out))
    return redirect(url_for("officials.import_run", run_id=run_id))


@bp.post("/imports/<uuid:run_id>/discard")
@requires(Permission.MANAGE)
def discard_import(run_id: UUID) -> ResponseReturnValue:
    """Lay a prepared import aside."""
    run = imports_queries.get_run(db.session, run_id)
    if EmptyForm().validate():
        _queue(lambda: runs.discard_import(db.session, run, current_actor()))
    return redirect(url_for("officials.imports"))


@bp.route("/imports/<uuid:run_id>/undo", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def undo_import(run_id: UUID) -> ResponseReturnValue:
    """Ask first, then undo in the background."""
    run = imports_queries.get_run(db.session, run_id)
    form = EmptyForm()
    if request.method == "POST" and form.validate():
        _queue(lambda: runs.queue_undo(db.session, run, current_actor()))
        return redirect(url_for("officials.import_run", run_id=run_id))
    if run.state is not ImportState.APPLIED:
        raise Conflict("Only an import that was applied can be undone.")
    return render_template(
        "officials/import_undo.html", run=run, preview=runs.preview(db.session, run), form=form
    )


def _queue(verb: Callable[[], None]) -> None:
    """Run a verb and commit; a conflict is told on the page that follows."""
    try:
        verb()
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "error")
    else:
        db.session.commit()


def _list(form: UploadForm) -> str:
    page = imports_queries.recent_runs(
        db.session, page=max(1, request.args.get("page", 1, type=int)), size=25
    )
    return render_template("officials/imports.html", form=form, page=page, totals=_totals(page.items))


def _totals(listed: Sequence[ImportRun]) -> dict[UUID, dict[str, int]]:
    return {run.id: {action.value: _sum(run, action) for action, _name in TABS} for run in listed}


def _sum(run: ImportRun, action: ImportAction) -> int:
    return sum(int(numbers.get(action.value, 0)) for numbers in run.counts.values())


def _number(preview: Preview, action: ImportAction) -> int:
    return _sum(preview.run, action)


def _tab(preview: Preview) -> ImportAction | None:
    """The tab that was asked for, else the first that needs a look."""
    present = [action for action, _name in TABS if _number(preview, action)]
    asked = request.args.get("show", "")
    if asked in {action.value for action in present}:
        return ImportAction(asked)
    urgent = (ImportAction.REFUSED, ImportAction.CONFLICT)
    return next((action for action in urgent if action in present), present[0] if present else None)
