"""What other rooms call: a paper becomes a PDF, a page image, a likeness on screen, a combined file, a ZIP."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.documents import wire
from app.documents.archive import safe_name, zip_stream
from app.documents.combining import combine_pdfs
from app.documents.errors import AssetMissing, DocumentError, MissingGlyphs, RenderFailed
from app.documents.fonts import missing_glyphs
from app.documents.markup import MAX_BLOCK, clean_block, visible_text
from app.documents.paper import LetterPaper, used_assets
from app.documents.preview import preview_html
from app.documents.process import RefusedWork, shared
from app.documents.sheet import footer_text

if TYPE_CHECKING:
    from app.documents.process import DrawingProcess

__all__ = [
    "Measured",
    "ReadAsset",
    "Rendered",
    "combine",
    "letter_html",
    "measure",
    "page_image",
    "render",
    "render_letter",
    "render_page_image",
    "safe_name",
    "start_drawing",
    "unprintable",
    "zip_stream",
]

ReadAsset = Callable[[str], bytes]
"""Gives the bytes of a stored file by SHA-256; raises any exception when it is not there."""

MAX_TEXT = 400_000
MAX_DPI = 300
LETTER_SECONDS = 10.0
"""A letter takes a tenth of a second. One that takes a hundred times as long is refused."""


@dataclass(frozen=True)
class Rendered:
    """A finished PDF. `in_window`: whether the address shows in a #10 window; `fit`: tightening steps used (0-3)."""

    pdf: bytes
    pages: int
    address_lines: int
    in_window: bool
    fit: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def render(paper: LetterPaper, read_asset: ReadAsset, process: DrawingProcess | None = None) -> Rendered:
    """Typeset one paper as PDF/UA-1. The same paper gives the same bytes.

    Raises `MissingGlyphs` (characters that no letter font has), `AssetMissing` (an image that is not stored, or
    that the paper may not print), `RenderFailed` (too long, too large, or the drawing process died).
    """
    require_printable(paper)
    assets = readable_assets(paper, read_asset)
    head = {"do": "typeset", "paper": wire.paper_to_json(paper), "assets": list(assets)}
    try:
        reply, parts = (process or shared()).ask(head, list(assets.values()), wall=LETTER_SECONDS)
    except RefusedWork as problem:
        raise RenderFailed(str(problem)) from problem
    return Rendered(parts[0], reply["pages"], reply["address_lines"], reply["in_window"], reply["fit"])


@dataclass(frozen=True)
class Measured:
    """What a letter's pages tell: how many without the annex, the lines on the last, and those above the signatures.

    `above` is None when the signatures stand on the first page, or there are none. `fill`: for each of these pages its
    used and its free height in lines. `coarse`: (what it shows, dots per inch) of images too coarse for print. `tall`:
    by how many millimetres the letterhead pushes the address down, out of an envelope's window.
    """

    pages: int
    last: int
    above: int | None
    fill: tuple[tuple[float, float], ...] = ()
    coarse: tuple[tuple[str, int], ...] = ()
    tall: float = 0.0


def measure(paper: LetterPaper, read_asset: ReadAsset) -> Measured:
    """Lay out one paper without drawing it. Raises `AssetMissing`, `RenderFailed` as `render` does."""
    require_sensible(paper)
    assets = readable_assets(paper, read_asset)
    head = {"do": "measure", "paper": wire.paper_to_json(paper), "assets": list(assets)}
    try:
        reply, _ = shared().ask(head, list(assets.values()), wall=LETTER_SECONDS)
    except RefusedWork as problem:
        raise RenderFailed(str(problem)) from problem
    pages, last, above = reply["seen"]
    fill, coarse = (tuple(map(tuple, reply[key])) for key in ("fill", "coarse"))
    return Measured(pages, last, above, fill, coarse, reply["tall"])


def render_letter(paper: LetterPaper, read_asset: ReadAsset) -> bytes:
    """The PDF of one paper; see `render` for what it raises."""
    return render(paper, read_asset).pdf


