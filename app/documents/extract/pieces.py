"""What was found in a file: paragraphs and items of plain text, and what was left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app.core.text import nfc

MAX_PIECES = 1_000
MAX_CHARACTERS = 200_000

_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]"
)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBERED = re.compile(r"^\(?(\d{1,2}|[a-z])[.)]\s+(?=\S)")
_BULLET = re.compile(r"^[•‣◦▪●○·∙–—*-]\s+(?=\S)")


class Kind(StrEnum):
    """What a piece looked like."""

    TEXT = "text"
    ITEM = "item"  # of a numbered list
    POINT = "point"  # of a list with bullets
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph or list item, without line ends inside except where lines belong apart (an address)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """Everything found, and in plain sentences what the file held besides ("2 pictures were left out.")."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...] = ()


class NothingToRead(ValueError):
    """The file cannot be read, or holds no text; the message says why and what to do."""


def clean(text: str) -> str:
    """NFC, plain spaces, no hidden or control characters; the visible characters stay as typed."""
    text = _HIDDEN.sub("", nfc(text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _CONTROL.sub(" ", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


def hidden_in(text: str) -> int:
    """How many characters nobody sees: marks of direction, soft hyphens, controls that are no spaces."""
    controls = re.findall("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text)
    return len(_HIDDEN.findall(text)) + len(controls)


def tidy_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Clean texts, markers of typed lists turned into items, empty pieces dropped. Raises `NothingToRead`."""
    return _some(item for piece in bounded(pieces) for item in _typed_items(piece))


def plain_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Clean texts, empty pieces dropped, nothing else changed. Raises `NothingToRead`."""
    return _some(bounded(pieces))


def bounded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Clean texts that are not empty, as long as they fit into a letter. Raises `NothingToRead` for more."""
    count = size = 0
    for piece in pieces:
        text = clean(piece.text)
        if not text.strip():
            continue
        count, size = count + 1, size + len(text)
        if count > MAX_PIECES or size > MAX_CHARACTERS:
            raise NothingToRead(
                f"The letter is longer than {MAX_PIECES:,} paragraphs or {MAX_CHARACTERS:,} characters. "
                "Paste only the part you need."
            )
        yield replace(piece, text=text)


def _some(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    found = tuple(pieces)
    if not found:
        raise NothingToRead("There is no text in it. A scanned page is a picture: paste its words instead.")
    return found


def _typed_items(piece: Piece) -> list[Piece]:
    """A paragraph in which somebody typed a list, line by line, is that list."""
    if piece.kind is not Kind.TEXT:
        return [piece]
    lines = piece.text.split("\n")
    marked = [bool(_NUMBERED.match(line) or _BULLET.match(line)) for line in lines]
    if not any(marked) or not (all(marked) or len(lines) > 1 or marked == [True]):
        return [piece]
    found: list[Piece] = []
    for line, is_item in zip(lines, marked, strict=True):
        if is_item:
            found.append(_item(line))
        elif found and found[-1].kind is not Kind.TEXT:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line}")
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        else:
            found.append(Piece(Kind.TEXT, line))
    return found


def _item(line: str) -> Piece:
    if _NUMBERED.match(line):
        return Piece(Kind.ITEM, _NUMBERED.sub("", line, count=1))
    return Piece(Kind.POINT, _BULLET.sub("", line, count=1))
