"""Files of claims: hand in, look, apply or lay aside; and everything as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.storage import current_store
from app.evidence import queries_lists
from app.evidence.exchange import runs, undo
from app.evidence.exchange.files import FileRefused
from app.evidence.exchange.planning import Fate, Plan
from app.evidence.forms import ApplyForm, EmptyForm, ImportForm
from app.evidence.models import ClaimImport
from app.evidence.routes import bp
from app.evidence.rules import ImportState

_MEDIA = {"yaml": "application/yaml", "csv": "text/csv"}


@bp.get("/export/<kind>")
@requires(Permission.READ)
def export(kind: str) -> Response:
    """All claims as `yaml` or `csv`, or those of one topic."""
    if kind not in _MEDIA:
        raise NotFound("Claims are written as yaml or csv.")
    data = runs.export_bytes(db.session, kind, request.args.get("topic") or None)
    name = f"claims-{today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=_MEDIA[kind], headers=headers)


@bp.get("/imports")
@requires(Permission.MANAGE)
def imports() -> str:
    """The form for a file, and all imports so far."""
    return _list(ImportForm(formdata=None))


@bp.post("/imports")
@requires(Permission.MANAGE)
def start_import() -> ResponseReturnValue:
    """Hand in a file. Nothing changes yet."""
    form = ImportForm()
    if not form.validate():
        return _list(form), 422
    given = form.file.data
    name, data = (given.filename, given.read()) if given else ("", b"")
    if not given:
        form.file.errors = ["Choose a file."]
        return _list(form), 422
    try:
        run = runs.hand_in(db.session, current_store(), name or "", data, by=current_actor())
    except FileRefused as error:
        db.session.rollback()
        form.file.errors = [error.message]
        return _list(form), 422
    db.session.commit()
    return redirect(url_for("evidence.import_run", import_id=run.id))


@bp.get("/imports/<uuid:import_id>")
@requires(Permission.MANAGE)
def import_run(import_id: UUID) -> str:
    """What the import would do, claim by claim; or what it did."""
    run = queries_lists.claim_import(db.session, import_id)
    return _run_page(run, ApplyForm(formdata=None))


@bp.post("/imports/<uuid:import_id>/apply")
@requires(Permission.MANAGE)
def apply_import(import_id: UUID) -> ResponseReturnValue:
    """Do what was shown, all of it or nothing."""
    run, form = queries_lists.claim_import(db.session, import_id, lock=True), ApplyForm()
    if not form.validate():
        return _run_page(run, form), 422
    try:
        runs.apply_import(
            db.session,
            current_store(),
            run,
            by=current_actor(),
            digest=form.digest.data or "",
            reason=form.reason.data or "",
            take=request.form.getlist("take"),
        )
    except (InvalidInput, Conflict, FileRefused) as error:
        db.session.rollback()
        form.show(InvalidInput({"": error.message}))
        return _run_page(run, form), error.status
    db.session.commit()
    flash(f"Imported {run.file_name}.", "done")
    return redirect(url_for("evidence.import_run", import_id=import_id))


@bp.post("/imports/<uuid:import_id>/discard")
@requires(Permission.MANAGE)
def discard_import(import_id: UUID) -> ResponseReturnValue:
    """Lay a prepared import aside."""
    run = queries_lists.claim_import(db.session, import_id, lock=True)
    if EmptyForm().validate():
        runs.discard_import(db.session, run, by=current_actor())
        db.session.commit()
        flash(f"Laid {run.file_name} aside. Nothing was written.", "done")
    return redirect(url_for("evidence.imports"))


@bp.route("/imports/<uuid:import_id>/undo", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def undo_import(import_id: UUID) -> ResponseReturnValue:
    """Show what goes back and what is kept, then undo."""
    form, posted = EmptyForm(), request.method == "POST"
    run = queries_lists.claim_import(db.session, import_id, lock=posted)
    if posted and form.validate():
        undo.undo_import(db.session, run, by=current_actor())
        db.session.commit()
        flash(f"Undid the import of {run.file_name}.", "done")
        return redirect(url_for("evidence.import_run", import_id=import_id))
    lines = undo.undo_plan(db.session, run)
    return render_template("evidence/import_undo.html", run=run, lines=lines, form=form)


def _list(form: ImportForm) -> str:
    page = queries_lists.imports_page(db.session, page=request.args.get("page", 1, type=int))
    return render_template("evidence/imports.html", form=form, page=page)


def _run_page(run: ClaimImport, form: ApplyForm) -> str:
    plan, refusal = None, ""
    if run.state is ImportState.PREPARED:
        try:
            plan = runs.plan_of(db.session, current_store(), run)
        except FileRefused as error:
            refusal = error.message
        except FileNotFoundError:
            refusal = "The file itself is no longer there. Hand it in again."
        form.digest.data = plan.digest if plan else ""
    return render_template(
        "evidence/import_run.html", run=run, plan=plan, groups=_groups(plan), form=form, refusal=refusal
    )


_TITLES = {
    Fate.REFUSED: ("Refused", "Mend these in the file and hand it in again. Until then nothing is written."),
    Fate.CONFLICT: (
        "Changed here and there", "Both we and the file changed them. Ours stays unless you choose the file’s.",
    ),
    Fate.CHANGED: ("Changed", "The file says something new; we had not touched it."),
    Fate.NEW: ("New", "Not on file yet."),
    Fate.KEPT: ("Kept as corrected here", "We changed them since the last import; the file did not."),
    Fate.UNCHANGED: ("Unchanged", "The same on both sides."),
}  # fmt: skip


def _groups(plan: Plan | None) -> list[tuple[Fate, str, str, tuple[object, ...]]]:
    """The groups of a plan that hold anything, those that need a look first."""
    if plan is None:
        return []
    return [(fate, *words, rows) for fate, words in _TITLES.items() if (rows := plan.of(fate))]
