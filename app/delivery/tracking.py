"""Tracking numbers of a run, typed row by row or read from a table. All are taken, or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.core.errors import Conflict, InvalidInput
from app.delivery import queries, queries_runs
from app.delivery.events import MAX_TRACKING, all_or_nothing, event_of, next_positions
from app.delivery.models_runs import PrintRun
from app.delivery.queries_runs import RunItem
from app.delivery.rules import Channel, DispatchState, EventKind, Mark

MAX_BYTES, MAX_ROWS = 2_000_000, 20_000
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*\Z")
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+\Z", re.IGNORECASE)
_POSITION_HEADS, _NUMBER_HEADS = (
    ("position", "item"),
    ("tracking number", "article number", "tracking", "number"),
)
NOTED = "Tracking number written down."


def read_table(data: bytes) -> dict[int, str]:
    """Position and tracking number from a CSV file: the manifest filled in, or a table of two columns.

    Rows without a number are left out. Raises `InvalidInput` (`table`) naming the first rows that cannot be read.
    """
    rows = _rows(data)
    at, of = _columns(rows[0]) if rows else (0, 1)
    body = (
        list(enumerate(rows, start=1))[1:]
        if rows and not rows[0][0].strip().isdigit()
        else list(enumerate(rows, start=1))
    )
    found: dict[int, str] = {}
    wrong: list[str] = []
    for line, row in body:
        number = row[of].strip().removeprefix("'") if len(row) > of else ""
        place = row[at].strip() if len(row) > at else ""
        if not number:
            continue
        if not (place.isascii() and place.isdigit() and len(place) < 8):
            wrong.append(f"Row {line}: “{place[:40]}” is not the number of an item.")
        elif int(place) in found:
            wrong.append(f"Row {line}: item {int(place)} comes twice.")
        else:
            found[int(place)] = number
    if not wrong and not found:
        wrong.append("No tracking number was found. Fill in the last column of the manifest.")
    if wrong:
        raise InvalidInput({"table": _few(wrong)})
    return found


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > MAX_BYTES:
        raise InvalidInput({"table": "This file is larger than 2 MB. Keep the two columns alone."})
    try:
        text = data.decode("utf-8-sig")
        sample = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=sample.count)
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(map(str.strip, row))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput({"table": "This is not a CSV file in UTF-8. Save the table as CSV."}) from error
    if len(rows) > MAX_ROWS:
        raise InvalidInput({"table": f"This table has more than {MAX_ROWS:,} rows."})
    return rows


def _columns(head: Sequence[str]) -> tuple[int, int]:
    names = [name.strip().casefold() for name in head]
    at = next((names.index(name) for name in _POSITION_HEADS if name in names), 0)
    of = next((names.index(name) for name in _NUMBER_HEADS if name in names), 1)
    return at, of


def _few(wrong: Sequence[str]) -> str:
    more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
    return f"Nothing was changed. {' '.join(wrong[:5])}{more}"


def set_tracking(session: Session, run: PrintRun, numbers: Mapping[int, str], *, by: Actor) -> int:
    """Write down tracking numbers by position; equal ones are left alone. Answers with how many changed.

    Raises `InvalidInput` by row (`item-3`), `Conflict` for a cancelled run, `NotAllowed`.
    """
    require_write(session, session.get_one(Campaign, run.campaign_id), by)
    if run.cancelled_at is not None:
        raise Conflict(f"Print run {run.number} is cancelled.")
    items = {item.position: item for item in queries_runs.items(session, run.id)}
    wanted = {position: " ".join(number.split()) for position, number in numbers.items()}
    errors = _errors(items, wanted)
    if errors:
        raise InvalidInput(errors)
    changed = {place: new for place, new in wanted.items() if new != items[place].tracking_number}
    if not changed:
        return 0
    found = {
        row.id: row for row in queries.dispatches(session, [items[place].dispatch_id for place in changed])
    }
    with all_or_nothing(session):
        positions = next_positions(session, list(found.values()))
        for place, number in changed.items():
            dispatch = found[items[place].dispatch_id]
            mark = Mark(dispatch.state, by.today, NOTED, number)
            session.add(event_of(dispatch, positions[dispatch.id], EventKind.NOTED, mark, by))
            dispatch.tracking_number = number
    audit.record(
        session, by, "delivery.run_tracking", "print_run", run.id,
        summary=f"Wrote down {len(changed)} tracking {'number' if len(changed) == 1 else 'numbers'}",
        detail={"positions": sorted(changed)},
    )  # fmt: skip
    return len(changed)


def _errors(items: Mapping[int, RunItem], wanted: Mapping[int, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    taken = {
        item.tracking_number: place
        for place, item in items.items()
        if item.tracking_number and place not in wanted
    }
    for place, number in sorted(wanted.items()):
        problem = _problem(items.get(place), number)
        if not problem and number in taken:
            problem = f"Item {taken[number]} has this tracking number already."
        if problem:
            errors[f"item-{place}"] = f"Item {place}: {problem}"
        taken.setdefault(number, place)
    return errors


def _problem(item: RunItem | None, number: str) -> str:
    if item is None:
        return "it is not in this run."
    if item.channel is not Channel.POST:
        return "it goes by hand. Only what goes by post has a tracking number."
    if item.state is DispatchState.CANCELLED:
        return "its dispatch was cancelled."
    if _ROUNDED.match(number):
        return "a spreadsheet has rounded this number. Set the column to text and paste it again."
    if len(number) > MAX_TRACKING:
        return f"keep the tracking number under {MAX_TRACKING} characters."
    return "" if _NUMBER.match(number) else "a tracking number has letters and digits only."
