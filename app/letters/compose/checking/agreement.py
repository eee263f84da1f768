"""Whether a sentence's figures are those of the claims that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.evidence.rules import ClaimFact
from app.letters.compose.figures import Day, Figure, FigureKind, figures
from app.letters.compose.lines import Line, shortened
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.compose.sentences import Sentence

_AMOUNTS = (FigureKind.NUMBER, FigureKind.MONEY, FigureKind.SHARE)
_ROUNDED = re.compile(
    r"\b(?:about|around|nearly|almost|some|roughly|approximately|close to|an estimated)\W*$", re.IGNORECASE
)
_ABOVE = re.compile(r"\b(?:more than|over|at least|upwards of|well over|above)\W*$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")
_MONEY_KEYS = re.compile(r"usd|dollar|amount|cost|budget|fund", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """What the cited claims give."""

    amounts: frozenset[Decimal]
    days: frozenset[Day]


def check(
    line: Line, sentence: Sentence, found: Sequence[Figure], claims: Mapping[str, ClaimFact] | None
) -> Iterator[Problem]:
    """At most one problem a sentence. Nothing is said where no claim gives a figure of the same kind."""
    cited = [claims[slug] for slug in sentence.cited if slug in claims] if claims is not None else []
    if not cited:
        return
    given = [_given(claim.wording, _flat(claim)) for claim in cited]
    amounts = frozenset().union(*(each.amounts for each in given))
    days = frozenset().union(*(each.days for each in given))
    for figure in found:
        other = _other_amount(sentence.text, figure, amounts) or _other_day(figure, days)
        if other:
            yield Problem(
                Code.FIGURES_DISAGREE,
                f"The letter says “{figure.text}”, the cited claim {other}",
                f"The claim reads: “{shortened(cited[0].wording, 160)}” Correct the figure, or cite another claim.",
                Severity.CONSIDER,
                line.section,
                line.block,
                excerpt=sentence.text,
                span=line.span(sentence.start + figure.start, sentence.start + figure.end),
            )
            return


def _other_amount(text: str, figure: Figure, amounts: frozenset[Decimal]) -> str:
    value = figure.value
    if figure.kind not in _AMOUNTS or value is None or not amounts:
        return ""
    before = text[: figure.start]
    for given in amounts:
        if given == value:
            return ""
        if _ROUNDED.search(before) and abs(given - value) <= value * Decimal("0.05"):
            return ""
        if _ABOVE.search(before) and value <= given <= value * Decimal("1.5"):
            return ""
    nearest = min(amounts, key=lambda given: abs(given - value))
    return f"{nearest:,}"


def _other_day(figure: Figure, days: frozenset[Day]) -> str:
    day = figure.day
    if figure.kind is not FigureKind.DATE or day is None or not day.month:
        return ""
    known = (
        [each for each in days if each.month and each.day]
        if day.day
        else [each for each in days if each.month]
    )
    if not known or any(_same(day, each) for each in days):
        return ""
    nearest = min(known, key=lambda each: (abs(each.month - day.month), abs(each.day - day.day)))
    return _written(nearest)


def _same(one: Day, other: Day) -> bool:
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(here == there or 0 in (here, there) for here, there in pairs)


def _written(day: Day) -> str:
    words = f"{date(2000, day.month, 1):%B}"
    words += f" {day.day}" if day.day else ""
    return words + (f", {day.year}" if day.year else "")


def _flat(claim: ClaimFact) -> tuple[str, ...]:
    """The claim's figures and days as text."""
    return tuple(str(value) for value in _values(claim.figures)) + tuple(
        day.isoformat() for day in (claim.event.earliest, claim.event.latest) if day is not None
    )


def _values(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _values(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each)
    elif isinstance(value, int | float | str | date) and not isinstance(value, bool):
        yield value


@lru_cache(maxsize=2048)
def _given(wording: str, values: tuple[str, ...]) -> Given:
    amounts: set[Decimal] = set()
    days: set[Day] = set()
    for text in (wording, *values):
        if match := _ISO.match(text.strip()):
            year, month, day = (int(part or 0) for part in match.groups())
            if 1500 < year < 2200 and month <= 12:
                days.add(Day(year, month, day))
            if not month:
                amounts.add(Decimal(year))  # four figures alone may also count something
            continue
        for figure in figures(text):
            if figure.day is not None:
                days.add(figure.day)
            elif figure.value is not None:
                amounts.add(figure.value)
    return Given(frozenset(amounts), frozenset(days))
