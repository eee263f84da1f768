"""What a laid-out letter tells about its pages. Runs only in a drawing process (see `child.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.documents.layout import _boxes, _has_class, _Job, typesetter
from app.documents.paper import LetterPaper

APART = 3.0
"""Lines whose upper edges are nearer than this, in CSS pixels, stand beside each other."""


@dataclass(frozen=True)
class Seen:
    """`pages` without the annex of sources, `last` the printed lines on the last of them.

    `above`: lines of text above the signatures on their page; None when they stand on the first page or nobody signs.
    """

    pages: int
    last: int
    above: int | None


def measure(paper: LetterPaper, assets: Mapping[str, bytes]) -> Seen:
    """Lay the letter out as the finished one is, without drawing it. Raises `ValueError` for an unusable image."""
    own = typesetter()
    job = _Job.of(paper, assets, own._images_for(paper, assets))
    setting, document, _ = own._address_form(job)
    if any(job.images.get(f"asset:{sha}") is None for sha in assets):
        raise ValueError("An image of the letter is not a PNG or JPEG image that can be printed.")
    _, document = own._fitted(job, setting, document)
    own._remember(job, assets)
    return seen(document)


def seen(document: Any) -> Seen:
    """What the pages of a laid-out document tell."""
    pages = []
    for page in document.pages:
        if "sources" in page.anchors:
            break
        pages.append(page._page_box)
    return Seen(len(pages), _rows(_lines(pages[-1])), _above(pages))


def _above(pages: list[Any]) -> int | None:
    """Lines of text, the closing not counted, above the first signature on its page."""
    for number, page in enumerate(pages):
        found = next((box for box in _body(page) if _signs(box)), None)
        if found is None:
            continue
        if number == 0:
            return None
        closing = {id(line) for box in _body(page) if _has_class(box, "p", "closing") for line in _lines(box)}
        text = [
            line for line in _lines(page) if line.position_y < found.position_y and id(line) not in closing
        ]
        return _rows(text)
    return None


def _signs(box: Any) -> bool:
    return _has_class(box, "div", "signatory") or _has_class(box, "ul", "signers")


def _body(page: Any) -> Iterator[Any]:
    """All boxes of a page but those of its margins."""
    for child in page.children:
        if type(child).__name__ != "MarginBox":
            yield from _boxes(child)


def _lines(box: Any) -> list[Any]:
    return [one for one in _body(box) if type(one).__name__ == "LineBox"]


def _rows(lines: list[Any]) -> int:
    """How many rows the lines make; those beside each other are one."""
    edges = sorted(line.position_y for line in lines)
    return sum(1 for place, edge in enumerate(edges) if place == 0 or edge - edges[place - 1] > APART)
