"""House style as edits that are offered: curly quotation marks, closed dashes, single spaces. Never forced. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.letters.compose.lines import Line, lines_of, shortened
from app.letters.compose.problems import Span
from app.letters.tree import Doc, MarkKind


class Manner(StrEnum):
    """What an offer is about; all offers of one manner can be taken at once."""

    QUOTES = "quotes"
    DASHES = "dashes"
    SPACES = "spaces"
    HIDDEN = "hidden"


MANNER_WORDS = {
    Manner.QUOTES: "Curly quotation marks and apostrophes",
    Manner.DASHES: "Closed dashes",
    Manner.SPACES: "Single spaces",
    Manner.HIDDEN: "No hidden characters",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Put ``new`` in the place of ``old`` at ``span``. ``around``: the words it stands in."""

    manner: Manner
    span: Span
    old: str
    new: str
    around: str


@dataclass(frozen=True, slots=True)
class Change:
    """Characters ``start`` to ``end`` of a plain text become ``new``."""

    manner: Manner
    start: int
    end: int
    new: str


_DASH = re.compile(r"(?<=[^\s–—-])(?: +[–—] +| +-- +|--)(?=[^\s–—-])|(?<=[^\W\d_]) +- +(?=[^\W\d_])")
_RANGE = re.compile(r"(?<=\d) *– *(?=\d)")
_DOUBLE = re.compile(r"(?<=[^ ]) {2,}(?=[^ ])")
_STRAIGHT = re.compile(r"[\"']")
_HIDDEN_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")
_HIDDEN_NOTHING = re.compile("[\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u180e]")
_OPENS_AFTER = re.compile(r"(?:^|[\s(\[{“‘—–/\u00a0-])$")
_ELISION = re.compile(r"'(?:\d\ds?\b|(?:tis|twas|em|til|cause|n)\b)", re.IGNORECASE)
_FEET = re.compile(r"\d$")


def changes(text: str) -> list[Change]:
    """What the house style would change in a plain text, in order; no two touch the same character."""
    found = [*_quotes(text), *_dashes(text), *_spaces(text), *_hidden(text)]
    kept: list[Change] = []
    for change in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept


def offers(doc: Doc) -> tuple[Offer, ...]:
    """Every edit that the house style offers for a letter. Words in other languages are left alone."""
    return tuple(offer for line in lines_of(doc) for offer in _of_line(line))


def styled(text: str) -> str:
    """The text with every change made."""
    for change in reversed(changes(text)):
        text = text[: change.start] + change.new + text[change.end :]
    return text


def summary(found: Sequence[Offer]) -> list[tuple[Manner, str, int]]:
    """(manner, what it is called, how many) of what is offered, each manner once."""
    return [
        (manner, words, count)
        for manner, words in MANNER_WORDS.items()
        if (count := sum(offer.manner is manner for offer in found))
    ]


def _of_line(line: Line) -> Iterator[Offer]:
    for change in changes(line.text):
        span = line.span(change.start, change.end)
        if span is None or line.touches(MarkKind.LANG, change.start, change.end):
            continue
        around = shortened(line.text[max(0, change.start - 24) : change.end + 24], 70)
        yield Offer(change.manner, span, line.text[change.start : change.end], change.new, around)


def _quotes(text: str) -> Iterator[Change]:
    for match in _STRAIGHT.finditer(text):
        place, before = match.start(), text[: match.start()]
        if _FEET.search(before) and not text[place + 1 : place + 2].isalpha():
            continue  # 6' 2", or a quotation that ends in a figure: not to be told apart
        opens = bool(_OPENS_AFTER.search(before)) and not text[place + 1 : place + 2].isspace()
        if match.group() == '"':
            new = "“" if opens else "”"
        elif _ELISION.match(text, place):
            new = "’"
        else:
            new = "‘" if opens and "'" in text[place + 1 :] and not before.endswith("’") else "’"
        yield Change(Manner.QUOTES, place, place + 1, new)


def _dashes(text: str) -> Iterator[Change]:
    for match in _RANGE.finditer(text):
        if match.group() != "–":
            yield Change(Manner.DASHES, match.start(), match.end(), "–")
    for match in _DASH.finditer(text):
        yield Change(Manner.DASHES, match.start(), match.end(), "—")


def _spaces(text: str) -> Iterator[Change]:
    for match in _DOUBLE.finditer(text):
        yield Change(Manner.SPACES, match.start(), match.end(), " ")


def _hidden(text: str) -> Iterator[Change]:
    for match in _HIDDEN_SPACE.finditer(text):
        yield Change(Manner.HIDDEN, match.start(), match.end(), " ")
    for match in _HIDDEN_NOTHING.finditer(text):
        yield Change(Manner.HIDDEN, match.start(), match.end(), "")
