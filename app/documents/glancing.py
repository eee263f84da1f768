"""One page of a letter that is being written, as an image, as fast as it can be had. Runs only in a drawing process.

A glance lays the letter out once, in the setting that its last full layout chose, and draws one page without tags. A
settled glance chooses the setting as the finished letter does: address form, tightening. Both use the typesetter's
stylesheets, so the page is that of the PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pypdfium2

from app.documents.layout import Typesetter, _boxes, _has_class, _Job, typesetter
from app.documents.paper import LetterPaper
from app.documents.seen import Seen, seen
from app.documents.sheet import Setting
from app.documents.spots import Spots, spots

MAX_WIDTH = 2000
_POINTS = 72 / 96


@dataclass(frozen=True)
class Glance:
    """`breaks`: for each page after the first, the top-level block at which it begins (`len(blocks)`: the closing)."""

    image: bytes
    page: int
    pages: int
    setting: Setting
    breaks: tuple[int, ...]
    seen: Seen
    spots: Spots
    whole: bool = True


AFTER = 2
"""So many blocks after the end of the page are laid out with it, so that it ends where it does in the whole letter."""


def first_glance(
    paper: LetterPaper, assets: Mapping[str, bytes], *, width: int, setting: Setting, ends: int
) -> Glance:
    """The first page without what comes well after it; the whole letter when the text has become so much shorter."""
    if ends + AFTER < len(paper.blocks):
        start = replace(
            paper, blocks=paper.blocks[: ends + AFTER], signatures=paper.signatures[:1], sources=()
        )
    else:
        start = replace(paper, sources=())
    done = glance(start, assets, page=1, width=width, setting=setting)
    if done.pages < 2 and len(start.blocks) < len(paper.blocks):
        return glance(paper, assets, page=1, width=width, setting=setting)
    return replace(done, whole=False)


def glance(
    paper: LetterPaper,
    assets: Mapping[str, bytes],
    *,
    page: int,
    width: int,
    setting: Setting | None,
    setter: Typesetter | None = None,
) -> Glance:
    """`page` (the last one if the letter is shorter) at `width` pixels as JPEG; without `setting` it is chosen anew."""
    own = setter or typesetter()
    job = _Job.of(paper, assets, own._images_for(paper, assets))
    if setting is None:
        setting, document, _ = own._address_form(job)
        setting, document = own._fitted(job, setting, document)
    else:
        document = own._render(job, setting)
    if assets and all(job.images.get(f"asset:{sha}") is not None for sha in assets):
        own._remember(job, assets)
    count = len(document.pages)
    number = min(max(page, 1), count)
    sheet = document.copy([document.pages[number - 1]])
    image = _drawn(sheet.write_pdf(cache=job.images), width, document.pages[number - 1].width * _POINTS)
    told = seen(document, setting.fit)
    return Glance(image, number, count, setting, _breaks(document), told, spots(document, number))


def _drawn(pdf: bytes, width: int, points: float) -> bytes:
    source = pypdfium2.PdfDocument(pdf)
    try:
        scale = min(max(width, 100), MAX_WIDTH) / points
        picture = source[0].render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        source.close()
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()


def _breaks(document: Any) -> tuple[int, ...]:
    places: dict[int, int] = {}
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _has_class(box, "main", "text"):
                for index, child in enumerate(box.element):
                    places[id(child)] = index
    last = len(places)
    found = []
    for page in document.pages[1:]:
        if "sources" in page.anchors:
            break
        boxes = _boxes(page._page_box)
        inside = (places.get(id(box.element)) for box in boxes if getattr(box, "element", None) is not None)
        found.append(next((index for index in inside if index is not None), last))
    return tuple(found)
