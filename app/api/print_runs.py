"""Print runs: letters on paper, each in exactly one run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, send_file

from app.accounts.rules import Scope
from app.api.acting import by, session, writable
from app.api.http.operations import Media, operation
from app.api.http.paging import cut, newest
from app.api.schemas.print_runs import (
    PrintingOut,
    PrintRunFilters,
    PrintRunNew,
    PrintRunOut,
    PrintRunPage,
    PrintRunShown,
    RunFileChoice,
    RunFileOut,
    RunItemOut,
)
from app.core.errors import NotFound
from app.core.storage import current_store
from app.delivery import queries_runs, run_tables
from app.delivery.models_runs import PrintRun
from app.delivery.queries_runs import Printed, RunItem
from app.delivery.rules import DispatchState
from app.delivery.rules_runs import Sheets, Wanted, zip_of
from app.delivery.running import make_run
from app.letters.queries import letter as letter_by_id

TAG = "Dispatches"
_PLAIN = frozenset(PrintRunOut.model_fields) - {"planned", "printed"}
_RUN = "/letters/{letter_id}/print-runs/{print_run_id}"


@operation(
    "GET",
    "/letters/{letter_id}/print-runs",
    tag=TAG,
    scope=Scope.READ,
    query=PrintRunFilters,
    returns=PrintRunPage,
)
def list_print_runs(letter_id: UUID, query: PrintRunFilters) -> PrintRunPage:
    """List print runs.

    Of one letter, the newest first.
    """
    letter = letter_by_id(session(), letter_id)
    select = queries_runs.runs_of(letter.id)
    page = cut(session(), select, newest(PrintRun.id), limit=query.limit, cursor=query.cursor)
    found = [row[0] for row in page.rows]
    counts = queries_runs.counts_of(session(), [run.id for run in found])
    items = [PrintRunOut(**_facts(run, counts.get(run.id, {}))) for run in found]
    return PrintRunPage(items=items, next_cursor=page.next_cursor)


@operation(
    "POST",
    "/letters/{letter_id}/print-runs",
    tag=TAG,
    scope=Scope.WRITE,
    body=PrintRunNew,
    returns=PrintRunShown,
    status=201,
    located=True,
)
def make_print_run(letter_id: UUID, body: PrintRunNew) -> PrintRunShown:
    """Make a print run.

    Puts planned dispatches by post or by hand in postal order; its files are drawn in the background.
    A dispatch that is in a run already: 409.
    """
    letter = letter_by_id(session(), letter_id)
    writable(letter.campaign_id)
    sheets = Sheets(body.labels) if body.labels else None
    wanted = Wanted(body.duplex, body.separators, body.envelopes, sheets, body.label_start)
    run = make_run(session(), letter, body.dispatch_ids, wanted, by=by())
    return _shown(run)


@operation("GET", _RUN, tag=TAG, scope=Scope.READ, returns=PrintRunShown)
def get_print_run(letter_id: UUID, print_run_id: UUID) -> PrintRunShown:
    """Get a print run.

    With its items in postal order and the files that are whole.
    """
    return _shown(_found(letter_id, print_run_id))


@operation(
    "GET",
    f"{_RUN}/manifest.csv",
    tag=TAG,
    scope=Scope.READ,
    returns=Media("text/csv", "One row for each item, in postal order."),
)
def get_print_run_manifest(letter_id: UUID, print_run_id: UUID) -> Response:
    """Get the mailing manifest.

    As CSV, with the tracking numbers known by now. Weights are estimates.
    """
    run = _found(letter_id, print_run_id)
    letter = letter_by_id(session(), letter_id)
    data = run_tables.manifest(run, letter.number, queries_runs.items(session(), run.id))
    return Response(data, mimetype="text/csv")


@operation(
    "GET",
    f"{_RUN}/file.pdf",
    tag=TAG,
    scope=Scope.READ,
    query=RunFileChoice,
    returns=Media("application/pdf", "The letters, envelope faces or labels."),
)
def get_print_run_file(letter_id: UUID, print_run_id: UUID, query: RunFileChoice) -> Response:
    """Get a file of a print run.

    404 until it is whole, and for a kind that was not asked for.
    """
    run = _found(letter_id, print_run_id)
    file = queries_runs.file_of(session(), run.id, query.printing, query.kind)
    if file is None:
        raise NotFound("This file is not made yet, or was not asked for.")
    return send_file(current_store().path(file.sha256), mimetype="application/pdf")


def _found(letter_id: UUID, print_run_id: UUID) -> PrintRun:
    run = queries_runs.run(session(), print_run_id)
    if run.letter_id != letter_id:
        raise NotFound("This letter has no such print run.")
    return run


def _facts(run: PrintRun, counts: dict[DispatchState, int]) -> dict[str, Any]:
    return {
        **{name: getattr(run, name) for name in _PLAIN},
        "planned": counts.get(DispatchState.PLANNED, 0),
        "printed": counts.get(DispatchState.PRINTED, 0),
    }


def _shown(run: PrintRun) -> PrintRunShown:
    session().flush()
    counts = queries_runs.counts_of(session(), [run.id]).get(run.id, {})
    items = [_item(item) for item in queries_runs.items(session(), run.id)]
    printings = [_printing(one) for one in queries_runs.printings(session(), run.id).items]
    return PrintRunShown(**_facts(run, counts), run_items=items, printings=printings)


def _item(item: RunItem) -> RunItemOut:
    plain = {name: getattr(item, name) for name in RunItemOut.model_fields if name != "zip"}
    return RunItemOut(**plain, zip=zip_of(item.envelope))


def _printing(one: Printed) -> PrintingOut:
    files = [
        RunFileOut(**{name: getattr(file, name) for name in RunFileOut.model_fields}) for file in one.files
    ]
    printing = one.printing
    return PrintingOut(
        number=printing.number,
        positions=printing.positions,
        reason=printing.reason,
        state=one.job.state if one.job else None,
        files=files,
    )
