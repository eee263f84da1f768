"""Where the blocks of the text stand on a drawn page, so that an editor can put typed words there at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.documents.layout import _boxes, _has_class

BEGINS, CONTINUES = 1, 2


@dataclass(frozen=True)
class Spots:
    """One page in CSS pixels: its `width`, the `foot` of its content, and for each block on it index, left, top,
    width, height, and whether it goes on overleaf (1), comes from the page before (2), or both (3)."""

    width: float
    foot: float
    blocks: tuple[tuple[int, float, float, float, float, int], ...]


def spots(document: Any, number: int) -> Spots:
    """The blocks on page `number` (from 1) of a laid out letter, in reading order."""
    known = _indexes(document)
    page = document.pages[number - 1]
    before, behind = (
        {index for each in pages for index, _ in _here(each, known)}
        for pages in (document.pages[: number - 1][-1:], document.pages[number:][:1])
    )
    found = []
    for index, box in _here(page, known):
        part = (BEGINS if index in behind else 0) | (CONTINUES if index in before else 0)
        place = (box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
        left, top, width, height = (round(float(each), 2) for each in place)
        found.append((index, left, top, width, height, part))
    sheet = page._page_box
    foot = sheet.content_box_y() + sheet.height
    return Spots(round(float(page.width), 2), round(float(foot), 2), tuple(found))


def _indexes(document: Any) -> dict[int, int]:
    """Which block an element is: those of the text, and the last one where it is kept with the closing."""
    known: dict[int, int] = {}
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _has_class(box, "main", "text"):
                known |= {id(child): index for index, child in enumerate(box.element)}
            elif _has_class(box, "section", "tail") and len(box.element):
                first = box.element[0]
                if first.get("class") != "closing":
                    known.setdefault(id(first), len(known))
    return known


def _here(page: Any, known: dict[int, int]) -> list[tuple[int, Any]]:
    """Each block on a page with its outermost box."""
    found: dict[int, Any] = {}
    for box in _boxes(page._page_box):
        index = known.get(id(getattr(box, "element", None)))
        if index is not None:
            found.setdefault(index, box)
    return sorted(found.items())
