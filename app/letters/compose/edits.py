"""Small edits of a letter's tree: other words at a place, a citation behind a sentence, an opinion mark. Pure.

A place is a `Span`: a line's block id and characters in which every atom counts as one (see `lines`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import groupby

from app.letters.compose.problems import Mending, Problem, QuickFix, Span
from app.letters.compose.style import Offer
from app.letters.tree import (
    OPINION,
    Block,
    Citation,
    Doc,
    Inline,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    Variant,
    normal,
)

Run = tuple[Inline, ...]
_STOPS = ".?!…”’\"')»"


def replaced(doc: Doc, span: Span, words: Run) -> Doc:
    """The letter with ``words`` in the place of the span. Words without marks take those of what they replace."""

    def change(content: Run) -> Run:
        before, within, after = _cut(content, span.start, span.end)
        marks = within[0].marks if within else ()
        new = tuple(node if node.marks else replace(node, marks=marks) for node in words)
        return (*before, *new, *after)

    return _changed(doc, span.block, change)


def cited(doc: Doc, span: Span, claim: str) -> Doc:
    """The letter with a citation behind the sentence at the span, after its full stop."""

    def change(content: Run) -> Run:
        before, within, after = _cut(content, span.start, span.end)
        return (*before, *within, Citation(claim), *after)

    return _changed(doc, span.block, change)


def as_opinion(doc: Doc, span: Span) -> Doc:
    """The letter with the sentence at the span marked as opinion."""

    def change(content: Run) -> Run:
        before, within, after = _cut(content, span.start, span.end)
        return (*before, *(replace(node, marks=(*node.marks, OPINION)) for node in within), *after)

    return _changed(doc, span.block, change)


def mended(doc: Doc, problem: Problem, fix: QuickFix, read: Callable[[str], Run]) -> Doc:
    """The letter after a quick fix; ``read`` turns Markdown into inlines. Without a place nothing changes."""
    if problem.span is None:
        return doc
    if fix.kind is Mending.CITE:
        return cited(doc, problem.span, fix.value)
    if fix.kind is Mending.OPINION:
        return as_opinion(doc, problem.span)
    if fix.kind is Mending.REPLACE:
        return replaced(doc, problem.span, read(fix.value))
    return doc


def with_offers(doc: Doc, taken: Iterable[Offer]) -> Doc:
    """The letter with these offers of the house style taken. Marks, fields and citations stay."""
    wanted = sorted(taken, key=lambda offer: (offer.span.block, -offer.span.start))
    for block, some in groupby(wanted, key=lambda offer: offer.span.block):
        found = list(some)
        doc = _changed(doc, block, partial(_retyped, offers=found))
    return doc


def _retyped(content: Run, offers: list[Offer]) -> Run:
    """Each character changed where it stands, from the last to the first."""
    for offer in offers:
        before, within, after = _cut(content, offer.span.start, offer.span.end)
        marks = within[0].marks if within else ()
        content = (*before, Text(offer.new, marks), *after) if offer.new else (*before, *after)
    return content


def _cut(content: Run, start: int, end: int) -> tuple[Run, Run, Run]:
    """The inlines before, within and after; texts are cut, an atom counts as one character."""
    parts: tuple[list[Inline], list[Inline], list[Inline]] = ([], [], [])
    place = 0
    for node in content:
        size = len(node.text) if isinstance(node, Text) else 1
        for part, (low, high) in zip(parts, ((0, start), (start, end), (end, place + size)), strict=True):
            first, last = max(place, low), min(place + size, high)
            if first < last:
                inner = (
                    replace(node, text=node.text[first - place : last - place])
                    if isinstance(node, Text)
                    else node
                )
                part.append(inner)
        place += size
    return tuple(parts[0]), tuple(parts[1]), tuple(parts[2])


def _changed(doc: Doc, block: str, change: Callable[[Run], Run]) -> Doc:
    """The letter with the one line of this id changed."""
    return normal(replace(doc, sections=tuple(_section(each, block, change) for each in doc.sections)))


def _section(section: Section, id: str, change: Callable[[Run], Run]) -> Section:
    return replace(section, blocks=tuple(_block(each, id, change) for each in section.blocks))


def _block(block: Block, id: str, change: Callable[[Run], Run]) -> Block:
    if isinstance(block, Variant):
        return replace(block, blocks=tuple(_plain(each, id, change) for each in block.blocks))
    return _plain(block, id, change)


def _plain(block: PlainBlock, id: str, change: Callable[[Run], Run]) -> PlainBlock:
    if isinstance(block, Paragraph):
        return _paragraph(block, id, change)
    if isinstance(block, Quote):
        return replace(block, paragraphs=tuple(_paragraph(each, id, change) for each in block.paragraphs))
    items = tuple(
        replace(item, content=change(item.content)) if item.id == id else item for item in block.items
    )
    return replace(block, items=items)


def _paragraph(paragraph: Paragraph, id: str, change: Callable[[Run], Run]) -> Paragraph:
    return replace(paragraph, content=change(paragraph.content)) if paragraph.id == id else paragraph
