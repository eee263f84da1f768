"""A letter as a flat run of lines, each with its place in the layout and its words. Pure.

``rebuild(flatten(doc))`` is the same letter: nothing of the tree is lost, so a difference of lines is one of trees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from app.letters.tree import (
    Block,
    BulletList,
    Doc,
    Inline,
    ListItem,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Section,
    Text,
    Variant,
    parse_rule,
)
from app.letters.tree.normal import normal_inlines

WORDS = re.compile(r"\s+|\w+(?:[’'.,-]\w+)*|[^\w\s]")
"""A run of spaces, a word (with its apostrophes, hyphens and the commas of figures), or one sign."""

Show: TypeAlias = Callable[[Inline], str]
"""How an atom (field, citation, day count) reads in the copy that is compared."""


class Kind(StrEnum):
    """What a line is. Sections, variants, quotations and lists have no words of their own."""

    SECTION = "section"
    VARIANT = "variant"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    QUOTED = "quoted"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    ENTRY = "entry"  # a line of a setting: a recipient, a copy line, a demand


@dataclass(frozen=True, slots=True)
class Head:
    """A line's place. ``value``: the role of a section, the rule of a variant. ``number``: of an item, from 1."""

    kind: Kind
    depth: int = 0
    value: str = ""
    id: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, one sign, one run of spaces, or one atom. ``shown``: how an atom reads."""

    node: Inline
    shown: str = ""

    @property
    def text(self) -> str:
        """The characters a reader sees."""
        return self.node.text if isinstance(self.node, Text) else self.shown


@dataclass(frozen=True, slots=True)
class Line:
    head: Head
    tokens: tuple[Token, ...] = ()


def nothing(_node: Inline) -> str:
    """For comparing trees apart from any copy: atoms read as nothing."""
    return ""


def flatten(doc: Doc, show: Show = nothing) -> tuple[Line, ...]:
    """Every section, block and item in reading order, parents first."""
    return tuple(line for section in doc.sections for line in _section(section, show))


def entries(texts: Sequence[str]) -> tuple[Line, ...]:
    """Plain lines, such as those of a setting."""
    return tuple(Line(Head(Kind.ENTRY), tokens_of((Text(text),), nothing)) for text in texts if text)


def tokens_of(content: Sequence[Inline], show: Show) -> tuple[Token, ...]:
    """Words and atoms of a run of inlines."""
    found: list[Token] = []
    for node in content:
        if isinstance(node, Text):
            found += [Token(replace(node, text=word)) for word in WORDS.findall(node.text)]
        else:
            found.append(Token(node, show(node)))
    return tuple(found)


def inlines_of_tokens(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    """The run of inlines that the tokens were made from."""
    return normal_inlines(token.node for token in tokens)


def rebuild(lines: Sequence[Line]) -> Doc:
    """The letter that these lines describe. Raises ValueError when no letter does."""
    roots: list[_Node] = []
    path: list[_Node] = []
    for line in lines:
        made = _Node(line, [])
        del path[line.head.depth :]
        if len(path) != line.head.depth:
            raise ValueError("A line stands deeper than anything above it.")
        (path[-1].children if path else roots).append(made)
        path.append(made)
    return Doc(tuple(_made_section(node) for node in roots))


@dataclass
class _Node:
    line: Line
    children: list[_Node]


def _section(section: Section, show: Show) -> Iterator[Line]:
    yield Line(Head(Kind.SECTION, 0, section.role.value, section.id))
    for block in section.blocks:
        if isinstance(block, Variant):
            yield Line(Head(Kind.VARIANT, 1, str(block.rule), block.id))
            for child in block.blocks:
                yield from _block(child, 2, show)
        else:
            yield from _block(block, 1, show)


def _block(block: PlainBlock, depth: int, show: Show) -> Iterator[Line]:
    if isinstance(block, Paragraph):
        yield Line(Head(Kind.PARAGRAPH, depth, id=block.id), tokens_of(block.content, show))
        return
    if isinstance(block, Quote):
        yield Line(Head(Kind.QUOTE, depth, id=block.id))
        for paragraph in block.paragraphs:
            yield Line(Head(Kind.QUOTED, depth + 1, id=paragraph.id), tokens_of(paragraph.content, show))
        return
    yield Line(Head(Kind.NUMBERS if isinstance(block, OrderedList) else Kind.BULLETS, depth, id=block.id))
    for number, item in enumerate(block.items, start=1):
        head = Head(Kind.ITEM, depth + 1, id=item.id, number=number)
        yield Line(head, tokens_of(item.content, show))


def _made_section(node: _Node) -> Section:
    head = node.line.head
    if head.kind is not Kind.SECTION:
        raise ValueError("A letter is made of sections.")
    return Section(Role(head.value), tuple(_made_block(child) for child in node.children), head.id)


def _made_block(node: _Node) -> Block:
    head = node.line.head
    if head.kind is Kind.VARIANT:
        blocks: tuple[Any, ...] = tuple(_made_block(child) for child in node.children)
        return Variant(parse_rule(head.value), blocks, head.id)
    if head.kind is Kind.PARAGRAPH:
        return Paragraph(inlines_of_tokens(node.line.tokens), head.id)
    lines = [(inlines_of_tokens(child.line.tokens), child.line.head.id) for child in node.children]
    if head.kind is Kind.QUOTE:
        return Quote(tuple(Paragraph(*line) for line in lines), head.id)
    items = tuple(ListItem(*line) for line in lines)
    if head.kind is Kind.BULLETS:
        return BulletList(items, head.id)
    if head.kind is Kind.NUMBERS:
        return OrderedList(items, head.id)
    raise ValueError(f"A {head.kind} cannot stand in a section.")
