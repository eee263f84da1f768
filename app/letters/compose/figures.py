"""Figures and dates in prose: numbers, dates, shares, money and lengths of time, in digits or in words. Pure.

What names a thing is no figure: "Section 907", "Public Law 102-511", "H.R. 2867", "118th Congress", a street number.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from app.letters.compose.names import NAMES, YEAR
from app.letters.compose.numbers import DIGITS, ORDINAL_WORDS, WORDS, in_figures, in_words, ordinal_in_words


class FigureKind(StrEnum):
    DATE = "date"
    SHARE = "share"
    MONEY = "money"
    DURATION = "duration"
    ORDINAL = "ordinal"  # "23rd day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written: 0 where the year, month or day is not said."""

    year: int = 0
    month: int = 0
    day: int = 0

    def fits(self, other: date) -> bool:
        """Whether this may be that day."""
        return self.year in (0, other.year) and self.month in (0, other.month) and self.day in (0, other.day)

    @property
    def whole(self) -> date | None:
        """The one day that it is, where year, month and day are said and there is such a day."""
        if not (self.year and 1 <= self.month <= 12 and self.day):
            return None
        return (
            date(self.year, self.month, self.day)
            if self.day <= monthrange(self.year, self.month)[1]
            else None
        )

    def among(self, days: Collection[date]) -> bool:
        """Whether it is one of these, said in full: a day without its year may be any."""
        return self.whole in days


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in a text. ``value``: the number (of days, for a duration); ``day``: of a date."""

    kind: FigureKind
    start: int
    end: int
    text: str
    value: Decimal | None = None
    day: Day | None = None
    unit: str = ""


_MONTH_NAMES = """January February March April May June July August September October November December"""
MONTHS = {name.lower(): number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_SHORT = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_ABBREVIATED = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
_MONTH = rf"(?:{'|'.join(_MONTH_NAMES.split())}|{_ABBREVIATED})"
_S = "[ \u00a0]"
UNIT_DAYS = {
    "minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652, "century": 36525
}  # fmt: skip
_UNIT = r"(?P<unit>minute|hour|day|week|month|year|decade|centurie|century)s?"
_SCALED = r"hundred|thousand|million|billion|trillion"
_BIG_WORDS = re.compile(
    r"\b(?:(?:tens|dozens|hundreds|thousands|scores) of )*"
    r"(?:dozens|hundreds|thousands|millions|billions|scores)\b(?= of\b|,|\.|;|$)"
    r"|\b(?:a |half a |two |three |several )?dozen\b",
    re.IGNORECASE,
)
_DATES = tuple(
    re.compile(each)
    for each in (
        rf"\b(?P<m>{_MONTH}){_S}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?{_S}(?P<y>{YEAR}))?(?![\d,]*\d)\b",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_S}(?:of{_S})?(?P<m>{_MONTH})(?:,?{_S}(?P<y>{YEAR}))?\b",
        rf"\b(?P<y>{YEAR})-(?P<m>\d\d)-(?P<d>\d\d)\b",
        r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2,4})\b",
        rf"\b(?P<m>{_MONTH}),?{_S}(?:of{_S})?(?P<y>{YEAR})\b",
    )
)
_LOOSE_MONTH = re.compile(
    r"\b(?:in|since|until|till|from|last|this|next|early|late|mid|the|every|and|of)[ -]"
    rf"(?P<m>(?!May\b|March\b){_MONTH})\b(?![ \u00a0]\d)"
    r"|\b(?:in|since|until|last|early|late|mid)[ -](?P<m2>May|March)\b(?![ \u00a0]\d)"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?:[ \u00a0]?[ap]\.?m\.?)?|\b\d{1,2}[ \u00a0][ap]\.m\.", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"\b(?P<y>{YEAR})(?P<s>s)?\b(?![,.]\d)")
_N, _NW = rf"(?P<n>{DIGITS})", rf"(?P<n>{DIGITS}|{WORDS})"
_MEASURES = tuple(
    (kind, re.compile(each, re.IGNORECASE))
    for kind, each in (
        (FigureKind.MONEY, rf"(?:US|U\.S\. ?)?[$€£]{_S}?{_N}(?:[ \u00a0-]?(?P<scale>{_SCALED}|bn|m|k)\b)?"),
        (
            FigureKind.MONEY,
            rf"\b{_NW}(?:{_S}(?P<scale>{_SCALED}))?{_S}(?:U\.S\. )?(?:dollars|euros|pounds|cents|drams)\b",
        ),
        (FigureKind.SHARE, rf"\b{_N}{_S}?(?:%|percent\b|per cent\b|percentage points?\b)"),
        (FigureKind.SHARE, rf"\b(?P<w>{WORDS}){_S}(?:percent|per cent)\b"),
        (
            FigureKind.SHARE,
            r"\b(?:one|two|three|four|five|six|seven|eight|nine)[- ](?:thirds?|quarters?|fourths?|fifths?|tenths?)\b",
        ),
        (
            FigureKind.ORDINAL,
            rf"\b(?:(?P<n>\d{{1,4}})(?:st|nd|rd|th)|(?P<w>{ORDINAL_WORDS}))[ \u00a0-]"
            r"(?:(?:straight|consecutive|successive|full)[ \u00a0])?(?P<unit>day|week|month)\b"
            r"|\bday[ \u00a0](?P<n2>\d{1,4})\b",
        ),
        (
            FigureKind.DURATION,
            rf"\b{_NW}[ \u00a0-](?:(?:full|long|whole|straight|consecutive|more|calendar|working)[ \u00a0])?"
            rf"{_UNIT}\b(?![- ]old)",
        ),
    )
)
_BARE = (
    re.compile(
        rf"(?<![\w.,]){_N}(?:[ \u00a0](?P<scale>{_SCALED})\b)?(?:st|nd|rd|th)?(?![\w])", re.IGNORECASE
    ),
    re.compile(rf"(?<![\w-])(?P<w>{WORDS})(?![\w])", re.IGNORECASE),
)
SMALL = 10  # a number in words up to here counts things at hand: "five steps", "two of us"


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in order; none overlaps another. Remembered: a draft changes a line at a time."""
    taken = [False] * len(text)
    for pattern in NAMES:
        for match in pattern.finditer(text):
            _take(taken, match.start(), match.end())
    found: list[Figure] = []
    for figure in _candidates(text):
        if not any(taken[figure.start : figure.end]):
            _take(taken, figure.start, figure.end)
            if _counts(figure):
                found.append(figure)
    return tuple(sorted(found, key=lambda figure: figure.start))


