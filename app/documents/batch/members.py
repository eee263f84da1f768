"""The copies of a batch as what they have otherwise, and what all of them are drawn with."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.documents.batch.drawing import Fonts
from app.documents.batch.lines import Lines
from app.documents.batch.parts import Store
from app.documents.batch.setting import Chunks
from app.documents.batch.shelf import Shelf
from app.documents.batch.tokens import Key, Tokens
from app.documents.layout import Typesetter
from app.documents.paper import LetterPaper


@dataclass(frozen=True)
class Member:
    """A copy in a group: its number, and what its HTML has otherwise than that of the group's first copy."""

    number: int
    changed: Mapping[Key, str]

    def to_json(self) -> list[list[Any]]:
        """What it has otherwise as JSON values."""
        return [[key, value] for key, value in self.changed.items()]

    @classmethod
    def from_json(cls, number: int, data: list[list[Any]]) -> Member:
        """The copy again."""
        return cls(number, {tuple(key) if isinstance(key, list) else key: value for key, value in data})


@dataclass
class Group:
    """Copies with the same tags. `reference` is the HTML of the first; `personal` the keys in which others differ."""

    reference: Tokens
    numbers: array[int] = field(default_factory=lambda: array("q"))
    personal: set[Key] = field(default_factory=set)

    def add(self, member: Member) -> None:
        """One more copy."""
        self.numbers.append(member.number)
        self.personal |= member.changed.keys()

    def texts(self) -> range:
        """The keys of all texts."""
        return range(0, len(self.reference.pieces), 2)

    def values(self) -> dict[Key, str]:
        """What the first copy has for the keys in which others differ."""
        carried = dict(self.reference.carried)
        return {
            key: self.reference.pieces[key] if isinstance(key, int) else carried[key] for key in self.personal
        }


@dataclass
class Workshop:
    """What all classes of a batch work with. `paper` and `member` give a copy, `assets` the images it prints.

    `chunks`: what stands in the places of each copy that has a class. `reasons`: why copies were not proved, and how
    many. That is no failure: they are drawn by themselves.
    """

    typesetter: Typesetter
    paper: Callable[[int], LetterPaper]
    member: Callable[[int], Member]
    assets: Callable[[LetterPaper], dict[str, bytes]]
    chunks: Shelf = field(default_factory=Shelf)
    fonts: Fonts = field(default_factory=Fonts)
    store: Store = field(default_factory=Store)
    lines: Lines = field(default_factory=Lines)
    reasons: Counter[str] = field(default_factory=Counter)


def shelved(chunks: Sequence[Chunks]) -> list[list[str]]:
    """Chunks, which are bytes of any kind, as they wait until the fonts are known."""
    return [[chunk.decode("latin-1") for chunk in some] for some in chunks]


def unshelved(waiting: list[list[str]]) -> tuple[Chunks, ...]:
    """The chunks again, by place."""
    return tuple(tuple(chunk.encode("latin-1") for chunk in some) for some in waiting)
