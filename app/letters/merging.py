"""Joins two texts of one letter section by section, so that two people can write at once. Pure.

A section that only one of them changed is taken from that one; a section that both changed differently is a
clash, and both texts are given back. A section that one removed and the other changed stays: nobody's words are lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.letters.tree import Doc, Section, to_json, without_ids

Base = Mapping[str, str]
"""What somebody started from: the digest of each section by its id, in order."""


@dataclass(frozen=True)
class Clash:
    """A section that both changed. The joined text holds `theirs`; `yours` is to be kept elsewhere."""

    yours: Section
    theirs: Section


@dataclass(frozen=True)
class Merged:
    """`tree` is the joined text; `taken` names the sections whose words are not those of `yours`."""

    tree: Doc
    clashes: tuple[Clash, ...] = ()
    taken: tuple[str, ...] = ()


def digest(section: Section) -> str:
    """A short mark of a section's role and words, ids left out."""
    bare = to_json(without_ids(Doc((section,))))["content"][0]
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def base_of(doc: Doc) -> dict[str, str]:
    """The marks of every section, in order."""
    return {section.id: digest(section) for section in doc.sections}


def merge(base: Base, yours: Doc, theirs: Doc) -> Merged:
    """Both changes to the text that `base` marks, in one text."""
    mine = {section.id: section for section in yours.sections}
    other = {section.id: section for section in theirs.sections}
    found: dict[str, Section] = {}
    clashes: list[Clash] = []
    for id in dict.fromkeys([*other, *mine]):
        kept = _joined(base.get(id), mine.get(id), other.get(id))
        if kept is None:
            continue
        if isinstance(kept, Clash):
            clashes.append(kept)
            kept = kept.theirs
        found[id] = kept
    order = _order(base, list(mine), list(other), found)
    tree = Doc(tuple(found[id] for id in order), theirs.schema_version)
    taken = tuple(id for id in order if id not in mine or digest(mine[id]) != digest(found[id]))
    return Merged(tree, tuple(clashes), taken)


def _joined(base: str | None, mine: Section | None, other: Section | None) -> Section | Clash | None:
    if mine is None or other is None:
        left = mine or other
        # Gone on one side: gone for good only when the other side did not touch it.
        return left if left is not None and (base is None or digest(left) != base) else None
    now, then = digest(mine), digest(other)
    if now in (then, base):
        return other
    return mine if then == base else Clash(mine, other)


def _order(base: Base, mine: Sequence[str], other: Sequence[str], found: Mapping[str, Section]) -> list[str]:
    """The order of whoever moved sections; what only the other has stands after what it stood after there."""
    moved = [id for id in mine if id in base] != [id for id in base if id in mine]
    lead, rest = (mine, other) if moved else (other, mine)
    order = [id for id in lead if id in found]
    before = ""
    for id in rest:
        if id not in found:
            continue
        if id not in order:
            order.insert(order.index(before) + 1 if before in order else 0, id)
        before = id
    return order