def _take(taken: list[bool], start: int, end: int) -> None:
    taken[start:end] = [True] * (end - start)


def _candidates(text: str) -> Iterator[Figure]:
    """In order of precedence: what is found first keeps its characters."""
    for pattern in _DATES:
        yield from (_dated(match) for match in pattern.finditer(text))
    for match in _LOOSE_MONTH.finditer(text):
        name = "m" if match["m"] else "m2"
        month = Day(month=_month(match[name]))
        yield Figure(FigureKind.DATE, match.start(name), match.end(name), match[name], day=month)
    for match in _CLOCK.finditer(text):
        yield Figure(FigureKind.DATE, match.start(), match.end(), match.group(), day=Day())
    for kind, pattern in _MEASURES:
        yield from (_measured(match, kind) for match in pattern.finditer(text))
    for match in _BARE_YEAR.finditer(text):
        year = Day() if match["s"] else Day(year=int(match["y"]))
        yield Figure(FigureKind.DATE, match.start(), match.end(), match.group(), day=year)
    for match in _BIG_WORDS.finditer(text):
        yield Figure(FigureKind.NUMBER, match.start(), match.end(), match.group(), unit="about")
    for pattern in _BARE:
        yield from (_measured(match, FigureKind.NUMBER) for match in pattern.finditer(text))


def _dated(match: re.Match[str]) -> Figure:
    parts = match.groupdict()
    month = parts["m"]
    year = int(parts.get("y") or 0)
    day = Day(
        year + 2000 if 0 < year < 100 else year,
        int(month) if month.isdigit() else _month(month),
        int(parts.get("d") or 0),
    )
    return Figure(FigureKind.DATE, match.start(), match.end(), match.group(), day=day)


def _month(name: str) -> int:
    name = name.lower().rstrip(".")
    return MONTHS.get(name) or _SHORT.get(name, 0)


def _measured(match: re.Match[str], kind: FigureKind) -> Figure:
    parts = match.groupdict()
    written = parts.get("n") or parts.get("n2") or parts.get("w") or ""
    scale = {"bn": "billion", "m": "million", "k": "thousand"}.get(
        (parts.get("scale") or "").lower(), parts.get("scale") or ""
    )
    value: Decimal | None
    if written[:1].isdigit():
        value = in_figures(written, scale)
    else:
        number = ordinal_in_words(written) if kind is FigureKind.ORDINAL else in_words(written)
        value = None if number is None else Decimal(number)
    unit = (parts.get("unit") or ("day" if kind is FigureKind.ORDINAL else "")).lower()
    unit = "century" if unit == "centurie" else unit
    return Figure(kind, match.start(), match.end(), match.group(), value, unit=unit)


def _counts(figure: Figure) -> bool:
    """Whether it says how much or when: of bare numbers those in digits and those in words over ten."""
    if figure.kind is not FigureKind.NUMBER:
        return not (figure.kind is FigureKind.DURATION and figure.text.lower() == "one day")
    if figure.text[0].isdigit() or figure.unit:
        return True
    return figure.value is not None and figure.value > SMALL
