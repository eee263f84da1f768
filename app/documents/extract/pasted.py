"""Plain text pasted from elsewhere (Word, a web page, a PDF, a mail), brought in clean, with an account of the rest.

The rules are those of the rich editor's own reading of plain text (`static/js/editor/paste_text.js`); one set of
samples holds both to the same words. Words are only ever left out where a page number or a line that runs over the
pages stands, and the account names them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from app.documents.extract.pieces import Extracted, Kind, Piece, hidden_in, plain_pieces
from app.documents.extract.typed import join_line

_BULLET = re.compile(r"\s*[•◦▪‣●○■–—*·-]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})[.)]\s+(?=\S)")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?(?:\s*[-–—])?", re.IGNORECASE
)
# Names itself a page; a number alone is one only in text that was broken at a width.
_NAMED_PAGE = re.compile(r"page\s+\d{1,3}\s+of\s+\d{1,3}", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:][\"”’)]*\Z")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\u0085\v]")
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)
SHORT = 0.75
"""A line shorter than this share of a full one, at the end of a sentence, ends its paragraph."""
LONGEST_RUNNING = 90


@dataclass
class _Account:
    """What was left out or changed, counted by what it was."""

    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, one: str, many: str, became: str = "", count: int = 1, words: str = "") -> None:
        self.found[one, many, became] += count
        if words and words not in self.words.setdefault(one, []):
            self.words[one].append(words)

    def sentences(self) -> tuple[str, ...]:
        said = []
        for (one, many, became), count in self.found.items():
            named = f"{count:,} {one if count == 1 else many}"
            quoted = ", ".join(f"“{words}”" for words in self.words.get(one, ())[:6])
            told = f"{named} ({quoted})" if quoted else named
            said.append(f"{told} {became}." if became else f"{told} left out.")
        return tuple(said)


@dataclass
class _Reader:
    """Lines to pieces. `full`: how long a full line is in text that was broken at a width, else 0."""

    account: _Account
    full: int
    running: frozenset[str]
    done: list[Piece] = field(default_factory=list)
    open: Piece | None = None
    number: int = 0
    over: bool = False  # whether something of the page was just left out

    def read(self, raw: str, following: str) -> None:
        line = " ".join(raw.split())
        if not line:
            self.close()
        elif self._is_of_the_page(line):
            self.over = True
        elif not self._item(raw):
            self._text(line)
            self._end_short(line, following)
            self.over = False

    def close(self) -> None:
        if self.open is not None:
            self.done.append(self.open)
        self.open = None

    def _is_of_the_page(self, line: str) -> bool:
        if (self.full and _PAGE_NUMBER.fullmatch(line)) or _NAMED_PAGE.fullmatch(line):
            self.account.add("page number", "page numbers", words=line)
            return True
        if line in self.running:
            self.account.add("line repeated on every page", "lines repeated on every page", words=line)
            return True
        return False

    def _item(self, raw: str) -> bool:
        bullet, numbered = _BULLET.match(raw), _NUMBERED.match(raw)
        found = bullet or numbered
        if found is None:
            return False
        self.close()
        before = self.done[-1].kind if self.done else None
        kind = Kind.POINT if bullet else Kind.ITEM
        if numbered:
            self.number = self.number + 1 if before is Kind.ITEM else 1
            if int(numbered[1]) != self.number:
                self.account.add("item", "items", "numbered anew by the list", words=numbered[0].strip())
        self.open = Piece(kind, " ".join(raw[found.end() :].split()))
        self.over = False
        return True

    def _text(self, line: str) -> None:
        if self.open is None and self.over and self.done and self._goes_on(line):
            self.open = self.done.pop()
        if self.open is not None and (self.full or self.open.kind is not Kind.TEXT):
            text, divided = join_line(self.open.text, line)
            if divided:
                self.account.add("divided word", "divided words", "put together")
            else:
                self.account.add("line break", "line breaks", "made a space")
            self.open = Piece(self.open.kind, text)
        else:
            self.close()
            self.open = Piece(Kind.TEXT, line)

    def _goes_on(self, line: str) -> bool:
        """Whether the line goes on with a sentence that the page's end had broken."""
        return line[:1].islower() and not _ENDS.search(self.done[-1].text)

    def _end_short(self, line: str, following: str) -> None:
        if self.open is None or self.open.kind is not Kind.TEXT:
            return
        short = len(line) < self.full * SHORT and _ENDS.search(line) and following.strip()
        if not self.full or short:
            self.close()


def read_pasted(text: str) -> Extracted:
    """The paragraphs and items of pasted text; `left_out` says in sentences what was dropped or changed.

    Raises `NothingToRead` for a text without words, or longer than a letter may be.
    """
    account = _Account()
    hidden = hidden_in(text)
    if hidden:
        account.add("hidden character", "hidden characters", count=hidden)
    breaks = _LINE_ENDS.sub("\n", text.translate(_LIGATURES)).replace("\f", "\n\f")
    pages = breaks.split("\n")
    lines = [line.removeprefix("\f") for line in pages]
    reader = _Reader(account, _measure(lines), _running(pages))
    for place, line in enumerate(lines):
        if pages[place].startswith("\f"):
            reader.over = True
        reader.read(line, lines[place + 1] if place + 1 < len(lines) else "")
    reader.close()
    return Extracted(plain_pieces(reader.done), account.sentences())


def _measure(lines: list[str]) -> int:
    """How long a full line is, so that a short one can be told to end its paragraph; 0 for text not broken so."""
    lengths = sorted(size for line in lines if (size := len(line.strip())) > 20)
    long = lengths[int(len(lengths) * 0.75)] if len(lengths) >= 3 else 0
    return long if 35 <= long <= 130 else 0


def _running(pages: list[str]) -> frozenset[str]:
    """Lines that stand beside the breaks between pages more than once: heads and feet that run over the pages."""
    beside: Counter[str] = Counter()
    words = [" ".join(line.split()) for line in pages]
    for place, line in enumerate(pages):
        bare = words[place].removeprefix("\f")
        number = bool(bare) and _PAGE_NUMBER.fullmatch(bare) is not None
        if not (line.startswith("\f") or number):
            continue
        near = {_next(words, place, -1), _next(words, place, 1), "" if number else bare}
        beside.update(one for one in near if one and len(one) <= LONGEST_RUNNING)
    return frozenset(
        line
        for line, count in beside.items()
        if count > 1 and not _PAGE_NUMBER.fullmatch(line) and not _ENDS.search(line)
    )


def _next(words: list[str], place: int, step: int) -> str:
    place += step
    while 0 <= place < len(words) and not words[place]:
        place += step
    return words[place].strip() if 0 <= place < len(words) else ""
