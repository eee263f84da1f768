"""Rows of a CSV file with their row numbers. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.officials.importing.files import FileRefused
from app.officials.importing.records import Refusal

_DELIMITERS = (",", ";", "\t")
_MAX_ROWS = 200_000


def header_of(text: str) -> tuple[list[str], str]:
    """The column names of the first row, folded to lower case, and the delimiter that parts them."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    cells = next(csv.reader([first], delimiter=delimiter), [])
    return [cell.strip().lower() for cell in cells], delimiter


def rows(name: str, text: str) -> Iterator[tuple[int, dict[str, str]] | Refusal]:
    """Yield (row number, {column: value}); the header is row 1. Rows of the wrong width are refused.

    Raises `FileRefused` for a doubled column, text that is no CSV, or too many rows.
    """
    header, delimiter = header_of(text)
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise FileRefused(name, f"The column “{twice[0]}” stands twice in the header.")
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        for number, cells in enumerate(reader, 2):
            if number > _MAX_ROWS:
                raise FileRefused(name, f"The file has more than {_MAX_ROWS:,} rows. Split it.")
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                yield Refusal(
                    f"{name} row {number}",
                    f"The row has {len(cells)} columns, the header has {len(header)}. "
                    "It may be cut off, or a comma stands in a value without quotes.",
                )
                continue
            yield number, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise FileRefused(
            name, f"Row {reader.line_num} cannot be read as CSV ({error}). The file may be cut off."
        ) from None
