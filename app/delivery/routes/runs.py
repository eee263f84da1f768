"""Print runs of a letter: the list, a new one, its page and its files."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.access import may_write
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.pagination import Page
from app.core.storage import current_store
from app.delivery import queries_runs, run_tables
from app.delivery.forms_runs import RunForm, TrackingForm
from app.delivery.models_runs import PrintRun
from app.delivery.queries_runs import PAGE_SIZE, Waiting
from app.delivery.routes import bp
from app.delivery.routes._shared import must_write, sealed_letter
from app.delivery.rules import CHANNEL_NOUNS, DispatchState, state_words
from app.delivery.rules_runs import SHEET_WORDS, FileKind, in_postal_order, sheets_of, zip_of
from app.delivery.running import make_run
from app.letters.models import Letter


@bp.get("/sending/letters/<uuid:letter_id>/runs")
@requires(Permission.READ)
def runs(letter_id: UUID) -> str:
    """The print runs of a letter, and what still waits to be put into one."""
    letter = sealed_letter(letter_id)
    return render_template(
        "delivery/runs.html",
        letter=letter,
        page=queries_runs.runs(db.session, letter.id, page=request.args.get("page", 1, type=int)),
        waiting=queries_runs.count_waiting(db.session, letter.id),
        may_make=_may_make(letter),
    )


def _may_make(letter: Letter) -> bool:
    campaign = db.session.get_one(Campaign, letter.campaign_id)
    return (
        campaign.open
        and letter.files_ready_at is not None
        and letter.superseded_by_id is None
        and may_write(db.session, letter.campaign_id, current_actor())
    )


@bp.get("/sending/letters/<uuid:letter_id>/runs/new")
@requires(Permission.WRITE)
def new_run(letter_id: UUID) -> str:
    """Choose what goes into a run, see its order, choose what is made."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    return _new_page(letter, RunForm(formdata=None))


@bp.post("/sending/letters/<uuid:letter_id>/runs/new")
@requires(Permission.WRITE)
def new_run_post(letter_id: UUID) -> ResponseReturnValue:
    """Make the run; its files follow in the background."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    form = RunForm()
    if not form.validate():
        return _new_page(letter, form), 422
    try:
        run = make_run(db.session, letter, _chosen(form), form.wanted(), by=current_actor())
        db.session.commit()
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _new_page(sealed_letter(letter_id), form), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
        return redirect(url_for("delivery.new_run", letter_id=letter_id))
    flash(f"Print run {run.number} is made. Its files are being drawn.", "done")
    return redirect(url_for("delivery.run", print_run_id=run.id))


def _chosen(form: RunForm) -> list[UUID] | None:
    if form.which.data == "all":
        return None
    try:
        return [UUID(raw) for raw in request.form.getlist("dispatch")]
    except ValueError as error:
        raise InvalidInput({"dispatches": "One of the letters is not known. Load the page again."}) from error


def _new_page(letter: Letter, form: RunForm) -> str:
    ordered = in_postal_order(queries_runs.waiting(db.session, letter.id))
    number = max(1, request.args.get("page", 1, type=int))
    number = min(number, max(1, -(-len(ordered) // PAGE_SIZE)))
    first = (number - 1) * PAGE_SIZE
    page: Page[Waiting] = Page(ordered[first : first + PAGE_SIZE], len(ordered), number, PAGE_SIZE)
    return render_template(
        "delivery/run_new.html",
        letter=letter,
        form=form,
        page=page,
        pages_of_letters=sum(item.pages for item in ordered),
        ticked=set(request.form.getlist("dispatch")),
        zip_of=zip_of,
        nouns=CHANNEL_NOUNS,
    )


@bp.get("/sending/runs/<uuid:print_run_id>")
@requires(Permission.READ)
def run(print_run_id: UUID) -> str:
    """One run: its files, its items, its steps."""
    return run_page(queries_runs.run(db.session, print_run_id), TrackingForm(formdata=None), {}, {})


def run_page(found: PrintRun, form: TrackingForm, typed: dict[str, str], errors: dict[str, str]) -> str:
    """The page of a run; `typed` and `errors` by name of the row's field ("item-3")."""
    letter = sealed_letter(found.letter_id)
    return render_template(
        "delivery/run.html",
        run=found,
        letter=letter,
        form=form,
        typed=typed,
        errors=errors,
        page=queries_runs.items_page(db.session, found.id, page=request.args.get("page", 1, type=int)),
        printings=queries_runs.printings(
            db.session, found.id, page=request.args.get("printing", 1, type=int)
        ),
        counts=queries_runs.counts_of(db.session, [found.id]).get(found.id, {}),
        states=DispatchState,
        kinds=FileKind,
        sheet_words=SHEET_WORDS,
        zip_of=zip_of,
        sheets_of=sheets_of,
        words=state_words,
        nouns=CHANNEL_NOUNS,
        may_write=may_write(db.session, found.campaign_id, current_actor()),
    )


@bp.get("/sending/runs/<uuid:print_run_id>/printings/<int:number>/<any(letters, envelopes, labels):kind>.pdf")
@requires(Permission.READ)
def run_file(print_run_id: UUID, number: int, kind: str) -> Response:
    """A drawn file of a printing."""
    found = queries_runs.run(db.session, print_run_id)
    file = queries_runs.file_of(db.session, found.id, number, FileKind(kind))
    if file is None:
        raise NotFound("This file is not made yet, or was not asked for.")
    letter = sealed_letter(found.letter_id)
    again = f"-{number}" if number > 1 else ""
    return send_file(
        current_store().path(file.sha256),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{letter.number}-run-{found.number}{again}-{kind}.pdf",
    )


@bp.get("/sending/runs/<uuid:print_run_id>/<any(manifest, certified):table>.csv")
@requires(Permission.READ)
def run_table(print_run_id: UUID, table: str) -> Response:
    """The mailing manifest, or data for certified-mail forms, as they stand now."""
    found = queries_runs.run(db.session, print_run_id)
    letter = sealed_letter(found.letter_id)
    items = queries_runs.items(db.session, found.id)
    if table == "manifest":
        data = run_tables.manifest(found, letter.number, items)
    else:
        sender = run_tables.sender_of(db.session, letter.id)
        data = run_tables.certified(found, letter.number, sender, items)
    response = Response(data, mimetype="text/csv")
    name = f"{letter.number}-run-{found.number}-{table}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
