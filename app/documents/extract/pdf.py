"""Paragraphs of a PDF, put together again from its lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.documents.extract.pieces import Extracted, Kind, NothingToRead, Piece, tidy_pieces
from app.documents.extract.typed import joined_lines

MAX_PAGES = 60
HEAD, FOOT = 0.085, 0.92  # shares of a page's height
_LONGEST_RUNNING = 110
_MARKER_REACH = 60  # points
_MARKER = re.compile(r"\(?\d{1,2}[.)]|[•‣▪●◦-]")
_BEGINS = re.compile(
    r"\(?\d{1,2}[.)]\s|[•‣▪●]\s?|(?:cc|c\.c\.|enclosures?|encl|attachments?|verify)\s?[.:]", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page: `top` and `bottom` in points from the upper edge, `left` and `right` from the left."""

    text: str
    top: float
    bottom: float
    left: float
    right: float


def read_pdf(data: bytes) -> Extracted:
    """Paragraphs of a PDF with text. Raises `NothingToRead` for a damaged, locked or scanned one."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        raise NothingToRead(
            "This PDF is locked with a password."
            if locked
            else "This PDF is damaged; half of it may be missing."
        ) from problem
    if count > MAX_PAGES:
        raise NothingToRead(f"This PDF has {count} pages; a letter of at most {MAX_PAGES} pages can be read.")
    paragraphs: list[str] = []
    running = 0
    for number in range(count):
        page = document[number]
        lines = _lines(page)
        kept = [line for line in lines if not _is_running(line, page.get_height(), first=number == 0)]
        running += len(lines) - len(kept)
        paragraphs += _paragraphs(_with_markers(kept))
    pieces = tidy_pieces(Piece(Kind.TEXT, text) for text in _over_pages(paragraphs))
    return Extracted(pieces, _left_out(running))


def _left_out(running: int) -> tuple[str, ...]:
    if not running:
        return ()
    what = "line at the edge of a page was" if running == 1 else "lines at the edges of pages were"
    return (f"{running} {what} left out (headers, footers, page numbers).",)


def _lines(page: Any) -> list[_Line]:
    """Lines from top to bottom, each from its rectangles of text on one height."""
    words = page.get_textpage()
    height = page.get_height()
    found: list[_Line] = []
    for number in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(number)
        text = words.get_text_bounded(left, bottom, right, top).strip("\r\n")
        if not text.strip():
            continue
        line = _Line(
            text.replace("\ufffe", "-").replace("\r\n", " "), height - top, height - bottom, left, right
        )
        if found and _same_line(found[-1], line):
            before = found.pop()
            gap = " " if line.left - before.right > 0.8 and not before.text.endswith(" ") else ""
            line = _Line(
                f"{before.text}{gap}{line.text}",
                min(before.top, line.top), max(before.bottom, line.bottom), before.left, line.right,
            )  # fmt: skip
        found.append(line)
    return found


def _same_line(before: _Line, line: _Line) -> bool:
    overlap = min(before.bottom, line.bottom) - max(before.top, line.top)
    return (
        overlap > 0.5 * min(before.bottom - before.top, line.bottom - line.top)
        and line.left >= before.right - 2
    )


def _is_running(line: _Line, height: float, *, first: bool) -> bool:
    """Header, footer or page number: not part of the letter. The first page has its letterhead on top."""
    at_the_foot = line.bottom > height * FOOT and len(line.text) < _LONGEST_RUNNING
    at_the_head = not first and line.bottom < height * HEAD
    return at_the_foot or at_the_head or _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _with_markers(lines: list[_Line]) -> list[_Line]:
    """Numbers and bullets, which many programs draw after the text, put before the line they belong to."""
    markers = [line for line in lines if _MARKER.fullmatch(line.text.strip())]
    rest = [line for line in lines if not _MARKER.fullmatch(line.text.strip())]
    for marker in markers:
        for place, line in enumerate(rest):
            beside = min(marker.bottom, line.bottom) - max(marker.top, line.top) > 0
            if beside and 0 <= line.left - marker.left < _MARKER_REACH:
                rest[place] = replace(line, text=f"{marker.text.strip()} {line.text}")
                break
    return rest


def _paragraphs(lines: list[_Line]) -> list[str]:
    """Lines closer than the usual leading belong together."""
    if not lines:
        return []
    usual = _usual_gap(lines)
    groups: list[list[_Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        apart = line.top - before.top > usual * 1.28 or line.top < before.top
        if apart or _BEGINS.match(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [joined_lines("\n".join(line.text for line in group)) for group in groups]


def _usual_gap(lines: list[_Line]) -> float:
    gaps = [round(line.top - before.top, 1) for before, line in pairwise(lines)]
    steps = Counter(gap for gap in gaps if 6 < gap < 30)
    if not steps:
        return 16.0
    most = max(steps.values())
    return min(gap for gap, number in steps.items() if number >= max(2, most * 0.5) or number == most)


def _over_pages(paragraphs: list[str]) -> list[str]:
    """A paragraph that goes on after a page break is one."""
    found: list[str] = []
    for text in paragraphs:
        goes_on = found and text[:1].islower() and "\n" not in text and not re.search(r"[.!?:;]$", found[-1])
        if goes_on and len(found[-1]) > 60:
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found
