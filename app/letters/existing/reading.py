"""An existing letter, read: its rows, what each sentence asks or rests on, what stands beside the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app.documents.extract.pieces import Piece
from app.letters.compose.figures import figures
from app.letters.compose.sentences import split
from app.letters.compose.suggesting import Shelf
from app.letters.existing import cues
from app.letters.existing.asks import is_ask, leads_in
from app.letters.existing.matching import Matcher
from app.letters.existing.parts import OPINION, Part, Row, Shape, Telling
from app.letters.existing.sorting import sort_pieces

NEAR = 3  # claims offered for a sentence
_JOINED = re.compile(r"(?:,|;)? and (?:also |to |that you )?|; ")
_AND = re.compile(r"(?:,|;)?(?: and(?: also| to| that you)?)?$")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a letter seems to be. ``again``: a sentence that speaks of an earlier letter, or empty."""

    rows: tuple[Row, ...]
    day: date | None = None
    subject: str = ""
    cc: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    again: str = ""


def understand(
    pieces: Sequence[Piece], matcher: Matcher, shelf_of: Callable[[date | None], Shelf]
) -> Understood:
    """Sort the pieces, look into their sentences. `shelf_of` gives the claims of the letter's day (None: no day)."""
    found = around(sort_pieces(pieces))
    shelf = shelf_of(found.day)
    return replace(found, rows=tuple(tell(row, matcher, shelf) for row in found.rows))


def around(rows: Iterable[Row]) -> Understood:
    """The rows with what they say about date, subject, copies and enclosures."""
    known = tuple(rows)
    days = (cues.bare_date(row.text) for row in known if row.part is Part.DATE)
    subjects = (cues.subject_of(row.text) for row in known if row.part is Part.SUBJECT)
    return Understood(
        known,
        next((day for day in days if day), None),
        next((subject for subject in subjects if subject), ""),
        tuple(line for line in map(cues.copies_of, _lines(known, Part.COPIES)) if line),
        tuple(line for line in map(cues.enclosure_of, _lines(known, Part.ENCLOSURES)) if line),
        _again(known),
    )


def tell(row: Row, matcher: Matcher, shelf: Shelf, chosen: Sequence[Telling] = ()) -> Row:
    """The row with its telling sentences; what somebody chose for a sentence of the same words stays chosen."""
    if row.part.role is None:
        return replace(row, telling=())
    if row.shape is Shape.QUOTE:
        return replace(row, telling=())
    found: list[Telling] = []
    kept = list(chosen)
    for telling in _sentences(row, matcher, shelf):
        earlier = next((each for each in kept if each.text == telling.text), None)
        if earlier is not None:
            kept.remove(earlier)
            offered = (*telling.near, *((earlier.cites,) if earlier.cites not in ("", OPINION) else ()))
            near = tuple(dict.fromkeys(offered))
            found.append(replace(telling, demand=earlier.demand, cites=earlier.cites, near=near))
        else:
            found.append(telling)
    return replace(row, telling=tuple(found))


def _sentences(row: Row, matcher: Matcher, shelf: Shelf) -> Iterator[Telling]:
    """What a person should decide about, in the order of the text."""
    asked = row.shape.is_list and row.part is Part.ASKS
    for line in row.lines:
        for start, end in [(0, len(line))] if asked else split(line):
            sentence = line[start:end]
            measures = tuple(each.text for each in figures(sentence))
            asks = asked or (is_ask(sentence) and not leads_in(sentence))
            if not (asks or measures or row.part is Part.FACTS):
                continue
            near = (
                tuple(claim.slug for claim in shelf.closest(sentence, NEAR)) if measures or not asks else ()
            )
            several = _several(sentence, matcher) if asks else ()
            for part, demand in several:
                yield Telling(part, True, (), demand)
            if several and measures:
                yield Telling(sentence, False, measures, near=near)
            elif not several:
                yield Telling(sentence, asks, measures, matcher.best(sentence) if asks else "", near=near)


def _several(sentence: str, matcher: Matcher) -> tuple[tuple[str, str], ...]:
    """The parts of a sentence that asks for two or three things at once, each with its demand."""
    starts = [0, *(match.end() for match in _JOINED.finditer(sentence)), len(sentence)]
    found: list[tuple[int, str]] = []  # where a part begins, and its demand
    for start, end in pairwise(starts):
        demand = matcher.best(sentence[start:end])
        if demand and demand in (each for _, each in found):
            return ()
        if demand:
            found.append((start if found else 0, demand))
    if len(found) < 2:
        return ()
    ends = [*(start for start, _ in found[1:]), len(sentence)]
    parts = [
        (_AND.sub("", sentence[start:end].strip()), demand)
        for (start, demand), end in zip(found, ends, strict=True)
    ]
    return tuple(parts)


def _lines(rows: Iterable[Row], part: Part) -> list[str]:
    return [line for row in rows if row.part is part for line in row.text.split("\n") if line.strip()]


def _again(rows: Iterable[Row]) -> str:
    for row in rows:
        if row.part.role is None:
            continue
        for line in row.lines:
            for start, end in split(line):
                if cues.AGAIN.search(line[start:end]):
                    return line[start:end]
    return ""
