"""The filtered HTML of a letter's blocks as plain values: paragraphs of runs, for every writer but paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from html.parser import HTMLParser

from app.documents.joins import JOINER
from app.documents.markup import clean_block


class Kind(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    QUOTE = "quote"
    NUMBERED = "numbered"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same. `language` is a BCP 47 code or empty, `href` an outside address or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    language: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `first` says that it begins a list of its own; `level` counts lists inside lists from 0."""

    kind: Kind
    runs: tuple[Run, ...]
    first: bool = False
    level: int = 0
    start: int = 1

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def lines_of(block: str) -> list[Line]:
    """The paragraphs of one block of letter HTML, filtered as for paper. The invisible word joiners are left
    out: they would stay in the text of whoever edits it."""
    reader = _Reader()
    reader.feed(clean_block(block).replace(JOINER, ""))
    reader.close()
    return reader.finished()


@dataclass
class _List:
    kind: Kind
    start: int
    begun: bool = False


@dataclass
class _State:
    lines: list[Line] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    styles: list[tuple[str, Run]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    quoted: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._s = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("p", "li"):
            self._end_line()
        elif tag == "blockquote":
            self._end_line()
            self._s.quoted += 1
        elif tag in ("ol", "ul"):
            self._end_line()
            kind = Kind.NUMBERED if tag == "ol" else Kind.BULLET
            self._s.lists.append(_List(kind, int(given.get("start") or 1)))
        elif tag == "br":
            self._s.runs.append(replace(self._style(), text="\n"))
        else:
            self._s.styles.append((tag, _styled(self._style(), tag, given)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li"):
            self._end_line()
        elif tag == "blockquote":
            self._end_line()
            self._s.quoted -= 1
        elif tag in ("ol", "ul"):
            self._end_line()
            self._s.lists.pop()
        elif self._s.styles and self._s.styles[-1][0] == tag:
            self._s.styles.pop()

    def handle_data(self, data: str) -> None:
        self._s.runs.append(replace(self._style(), text=data))

    def finished(self) -> list[Line]:
        self._end_line()
        return self._s.lines

    def _style(self) -> Run:
        return self._s.styles[-1][1] if self._s.styles else Run("")

    def _end_line(self) -> None:
        runs, self._s.runs = tuple(self._s.runs), []
        if not "".join(run.text for run in runs).strip():
            return
        if not self._s.lists:
            self._s.lines.append(Line(Kind.QUOTE if self._s.quoted else Kind.TEXT, runs))
            return
        inner = self._s.lists[-1]
        line = Line(inner.kind, runs, not inner.begun, len(self._s.lists) - 1, inner.start)
        inner.begun = True
        self._s.lines.append(line)


def _styled(outer: Run, tag: str, attrs: dict[str, str]) -> Run:
    if tag == "b":
        return replace(outer, bold=True)
    if tag in ("i", "cite"):
        return replace(outer, italic=True)
    if tag == "sup":
        return replace(outer, raised=True)
    if tag == "span":
        return replace(outer, language=attrs.get("lang", ""))
    href = attrs.get("href", "")
    return replace(outer, href="" if href.startswith("#") else href)
