"""Tables as CSV and XLSX that no spreadsheet program can be tricked into running.

A cell that begins with one of `= + - @`, a tab or a carriage return is written as text: with a leading
apostrophe in CSV, as a typed text cell in XLSX.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | datetime | None
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(_RISKY) else text


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheet programs read the accents right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def xlsx_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet named `title` with a bold head row."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = title[:31]
    widths = [len(name) for name in head]
    for column, name in enumerate(head, start=1):
        sheet.cell(row=1, column=column, value=name).font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            cell.value = plain
            if isinstance(plain, str):
                cell.data_type = "s"
            widths[column - 1] = max(widths[column - 1], min(len(str(value or "")), _WIDEST))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
