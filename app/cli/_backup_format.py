"""What a backup is: one ZIP file, the same for SQLite and PostgreSQL.

    manifest.json              format, revision, when, counts and SHA-256 of everything else
    tables/<name>.jsonl        one row a line, as a JSON list in the order of the manifest's columns
    files/<ab>/<sha256>        the stored files

Values are written so that both databases read them alike: ids, days and instants as text, JSON inside a list
of one (so that SQL's NULL differs from JSON's null), with its keys sorted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.db import Base, UtcDateTime
from app.core.errors import RedressError

FORMAT = 1
MANIFEST = "manifest.json"
# What ends with the installation, or would open a door again: signed-in browsers, mailed links, counters of
# failed tries, answers kept for programs, the private parts of keys that sign letters. The key that signs cookies
# and derives others is never in here.
LEFT_OUT = ("idempotency_key", "one_time_link", "sign_in_session", "signing_key_secret", "throttle")


class BadBackup(RedressError):
    """The file is no backup, or is not whole."""


@dataclass(frozen=True)
class TableEntry:
    """One table: its columns with their kinds, its rows, and the SHA-256 of its lines."""

    name: str
    columns: dict[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The whole backup. `files` are sizes in bytes by SHA-256; `missing` are named by rows but not stored."""

    revision: str
    created_at: str
    database: str
    audit_position: int
    audit_hash: str
    tables: list[TableEntry]
    files: dict[str, int]
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=lambda: list(LEFT_OUT))
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Raises `BadBackup`."""
        try:
            found = json.loads(data)
            if found["format"] != FORMAT:
                raise BadBackup(f"This backup has format {found['format']}; this version reads {FORMAT}.")
            tables = [TableEntry(**entry) for entry in found.pop("tables")]
            return cls(**found, tables=tables)
        except (ValueError, KeyError, TypeError) as error:
            raise BadBackup("This file is not a backup of Redress, or its manifest is damaged.") from error

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def tables() -> list[sa.Table]:
    """Every table that goes into a backup; one that others point to comes before them."""
    import app.models  # noqa: F401  (loads every room's tables)

    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def kind_of(column: sa.Column[Any]) -> str:
    """How the column's values are written."""
    kinds: tuple[tuple[Any, str], ...] = (
        (sa.Uuid, "uuid"),
        (UtcDateTime, "instant"),
        (sa.Date, "day"),
        (sa.Time, "clock"),
        (sa.JSON, "json"),
        (sa.Boolean, "flag"),
        (sa.Integer, "number"),
        (sa.String, "text"),
    )
    for kind, name in kinds:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"no way to write {column.table.name}.{column.name} ({column.type!r}) into a backup")


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """The rows as lines, in the order of the primary key, in constant memory."""
    kinds = [kind_of(column) for column in table.columns]
    wanted = [
        sa.type_coerce(sa.cast(column, sa.Text()), sa.Text()) if kind == "json" else column
        for column, kind in zip(table.columns, kinds, strict=True)
    ]
    select = sa.select(*wanted).order_by(*_order(connection, table)).execution_options(yield_per=1000)
    found = connection.execute(select)
    for row in found:
        values = [_written(value, kind) for value, kind in zip(row, kinds, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _order(connection: sa.Connection, table: sa.Table) -> list[Any]:
    """Text by code points, whatever the language of the database."""
    postgres = connection.dialect.name == "postgresql"
    return [
        sa.collate(column, "C") if postgres and kind_of(column) == "text" else column
        for column in table.primary_key.columns
    ]


def _written(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "json":
        return [json.loads(value)]
    if kind == "uuid":
        return str(value)
    if kind == "instant":
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if kind in ("day", "clock") else value


def values_in(line: bytes, kinds: Iterable[str]) -> list[Any]:
    """A line's values as Python knows them; JSON stays text, as both databases take it."""
    try:
        return [_read(value, kind) for value, kind in zip(json.loads(line), kinds, strict=True)]
    except (ValueError, TypeError) as error:
        raise BadBackup("A row of the backup cannot be read.") from error


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value[0])
    if kind == "uuid":
        return UUID(value)
    if kind == "instant":
        return datetime.fromisoformat(value)
    if kind == "clock":
        return time.fromisoformat(value)
    return date.fromisoformat(value) if kind == "day" else value


def digest_of(lines: Iterable[bytes]) -> tuple[int, str]:
    """(number, SHA-256) of lines."""
    count, whole = 0, hashlib.sha256()
    for line in lines:
        count += 1
        whole.update(line)
    return count, whole.hexdigest()
