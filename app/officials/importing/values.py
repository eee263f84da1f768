"""Single values as sources write them: days, web addresses, phones, parties, postal lines. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.core.text import fold
from app.officials.address.postal import split_postal
from app.officials.names import clean

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>()\"]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_ZIP_TAIL = re.compile(r"-$")
_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class BadValue(ValueError):
    """A value that cannot be used; the message is a sentence."""


def text(value: Any, what: str = "", limit: int = 0) -> str:
    """One clean line. Raises `BadValue` for a list or mapping, or for more than `limit` characters."""
    if isinstance(value, list | dict):
        raise BadValue(f"{what or 'A value'} holds a list where one value belongs.")
    cleaned = clean(value)
    if limit and len(cleaned) > limit:
        raise BadValue(f"{what or 'A value'} has {len(cleaned)} characters; at most {limit} fit.")
    return cleaned


def day(value: Any, what: str) -> str | None:
    """An ISO day, or None. Raises `BadValue`."""
    written = text(value, what)
    if not written:
        return None
    return _real_day(written, what)


def _real_day(written: str, what: str) -> str:
    found = _DAY.fullmatch(written[:10])
    if found is None or (len(written) > 10 and written[10] not in "T "):
        raise BadValue(f"{what} “{written}” is not a day written YYYY-MM-DD.")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise BadValue(f"{what} “{written}” is not a day of the calendar.") from None


def loose_day(value: Any, what: str, *, last: bool) -> tuple[str | None, str]:
    """A day that may be only a month ("2023-06") or a year: (ISO day, precision). `last` takes its end."""
    written = text(value, what)
    if re.fullmatch(r"\d{4}", written):
        return f"{written}-12-31" if last else f"{written}-01-01", "year"
    if re.fullmatch(r"\d{4}-\d{2}", written):
        year, month = int(written[:4]), int(written[5:])
        if not 1 <= month <= 12:
            raise BadValue(f"{what} “{written}” is not a month of the calendar.")
        leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        number = _LAST_DAYS[month - 1] + leap if last else 1
        return f"{written}-{number:02d}", "month"
    return (_real_day(written, what) if written else None), "day"


def web_address_problem(url: str) -> str | None:
    """Why `url` is no web address, as a sentence; None when it is one."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return f"“{url}” is not a web address."
    if parts.scheme not in ("http", "https"):
        return f"“{url}” does not begin with http:// or https://."
    if not _HOST.fullmatch(host) or any(c.isspace() for c in url):
        return f"“{url}” is not a web address."
    return None


def email_problem(address: str) -> str | None:
    """Why `address` is no e-mail address, as a sentence; None when it is one."""
    return None if _EMAIL.fullmatch(address) else f"“{address}” is not an e-mail address."


def whole_number(value: Any, what: str) -> int | None:
    """A whole number, or None. Raises `BadValue`."""
    written = text(value, what)
    if not written:
        return None
    try:
        return int(written)
    except ValueError:
        raise BadValue(f"{what} “{written}” is not a whole number.") from None


_PARTIES = {"democratic": "Democrat", "democrat": "Democrat"}


def party(value: Any) -> str:
    """A party's name; Democratic and Democrat are one party in filters. None for non-partisan offices."""
    name = text(value, "Party", 80)
    if fold(name) in ("nonpartisan", "non-partisan", "no party", "unknown"):
        return ""
    return _PARTIES.get(fold(name), name)


def gendered_form(value: Any) -> str:
    """The courtesy form that goes with a published gender; unknown where none is published."""
    word = text(value).casefold()
    return {"m": "mr", "male": "mr", "f": "ms", "female": "ms", "x": "mx"}.get(word, "unknown")


def postal(address: str, last_name: str = "") -> list[str]:
    """Postal lines of an address in one line. A first line that names the person is left out."""
    pieces = [piece.strip() for piece in address.split(";") if piece.strip()]
    if len(pieces) > 2 and last_name and _names(pieces[0], last_name):
        pieces = pieces[1:]
    elif pieces and last_name and "," in pieces[0]:
        head, _, tail = pieces[0].partition(",")
        if _names(head, last_name) and tail.strip():
            pieces[0] = tail.strip()
    lines = list(split_postal("; ".join(pieces)))
    return [_ZIP_TAIL.sub("", clean(line)) for line in lines if clean(line)]


def _names(piece: str, last_name: str) -> bool:
    words = fold(piece)
    return fold(last_name) in words and not any(c.isdigit() for c in piece) and len(words.split()) > 1
