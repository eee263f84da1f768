"""The second wall behind the letter writers: rebuild a block of HTML from the few tags that paper knows.

Whatever is not on the list loses its tag and keeps its text, so no block can name a file, an address, a
style or a script. The result is well nested. Nothing else in this room passes HTML through.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from markupsafe import Markup

from app.documents.joins import bind_last_words, join, mark_armenian

MAX_DEPTH = 12
MAX_BLOCK = 200_000
MOST_OPEN = 200
"""So many tags may be open; what opens inside them is left out, so that depth costs no time."""

_BLOCKS = frozenset(("p", "ol", "ul", "li", "blockquote"))
_INLINE = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "sup": "sup",
    "a": "a",
    "span": "span",
    "cite": "cite",
}
_SILENT = frozenset(("script", "style", "template", "iframe", "object", "title", "textarea", "noscript"))
_LINK = re.compile(r"(?:https://|mailto:)[^\s\x00-\x1f<>\"'\\]{1,2000}\Z", re.IGNORECASE)
_TARGET = re.compile(r"#source-\d{1,4}\Z")
_NO_LANGUAGE = '<span lang="zxx">'
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2}\Z")


@lru_cache(maxsize=128)  # the copies of a letter have most paragraphs in common
def clean_block(source: str) -> Markup:
    """One block of letter HTML, filtered, with joins put in. Raises `ValueError` when it is absurdly long."""
    if len(source) > MAX_BLOCK:
        raise ValueError(f"A paragraph may hold at most {MAX_BLOCK:,} characters.")
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return Markup(reader.finish())  # noqa: S704 - rebuilt from escaped text and known tags


@lru_cache(maxsize=1024)
def plain(text: str) -> Markup:
    """Plain text as HTML, Armenian marked."""
    return Markup(mark_armenian(text, html.escape))  # noqa: S704 - escaped by mark_armenian


@lru_cache(maxsize=1024)
def joined(text: str) -> Markup:
    """Plain text as HTML with joins put in and Armenian marked."""
    return plain(join(text))


def visible_text(source: str) -> str:
    """The text of a filtered block, without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", source))


@dataclass
class _Piece:
    text: str
    is_text: bool
    paragraph: int = 0
    address: bool = False  # to be copied as it stands: no joins


@dataclass
class _Open:
    asked: str
    given: str | None
    address: bool = False


@dataclass
class _State:
    pieces: list[_Piece] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    paragraph: int = 0
    silent: int = 0


class _Reader(HTMLParser):
    """Collects known tags and text; closes what was left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._s = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._s.silent += 1
            return
        if tag == "br":
            self._emit("<br>")
            return
        if len(self._s.stack) >= MOST_OPEN:
            return
        if tag in _BLOCKS:
            self._s.paragraph += 1
        given = self._allowed(tag, dict(attrs))
        if given:
            self._emit(given)
        elif tag in _BLOCKS:
            self._emit(" ")
        name = _INLINE.get(tag, tag) if given else None
        if tag in _BLOCKS or tag in _INLINE:
            self._s.stack.append(_Open(tag, name, given == _NO_LANGUAGE))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._s.silent = max(0, self._s.silent - 1)
            return
        if all(entry.asked != tag for entry in self._s.stack):
            return
        while self._s.stack:
            entry = self._s.stack.pop()
            self._close(entry)
            if entry.asked == tag:
                break
        if tag in _BLOCKS:
            self._s.paragraph += 1

    def handle_data(self, data: str) -> None:
        if not self._s.silent:
            address = any(entry.address for entry in self._s.stack)
            self._s.pieces.append(_Piece(_clean_text(data), True, self._s.paragraph, address))

    def finish(self) -> str:
        """Close open tags, tie last words of each paragraph, and give the HTML."""
        while self._s.stack:
            self._close(self._s.stack.pop())
        groups: dict[int, list[_Piece]] = {}
        for piece in self._s.pieces:
            if piece.is_text:
                groups.setdefault(piece.paragraph, []).append(piece)
        for group in groups.values():
            bound = bind_last_words([piece.text if piece.address else join(piece.text) for piece in group])
            for piece, text in zip(group, bound, strict=True):
                piece.text = mark_armenian(text, html.escape)
        return "".join(piece.text for piece in self._s.pieces)

    def _allowed(self, tag: str, attrs: dict[str, str | None]) -> str | None:
        """The start tag to print, or None to print only the text inside."""
        inside = [entry.given for entry in self._s.stack]
        if len(inside) >= MAX_DEPTH:
            return None
        if tag in ("p", "blockquote", "ol", "ul"):
            # A paragraph inside a list item would break the tag structure (P directly in LI).
            nested_list = tag in ("ol", "ul") and bool(inside) and inside[-1] == "li"
            free = all(name in ("blockquote", None) for name in inside)
            return f"<{tag}{_start(tag, attrs)}>" if free or nested_list else None
        if tag == "li":
            return "<li>" if inside and inside[-1] in ("ol", "ul") else None
        if tag == "a":
            return _link(attrs) if "a" not in inside else None
        if tag == "span":
            return _language(attrs)
        return f"<{_INLINE[tag]}>" if tag in _INLINE else None

    def _close(self, entry: _Open) -> None:
        if entry.given:
            self._emit(f"</{entry.given}>")

    def _emit(self, text: str) -> None:
        self._s.pieces.append(_Piece(text, False))


def _start(tag: str, attrs: dict[str, str | None]) -> str:
    """Where a numbered list starts, when it does not start at one."""
    start = attrs.get("start") or ""
    return f' start="{int(start)}"' if tag == "ol" and re.fullmatch(r"\d{1,4}", start) else ""


def _link(attrs: dict[str, str | None]) -> str | None:
    target = (attrs.get("href") or "").strip()
    if _LINK.match(target) or _TARGET.match(target):
        return f'<a href="{html.escape(target)}">'
    return None


def _language(attrs: dict[str, str | None]) -> str | None:
    language = attrs.get("lang") or ""
    return f'<span lang="{language}">' if _LANGUAGE.match(language) else None


def _clean_text(text: str) -> str:
    """Runs of white space as one space; control characters, which no paper can show, dropped."""
    text = re.sub(r"[ \t\r\n\f\v]+", " ", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", text)
