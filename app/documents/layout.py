"""Typesetting one letter with WeasyPrint. Runs only in the drawing process (see `child.py`)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

from app.documents import encoded, features, kept_lines, pdfa, structure
from app.documents.fetcher import LetterFetcher, StyleFetcher
from app.documents.fonts import font_face_css
from app.documents.kept import KeptDocument
from app.documents.paper import LetterPaper
from app.documents.sheet import STATEMENT, TEMPLATES, Setting, code_image, document_html
from app.documents.window import COMPACT_LINES, NORMAL_LINES

FIT_STEPS = 3
MAX_PAGES = 60
KEPT_IMAGES = 64

_PX = 96 / 25.4
_FIRST = LetterPaper(
    template="official_letter",
    letterheads=(),
    date_text="",
    addressees=(("A",),),
    header_name="A",
    salutation="A",
    blocks=("<p>A</p>",),
    closing="A",
    signatures=(),
)

structure.install()
pdfa.install()
kept_lines.install()
features.install()
encoded.install()
logging.getLogger("weasyprint").addHandler(logging.NullHandler())
logging.getLogger("weasyprint").propagate = False


class TooLong(Exception):
    """The letter has more pages than a letter may have."""


@dataclass(frozen=True)
class Typeset:
    """A finished paper and what is worth knowing about how it was set."""

    pdf: bytes
    pages: int
    address_lines: int
    in_window: bool
    fit: int
    refused: tuple[str, ...]


@dataclass(frozen=True)
class _Job:
    """One letter on its way: the paper, what it may read, and its decoded images."""

    paper: LetterPaper
    fetcher: LetterFetcher
    images: dict[str, object]
    tried: list[tuple[Setting, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, paper: LetterPaper, assets: Mapping[str, bytes], images: dict[str, object]) -> _Job:
        link = paper.verification.link if paper.verification else ""
        return cls(paper, LetterFetcher(assets, link), images)


@dataclass(frozen=True)
class LaidOut:
    """A paper on its pages, before it is drawn. `tried` holds every layout that was made to choose this one."""

    setting: Setting
    document: Any
    address_lines: int
    tried: list[tuple[Setting, Any]]
    images: dict[str, object]
    refused: list[str]


class Typesetter:
    """Keeps what is costly to make: the font configuration, parsed stylesheets, decoded images."""

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._counters = CounterStyle()
        self._sheets: dict[str, CSS] = {}
        self._images: dict[str, object] = {}
        self._parse("fonts", font_face_css())

    def warm(self) -> None:
        """Lay out a few words, so that the first letter finds everything loaded."""
        self.set(_FIRST, {})

    def set(self, paper: LetterPaper, assets: Mapping[str, bytes]) -> Typeset:
        """Lay out and draw. Tries the compact address form and the tightening steps where they help."""
        laid = self.lay_out(paper, assets)
        return self.told(paper, laid, laid.document.write_pdf(**self.options(paper, laid, assets)))

    def lay_out_plain(
        self, html: str, sheet: str, assets: Mapping[str, bytes], images: dict[str, object]
    ) -> KeptDocument:
        """The pages of a document that is no letter, with one stylesheet of ours, to be written as `pdfa.PLAIN`.

        `images`: what was decoded for other documents with the same assets.
        """
        return KeptDocument.rendered(
            HTML(string=html, url_fetcher=LetterFetcher(assets)),
            self._fonts,
            self._counters,
            stylesheets=[self._parse(sheet, (TEMPLATES / sheet).read_text(encoding="utf-8"))],
            cache=images,
            pdf_variant=pdfa.PLAIN,
        )

    def told(self, paper: LetterPaper, laid: LaidOut, pdf: bytes) -> Typeset:
        """A finished file with what is worth knowing about its layout."""
        window = laid.setting.inside != "open" and len(paper.addressees) == 1
        window = window and not too_tall(laid.document)
        pages = len(laid.document.pages)
        return Typeset(pdf, pages, laid.address_lines, window, laid.setting.fit, tuple(laid.refused))

    def lay_out(self, paper: LetterPaper, assets: Mapping[str, bytes]) -> LaidOut:
        """The pages of a paper, in the form and the step of tightening that its length asks for."""
        job = _Job.of(paper, assets, self._images_for(paper, assets))
        setting, document, lines = self._address_form(job)
        if any(job.images.get(f"asset:{sha}") is None for sha in assets):
            raise ValueError("An image of the letter is not a PNG or JPEG image that can be printed.")
        setting, document = self._fitted(job, setting, document)
        self._remember(job, assets)
        return LaidOut(setting, document, lines, job.tried, job.images, job.fetcher.refused)

    def options(self, paper: LetterPaper, laid: LaidOut, assets: Mapping[str, bytes]) -> dict[str, Any]:
        """How WeasyPrint is to write the file."""
        return {
            "pdf_identifier": identifier(document_html(paper, laid.setting), assets),
            "cache": laid.images,
            **pdfa.writing_options(paper),
        }

    def _address_form(self, job: _Job) -> tuple[Setting, Any, int]:
        """The address rule, counted in printed lines: up to 5 normal, 6 compact, 7 and more outside the window."""
        setting = Setting()
        document = self._render(job, setting)
        lines = _address_lines(document)
        if len(job.paper.addressees) != 1 or lines <= NORMAL_LINES:
            return setting, document, lines
        setting = Setting(inside="compact")
        document = self._render(job, setting)
        lines = _address_lines(document)
        if lines <= COMPACT_LINES:
            return setting, document, lines
        setting = Setting(inside="open")
        document = self._render(job, setting)
        return setting, document, _address_lines(document)

    def _fitted(self, job: _Job, setting: Setting, document: Any) -> tuple[Setting, Any]:
        """Tighten step by step while that can save a page; otherwise leave the text as it is."""
        if not _worth_tightening(document):
            return setting, document
        for step in range(1, FIT_STEPS + 1):
            tighter = Setting(inside=setting.inside, fit=step)
            tried = self._render(job, tighter)
            if len(tried.pages) < len(document.pages):
                return tighter, tried
        return setting, document

    def _render(self, job: _Job, setting: Setting) -> Any:
        html = HTML(string=document_html(job.paper, setting), url_fetcher=job.fetcher)
        document = KeptDocument.rendered(
            html,
            self._fonts,
            self._counters,
            stylesheets=self._stylesheets(job.paper),
            presentational_hints=True,
            cache=job.images,
            pdf_variant=pdfa.variant_of(job.paper),
        )
        job.tried.append((setting, document))
        if len(document.pages) > MAX_PAGES:
            raise TooLong(
                f"The letter runs to {len(document.pages)} pages; at most {MAX_PAGES} can be printed."
            )
        return document

    def _stylesheets(self, paper: LetterPaper) -> list[CSS]:
        names = ["_base/letter.css", "_base/page.css", f"_base/page-{paper.page_size}.css"]
        names.append(f"{paper.template}/letter.css")
        if len(paper.addressees) > 1:
            names.append("_base/page-open.css")
        if paper.draft:
            names.append(f"_base/draft-{paper.page_size}.css")
        if paper.draft and (len(paper.addressees) > 1 or paper.template == STATEMENT):
            names.append(f"_base/draft-open-{paper.page_size}.css")
        return [self._parse(name, (TEMPLATES / name).read_text(encoding="utf-8")) for name in names]

    def _parse(self, name: str, text: str) -> CSS:
        if name not in self._sheets:
            self._sheets[name] = CSS(
                string=text, font_config=self._fonts, counter_style=self._counters, url_fetcher=StyleFetcher()
            )
        return self._sheets[name]

    def _images_for(self, paper: LetterPaper, assets: Mapping[str, bytes]) -> dict[str, object]:
        """Decoded images that this letter may print. Others stay out of its reach."""
        wanted = {f"asset:{sha}" for sha in assets} | {code_image(paper)}
        return {key: image for key, image in self._images.items() if key in wanted}

    def _remember(self, job: _Job, assets: Mapping[str, bytes]) -> None:
        """Keep a bounded number of decoded images for the next letter."""
        if len(self._images) > KEPT_IMAGES:
            self._images.clear()
        for sha in assets:
            self._images[f"asset:{sha}"] = job.images[f"asset:{sha}"]
        code = code_image(job.paper)
        if code in job.images:
            self._images[code] = job.images[code]
        for image in job.images.values():
            encoded.encode_once(image)


def identifier(html: str, assets: Mapping[str, bytes]) -> bytes:
    """A PDF file identifier that depends on the content alone."""
    digest = hashlib.sha256(html.encode())
    for sha in sorted(assets):
        digest.update(sha.encode())
    return digest.hexdigest()[:32].encode()


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def _has_class(box: Any, tag: str, name: str) -> bool:
    element = getattr(box, "element", None)
    return element is not None and box.element_tag == tag and name in (element.get("class") or "").split()


def _address_lines(document: Any) -> int:
    """Printed lines of the inside address after wrapping."""
    return sum(
        type(box).__name__ == "LineBox" and _has_class(box, "p", "line")
        for box in _boxes(document.pages[0]._page_box)
    )


def too_tall(document: Any) -> float:
    """How many millimetres letterhead and date take beyond their place; so far the address has moved down."""
    for box in _boxes(document.pages[0]._page_box):
        if _has_class(box, "div", "front-top"):
            return max(0.0, round(float(box.height - box.style["min_height"].value) / _PX, 1))
    return 0.0


def _worth_tightening(document: Any) -> bool:
    """Whether what stands on the last page is little enough that tightening might bring it back."""
    pages = [page._page_box for page in document.pages if "sources" not in page.anchors]
    if len(pages) < 2:
        return False
    last, before = pages[-1], pages[-2]
    used = _content_bottom(last) - last.content_box_y()
    free = before.content_box_y() + before.height - _content_bottom(before)
    most = 9 * _PX + 0.09 * sum(page.height for page in pages[:-1])
    return bool(used - free <= most)


def _content_bottom(page: Any) -> float:
    """Lower edge of the last line or image on a page, in CSS pixels."""
    bottom = page.content_box_y()
    for child in page.children:
        if type(child).__name__ == "MarginBox":
            continue
        for box in _boxes(child):
            if type(box).__name__ in ("LineBox", "BlockReplacedBox"):
                bottom = max(bottom, box.position_y + box.height)
    return float(bottom)


@cache
def typesetter() -> Typesetter:
    """The one typesetter of this process."""
    return Typesetter()
