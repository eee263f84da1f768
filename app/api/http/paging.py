"""Pages by cursor: a page begins after the row that the one before ended with, whatever is added meanwhile."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

from app.core.errors import InvalidInput

MOST = 200
USUAL = 50
_BAD = "This cursor does not belong to this list. Leave it out to begin anew."


@dataclass(frozen=True)
class Key:
    """A column that rows are ordered by. The last key of a list must be unique."""

    column: Any
    read: Callable[[str], Any] = str
    descending: bool = False

    def beyond(self, value: Any) -> sa.ColumnElement[bool]:
        """Rows that come after `value` in this column."""
        found: sa.ColumnElement[bool] = self.column < value if self.descending else self.column > value
        return found


def newest(column: Any) -> tuple[Key, ...]:
    """The newest row first: ids are made in the order of time."""
    return (Key(column, UUID, descending=True),)


def by_name(name: Any, id_column: Any) -> tuple[Key, ...]:
    """By name, then id."""
    return (Key(name), Key(id_column, UUID))


@dataclass(frozen=True)
class Cut:
    """One page: `rows` as the SELECT gives them, and the cursor of the next page, if there is one."""

    rows: Sequence[Any]
    next_cursor: str | None


def cut(
    session: Session,
    select: sa.Select[*tuple[Any, ...]],
    keys: Sequence[Key],
    *,
    limit: int,
    cursor: str,
) -> Cut:
    """The page of `select` after `cursor` (empty: the first). One SELECT. Raises `InvalidInput` (`cursor`)."""
    wanted: Any = select.add_columns(*(key.column for key in keys))
    if cursor:
        wanted = wanted.where(_after(keys, _read(cursor, keys)))
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    rows = session.execute(wanted.order_by(*order).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    last = _write([str(value) for value in rows[-1][-len(keys) :]]) if more else None
    return Cut(rows, last)


def _after(keys: Sequence[Key], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """(a, b) > (x, y), written out so that each key may have its own direction."""
    options = []
    for place, key in enumerate(keys):
        same = [earlier.column == values[n] for n, earlier in enumerate(keys[:place])]
        options.append(sa.and_(*same, key.beyond(values[place])))
    return sa.or_(*options)


def _write(values: list[str]) -> str:
    body = json.dumps([_list_mark(), *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _read(cursor: str, keys: Sequence[Key]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise ValueError(cursor)
        mark, *values = parts
        if mark != _list_mark() or len(values) != len(keys) or any("\x00" in value for value in values):
            raise ValueError(cursor)
        return [key.read(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, binascii.Error, UnicodeError, RecursionError) as error:
        raise InvalidInput({"cursor": _BAD}) from error


def _list_mark() -> str:
    """Ties a cursor to its list and filters; the size of a page may change on the way."""
    filters = sorted((name, value) for name, value in request.args.items(multi=True) if name not in _OWN)
    seen = json.dumps([request.path, filters], ensure_ascii=False)
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:12]


_OWN = frozenset({"cursor", "limit"})
