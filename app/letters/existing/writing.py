"""Confirmed rows as the Markdown of a letter: sections in the order of the paper, asks marked, claims cited. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from app.letters import markdown
from app.letters.compose.sentences import split
from app.letters.existing.parts import OPINION, Row, Shape, Telling
from app.letters.tree import OPINION as OPINION_MARK
from app.letters.tree import (
    BulletList,
    Citation,
    Doc,
    Inline,
    ListItem,
    Mark,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    ask,
    normal,
)

LIKE = 0.6
"""From this likeness on, a sentence that was edited is still the sentence that somebody decided about."""


def to_markdown(rows: Iterable[Row]) -> tuple[str, dict[int, list[str]]]:
    """The text, and by row (from 0) the sentences that were decided about and are no longer in it."""
    sections: list[Section] = []
    lost: dict[int, list[str]] = {}
    kept = [(place, row) for place, row in enumerate(rows) if row.part.role is not None and row.lines]
    for role, group in groupby(kept, key=lambda each: each[1].part.role):
        blocks: list[PlainBlock] = []
        for place, row in group:
            made, gone = _blocks(row)
            blocks += made
            if gone:
                lost[place] = gone
        if role is not None:
            sections.append(Section(role, tuple(blocks)))
    return markdown.write(normal(Doc(tuple(sections)))), lost


def _blocks(row: Row) -> tuple[list[PlainBlock], list[str]]:
    decided = [each for each in row.telling if each.demand or each.cites]
    lines = row.lines
    places, gone = _placed(lines, decided)
    contents = [
        _content(line, [each for each in places if each.line == number]) for number, line in enumerate(lines)
    ]
    if row.shape is Shape.NUMBERED:
        return [OrderedList(tuple(ListItem(each) for each in contents))], gone
    if row.shape is Shape.BULLETS:
        return [BulletList(tuple(ListItem(each) for each in contents))], gone
    if row.shape is Shape.QUOTE:
        return [Quote(tuple(Paragraph(each) for each in contents))], gone
    return [Paragraph(each) for each in contents], gone


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of one line that somebody decided about."""

    line: int
    start: int
    end: int
    telling: Telling


def _placed(lines: Sequence[str], decided: Sequence[Telling]) -> tuple[list[_Place], list[str]]:
    """Where each decision belongs: at its own words, else at the sentence that became of them."""
    found: list[_Place] = []
    waiting: list[Telling] = []
    for telling in decided:
        place = _exact(lines, telling, found)
        if place is None:
            waiting.append(telling)
        else:
            found.append(place)
    gone: list[str] = []
    for telling in waiting:
        place = _alike(lines, telling, found)
        if place is None:
            gone.append(telling.text)
        else:
            found.append(place)
    return found, gone


def _exact(lines: Sequence[str], telling: Telling, taken: Sequence[_Place]) -> _Place | None:
    for number, line in enumerate(lines):
        start = line.find(telling.text)
        while start >= 0:
            end = start + len(telling.text)
            if not any((each.line, each.start, each.end) == (number, start, end) for each in taken):
                return _Place(number, start, end, telling)
            start = line.find(telling.text, start + 1)
    return None


def _alike(lines: Sequence[str], telling: Telling, taken: Sequence[_Place]) -> _Place | None:
    best, most = None, LIKE
    for number, line in enumerate(lines):
        for start, end in split(line):
            if any(each.line == number and each.start < end and each.end > start for each in taken):
                continue
            likeness = SequenceMatcher(None, telling.text, line[start:end]).ratio()
            if likeness >= most:
                best, most = _Place(number, start, end, telling), likeness
    return best


def _content(line: str, places: Sequence[_Place]) -> tuple[Inline, ...]:
    """The words of a line, marked where they ask or judge, a citation after each sentence that rests on a claim."""
    bounds = sorted({0, len(line), *(each.start for each in places), *(each.end for each in places)})
    content: list[Inline] = []
    for start, end in pairwise(bounds):
        over = [each.telling for each in places if each.start <= start and each.end >= end]
        marks: list[Mark] = [ask(each.demand) for each in over if each.demand]
        if any(each.cites == OPINION for each in over):
            marks.append(OPINION_MARK)
        content.append(Text(line[start:end], tuple(dict.fromkeys(marks))))
        ends = [each.telling.cites for each in places if each.end == end]
        content += [Citation(slug) for slug in dict.fromkeys(ends) if slug and slug != OPINION]
    return tuple(content)
