"""Passages of a text: where one stands, where it went, and what the text says with other words in its place. Pure.

A passage is told by its block's id, its words and where they begin, as a copy reads: fields and day counts with
their values, citations as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from app.core.errors import Conflict, InvalidInput
from app.letters.diffing.lines import WORDS, Show, Token, tokens_of
from app.letters.diffing.matching import matches
from app.letters.tree import (
    Block,
    Doc,
    Inline,
    Mark,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Section,
    Text,
    Variant,
    blocks_of,
    normal,
    runs_of,
)
from app.letters.tree.normal import normal_inlines

LONG_ENOUGH = 20  # characters from which a passage is looked for outside its own block
_Edit: TypeAlias = Callable[[str, tuple[Inline, ...]], tuple[Inline, ...]]
INSIDE = "The passage begins or ends inside a field. Choose the whole field, or none of it."


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a block: ``quote`` stands at ``start`` to ``end`` of its text."""

    block_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class BlockText:
    """A paragraph or item as it reads. ``name``: "Opening, paragraph 2"."""

    id: str
    role: Role
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands now. ``block_id`` empty: its block is gone. ``exact``: its words are still there."""

    block_id: str
    start: int = 0
    end: int = 0
    exact: bool = False


def block_texts(tree: Doc, show: Show) -> dict[str, BlockText]:
    """Every paragraph and item of the letter by id, in reading order."""
    found: dict[str, BlockText] = {}
    for section in tree.sections:
        lines = [line for block in blocks_of(section) for line in runs_of(block)]
        for number, (id, run) in enumerate(lines, start=1):
            text = "".join(token.text for token in tokens_of(run, show))
            found[id] = BlockText(id, section.role, f"{section.role.label}, paragraph {number}", text)
    return found


def chosen(blocks: dict[str, BlockText], block_id: str, quote: str, start: int | None = None) -> Passage:
    """The passage somebody points at: the whole block without a quote, else the words nearest to ``start``.

    Raises InvalidInput (block_id, quote).
    """
    block = blocks.get(block_id)
    if block is None:
        raise InvalidInput({"block_id": "Choose a paragraph of the text."})
    words = quote.strip()
    if not words:
        return Passage(block.id, 0, len(block.text), block.text)
    at = _nearest(block.text, words, start or 0)
    if at is None:
        raise InvalidInput({"quote": "These words are not in the paragraph. Copy them as they stand there."})
    return Passage(block.id, at, at + len(words), words)


def placed(passage: Passage, blocks: dict[str, BlockText]) -> Place:
    """Where the passage stands in this text: its own block first, then the one block that holds its words."""
    own = blocks.get(passage.block_id)
    if own is not None and (at := _nearest(own.text, passage.quote, passage.start)) is not None:
        return Place(own.id, at, at + len(passage.quote), exact=True)
    if len(passage.quote) >= LONG_ENOUGH:
        others = [block for block in blocks.values() if passage.quote in block.text]
        if len(others) == 1:
            at = others[0].text.index(passage.quote)
            return Place(others[0].id, at, at + len(passage.quote), exact=True)
    return Place(own.id if own else "")


def tidy_replacement(text: str) -> str:
    """A replacement on one line: a suggestion stays inside its paragraph."""
    return " ".join(text.split())


def replaced(tree: Doc, passage: Passage, replacement: str, show: Show) -> Doc:
    """The letter with other words in the passage's place; fields whose value is kept stay fields.

    Raises Conflict when the passage is not there any more.
    """
    blocks = block_texts(tree, show)
    place = placed(passage, blocks)
    if not place.exact:
        now = blocks[place.block_id].text if place.block_id else ""
        reads = f" The paragraph now reads: “{now}”" if now else " Its paragraph is no longer in the letter."
        raise Conflict(f"The words “{passage.quote}” have changed since this was suggested.{reads}")

    if not replacement:
        place = _with_a_space(place, blocks[place.block_id].text)

    def edited(id: str, run: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return _edited(run, place, replacement, show) if id == place.block_id else run

    return normal(replace(tree, sections=tuple(_section(section, edited) for section in tree.sections)))


def _with_a_space(place: Place, text: str) -> Place:
    """Words that are taken out take one space along, so that none is left over."""
    after = text[place.end : place.end + 1]
    if text[place.start - 1 : place.start] == " " and (not after or after in " .,;:!?)"):
        return replace(place, start=place.start - 1)
    return replace(place, end=place.end + 1) if not place.start and after == " " else place


def _nearest(text: str, words: str, start: int) -> int | None:
    """Where the words stand, nearest to ``start``."""
    found = []
    at = text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return min(found, key=lambda here: abs(here - start), default=None)


def _section(section: Section, edited: _Edit) -> Section:
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Variant):
            blocks.append(replace(block, blocks=tuple(_block(child, edited) for child in block.blocks)))
        else:
            blocks.append(_block(block, edited))
    return replace(section, blocks=tuple(blocks))


def _block(block: PlainBlock, edited: _Edit) -> PlainBlock:
    if isinstance(block, Paragraph):
        return replace(block, content=edited(block.id, block.content))
    if isinstance(block, Quote):
        lines = (replace(line, content=edited(line.id, line.content)) for line in block.paragraphs)
        return replace(block, paragraphs=tuple(lines))
    return replace(
        block, items=tuple(replace(item, content=edited(item.id, item.content)) for item in block.items)
    )


def _edited(run: tuple[Inline, ...], place: Place, replacement: str, show: Show) -> tuple[Inline, ...]:
    before, inside, after = _cut(tokens_of(run, show), place.start, place.end)
    made = [
        *(token.node for token in before),
        *_joined(before, inside, replacement),
        *(t.node for t in after),
    ]
    return normal_inlines(made)


def _cut(tokens: Sequence[Token], start: int, end: int) -> tuple[list[Token], list[Token], list[Token]]:
    """The tokens before, in and after the passage; words are cut where it begins and ends."""
    parts: tuple[list[Token], list[Token], list[Token]] = ([], [], [])
    at = 0
    for token in tokens:
        size = len(token.text)
        for piece, here in _split(token, at, start, end):
            parts[
                0 if here < start or (not piece.text and here == start) else 2 if here >= end else 1
            ].append(piece)
        at += size
    return parts


def _split(token: Token, at: int, start: int, end: int) -> Iterator[tuple[Token, int]]:
    edges = [edge - at for edge in (start, end) if at < edge < at + len(token.text)]
    if not edges:
        yield token, at
        return
    if not isinstance(token.node, Text):
        raise Conflict(INSIDE)
    edges = [0, *edges, len(token.text)]
    for here, there in pairwise(edges):
        if there > here:
            yield Token(replace(token.node, text=token.text[here:there])), at + here


def _joined(before: Sequence[Token], inside: Sequence[Token], replacement: str) -> Iterator[Inline]:
    """The passage in its new words: what is kept keeps its marks, what is new takes those of what it replaces."""
    words = [token for token in inside if token.text]
    new = list(_read(replacement, [token for token in words if not isinstance(token.node, Text)]))
    kept = matches([_key(token) for token in words], [_key(token) for token in new])
    marks = _marks(before[-1:]) or _marks(words[:1])
    cited = _silent(inside)
    i = j = 0
    yield from cited.get(0, ())
    for next_i, next_j, size in [*kept, (len(words), len(new), 0)]:
        marks = _marks(words[i:next_i]) or marks
        for token in new[j:next_j]:
            yield replace(token.node, marks=marks) if isinstance(token.node, Text) else token.node
        for gone in range(i, next_i):
            yield from cited.get(gone + 1, ())
        for step in range(size):
            yield words[next_i + step].node
            yield from cited.get(next_i + step + 1, ())
            marks = _marks(words[next_i + step : next_i + step + 1])
        i, j = next_i + size, next_j + size


def _silent(inside: Sequence[Token]) -> dict[int, list[Inline]]:
    """What reads as nothing here, by how many words stand before it: no edit loses a source or another's words."""
    found: dict[int, list[Inline]] = {}
    count = 0
    for token in inside:
        if token.text:
            count += 1
        else:
            found.setdefault(count, []).append(token.node)
    return found


def _read(replacement: str, atoms: Sequence[Token]) -> Iterator[Token]:
    """The replacement as tokens: where it holds the value of a field of the passage, that field stays."""
    at = 0
    for atom in atoms:
        here = replacement.find(atom.text, at) if atom.text else -1
        if here < 0:
            continue
        yield from (Token(Text(word)) for word in WORDS.findall(replacement[at:here]))
        yield atom
        at = here + len(atom.text)
    yield from (Token(Text(word)) for word in WORDS.findall(replacement[at:]))


def _key(token: Token) -> object:
    return token.node.text if isinstance(token.node, Text) else token.node


def _marks(tokens: Sequence[Token]) -> tuple[Mark, ...]:
    """The marks of the first word."""
    return next((token.node.marks for token in tokens if token.text.strip()), ())
