"""What is done with a print run: mark it, print part of it again, give it up, write down tracking numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.forms import BaseForm
from app.core.text import tidy
from app.delivery import queries_runs, running, tracking
from app.delivery.forms_runs import CancelRunForm, ReprintForm, RunMarkForm, TrackingForm
from app.delivery.models_runs import PrintRun
from app.delivery.routes import bp
from app.delivery.routes._shared import must_write, sealed_letter
from app.delivery.routes.runs import run_page
from app.delivery.rules import DispatchState, Mark
from app.delivery.rules_runs import SHEET_WORDS, parse_positions

FAILED = "The files could not be drawn."
_ROW = re.compile(r"item-(\d{1,6})\Z")


def _writable(print_run_id: UUID) -> PrintRun:
    found = queries_runs.run(db.session, print_run_id)
    must_write(found.campaign_id)
    return found


def _do(
    print_run_id: UUID, form: BaseForm, verb: Callable[[PrintRun], str], again: Callable[[PrintRun], str]
) -> ResponseReturnValue:
    """Run a verb with the form: done, or the same page with what was wrong."""
    found = _writable(print_run_id)
    if not form.validate():
        return again(found), 422
    try:
        told = verb(found)
        db.session.commit()
        flash(told, "done")
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return again(_writable(print_run_id)), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
    return redirect(url_for("delivery.run", print_run_id=print_run_id))


def _mark_page(found: PrintRun, form: RunMarkForm, state: DispatchState) -> str:
    rows = queries_runs.dispatches_of(db.session, found.id, running.MARKED[state])
    form.expected.data = str(len(rows))
    return render_template(
        "delivery/run_mark.html",
        run=found,
        letter=sealed_letter(found.letter_id),
        form=form,
        state=state,
        count=len(rows),
        straight=sum(row.state is DispatchState.PLANNED for row in rows),
    )


@bp.get("/sending/runs/<uuid:print_run_id>/mark/<any(printed, handed_over):state>")
@requires(Permission.WRITE)
def mark_run(print_run_id: UUID, state: str) -> str:
    """Ask once before a whole run is marked."""
    form = RunMarkForm(formdata=None, day=current_actor().today)
    return _mark_page(_writable(print_run_id), form, DispatchState(state))


@bp.post("/sending/runs/<uuid:print_run_id>/mark/<any(printed, handed_over):state>")
@requires(Permission.WRITE)
def mark_run_post(print_run_id: UUID, state: str) -> ResponseReturnValue:
    """Mark every item that can take the step."""
    form, wanted = RunMarkForm(), DispatchState(state)

    def verb(found: PrintRun) -> str:
        raw = form.expected.data or ""
        expected = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 8 else -1
        mark = Mark(wanted, form.day.given())
        count = running.mark_run(db.session, found, mark, by=current_actor(), expected=expected)
        return f"Marked {count} {'dispatch' if count == 1 else 'dispatches'}."

    return _do(print_run_id, form, verb, lambda found: _mark_page(found, form, wanted))


def _reprint_page(found: PrintRun, form: ReprintForm) -> str:
    return render_template(
        "delivery/run_reprint.html",
        run=found,
        letter=sealed_letter(found.letter_id),
        form=form,
        sheet_words=SHEET_WORDS,
    )


@bp.get("/sending/runs/<uuid:print_run_id>/reprint")
@requires(Permission.WRITE)
def reprint(print_run_id: UUID) -> str:
    """Ask which items are printed again, and why. `failed`: the number of a printing whose files were not drawn."""
    found, failed = _writable(print_run_id), request.args.get("failed", type=int)
    form = ReprintForm(formdata=None)
    if failed is not None:
        positions = queries_runs.positions_of(db.session, found.id, failed)
        form.which.data = "part" if positions else "all"
        form.positions.data = ", ".join(map(str, positions))
        form.reason.data = FAILED
    return _reprint_page(found, form)


@bp.post("/sending/runs/<uuid:print_run_id>/reprint")
@requires(Permission.WRITE)
def reprint_post(print_run_id: UUID) -> ResponseReturnValue:
    """Have the files of some items made again."""
    form = ReprintForm()

    def verb(found: PrintRun) -> str:
        part = form.which.data == "part"
        positions = parse_positions(form.positions.data or "", found.items) if part else None
        start = form.label_start.data if found.labels else None
        reason = form.reason.data or ""
        running.reprint(db.session, found, positions, reason, by=current_actor(), label_start=start)
        return "The files are being drawn again. It stays the same run."

    return _do(print_run_id, form, verb, lambda found: _reprint_page(found, form))


def _cancel_page(found: PrintRun, form: CancelRunForm) -> str:
    return render_template(
        "delivery/run_cancel.html", run=found, letter=sealed_letter(found.letter_id), form=form
    )


@bp.get("/sending/runs/<uuid:print_run_id>/cancel")
@requires(Permission.WRITE)
def cancel_run(print_run_id: UUID) -> str:
    """Ask why, before a run is given up."""
    return _cancel_page(_writable(print_run_id), CancelRunForm(formdata=None))


@bp.post("/sending/runs/<uuid:print_run_id>/cancel")
@requires(Permission.WRITE)
def cancel_run_post(print_run_id: UUID) -> ResponseReturnValue:
    """Let the items go; they stay planned."""
    form = CancelRunForm()

    def verb(found: PrintRun) -> str:
        running.cancel_run(db.session, found, form.reason.data or "", by=current_actor())
        return f"Print run {found.number} is cancelled. Its letters wait for another run."

    return _do(print_run_id, form, verb, lambda found: _cancel_page(found, form))


@bp.post("/sending/runs/<uuid:print_run_id>/tracking")
@requires(Permission.WRITE)
def run_tracking(print_run_id: UUID) -> ResponseReturnValue:
    """Write down tracking numbers: from the rows of the page, or from a table."""
    form = TrackingForm()
    typed = {name: tidy(value).strip() for name, value in request.form.items() if _ROW.match(name)}
    errors: dict[str, str] = {}

    def verb(found: PrintRun) -> str:
        upload = request.files.get("table")
        if upload is not None and upload.filename:
            numbers = tracking.read_table(upload.read(tracking.MAX_BYTES + 1))
        else:
            numbers = {int(name.removeprefix("item-")): value for name, value in typed.items() if value}
        try:
            count = tracking.set_tracking(db.session, found, numbers, by=current_actor())
        except InvalidInput as error:
            errors.update(error.errors)
            raise
        return f"Wrote down {count} tracking {'number' if count == 1 else 'numbers'}."

    return _do(print_run_id, form, verb, lambda found: run_page(found, form, typed, errors))
