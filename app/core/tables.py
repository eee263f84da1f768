"""Tables as CSV and XLSX that no spreadsheet program can be tricked into running.

A cell that begins with one of `= + - @` (also after blanks, also in full width), a tab or a line end is
written as text: with a leading apostrophe in CSV, as a typed text cell in XLSX. Heads are cells like any other.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

Cell = str | int | float | date | datetime | None
_RISKY = ("=", "+", "-", "@")
_BLANKS = ("\t", "\r", "\n")
# What neither XML nor a sheet's name may hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 60


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value)
    return "'" + text if isinstance(value, str) and _is_risky(text) else text


def _is_risky(text: str) -> bool:
    # A spreadsheet in an East Asian locale reads a full-width sign like the plain one.
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return first.startswith(_RISKY) or text.startswith(_BLANKS)


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheet programs read the accents right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_text(name) for name in head])
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def xlsx_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet named `title` with a bold head row."""
    # A seventh of the time of every start, for what few requests need.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = _NOT_IN_TITLE.sub(" ", _NOT_IN_XML.sub("", title))[:31].strip() or "Sheet"
    widths = [len(name) for name in head]
    for column, name in enumerate(head, start=1):
        cell = sheet.cell(row=1, column=column)
        cell.value, cell.font, cell.data_type = _NOT_IN_XML.sub("", name), Font(bold=True), "s"
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            plain = _NOT_IN_XML.sub("", plain) if isinstance(plain, str) else plain
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