def page_image(pdf: bytes, page: int = 1, dpi: int = 96) -> bytes:
    """One page (counted from 1) as PNG. Raises `DocumentError` when there is no such page."""
    if not 20 <= dpi <= MAX_DPI:
        raise ValueError(f"Choose 20 to {MAX_DPI} dots per inch.")
    try:
        _, parts = shared().ask({"do": "page", "page": page, "dpi": dpi}, [pdf], wall=LETTER_SECONDS)
    except RefusedWork as problem:
        raise DocumentError(str(problem)) from problem
    return parts[0]


render_page_image = page_image


def start_drawing() -> None:
    """Start the drawing process in the background, for a caller that soon has work for it."""
    threading.Thread(target=shared().start, name="start-drawing", daemon=True).start()


def letter_html(paper: LetterPaper, asset_address: Callable[[str], str] = "/files/{}".format) -> str:
    """The letter as a `div.letter-paper` for a page of ours; `asset_address` turns a SHA-256 into an image URL.

    The page links `vendor/letter/letter.css` besides the common styles. There is no inline style or script.
    """
    return preview_html(paper, asset_address)


def combine(pdfs: Iterable[bytes | Path], title: str | None = None) -> bytes:
    """All PDFs in one tagged PDF with a bookmark for each. Raises `ValueError` when there is none."""
    return combine_pdfs(pdfs, title)


def unprintable(paper: LetterPaper) -> tuple[str, ...]:
    """Characters of the paper that no letter font can print, each once; for the list of problems before submit."""
    return missing_glyphs(_all_text(paper))


def require_printable(paper: LetterPaper) -> None:
    """Raises `RenderFailed` for a text too long, `MissingGlyphs` for characters that no letter font has."""
    require_sensible(paper)
    try:
        missing = unprintable(paper)
    except ValueError as problem:
        raise RenderFailed(str(problem)) from problem
    if missing:
        raise MissingGlyphs(missing)


def require_sensible(paper: LetterPaper) -> None:
    """Raises `RenderFailed` for more text than anybody reads, before anything looks at it."""
    lines = _lines(paper)
    if max(map(len, lines)) > MAX_BLOCK:
        raise RenderFailed(f"A line of the letter has more than {MAX_BLOCK:,} characters. Shorten it.")
    texts = (paper.title, paper.author, *lines, *paper.blocks, *paper.sources)
    size = sum(map(len, texts))
    if size > MAX_TEXT:
        raise RenderFailed(f"The letter has {size:,} characters; at most {MAX_TEXT:,} can be printed.")


def _all_text(paper: LetterPaper) -> str:
    """Everything that is printed or announced, as plain text."""
    blocks = (visible_text(clean_block(block)) for block in (*paper.blocks, *paper.sources))
    return "\n".join([*_lines(paper), footer_text(paper), *blocks])


def _lines(paper: LetterPaper) -> list[str]:
    """Everything that is plain text as it is."""
    parts = [paper.date_text, paper.header_name, paper.subject or "", paper.salutation, paper.closing]
    parts += [paper.sources_about, *paper.contact]
    parts += [line for lines in paper.addressees for line in lines]
    parts += [*paper.cc, *paper.enclosures]
    for head in paper.letterheads:
        # The name is set in capitals in two of the styles, and some letters have capitals of their own.
        parts += [head.name, head.name.upper(), head.office, *head.lines, head.phone, head.fax, head.web]
    for person in paper.signatures:
        parts += [person.name, person.title, person.body, person.signed_note or ""]
    return parts


def readable_assets(paper: LetterPaper, read_asset: ReadAsset) -> dict[str, bytes]:
    """The images of the paper: only those it prints and may print, with bytes that match their names."""
    found: dict[str, bytes] = {}
    for sha in used_assets(paper):
        if sha not in paper.assets:
            raise AssetMissing("The letter names an image that it may not print.")
        try:
            data = read_asset(sha)
        except Exception as problem:
            raise AssetMissing(f"The image {sha[:12]} is not in the file store.") from problem
        if hashlib.sha256(data).hexdigest() != sha:
            raise AssetMissing(f"The stored image {sha[:12]} is damaged.")
        found[sha] = data
    return found
