"""The tag tree of a letter, mended where WeasyPrint's is not what a screen reader needs.

WeasyPrint builds one element for every piece of a box that a page cuts off, writes no language but the document's, and
gives margin boxes elements that hang nowhere. Here

- what a page break cuts is one element again: one list, one paragraph, one item;
- a passage in another language says so (`/Lang`);
- header, footer and square code are artifacts of pagination, outside the tree;
- figures have their place in points from the lower left corner, and a mark tells to which source it leads.

Two functions of WeasyPrint that are not part of its interface are wrapped, so its version is pinned exactly
(`pyproject.toml`), and a test reads every one of these things back from finished files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as weasyprint_tags

WEASYPRINT = "70.0"
"""The version whose tag builder was read; another one is refused rather than trusted."""

_POINTS = 0.75
_WHOLE = frozenset(
    ("/L", "/LI", "/LBody", "/P", "/BlockQuote", "/Part", "/Sect", "/Div", "/NonStruct", "/Span")
)
_SOURCE = re.compile(r"source-(\d+)\Z")
NO_LANGUAGE = "zxx"

_build_tree = weasyprint_tags._build_box_tree
_build_all = weasyprint_tags.add_tags


class Artifact(pydyf.Dictionary):
    """Properties of a page artifact. `MCID` stays readable for whoever looks for the piece, but is not written."""

    @property
    def data(self) -> bytes:
        return f"<</Type /Pagination /Subtype {self['Subtype']}>>".encode()


@dataclass
class _Piece:
    """An element that was made, for the box whose element is `key`, on a page (from 0)."""

    element: Any
    key: tuple[int, str, str]
    page: int


@dataclass
class _Notes:
    """What is noted while the tree of one document is built."""

    document: Any
    pieces: list[_Piece] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    outside: dict[int, dict[int, str]] = field(default_factory=dict)


_current: ContextVar[_Notes | None] = ContextVar("structure_notes", default=None)


def install() -> None:
    """Put the wrappers in place, once. Raises `RuntimeError` for a WeasyPrint that was not read."""
    if weasyprint.__version__ != WEASYPRINT:
        raise RuntimeError(
            f"The tag tree is mended for WeasyPrint {WEASYPRINT}, not {weasyprint.__version__}."
        )
    weasyprint_tags._build_box_tree = _tree
    weasyprint.pdf.add_tags = _add_tags


def _add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    notes = _Notes(document)
    token = _current.set(notes)
    try:
        _build_all(pdf, document, pdf_version, page_streams)
    finally:
        _current.reset(token)
    _join_pieces(pdf, notes.pieces)
    for page, marks in notes.outside.items():
        _as_artifacts(page_streams[page].stream, marks)


def _tree(
    box: Any, parent: Any, pdf: Any, page: int, nums: dict[int, Any], annotations: Any, tags: Any
) -> Iterator[Any]:
    notes = _current.get()
    real = box._box if isinstance(box, AbsolutePlaceholder) else box
    if notes is None:
        yield from _build_tree(box, parent, pdf, page, nums, annotations, tags)
        return
    if isinstance(real, boxes.MarginBox):
        side = "/Header" if real.at_keyword.startswith("@top") else "/Footer"
        for inside in _descendants(real):
            mark = tags.pop(inside, None)
            if mark is not None:
                nums[mark["mcid"]] = "null"  # the page's list of elements has no gap
                notes.outside.setdefault(page, {})[mark["mcid"]] = side
        return
    for element in _build_tree(box, parent, pdf, page, nums, annotations, tags):
        # The boxes of html and body hand on the elements of their children.
        if element.number not in notes.seen:
            notes.seen.add(element.number)
            _note(notes, real, element, page)
        yield element


def _note(notes: _Notes, box: Any, element: Any, page: int) -> None:
    """Complete a new element with what its box tells, and remember it when it may be one piece of several."""
    source = box.element
    if source is None:
        return
    kind, own = element["S"], not isinstance(box.style, AnonymousStyle)
    if own:
        language = source.get("lang") or ""
        if language and language != NO_LANGUAGE and "::" not in (box.element_tag or ""):
            element["Lang"] = pydyf.String(language)
        if kind == "/Figure":
            element["A"]["BBox"] = _place(box, notes.document.pages[page].height)
        if kind == "/Link" and box.link_annotation:
            _describe(box.link_annotation)
    if kind in _WHOLE and (own or kind == "/LBody"):
        notes.pieces.append(_Piece(element, (id(source), box.element_tag, kind), page))


def _place(box: Any, height: float) -> pydyf.Array:
    """The content box in points from the lower left corner of the page."""
    left, top = box.content_box_x(), box.content_box_y()
    edges = (left, height - top - box.height, left + box.width, height - top)
    return pydyf.Array(round(edge * _POINTS, 2) for edge in edges)


def _describe(annotation: Any) -> None:
    """A mark in the text is announced as the source it leads to, not by the name of its target."""
    found = _SOURCE.match(annotation["Dest"].string) if "Dest" in annotation else None
    if found:
        annotation["Contents"] = pydyf.String(f"Source {found[1]}")


def _descendants(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _descendants(child)


def _join_pieces(pdf: Any, pieces: list[_Piece]) -> None:
    """Join what a page break has cut: the later piece's children go to the end of the earlier piece.

    Children come before their parents in `pieces`, so an item is whole before its list is.
    """
    latest: dict[tuple[int, str, str], _Piece] = {}
    for piece in pieces:
        before = latest.get(piece.key)
        if before is None or before.page >= piece.page or _holds_marks(before) or _holds_marks(piece):
            latest[piece.key] = piece
            continue
        whole, part = before.element, piece.element
        for kid in part["K"]:
            _object(pdf, kid)["P"] = whole.reference
        whole["K"].extend(part["K"])
        _object(pdf, part["P"])["K"].remove(part.reference)
        part.clear()
        before.page = piece.page


def _holds_marks(piece: _Piece) -> bool:
    """Whether the element names marked content itself, which must lie on the page that it names."""
    return any(isinstance(kid, int) for kid in piece.element["K"])


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(bytes(reference).split()[0])]


def _as_artifacts(operators: list[Any], marks: dict[int, str]) -> None:
    """Turn the marked pieces with these numbers into artifacts."""
    for at, operator in enumerate(operators):
        if operator == b"BDC":
            properties = operators[at - 1]
            side = marks.get(properties.get("MCID", -1))
            if side is not None:
                operators[at - 2] = "/Artifact"
                operators[at - 1] = Artifact({"Subtype": side, "MCID": properties["MCID"]})
