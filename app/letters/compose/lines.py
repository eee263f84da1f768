"""The lines of a letter as plain text with places: what checks read instead of the tree.

A line is a paragraph, a list item or a quoted paragraph. In its text every field and day count is one character
(``ATOM``), the words inside an optional field stand in its place, and a citation takes no room. `Line.at` gives
back the place in the block, where every atom (a citation too) counts as one character, as in the editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.letters.compose.problems import Span
from app.letters.fields import demand_of
from app.letters.tree import (
    Block,
    Citation,
    DayCount,
    Doc,
    Inline,
    ListItem,
    Mark,
    MarkKind,
    MergeField,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Section,
    Text,
    Variant,
)

ATOM = "\ufffc"


@dataclass(frozen=True, slots=True)
class Piece:
    """``start`` to ``end`` of a line's text, of one inline."""

    start: int
    end: int
    place: int  # in the block; of words inside an optional field, the field's
    node: Inline
    marks: tuple[Mark, ...]
    within_field: bool = False

    def has(self, kind: MarkKind) -> bool:
        """Whether the mark is on it; the words of a demand count as an ask."""
        if kind is MarkKind.ASK and isinstance(self.node, MergeField) and demand_of(self.node.name):
            return True
        return any(mark.kind is kind for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with where it stands. ``number``: from 1 within its section."""

    section: str
    role: Role
    block: str
    text: str
    pieces: tuple[Piece, ...]
    cites: tuple[tuple[int, str], ...]  # (place in text, claim)
    quoted: bool = False  # another's words, set apart
    item: bool = False

    def marked(self, kind: MarkKind, start: int, end: int) -> float:
        """Which share of the letters and digits from ``start`` to ``end`` has the mark."""
        if not any(piece.has(kind) for piece in self.pieces):
            return 0.0
        total = under = 0
        for piece in self.pieces:
            low, high = max(start, piece.start), min(end, piece.end)
            words = sum(one.isalnum() or one == ATOM for one in self.text[low:high]) if low < high else 0
            total += words
            under += words if piece.has(kind) else 0
        return under / total if total else 0.0

    def touches(self, kind: MarkKind, start: int, end: int) -> bool:
        """Whether the mark is on any of these characters."""
        return any(piece.start < end and start < piece.end and piece.has(kind) for piece in self.pieces)

    def span(self, start: int, end: int) -> Span | None:
        """These characters' place in the block; None when they lie inside an optional field."""
        first, last = self._piece(start), self._piece(max(end - 1, start))
        if first is None or last is None or first.within_field or last.within_field:
            return None
        return Span(self.block, self._at(first, start), self._at(last, end - 1) + 1)

    def _piece(self, place: int) -> Piece | None:
        return next((piece for piece in self.pieces if piece.start <= place < piece.end), None)

    @staticmethod
    def _at(piece: Piece, place: int) -> int:
        return piece.place + (place - piece.start if isinstance(piece.node, Text) else 0)


def lines_of(doc: Doc) -> tuple[Line, ...]:
    """Every line of the letter, those of every variant too, in reading order."""
    return tuple(line for section in doc.sections for line in section_lines(section))


def section_lines(section: Section) -> Iterator[Line]:
    """The lines of one section."""
    for block in section.blocks:
        for child in _plain(block):
            yield from _block_lines(section, child)


def line_of(content: tuple[Inline, ...], block: str = "", role: Role = Role.BODY, section: str = "") -> Line:
    """One run of inlines as a line."""
    walk = _Walk()
    walk.add(content, (), None)
    return Line(section, role, block, "".join(walk.text), tuple(walk.pieces), tuple(walk.cites))


def readable(words: str) -> str:
    """Words for a message: an atom shows as an ellipsis, spaces are single."""
    return " ".join(words.replace(ATOM, "…").split())


def shortened(words: str, most: int = 90) -> str:
    """Readable words, cut at a word after ``most`` characters."""
    words = readable(words)
    if len(words) <= most:
        return words
    cut = words[: most - 1].rpartition(" ")[0] or words[: most - 1]
    return cut.rstrip(",;:–—-") + "…"


def _plain(block: Block) -> tuple[PlainBlock, ...]:
    return block.blocks if isinstance(block, Variant) else (block,)


def _block_lines(section: Section, block: PlainBlock) -> Iterator[Line]:
    for part in _parts(block):
        walk = _Walk()
        walk.add(part.content, (), None)
        yield Line(
            section.id,
            section.role,
            part.id,
            "".join(walk.text),
            tuple(walk.pieces),
            tuple(walk.cites),
            quoted=isinstance(block, Quote),
            item=isinstance(part, ListItem),
        )


def _parts(block: PlainBlock) -> tuple[Paragraph | ListItem, ...]:
    if isinstance(block, Paragraph):
        return (block,)
    return block.paragraphs if isinstance(block, Quote) else block.items


@dataclass(slots=True)
class _Walk:
    text: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    cites: list[tuple[int, str]] = field(default_factory=list)
    length: int = 0
    place: int = 0

    def add(self, content: tuple[Inline, ...], outer: tuple[Mark, ...], inside: int | None) -> None:
        for node in content:
            marks = (*outer, *node.marks)
            if isinstance(node, Citation):
                self.cites.append((self.length, node.claim))
                self.place += 1 if inside is None else 0
            elif isinstance(node, MergeField) and node.content:
                at = self.place if inside is None else inside
                self.add(node.content, marks, at)
                self.place = at + 1 if inside is None else self.place
            else:
                self._one(node, marks, inside)

    def _one(self, node: Inline, marks: tuple[Mark, ...], inside: int | None) -> None:
        words = node.text if isinstance(node, Text) else ATOM
        at = self.place if inside is None else inside
        end = self.length + len(words)
        self.pieces.append(Piece(self.length, end, at, node, marks, inside is not None))
        self.text.append(words)
        self.length = end
        if inside is None:
            self.place += len(words)


def day_counts(line: Line) -> tuple[tuple[int, DayCount], ...]:
    """(place in the text, day count) of every day count of a line."""
    return tuple((piece.start, piece.node) for piece in line.pieces if isinstance(piece.node, DayCount))


def places_of(doc: Doc) -> dict[str, str]:
    """ "Facts, paragraph 1" by the id of every line, "Facts" by that of every section."""
    places: dict[str, str] = {section.id: section.role.label for section in doc.sections}
    paragraphs = items = 0
    section = ""
    for line in lines_of(doc):
        if line.section != section:
            section, paragraphs, items = line.section, 0, 0
        if line.item:
            items += 1
            places[line.block] = f"{line.role.label}, item {items}"
        else:
            paragraphs += 1
            places[line.block] = (
                f"{line.role.label}, {'quotation' if line.quoted else 'paragraph'} {paragraphs}"
            )
    return places
