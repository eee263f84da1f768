"""A letter's text made fit to begin others: whom it names and its dates go, everything else stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest

from app.letters.compose.figures import FigureKind, figures
from app.letters.compose.sentences import split
from app.letters.tree import (
    Block,
    BulletList,
    Citation,
    Doc,
    Inline,
    ListItem,
    MergeField,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Text,
    Variant,
    normal,
    without_ids,
)

Names = Mapping[str, str]
"""A person's name as printed, and the field that stands in its place."""


def generalised(tree: Doc, names: Names) -> Doc:
    """The text with fields in the place of `names`, and a place to fill in for every whole date that no claim proves.

    Fields, asks, citations and variants stay as they are.
    """
    change = _changer(names)
    sections = tuple(
        replace(section, blocks=tuple(_block(block, change) for block in section.blocks))
        for section in tree.sections
    )
    return normal(without_ids(replace(tree, sections=sections)))


def people(addressees: Iterable[str], signatories: Iterable[str]) -> dict[str, str]:
    """Fields for the names of those whom a letter addresses and of those who sign it."""
    found = {name: "recipient.name" for name in addressees if name.strip()}
    signing = [name for name in signatories if name.strip()]
    joint = " and ".join(signing)
    return found | dict.fromkeys([*signing, joint] if joint else signing, "signatories.names")


_Change = Callable[[Text, bool], list[Inline]]


def _changer(names: Names) -> _Change:
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in longest)) if longest else None

    def change(node: Text, cited: bool) -> list[Inline]:
        node = _undated(node, cited)
        if pattern is None:
            return [node]
        found: list[Inline] = []
        place = 0
        for match in pattern.finditer(node.text):
            found.append(Text(node.text[place : match.start()], node.marks))
            found.append(MergeField(names[match.group()], marks=node.marks))
            place = match.end()
        found.append(Text(node.text[place:], node.marks))
        return [each for each in found if not isinstance(each, Text) or each.text]

    return change


def _undated(node: Text, cited: bool) -> Text:
    """Whole dates become places to fill in, which the checks of a letter name until somebody has.

    ``cited``: its last sentence rests on a claim, so the dates in that one are the claim's and stay.
    """
    bounds = split(node.text)
    until = bounds[-1][0] if cited and bounds else len(node.text)
    parts: list[str] = []
    place = 0
    for figure in figures(node.text):
        whole = (
            figure.kind is FigureKind.DATE and figure.day is not None and figure.day.day and figure.day.month
        )
        if whole and figure.start < until:
            parts += [node.text[place : figure.start], f"[[date, was {figure.text}]]"]
            place = figure.end
    return Text("".join([*parts, node.text[place:]]), node.marks)


def _run(content: tuple[Inline, ...], change: _Change) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for node, following in zip_longest(content, content[1:]):
        if isinstance(node, Text):
            found += change(node, isinstance(following, Citation))
        elif isinstance(node, MergeField):
            found.append(replace(node, content=_run(node.content, change)))
        else:
            found.append(node)
    return tuple(found)


def _block(block: Block, change: _Change) -> Block:
    if isinstance(block, Variant):
        return replace(block, blocks=tuple(_plain(each, change) for each in block.blocks))
    return _plain(block, change)


def _plain(block: PlainBlock, change: _Change) -> PlainBlock:
    if isinstance(block, Paragraph):
        return Paragraph(_run(block.content, change))
    if isinstance(block, Quote):
        return Quote(tuple(Paragraph(_run(each.content, change)) for each in block.paragraphs))
    items = tuple(ListItem(_run(each.content, change)) for each in block.items)
    return BulletList(items) if isinstance(block, BulletList) else OrderedList(items)
