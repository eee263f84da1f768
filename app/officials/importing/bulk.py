"""Inserting thousands of rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

# Below this COPY gains nothing.
_FEW = 50


class Doubled(Exception):
    """A row stands already under the same key, or points to a row that is not there."""


def insert_rows(session: Session, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert database values by column name. Rows may differ in their columns. Raises `Doubled`."""
    for same in same_columns(rows):
        try:
            if session.get_bind().dialect.name == "postgresql" and len(same) > _FEW:
                _copy(session, table, same)
            else:
                session.execute(table.insert(), same)
        except (IntegrityError, psycopg.errors.IntegrityError) as error:
            if not _clashes(error):
                raise
            raise Doubled(str(error)) from error


def _clashes(error: Exception) -> bool:
    """Whether another record is in the way or missing; any other broken rule is a fault of ours."""
    cause = getattr(error, "orig", error)
    if isinstance(cause, psycopg.errors.UniqueViolation | psycopg.errors.ForeignKeyViolation):
        return True
    return any(word in str(cause) for word in ("UNIQUE constraint", "FOREIGN KEY constraint"))


def same_columns(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """The rows in groups that have the same columns."""
    groups: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[frozenset(row)].append(row)
    return groups.values()


def _copy(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """COPY on the session's own connection, inside its transaction."""
    session.flush()
    usual = _defaults(table, rows[0])
    names = [*rows[0], *usual]
    plain = [_plain(table.c[name].type) for name in names]
    preparer = session.get_bind().dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    statement = f"COPY {preparer.format_table(table)} ({columns}) FROM STDIN"
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            whole = {**usual, **row}
            copy.write_row([to(whole[name]) for name, to in zip(names, plain, strict=True)])


def _defaults(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """The program's own defaults, which COPY does not know, for the columns that `row` leaves out."""
    found: dict[str, Any] = {}
    for column in table.columns:
        default = column.default
        if column.name in row or default is None:
            continue
        if isinstance(default, ScalarElementColumnDefault):
            found[column.name] = default.arg
        elif isinstance(default, CallableColumnDefault):
            found[column.name] = default.arg(None)  # type: ignore[arg-type]  # none of our defaults looks at the statement
    return found


def _plain(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, sa.JSON):
        null_is_none = kind.none_as_null

        def dump(value: Any) -> str | None:
            return None if value is None and null_is_none else json.dumps(value)

        return dump
    return _value_of if isinstance(kind, sa.Enum) else _same


def _value_of(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _same(value: Any) -> Any:
    return value
