"""What a laid-out letter tells about its pages. Runs only in a drawing process (see `child.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.images import RasterImage

from app.core.images import LEAST_DPI
from app.documents.layout import _boxes, _content_bottom, _has_class, _Job, too_tall, typesetter
from app.documents.paper import LetterPaper

LEADING = (15.5, 15.5, 15.0, 14.75)
"""Points from line to line of the text, by step of tightening (letter.css)."""

APART = 3.0
"""Lines whose upper edges are nearer than this, in CSS pixels, stand beside each other."""


@dataclass(frozen=True)
class Seen:
    """`pages` without the annex of sources, `last` the printed lines on the last of them.

    `above`: lines of text above the signatures on their page; None when they stand on the first page or nobody signs.
    `fill`: for each of these pages its height in use and its free height, in lines of text. `coarse`: images with fewer
    than `LEAST_DPI` dots per inch where they print, as (what it shows, dots per inch). `tall`: by how many millimetres
    the letterhead pushes the one address out of its place.
    """

    pages: int
    last: int
    above: int | None
    fill: tuple[tuple[float, float], ...] = ()
    coarse: tuple[tuple[str, int], ...] = ()
    tall: float = 0.0


def measure(paper: LetterPaper, assets: Mapping[str, bytes]) -> Seen:
    """Lay the letter out as the finished one is, without drawing it. Raises `ValueError` for an unusable image."""
    own = typesetter()
    job = _Job.of(paper, assets, own._images_for(paper, assets))
    setting, document, _ = own._address_form(job)
    if any(job.images.get(f"asset:{sha}") is None for sha in assets):
        raise ValueError("An image of the letter is not a PNG or JPEG image that can be printed.")
    setting, document = own._fitted(job, setting, document)
    own._remember(job, assets)
    plain = seen(document, setting.fit)
    bodies = [page._page_box for page in document.pages[: plain.pages]]
    tall = too_tall(document) if len(paper.addressees) == 1 else 0.0
    return replace(plain, coarse=tuple(_coarse(bodies)), tall=tall)


def seen(document: Any, fit: int) -> Seen:
    """What the pages of a document tell that was laid out with so many steps of tightening."""
    pages = []
    for page in document.pages:
        if "sources" in page.anchors:
            break
        pages.append(page._page_box)
    fill = tuple(_filled(page, LEADING[fit]) for page in pages)
    return Seen(len(pages), _rows(_lines(pages[-1])), _above(pages), fill)


def _filled(page: Any, leading: float) -> tuple[float, float]:
    """(used, free) height of a page in lines of `leading` points."""
    top, line = page.content_box_y(), leading / 0.75
    bottom = _content_bottom(page)
    return round((bottom - top) / line, 2), round((top + page.height - bottom) / line, 2)


def _coarse(pages: list[Any]) -> Iterator[tuple[str, int]]:
    """Images that will look ragged on paper."""
    for page in pages:
        for box in _body(page):
            picture = getattr(box, "replacement", None)
            if not isinstance(picture, RasterImage):
                continue
            # CSS pixels for each pixel of the image, which is fitted into its box whole.
            scale = min(box.width / picture.width, box.height / picture.height)
            if scale > 0 and 96 / scale < LEAST_DPI:
                yield box.element.get("alt") or "An image", round(96 / scale)


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
