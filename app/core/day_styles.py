"""How a day is written on paper: a closed set of styles, none of which can be read in two ways. Pure.

Sources: The Chicago Manual of Style 9.31 to 9.36 (January 4, 2023; 4 January 2023; ISO 8601), the AP Stylebook on
months (Jan. 4, 2023; March to July are never shortened).
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum


class DayStyle(StrEnum):
    """A manner of writing a whole date."""

    LONG = "long"  # January 4, 2023
    DAY_FIRST = "day_first"  # 4 January 2023: Europe, the British Isles, the armed forces
    SHORT = "short"  # Jan. 4, 2023
    ISO = "iso"  # 2023-01-04

    @property
    def label(self) -> str:
        """An example, which says more than a name."""
        return _LABELS[self]


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_LABELS = {
    DayStyle.LONG: "January 4, 2023",
    DayStyle.DAY_FIRST: "4 January 2023",
    DayStyle.SHORT: "Jan. 4, 2023",
    DayStyle.ISO: "2023-01-04",
}
_NUMBERS = {
    name.rstrip(".").lower(): number for names in (MONTHS, _SHORT) for number, name in enumerate(names, 1)
}
_NUMBERS["sep"] = 9
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_READ = (
    re.compile(rf"{_MONTH} {_DAY},? {_YEAR}"),
    re.compile(rf"(?:the )?{_DAY} (?:of )?{_MONTH},? {_YEAR}"),
    re.compile(rf"{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})"),
)


def write_day(day: date, style: DayStyle = DayStyle.LONG) -> str:
    """ "January 4, 2023" in the style asked for."""
    if style is DayStyle.ISO:
        return day.isoformat()
    if style is DayStyle.DAY_FIRST:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"
    month = (_SHORT if style is DayStyle.SHORT else MONTHS)[day.month - 1]
    return f"{month} {day.day}, {day.year:04}"


def read_day(text: str) -> date | None:
    """The day of a text that is a date in any of the styles, ordinals too ("4th January 2023"), and nothing else.

    `read_day(write_day(day, style)) == day`. None for anything else; a no-break space is a space.
    """
    words = " ".join(text.split())
    for pattern in _READ:
        found = pattern.fullmatch(words)
        if found is None:
            continue
        month = found["month"]
        number = int(month) if month.isdigit() else _NUMBERS.get(month.lower(), 0)
        try:
            return date(int(found["year"]), number, int(found["day"]))
        except ValueError:
            return None
    return None
