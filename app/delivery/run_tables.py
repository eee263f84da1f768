"""The tables of a run, made when they are asked for: the mailing manifest, and data for certified-mail forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.tables import Cell, csv_bytes
from app.delivery.models_runs import PrintRun
from app.delivery.queries_runs import RunItem
from app.delivery.rules import CHANNEL_WORDS, Channel, DispatchState
from app.delivery.rules_runs import ounces, sheets_of, zip_of
from app.documents.paper import LetterheadArt
from app.documents.wire import paper_from_json
from app.letters.models import LetterCopy

LINES = 6
MANIFEST = (
    "Run",
    "Position",
    "Letter",
    "Copy",
    "Name",
    *(f"Address line {number}" for number in range(1, LINES + 1)),
    "ZIP",
    "Channel",
    "Pages",
    "Sheets",
    "Ounces (estimate)",
    "State",
    "Tracking number",
)
CERTIFIED = (
    "Position",
    "Article number",
    "Our reference",
    "Sender name",
    *(f"Sender line {number}" for number in range(1, 4)),
    "Addressee name",
    *(f"Addressee line {number}" for number in range(2, LINES + 1)),
    "Addressee ZIP",
    "Pages",
)
"""PS Form 3800 (receipt) and 3811 (return receipt): the article number is on the form, or filled in from tracking."""


def manifest(run: PrintRun, letter_number: str, items: Sequence[RunItem]) -> bytes:
    """The mailing manifest as CSV, in postal order."""
    return csv_bytes(MANIFEST, (_manifest_row(run, letter_number, item) for item in items))


def _manifest_row(run: PrintRun, letter_number: str, item: RunItem) -> list[Cell]:
    sheets = sheets_of(item.pages, duplex=run.duplex)
    return [
        run.number,
        item.position,
        letter_number,
        item.copy_no,
        item.name,
        *lines_of(item.envelope, LINES),
        zip_of(item.envelope),
        CHANNEL_WORDS[item.channel],
        item.pages,
        sheets,
        ounces(sheets),
        item.state.value,
        item.tracking_number,
    ]


def certified(
    run: PrintRun, letter_number: str, sender: LetterheadArt | None, items: Sequence[RunItem]
) -> bytes:
    """Data for the forms of certified mail as CSV: what goes by post and was not cancelled."""
    posted = [
        item for item in items if item.channel is Channel.POST and item.state is not DispatchState.CANCELLED
    ]
    name, lines = return_address(sender)
    return csv_bytes(
        CERTIFIED,
        (
            [
                item.position,
                item.tracking_number,
                f"{letter_number} / {run.number}-{item.position}",
                name,
                *lines_of(lines, 3),
                *lines_of(item.envelope, LINES),
                zip_of(item.envelope),
                item.pages,
            ]
            for item in posted
        ),
    )


def lines_of(lines: Sequence[str], count: int) -> list[str]:
    """Exactly so many cells; what is over stands in the last, so that nothing of an address is lost."""
    kept = [*lines[: count - 1], ", ".join(lines[count - 1 :])]
    return [*kept, *[""] * (count - len(kept))]


def return_address(sender: LetterheadArt | None) -> tuple[str, list[str]]:
    """The sender as envelopes and forms print it: the name, then the office and the postal address."""
    if sender is None:
        return "", []
    return sender.name, [line for line in (sender.office, *sender.lines) if line]


def sender_of(session: Session, letter_id: UUID) -> LetterheadArt | None:
    """The first letterhead on the sealed paper: where mail that cannot be delivered comes back to."""
    stored = session.scalar(
        sa.select(LetterCopy.paper)
        .where(LetterCopy.letter_id == letter_id)
        .order_by(LetterCopy.copy_no)
        .limit(1)
    )
    heads = paper_from_json(json.loads(stored)).letterheads if stored else ()
    return heads[0] if heads else None
