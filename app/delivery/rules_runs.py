"""Print runs: the order of the post office, what an item weighs, which sheets a run asks for. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.errors import InvalidInput


class Sheets(StrEnum):
    """Label sheets that a run can be printed on; the values are the makers' numbers."""

    AVERY_5160 = "5160"
    AVERY_L7160 = "L7160"


class FileKind(StrEnum):
    """The drawn files of a run. The tables (manifest, certified mail) are made when they are asked for."""

    LETTERS = "letters"
    ENVELOPES = "envelopes"
    LABELS = "labels"


PER_SHEET = {Sheets.AVERY_5160: 30, Sheets.AVERY_L7160: 21}
SHEET_WORDS = {Sheets.AVERY_5160: "Avery 5160 (US Letter, 30)", Sheets.AVERY_L7160: "Avery L7160 (A4, 21)"}
MOST_ITEMS = 10_000
MAX_REASON = 300


@dataclass(frozen=True)
class Wanted:
    """What a run makes besides the letters in postal order.

    `duplex`: a blank page after a letter with an odd number of pages. `separators`: a sheet with the item's number and
    address before each letter. `label_start` counts from 1 over the labels of the first sheet.
    """

    duplex: bool = False
    separators: bool = False
    envelopes: bool = False
    labels: Sheets | None = None
    label_start: int = 1

    def problems(self) -> dict[str, str]:
        """What is wrong by field: a `label_start` that the sheet does not have."""
        if self.labels is None or 1 <= self.label_start <= PER_SHEET[self.labels]:
            return {}
        return {"label_start": f"This sheet has labels 1 to {PER_SHEET[self.labels]}. Give one of them."}

    def check(self) -> None:
        """Raise `InvalidInput` (`label_start`) for a label that the sheet does not have."""
        if problems := self.problems():
            raise InvalidInput(problems)


class Enveloped(Protocol):
    """Anything with an address as it stands on its envelope, and the number of its copy."""

    @property
    def envelope(self) -> tuple[str, ...]: ...

    @property
    def copy_no(self) -> int: ...


T = TypeVar("T", bound=Enveloped)

_ZIP = re.compile(r"\b(\d{5})(?:-(\d{4}))?\s*\Z")
_COUNTRY = frozenset(("USA", "US", "UNITED STATES", "UNITED STATES OF AMERICA"))
PostalKey = tuple[int, str, str, tuple[str, ...], int]


def zip_of(envelope: Sequence[str]) -> str:
    """The ZIP code ("20515" or "20515-6015"), or nothing for an address that has none where the post office looks.

    It ends the last line; a last line that names this country does not count. An address abroad ends with its country.
    """
    lines = [line.strip() for line in envelope if line.strip()]
    if lines and lines[-1].upper().replace(".", "") in _COUNTRY:
        lines.pop()
    found = _ZIP.search(lines[-1]) if lines else None
    if found is None:
        return ""
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def postal_key(envelope: Sequence[str], copy_no: int) -> PostalKey:
    """ZIP code ascending, then the address from its last line up, then the copy. Without a ZIP code: last."""
    code = zip_of(envelope)
    upward = tuple(" ".join(line.split()).casefold() for line in reversed(envelope) if line.strip())
    return (0 if code else 1, code[:5], code[6:], upward, copy_no)


def in_postal_order(items: Iterable[T]) -> list[T]:
    """The order in which a run is printed: the same items give the same order, however they come."""
    return sorted(items, key=lambda item: postal_key(item.envelope, item.copy_no))


_SHEET_GRAMS, _ENVELOPE_GRAMS, _OUNCE = 4.5, 6.7, 28.3495


def sheets_of(pages: int, *, duplex: bool) -> int:
    """Sheets of paper for so many pages."""
    return -(-pages // 2) if duplex else pages


def ounces(sheets: int) -> int:
    """Whole ounces that postage is paid for, estimated: 20 lb bond (4.5 g a sheet) in a #10 envelope (6.7 g).

    An estimate for planning: heavier paper and enclosures are for the scale at the post office.
    """
    return max(1, math.ceil((sheets * _SHEET_GRAMS + _ENVELOPE_GRAMS) / _OUNCE))


_PART = re.compile(r"(\d{1,6})(?:\s*[-\u2013]\s*(\d{1,6}))?\Z")
NOT_POSITIONS = "Name items by their numbers, for example 3, 7-9."


def parse_positions(typed: str, most: int) -> list[int]:
    """Item numbers as a person types them: "3, 7-9". Raises `InvalidInput` (`positions`)."""
    found: set[int] = set()
    for part in typed.replace(";", ",").split(","):
        if not part.strip():
            continue
        match = _PART.match(part.strip())
        if match is None:
            raise InvalidInput(
                {"positions": f"“{part.strip()[:40]}” is not a number of an item. {NOT_POSITIONS}"}
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= most:
            raise InvalidInput({"positions": f"This run has items 1 to {most:,}, not {part.strip()[:40]}."})
        found.update(range(first, last + 1))
    if not found:
        raise InvalidInput({"positions": NOT_POSITIONS})
    return sorted(found)
