"""What changed between two versions, word by word, section by section, as a reader of the letter meets it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.letters.compose import Resolved
from app.letters.fields import long_date
from app.letters.hashing_content import LetterContent
from app.letters.tree import BulletList, OrderedList, Section, Text, blocks_of, runs_of

_WORDS = re.compile(r"\n|[^\s\n]+[^\S\n]*")


class Mark(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One section or one setting. `lines` are its paragraphs, each a run of pieces."""

    label: str
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def changed(self) -> bool:
        return any(piece.mark is not Mark.SAME for line in self.lines for piece in line)


@dataclass(frozen=True, slots=True)
class Version:
    """A version as its first copy reads."""

    content: LetterContent
    resolved: Resolved


def compare(before: Version, after: Version) -> tuple[Change, ...]:
    """Settings first, then sections in the order of the newer text; those taken out stand where they stood."""
    settings = [
        Change(label, words(old, new))
        for label, old, new in _settings(before.content, after.content)
        if old or new
    ]
    return (*settings, *_sections(before.resolved.doc.sections, after.resolved.doc.sections))


def words(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """Two texts compared word by word; line ends part paragraphs."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Mark.SAME, "".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece(Mark.REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(Mark.ADDED, "".join(new[j1:j2])))
    return tuple(_by_line(pieces))


def _by_line(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    line: list[Piece] = []
    for piece in pieces:
        for place, part in enumerate(piece.text.split("\n")):
            if place and line:
                yield tuple(line)
                line = []
            if part:
                line.append(Piece(piece.mark, part))
    if line:
        yield tuple(line)


def _settings(old: LetterContent, new: LetterContent) -> Iterator[tuple[str, str, str]]:
    yield "Date", long_date(old.letter_date), long_date(new.letter_date)
    yield "Subject", old.subject, new.subject
    yield "To", "\n".join(old.addressing), "\n".join(new.addressing)
    yield "Letterhead", _heads(old), _heads(new)
    yield "Closing", old.closing, new.closing
    yield "Copies", "\n".join(old.cc), "\n".join(new.cc)
    yield "Enclosures", "\n".join(old.enclosures), "\n".join(new.enclosures)


def _heads(content: LetterContent) -> str:
    return "\n".join(
        ", ".join(part for part in (head.office, head.name) if part) for head in content.letterheads
    )


def _sections(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Change]:
    old = {section.id: section for section in before}
    kept = {section.id for section in after}
    following: dict[str, list[Section]] = {}
    last = ""
    for section in before:
        if section.id in kept:
            last = section.id
        else:
            following.setdefault(last, []).append(section)
    yield from (_change(gone, None) for gone in following.get("", ()))
    for section in after:
        yield _change(old.get(section.id), section)
        yield from (_change(gone, None) for gone in following.get(section.id, ()))


def _change(old: Section | None, new: Section | None) -> Change:
    label = (new or old).role.label if (new or old) else ""  # type: ignore[union-attr]
    return Change(label, words(_text(old), _text(new)))


def _text(section: Section | None) -> str:
    """Paragraphs and items on a line each, items with their number or a dash."""
    if section is None:
        return ""
    lines = []
    for block in blocks_of(section):
        for number, (_, run) in enumerate(runs_of(block), start=1):
            text = "".join(node.text for node in run if isinstance(node, Text))
            mark = (
                f"{number}. "
                if isinstance(block, OrderedList)
                else "– "
                if isinstance(block, BulletList)
                else ""
            )
            lines.append(mark + text)
    return "\n".join(lines)
