"""Envelope faces and label sheets as HTML for the drawing process. Values in, markup out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.joins import NBSP
from app.documents.paper import check_accent
from app.documents.sheet import environment
from app.documents.stationery import fitting
from app.documents.stationery.geometry import ENVELOPE, HANG, SHEETS


@dataclass(frozen=True)
class Sender:
    """The return address: a name, lines under it, and a crest by its SHA-256 in the file store."""

    name: str = ""
    lines: tuple[str, ...] = ()
    crest: str | None = None
    accent: str = "#1c3557"

    def __post_init__(self) -> None:
        check_accent(self.accent)


@dataclass(frozen=True)
class Address:
    """One address and how it is set; `left` and `top` of its label in millimetres (envelopes: 0)."""

    lines: tuple[str, ...]
    step: int
    left: float = 0
    top: float = 0


def envelopes_html(sender: Sender, addresses: Sequence[Sequence[str]], title: str) -> str:
    """One page for each address. Raises `TooLong`."""
    face = ENVELOPE
    set_ = [
        Address(
            tuple(lines),
            fitting.step_for(
                lines, fitting.ENVELOPE_STEPS, face.address_width, face.address_height, HANG, wraps_first=True
            ),
        )
        for lines in addresses
    ]
    return _rendered(
        "envelopes", title, sender=sender, addresses=set_, face=face, steps=fitting.ENVELOPE_STEPS
    )


def labels_html(sheet_name: str, addresses: Sequence[Sequence[str]], start: int, title: str) -> str:
    """Sheets of labels; `start` counts the labels of the first sheet from 1. Raises `TooLong`."""
    sheet = SHEETS[sheet_name]
    pages: list[list[Address]] = []
    for number, lines in enumerate(addresses, start=start - 1):
        page, place = divmod(number, sheet.count)
        if page >= len(pages):
            pages.append([])
        left, top = sheet.place(place)
        step = fitting.step_for(
            lines, fitting.LABEL_STEPS, sheet.text_width, sheet.text_height, HANG, wraps_first=False
        )
        pages[-1].append(Address(tuple(lines), step, left, top))
    return _rendered("labels", title, pages=pages, sheet=sheet, steps=fitting.LABEL_STEPS)


def _rendered(name: str, title: str, **values: object) -> str:
    template = environment().get_template(f"_stationery/{name}.html")
    return template.render(title=title, hang=HANG, nbsp=NBSP, **values)
