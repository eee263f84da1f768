"""Text from elsewhere brought into a section of the plain editor: the same rules for everyone, nothing lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.core.errors import InvalidInput
from app.documents.extract.pasted import read_pasted
from app.documents.extract.pieces import Kind, NothingToRead, Piece
from app.letters import markdown
from app.letters.tree import (
    BulletList,
    Doc,
    ListItem,
    OrderedList,
    Paragraph,
    PlainBlock,
    Role,
    Section,
    Text,
    normal,
)


@dataclass(frozen=True)
class Brought:
    """The clean text as Markdown in which nothing is markup, how many blocks it makes, and what was dropped."""

    text: str
    blocks: int
    report: tuple[str, ...]


def bring_in(pasted: str) -> Brought:
    """What was pasted, as text for a section. Raises `InvalidInput` (`pasted`) for none, or for too much."""
    try:
        read = read_pasted(pasted)
    except NothingToRead as problem:
        raise InvalidInput({"pasted": str(problem)}) from problem
    doc = normal(Doc((Section(Role.BODY, tuple(_blocks(read.pieces))),)))
    section = doc.sections[0]
    return Brought(markdown.write_section(section).rstrip("\n"), len(section.blocks), read.left_out)


def appended(before: str, brought: str) -> str:
    """The section's text with what was brought in after it; two empty lines, so that two lists stay two."""
    return f"{before.rstrip()}\n\n\n{brought}" if before.strip() else brought


def _blocks(pieces: Iterable[Piece]) -> Iterator[PlainBlock]:
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        lines = [(Text(" ".join(piece.text.split())),) for piece in group]
        if kind is Kind.ITEM:
            yield OrderedList(tuple(ListItem(line) for line in lines))
        elif kind is Kind.POINT:
            yield BulletList(tuple(ListItem(line) for line in lines))
        else:
            yield from (Paragraph(line) for line in lines)
