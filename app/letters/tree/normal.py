"""One canonical form for every tree, so that equal letters compare, write and hash alike.

Neighbouring texts with the same marks are one text; marks stand in one order; a block neither starts nor ends
with plain spaces (they never print); blocks without words vanish. Words are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from app.letters.tree.nodes import (
    MARK_ORDER,
    Block,
    Doc,
    FieldForm,
    Inline,
    ListItem,
    Mark,
    MarkKind,
    MergeField,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    Variant,
)

Line = TypeVar("Line", Paragraph, ListItem)


def normal(doc: Doc) -> Doc:
    """The canonical form of a letter; of a canonical letter, itself."""
    return replace(doc, sections=tuple(_section(section) for section in doc.sections))


def normal_inlines(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """Merge neighbouring texts and sort marks; edges keep their spaces."""
    tidy = [_inline(node) for node in content]
    merged: list[Inline] = []
    for node in tidy:
        if node is None or (isinstance(node, Text) and not node.text):
            continue
        last = merged[-1] if merged else None
        if isinstance(node, Text) and isinstance(last, Text) and last.marks == node.marks:
            merged[-1] = Text(last.text + node.text, node.marks)
        else:
            merged.append(node)
    return tuple(merged)


def normal_marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Sorted and once each; of two links or languages the later (inner) holds; asks may stand together."""
    given = tuple(marks)
    if len(given) < 2:
        return given
    kept: dict[object, Mark] = {}
    for mark in given:
        kept[mark if mark.kind is MarkKind.ASK else mark.kind] = mark
    return tuple(sorted(kept.values(), key=lambda mark: (MARK_ORDER[mark.kind], mark.value)))


def trimmed(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """A block's inlines without plain spaces at either end; empty when no word is left."""
    nodes = list(normal_inlines(content))
    while nodes and isinstance(first := nodes[0], Text):
        nodes[0] = kept = Text(first.text.lstrip(" "), first.marks)
        if kept.text:
            break
        nodes.pop(0)
    while nodes and isinstance(last := nodes[-1], Text):
        nodes[-1] = kept = Text(last.text.rstrip(" "), last.marks)
        if kept.text:
            break
        nodes.pop()
    blank = all(isinstance(node, Text) and not node.text.strip() for node in nodes)
    return () if blank else tuple(nodes)


def blocks_of(section: Section) -> Iterator[PlainBlock]:
    """Every printing block of a section, those inside variants too, in reading order."""
    for block in section.blocks:
        if isinstance(block, Variant):
            yield from block.blocks
        else:
            yield block


def runs_of(block: PlainBlock) -> Iterator[tuple[str, tuple[Inline, ...]]]:
    """(id, inlines) of every line of text in a block: the paragraph, or each item or quoted paragraph."""
    if isinstance(block, Paragraph):
        yield block.id, block.content
    elif isinstance(block, Quote):
        yield from ((paragraph.id, paragraph.content) for paragraph in block.paragraphs)
    else:
        yield from ((item.id, item.content) for item in block.items)


def inlines_of(content: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline, and the words inside optional and fallback fields."""
    for node in content:
        yield node
        if isinstance(node, MergeField):
            yield from inlines_of(node.content)


def _inline(node: Inline) -> Inline | None:
    marks = normal_marks(node.marks)
    if isinstance(node, MergeField):
        content = normal_inlines(node.content)
        if node.form is FieldForm.OPTIONAL and not content:
            return None  # optional nothing prints nothing
        return replace(node, content=() if node.form is FieldForm.VALUE else content, marks=marks)
    return node if marks == node.marks else replace(node, marks=marks)


def _section(section: Section) -> Section:
    blocks = (_block(block) for block in section.blocks)
    return replace(section, blocks=tuple(block for block in blocks if block is not None))


def _block(block: Block) -> Block | None:
    if isinstance(block, Variant):
        inner = (_plain_block(child) for child in block.blocks)
        return replace(block, blocks=tuple(child for child in inner if child is not None))
    return _plain_block(block)


def _plain_block(block: PlainBlock) -> PlainBlock | None:
    if isinstance(block, Paragraph):
        content = trimmed(block.content)
        return replace(block, content=content) if content else None
    if isinstance(block, Quote):
        paragraphs = tuple(_nonempty(block.paragraphs))
        return replace(block, paragraphs=paragraphs) if paragraphs else None
    items = tuple(_nonempty(block.items))
    return replace(block, items=items) if items else None


def _nonempty(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        content = trimmed(line.content)
        if content:
            yield replace(line, content=content)
