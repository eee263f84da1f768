"""Addresses that no link of ours has: refused once, before any view or query sees them."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map

_ZERO = "\x00"


class SmallIntegerConverter(IntegerConverter):
    """A number that fits a column; a longer one names nothing."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1, **options})


def install(app: Flask) -> None:
    """Attach the check before every request; call it before any route is added."""
    app.url_map.converters["int"] = SmallIntegerConverter
    app.before_request(_refuse_zero_bytes)


def _refuse_zero_bytes() -> None:
    # PostgreSQL stores none and fails on them; SQLite cuts text short at them. Forms are tidied of them instead.
    if _ZERO in request.path or any(
        _ZERO in name or any(_ZERO in value for value in values) for name, values in request.args.lists()
    ):
        raise BadRequest("The address holds a zero byte, which no link here does. Go back and try again.")
