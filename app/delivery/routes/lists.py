"""The sending page and the board of one letter."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, render_template, request

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.access import may_write
from app.core.db import db
from app.core.errors import NotFound
from app.core.tables import Cell, csv_bytes, xlsx_bytes
from app.delivery import queries
from app.delivery.models import Dispatch
from app.delivery.routes import bp
from app.delivery.rules import CHANNEL_WORDS, DispatchState, state_words
from app.letters.models import Letter
from app.letters.states import LetterState

ARRIVED = (DispatchState.DELIVERED,)
ENDED = (DispatchState.RETURNED, DispatchState.FAILED, DispatchState.CANCELLED)
STRIP = (
    DispatchState.PLANNED,
    DispatchState.PRINTED,
    DispatchState.HANDED_OVER,
    DispatchState.DELIVERED,
    DispatchState.OUTCOME_UNKNOWN,
    DispatchState.RETURNED,
    DispatchState.FAILED,
)
_LOG = ["Letter", "Copy", "Recipient", "Office", "Channel", "Destination", "State", "Day", "Tracking number"]
_MOST_ROWS = 20_000


@bp.get("/sending")
@requires(Permission.READ)
def index() -> str:
    """What needs a decision, what is due, and every sealed letter."""
    by = current_actor()
    return render_template(
        "delivery/index.html",
        undecided=queries.needs_decision(db.session),
        due=queries.follow_ups(db.session, by.today, limit=20),
        letters=queries.sealed_letters(db.session, page=request.args.get("page", 1, type=int)),
        words=state_words,
    )


def sealed_letter(letter_id: UUID) -> Letter:
    """A sealed letter. Raises `NotFound`."""
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.state is not LetterState.SEALED:
        raise NotFound("There is no sealed letter here.")
    return letter


@bp.get("/sending/letters/<uuid:letter_id>")
@requires(Permission.READ)
def board(letter_id: UUID) -> str:
    """Every dispatch of one letter, grouped by who must act."""
    letter = sealed_letter(letter_id)
    counts = queries.counts_by_state(db.session, letter_id=letter.id)
    page = queries.page_of_dispatches(
        db.session, letter_id=letter.id, page=request.args.get("page", 1, type=int), size=100
    )
    undecided = queries.needs_decision(db.session, letter_id=letter.id)
    waiting = {row.dispatch.id for row in undecided}
    rest = [row for row in page.items if row.dispatch.id not in waiting]
    return render_template(
        "delivery/board.html",
        letter=letter,
        counts=counts,
        strip=STRIP,
        total=sum(counts.values()),
        page=page,
        undecided=undecided,
        on_the_way=[r for r in rest if r.dispatch.state not in (*ARRIVED, *ENDED)],
        arrived=[r for r in rest if r.dispatch.state in ARRIVED],
        ended=[r for r in rest if r.dispatch.state in ENDED],
        words=state_words,
        may_write=may_write(db.session, letter.campaign_id, current_actor()),
    )


@bp.get("/sending/letters/<uuid:letter_id>/log.<any(csv, xlsx):kind>")
@requires(Permission.READ)
def mailing_log(letter_id: UUID, kind: str) -> Response:
    """The mailing log of one letter, for a spreadsheet."""
    letter = sealed_letter(letter_id)
    select = queries.dispatch_rows(Dispatch.letter_id == letter.id).order_by(Dispatch.copy_no)
    rows = [queries.to_row(row) for row in db.session.execute(select.limit(_MOST_ROWS))]
    table = [
        (
            row.letter_number,
            row.dispatch.copy_no,
            row.name,
            row.office,
            CHANNEL_WORDS[row.dispatch.channel],
            row.dispatch.destination.replace("\n", ", "),
            state_words(row.dispatch.channel, row.dispatch.state),
            row.dispatch.state_day,
            row.dispatch.tracking_number,
        )
        for row in rows
    ]
    return spreadsheet(kind, f"{letter.number} mailing log", _LOG, table)


def spreadsheet(kind: str, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """`rows` as a download, CSV or XLSX."""
    xlsx = kind == "xlsx"
    data = xlsx_bytes(title, head, rows) if xlsx else csv_bytes(head, rows)
    response = Response(data)
    response.mimetype = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if xlsx else "text/csv"
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{title.replace(' ', '-')}.{kind}")
    return response
