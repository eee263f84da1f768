"""A difference laid out as the letter reads: sections, paragraphs, lists. Pure; what the pages show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from app.letters.diffing.delta import Delta, LineChange, Mark, Run
from app.letters.diffing.lines import Head, Kind, Token
from app.letters.tree import Citation, DayCount, Inline, MarkKind, MergeField, Role, Text

WORDLESS = frozenset({Kind.SECTION, Kind.VARIANT, Kind.QUOTE, Kind.BULLETS, Kind.NUMBERS})


class Sort(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    FIELD = "field"
    CITATION = "citation"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with one fate and one look. ``name``: the field, claim or anchor of an atom, ``node`` the atom itself."""

    mark: Mark
    text: str
    sort: Sort = Sort.TEXT
    name: str = ""
    bold: bool = False
    italic: bool = False
    node: Inline | None = None


@dataclass(frozen=True, slots=True)
class LineView:
    """A paragraph or an item. ``id`` is that of its block now, empty when it was taken out."""

    id: str
    mark: Mark
    pieces: tuple[Piece, ...]
    number: int
    changed: bool

    def side(self, mark: Mark) -> tuple[Piece, ...]:
        """The pieces of one version: ``REMOVED`` for the older, ``ADDED`` for the newer."""
        return tuple(piece for piece in self.pieces if piece.mark in (Mark.SAME, mark))

    @property
    def text(self) -> str:
        """The words of the newer version."""
        return "".join(piece.text for piece in self.side(Mark.ADDED) if piece.sort is not Sort.CITATION)


@dataclass(frozen=True, slots=True)
class BlockView:
    """One paragraph, or the lines of one quotation or list. ``rule``: for which recipients it prints, if not all."""

    kind: Kind
    rule: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section. ``was``: what it was before, if something else; ``place``: "2, 3 of 6"."""

    id: str
    label: str
    mark: Mark
    blocks: tuple[BlockView, ...]
    changed: bool
    was: str = ""
    place: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def is_asks(self) -> bool:
        return self.label == Role.ASKS.label

    def lines(self) -> Iterator[LineView]:
        """Its lines in reading order."""
        return (line for block in self.blocks for line in block.lines)


@dataclass(slots=True)
class _Open:
    """A section while its lines are met."""

    head: Head
    was: Head | None
    mark: Mark
    blocks: list[tuple[Kind, str, list[LineView]]] = field(default_factory=list)
    changed: bool = False
    rule: str = ""


def sections(delta: Delta, numbers: Mapping[str, int] = MappingProxyType({})) -> tuple[SectionView, ...]:
    """The difference by sections, in the order of the newer text. ``numbers``: of the claims that it cites."""
    found: list[_Open] = []
    now: _Open | None = None  # the section of the newer text that the lines stand in
    for change in delta.lines:
        head = change.after or change.before
        if head is None:
            continue
        if head.kind is Kind.SECTION:
            made = _Open(head, change.before, change.mark, changed=change.changed)
            found.append(made)
            now = made if change.after else now
            continue
        if now is None:
            now = _Open(Head(Kind.SECTION, value=Role.BODY), None, Mark.SAME)
            found.append(now)
        home = found[-1] if change.after is None and found[-1].mark is Mark.REMOVED else now
        _put(home, change, head, numbers)
    total = sum(_counted(one) for one in found)
    return tuple(_closed(found, total))


def _put(home: _Open, change: LineChange, head: Head, numbers: Mapping[str, int]) -> None:
    home.changed = home.changed or change.changed
    if head.kind is Kind.VARIANT:
        was = change.before.value if change.before and change.before.value != head.value else ""
        home.rule = f"{head.value} (before: {was})" if was else head.value
        return
    if head.depth == 1:
        home.rule = ""
    if head.kind in WORDLESS:
        home.blocks.append((head.kind, home.rule, []))
        return
    mine = change.after.id if change.after else ""
    line = LineView(mine, change.mark, tuple(_pieces(change.runs, numbers)), head.number, change.changed)
    kind = Kind.PARAGRAPH if head.kind is Kind.PARAGRAPH else home.blocks[-1][0] if home.blocks else head.kind
    if head.kind is Kind.PARAGRAPH or not home.blocks or home.blocks[-1][0] is Kind.PARAGRAPH:
        home.blocks.append((kind if kind is not Kind.ITEM else Kind.BULLETS, home.rule, []))
    home.blocks[-1][2].append(line)


def _counted(one: _Open) -> int:
    """Blocks of the newer text, which are numbered through the whole letter."""
    return sum(any(line.mark is not Mark.REMOVED for line in lines) for _, _, lines in one.blocks)


def _closed(found: Iterable[_Open], total: int) -> Iterator[SectionView]:
    start = 0
    for one in found:
        count = _counted(one)
        label = Role(one.head.value).label
        was = Role(one.was.value).label if one.was and one.was.value != one.head.value else ""
        blocks = tuple(BlockView(kind, rule, tuple(lines)) for kind, rule, lines in one.blocks if lines)
        yield SectionView(one.head.id, label, one.mark, blocks, one.changed, was, _place(start, count, total))
        start += count


def _place(start: int, count: int, total: int) -> str:
    if not count:
        return ""
    if count > 2:
        return f"{start + 1} to {start + count} of {total}"
    return f"{', '.join(str(start + step) for step in range(1, count + 1))} of {total}"


def _pieces(runs: Sequence[Run], numbers: Mapping[str, int]) -> Iterator[Piece]:
    last: Piece | None = None
    for run in runs:
        for token in run.tokens:
            made = _piece(run.mark, token, numbers)
            if (
                last is not None
                and last.sort is Sort.TEXT
                and replace(last, text="") == replace(made, text="")
            ):
                last = replace(last, text=last.text + made.text)
                continue
            if last is not None:
                yield last
            last = made
    if last is not None:
        yield last


def _piece(mark: Mark, token: Token, numbers: Mapping[str, int]) -> Piece:
    node = token.node
    kinds = {each.kind for each in node.marks}
    bold, italic = MarkKind.BOLD in kinds, MarkKind.ITALIC in kinds
    if isinstance(node, Text):
        return Piece(mark, node.text, bold=bold, italic=italic)
    if isinstance(node, Citation):
        return Piece(mark, f"[{numbers.get(node.claim, '–')}]", Sort.CITATION, node.claim)
    if isinstance(node, DayCount):
        return Piece(
            mark, token.shown or f"((day {node.anchor}))", Sort.DAYS, node.anchor, bold, italic, node
        )
    return Piece(mark, token.shown or _spelled(node), Sort.FIELD, node.name, bold, italic, node)


def _spelled(node: MergeField) -> str:
    """A field that prints nothing in this copy, so that its change is seen all the same."""
    return f"(({node.name}{'…' if node.content else ''}))"
