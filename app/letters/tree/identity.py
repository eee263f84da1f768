"""Ids of sections and blocks: stable from one version to the next, unique in one letter.

Pure: equal words get equal new ids, and a block that an earlier tree holds keeps its id from there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

from app.letters.tree.nodes import (
    Block,
    Doc,
    ListItem,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    Variant,
)

Node: TypeAlias = Section | Variant | PlainBlock | ListItem
TextNode: TypeAlias = Paragraph | Quote | ListItem
ALIKE = 0.5  # share of common words from which a changed block counts as the same block
_WORD = re.compile(r"\w+")


def without_ids(doc: Doc) -> Doc:
    """The same words with every id empty: what is compared and hashed."""
    return _mapped(doc, lambda _: "")


def with_ids(doc: Doc, earlier: Doc | None = None) -> Doc:
    """Every section and block with an id.

    Ids already there stay (the second of a pair of equal ones is replaced). A node without one takes the id of
    the node it continues in ``earlier``: first equal words, then changed words in the same place.
    """
    nodes = nodes_of(doc)
    given = _given(nodes)
    taken = {id for id in given if id}
    if earlier is not None:
        _inherit(nodes, given, nodes_of(earlier), taken)
    for place, node in enumerate(nodes):
        if not given[place]:
            given[place] = _fresh(node, taken)
            taken.add(given[place])
    ids = iter(given)
    return _mapped(doc, lambda _: next(ids))


def nodes_of(doc: Doc) -> list[Node]:
    """Everything that has an id, in reading order, parents first."""
    found: list[Node] = []

    def collect(node: Node) -> str:
        found.append(node)
        return node.id

    _mapped(doc, collect)
    return found


def _mapped(doc: Doc, id_for: Callable[[Node], str]) -> Doc:
    """The letter with ids from ``id_for``, asked once for each node in reading order, parents first."""
    return replace(doc, sections=tuple(_mapped_section(section, id_for) for section in doc.sections))


def _mapped_section(section: Section, id_for: Callable[[Node], str]) -> Section:
    own = id_for(section)
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Variant):
            variant_id = id_for(block)
            children = tuple(_mapped_block(child, id_for) for child in block.blocks)
            blocks.append(replace(block, id=variant_id, blocks=children))
        else:
            blocks.append(_mapped_block(block, id_for))
    return replace(section, id=own, blocks=tuple(blocks))


def _mapped_block(block: PlainBlock, id_for: Callable[[Node], str]) -> PlainBlock:
    own = id_for(block)
    if isinstance(block, Paragraph):
        return replace(block, id=own)
    if isinstance(block, Quote):
        return replace(block, id=own, paragraphs=tuple(replace(p, id=id_for(p)) for p in block.paragraphs))
    return replace(block, id=own, items=tuple(replace(item, id=id_for(item)) for item in block.items))


def _given(nodes: list[Node]) -> list[str]:
    seen: set[str] = set()
    given = []
    for node in nodes:
        given.append("" if node.id in seen else node.id)
        seen.add(node.id)
    return given


def _inherit(nodes: list[Node], given: list[str], earlier: list[Node], taken: set[str]) -> None:
    """Fill empty ids in place from the earlier nodes they continue."""
    now, then = [_key(node) for node in nodes], [_key(node) for node in earlier]

    def take(here: int, there: int) -> None:
        id = earlier[there].id
        if not given[here] and id and id not in taken:
            given[here] = id
            taken.add(id)

    matcher = SequenceMatcher(None, then, now, autojunk=False)
    changed = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for there, here in zip(range(i1, i2), range(j1, j2), strict=True):
                take(here, there)
        elif tag == "replace":
            changed.append((i1, i2, j1, j2))
    moved: dict[str, list[int]] = {}
    for there, key in enumerate(then):
        moved.setdefault(key, []).append(there)
    for here, key in enumerate(now):
        for there in moved.get(key, ()):
            take(here, there)
    for i1, i2, j1, j2 in changed:
        for there, here in zip(range(i1, i2), range(j1, j2), strict=False):
            if _alike(nodes[here], earlier[there]):
                take(here, there)


def _alike(one: Node, other: Node) -> bool:
    if type(one) is not type(other):
        return False
    if not isinstance(one, TextNode) or not isinstance(other, TextNode):
        return True  # the same container in the same place, with changed contents
    here, there = Counter(_WORD.findall(_text(one))), Counter(_WORD.findall(_text(other)))
    return 2 * (here & there).total() >= ALIKE * (here.total() + there.total())


def _text(node: TextNode) -> str:
    """Its words; fields and other atoms by name."""
    lines = (
        [paragraph.content for paragraph in node.paragraphs] if isinstance(node, Quote) else [node.content]
    )
    return " ".join(part.text if isinstance(part, Text) else repr(part) for line in lines for part in line)


def _key(node: Node) -> str:
    """What makes two nodes the same apart from their ids; containers are told by kind alone."""
    if isinstance(node, Section):
        return f"section {node.role}"
    if isinstance(node, Variant):
        return f"variant {node.rule}"
    if isinstance(node, Paragraph | ListItem):
        return f"{type(node).__name__} {node.content!r}"
    if isinstance(node, Quote):
        return "quote " + " ".join(repr(paragraph.content) for paragraph in node.paragraphs)
    return type(node).__name__ + " ".join(repr(item.content) for item in node.items)


def _fresh(node: Node, taken: set[str]) -> str:
    prefix = "s" if isinstance(node, Section) else "b"
    for attempt in range(len(taken) + 1):
        digest = hashlib.sha256(f"{attempt} {_key(node)}".encode()).hexdigest()
        if (id := prefix + digest[:10]) not in taken:
            return id
    raise AssertionError("one more attempt than ids taken always finds a free id")
