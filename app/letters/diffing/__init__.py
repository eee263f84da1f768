"""What changed between two versions, word by word, in the letter's own layout. Pure.

The words are those of the stored tree, so a change that only some recipients read is found too; fields, citations
and day counts read as they do in the copy that is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.letters.diffing.content import SettingChange, settings
from app.letters.diffing.delta import (
    Delta,
    LineChange,
    Mark,
    Run,
    applied,
    delta_of,
    runs_between,
    undone,
)
from app.letters.diffing.layout import BlockView, LineView, Piece, SectionView, Sort, sections
from app.letters.diffing.lines import Kind, Line, Show, flatten, nothing, rebuild, tokens_of
from app.letters.fields import long_date
from app.letters.hashing_content import LetterContent
from app.letters.tree import Citation, blocks_of, inlines_of, runs_of

__all__ = [
    "BlockView",
    "Comparison",
    "Delta",
    "Kind",
    "Line",
    "LineChange",
    "LineView",
    "Mark",
    "Piece",
    "Run",
    "SectionView",
    "SettingChange",
    "Show",
    "Sort",
    "Version",
    "applied",
    "compare",
    "delta_of",
    "flatten",
    "nothing",
    "rebuild",
    "runs_between",
    "tokens_of",
    "undone",
]


@dataclass(frozen=True)
class Version:
    """A version as it reads in one copy. ``signers``: whose names stood under it.

    ``numbers``: of its claims as they print; in the order of reading when nothing prints.
    """

    content: LetterContent
    show: Show = nothing
    signers: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Settings first, then sections in the order of the newer text; those taken out stand where they stood."""

    settings: tuple[SettingChange, ...]
    sections: tuple[SectionView, ...]

    @property
    def changes(self) -> int:
        """How many settings and sections changed."""
        return sum(one.changed for one in self.settings) + sum(one.changed for one in self.sections)


def compare(before: Version, after: Version) -> Comparison:
    """What a reader of ``before`` has to know about ``after``."""
    old = flatten(before.content.tree, before.show)
    new = flatten(after.content.tree, after.show)
    # Claims that were taken out have no number any more: they keep the one they had.
    numbers = {**_numbers(before), **_numbers(after)}
    found = sections(delta_of(old, new), numbers)
    return Comparison(
        settings(before.content, after.content, before.signers, after.signers),
        tuple(replace(one, reasons=_reasons(one, before.content, after.content)) for one in found),
    )


def _numbers(version: Version) -> Mapping[str, int]:
    """Printed numbers; else the order in which the letter first cites each claim."""
    if version.numbers:
        return version.numbers
    sections = version.content.tree.sections
    runs = (run for section in sections for block in blocks_of(section) for _, run in runs_of(block))
    cited = dict.fromkeys(
        node.claim for run in runs for node in inlines_of(run) if isinstance(node, Citation)
    )
    return {claim: place for place, claim in enumerate(cited, start=1)}


def _reasons(section: SectionView, before: LetterContent, after: LetterContent) -> tuple[str, ...]:
    """Why words changed that nobody typed."""
    marked = [piece for line in section.lines() for piece in line.pieces if piece.mark is not Mark.SAME]
    found = []
    if before.letter_date != after.letter_date and any(piece.sort is Sort.DAYS for piece in marked):
        found.append(
            f"Automatic. The letter date moved from {long_date(before.letter_date)} to "
            f"{long_date(after.letter_date)}."
        )
    fields = [piece for piece in marked if piece.sort is Sort.FIELD]
    gone = {piece.node for piece in fields if piece.mark is Mark.REMOVED}
    if any(piece.node in gone for piece in fields if piece.mark is Mark.ADDED):
        found.append("Automatic. A value that the text draws on has changed.")
    wordings = {one.slug: one.wording for one in before.claims}
    mine = {piece.name for line in section.lines() for piece in line.pieces if piece.sort is Sort.CITATION}
    for one in after.claims:
        if one.slug in mine and wordings.get(one.slug, one.wording) != one.wording:
            found.append(f"The claim {one.slug} was corrected: “{one.wording}”")
    return tuple(found)
