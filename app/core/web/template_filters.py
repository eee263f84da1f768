"""Filters and helpers of the templates: days, moments, counts, names, links.

Days are written as the drawings do: "Jan 4" in tables, with the year when it is not this one, and
"January 4, 2023" in letters and titles. "This year" is that of the business date, instants are shown in
the organisation's zone: both are read from the template's context (`today`, `organisation`), else
from `flask.g` (`g.today`, `g.time_zone`), because imported macros see no context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context, request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.routing import BuildError

from app.core.web.form_problems import form_problems

NO_BREAK = "\u00a0"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# As the drawings write them.
SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def _setting(context: Context, name: str) -> Any:
    value = context.get(name)
    if value is None and has_app_context():
        value = g.get(name)
    return value


def _today(context: Context) -> date | None:
    value = _setting(context, "today")
    return value if isinstance(value, date) else None


def _zone(context: Context) -> ZoneInfo:
    organisation = context.get("organisation")
    name = getattr(organisation, "time_zone", None) or _setting(context, "time_zone")
    return ZoneInfo(str(name)) if name else ZoneInfo("UTC")


def _local(context: Context, moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(_zone(context))


def _as_date(context: Context, value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return _local(context, value).date()
    return value


def clock(moment: datetime) -> str:
    """`4:05 PM`, with a no-break space."""
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d}{NO_BREAK}{'AM' if moment.hour < 12 else 'PM'}"


def short_day(value: date, today: date | None) -> str:
    """`Jan 4`, or `Jan 4, 2022` when that is not the year of `today`."""
    text = f"{SHORT_MONTHS[value.month - 1]}{NO_BREAK}{value.day}"
    return text if today is not None and value.year == today.year else f"{text}, {value.year}"


@pass_context
def day(context: Context, value: date | datetime | None, today: date | None = None) -> str:
    """`{{ letter.date|day }}` -> "Jan 4"; nothing for None."""
    there = _as_date(context, value)
    return "" if there is None else short_day(there, today or _today(context))


@pass_context
def longday(context: Context, value: date | datetime | None) -> str:
    """`January 4, 2023`."""
    there = _as_date(context, value)
    return "" if there is None else f"{MONTHS[there.month - 1]}{NO_BREAK}{there.day}, {there.year}"


@pass_context
def weekday(context: Context, value: date | datetime | None, short: bool = False) -> str:
    """`Wednesday, January 4`, or `Wed, Jan 4` when short; the year is added when it is another."""
    there = _as_date(context, value)
    if there is None:
        return ""
    today = _today(context)
    if short:
        return f"{WEEKDAYS[there.weekday()][:3]}, {short_day(there, today)}"
    text = f"{WEEKDAYS[there.weekday()]}, {MONTHS[there.month - 1]}{NO_BREAK}{there.day}"
    return text if today is not None and there.year == today.year else f"{text}, {there.year}"


@pass_context
def moment(context: Context, value: datetime | None) -> str:
    """`Jan 4, 4:05 PM` in the organisation's zone; `today 4:05 PM` on the business date."""
    if value is None:
        return ""
    local = _local(context, value)
    today = _today(context)
    if today is not None and local.date() == today:
        return f"today {clock(local)}"
    return f"{short_day(local.date(), today)}, {clock(local)}"


@pass_context
def timeofday(context: Context, value: datetime | None) -> str:
    """`4:05 PM` in the organisation's zone."""
    return "" if value is None else clock(_local(context, value))


def iso(value: date | datetime | None) -> str:
    """For `<time datetime>`: ISO 8601, instants with their offset."""
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return "" if value is None else value.isoformat()


def number(value: int | float | None) -> str:
    """`12230` -> `12,230`."""
    return "" if value is None else f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`{{ 2|plural("letter") }}` -> "2 letters"; `many` for words that follow no rule ("people")."""
    return f"{count:,} {one if count == 1 else many or many_of(one)}"


def many_of(one: str) -> str:
    """The plural of a word by the usual rules: letters, dispatches, replies, days."""
    if re.search(r"(?:s|x|z|ch|sh)$", one):
        return f"{one}es"
    return f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"


def ordinal(value: int) -> str:
    """`24` -> `24th`."""
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def inwords(value: int) -> str:
    """`9` -> `nine`; from ten on, digits."""
    return WORDS[value] if 0 <= value < len(WORDS) else number(value)


def capfirst(value: str) -> str:
    """First letter large, the rest as it is."""
    return value[:1].upper() + value[1:]


def initials(name: str) -> str:
    """`Dana Whitfield` -> `DW`; first and last word only."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def namelist(names: Iterable[str], most: int | None = None) -> str:
    """`a, b and c`; past `most` names, `a, b and 4 others`."""
    shown = [str(name) for name in names]
    if most is not None and len(shown) > most:
        rest = len(shown) - most
        shown = [*shown[:most], f"{rest} {'other' if rest == 1 else 'others'}"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def percent(part: int, whole: int) -> str:
    """`percent(19, 52)` -> `37 %`; a whole of 0 gives `0 %`."""
    return f"{round(100 * part / whole) if whole else 0}{NO_BREAK}%"


def human(value: object) -> str:
    """A machine's word as people's: `outcome_unknown` -> `Outcome unknown`. Takes enums and strings."""
    word = str(getattr(value, "value", value))
    return capfirst(word.replace("_", " ").replace("-", " "))


def filesize(count: int) -> str:
    """Bytes as `840 B`, `12 kB` or `3.4 MB`."""
    if count < 1000:
        return f"{count}{NO_BREAK}B"
    if count < 1_000_000:
        return f"{count / 1000:.0f}{NO_BREAK}kB"
    return f"{count / 1_000_000:.1f}{NO_BREAK}MB"


def lines(value: str | Iterable[str] | None) -> Markup:
    """Text with its line ends, or a list of lines, as escaped text parted by `<br>`."""
    parts = (value or "").splitlines() if value is None or isinstance(value, str) else list(value)
    return Markup("<br>").join(escape(part) for part in parts)


def link(*endpoints: str, **values: Any) -> str | None:
    """The address of the first endpoint that exists, else None, so that no page shows a dead link."""
    for endpoint in endpoints:
        try:
            return url_for(endpoint, **values)
        except BuildError:
            continue
    return None


def with_query(**changes: object) -> str:
    """The address of this page with some query values changed; None takes one away."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    for name, value in changes.items():
        values[name] = value
    kept = {name: value for name, value in values.items() if value is not None}
    return url_for(request.endpoint or "", **kept)


FILTERS = (
    day, longday, weekday, moment, timeofday, iso, number, plural, ordinal, inwords, capfirst, initials,
    namelist, human, filesize, lines,
)  # fmt: skip


def register_filters(app: Flask) -> None:
    """Install the filters, and `link`, `with_query` and `percent` as functions."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        link=link, with_query=with_query, percent=percent, form_problems=form_problems
    )
