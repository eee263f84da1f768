"""Days as sources give them: whole, partial, or not at all. Pure.

The bounds always follow from what is written, so nobody keeps them in step by hand.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MAX_WRITTEN = 80
FIRST_YEAR, LAST_YEAR = 1000, 2199

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS) + "|" + "|".join(f"{name[:3]}\\.?" for name in _MONTHS) + "|sept\\.?"
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_ONE = re.compile(
    rf"(?P<y>\d{{4}})(?:-(?P<m>\d{{1,2}})(?:-(?P<d>\d{{1,2}}))?)?(?![\d-])(?P<s>s\b)?"
    rf"|(?P<mn>{_MONTH})(?: (?P<md>\d{{1,2}})(?:st|nd|rd|th)?,)? (?P<my>\d{{4}})"
    rf"|(?P<dd>\d{{1,2}}) (?P<dm>{_MONTH}) (?P<dy>\d{{4}})"
    r"|(?P<season>spring|summer|autumn|fall) (?:of )?(?P<sy>\d{4})"
)
_JOIN = re.compile(r" ?(?:to|or|and|through|until|/|\.\.|–|—) ?| - ")
_SHORT = re.compile(r"(\d{1,2})\Z")
_ABOUT = re.compile(r"(?:about|around|circa|c\.|ca\.|probably) ")
_NO_LATER = re.compile(r"(?:by|before|not later than|no later than) ")
_NO_EARLIER = re.compile(r"(?:since|after|from|not before) ")

_HOW = (
    "Enter a day, a month or a year, for example 2022-12-13, 2022-12 or December 2022. "
    "Write “undated” when the source has no date."
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day that may be known only within bounds: ``2023-06``, ``2002-01-25 and 2003-01-17``, ``undated``.

    `earliest` and `latest` are inclusive; None where nothing bounds it. `as_written` is what people see.
    """

    earliest: date | None
    latest: date | None
    as_written: str

    @property
    def exact(self) -> date | None:
        """The day, when it is one day."""
        return self.earliest if self.earliest is not None and self.earliest == self.latest else None


UNKNOWN = PartialDate(None, None, "")


class DateProblem(ValueError):
    """What is wrong with a written date, as a sentence."""


def partial(day: date) -> PartialDate:
    """A whole day."""
    return PartialDate(day, day, day.isoformat())


def read_date(written: str) -> PartialDate:
    """The bounds of a written date. Raises `DateProblem`.

    Understood: ``2023-01-04``, ``2023-01``, ``2023``, ``1990s``, ``January 4, 2023``, ``4 January 2023``,
    ``autumn 2020``; two of them joined by ``to``, ``or``, ``and`` (``2023-01-03 or 04`` too); ``about``,
    ``by``, ``before``, ``since``, ``after`` in front; ``undated`` with any words after it, which bounds nothing.
    """
    text = " ".join(written.split())
    if len(text) > MAX_WRITTEN:
        raise DateProblem(f"Shorten the date to {MAX_WRITTEN} characters or fewer.")
    low = text.lower()
    if not low or low.startswith("undated") or low == "unknown":
        return PartialDate(None, None, text)
    low = _ABOUT.sub("", low, count=1) if _ABOUT.match(low) else low
    if prefix := _NO_LATER.match(low):
        return PartialDate(None, _span(low[prefix.end() :])[1], text)
    if prefix := _NO_EARLIER.match(low):
        rest = low[prefix.end() :]
        if not _JOIN.search(rest):
            return PartialDate(_span(rest)[0], None, text)
        low = rest
    earliest, latest = _span(low)
    return PartialDate(earliest, latest, text)


def _span(text: str) -> tuple[date, date]:
    """First and last day of one date, or of two that are joined."""
    whole = _ONE.fullmatch(text)
    if whole is not None:
        return _bounds(whole)
    first = _ONE.match(text)
    join = _JOIN.match(text, first.end()) if first else None
    if first is None or join is None:
        raise DateProblem(_HOW)
    start, rest = _bounds(first), text[join.end() :]
    second = _ONE.fullmatch(rest)
    end = _bounds(second) if second else _shortened(start, rest)
    if end[1] < start[0]:
        raise DateProblem("The second day is before the first. Turn them round.")
    return min(start[0], end[0]), max(start[1], end[1])


def _shortened(start: tuple[date, date], rest: str) -> tuple[date, date]:
    """``2023-01-03 or 04``: the second day in the month of the first."""
    short = _SHORT.fullmatch(rest)
    if short is None or start[0] != start[1]:
        raise DateProblem(_HOW)
    day = _day(start[0].year, start[0].month, int(short.group(1)))
    return day, day


def _bounds(found: re.Match[str]) -> tuple[date, date]:
    part = found.groupdict()
    year = _year(part["y"] or part["my"] or part["dy"] or part["sy"])
    if part["s"]:
        if part["m"] or year % 10:
            raise DateProblem(_HOW)
        return date(year, 1, 1), date(year + 9, 12, 31)
    if part["season"]:
        first, last = _SEASONS[part["season"]]
        return date(year, first, 1), _month_end(year, last)
    name, day = part["mn"] or part["dm"], part["d"] or part["md"] or part["dd"]
    month = _month(name) if name else int(part["m"]) if part["m"] else None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day:
        exact = _day(year, month, int(day))
        return exact, exact
    return _day(year, month, 1), _month_end(year, month)


def _year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateProblem(f"Enter a year between {FIRST_YEAR} and {LAST_YEAR}.")
    return year


def _month(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateProblem(f"There is no such day: {year:04}-{month:02}-{day:02}.") from None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
