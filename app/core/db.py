"""The database: base class, column types, engine settings.

SQLite and PostgreSQL hold the same schema. Enumerations are strings with a named CHECK, keys are
UUIDv7 (they sort by age), instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from inspect import iscoroutinefunction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask.sansio.app import App
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from uuid_utils.compat import uuid7

SessionLike = Session
Json = sa.JSON().with_variant(JSONB(), "postgresql")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant. Refuses naive values and always gives back aware UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Identified:
    """A UUIDv7 primary key."""

    id: Mapped[UUID] = mapped_column(sa.Uuid(), primary_key=True, default=uuid7, sort_order=-10)


def new_id() -> UUID:
    """A fresh UUIDv7, for rows that are inserted in bulk."""
    return uuid7()


def changed_rows(session: Session, statement: sa.Update | sa.Delete) -> int:
    """Run an UPDATE or DELETE; how many rows it changed."""
    done = session.execute(statement)
    if not isinstance(done, sa.CursorResult):
        raise TypeError("the statement counts no rows")
    return done.rowcount


def table_of(model: type[Base]) -> sa.Table:
    """The table of a model."""
    return model.metadata.tables[model.__tablename__]


def enum_type(enum: type[StrEnum], name: str) -> sa.Enum:
    """A VARCHAR holding the values of `enum`, with a CHECK named after the column."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=max(len(member.value) for member in enum) + 8,
        values_callable=lambda members: [member.value for member in members],
    )


def enum_column(enum: type[StrEnum], name: str, **options: Any) -> Mapped[Any]:
    """A column for `enum`; `name` is the column's name and ends up in its CHECK."""
    return mapped_column(enum_type(enum, name), **options)


class Database(SQLAlchemy):
    """The extension without its asynchronous half, which nothing here uses."""

    def init_app(self, app: App) -> None:
        """Register with `app`. The closing of asynchronous sessions would start a thread after each request."""
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            func for func in app.teardown_appcontext_funcs if not iscoroutinefunction(func)
        ]


db = Database()

# SQLite has one writer. Pages that only read say so, and then never wait for (or hold) the writer's lock.
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def read_only_transactions() -> Iterator[None]:
    """Transactions begun inside do not take the writer's lock (SQLite); they may still be upgraded."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(value: bool) -> None:
    """Say whether this context (one request) starts its transactions as a reader."""
    _reading.set(value)


# Before 3.51.3 SQLite can corrupt a WAL file with several writers.
_WAL_SAFE = (3, 51, 3)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for `url`, ready for Flask-SQLAlchemy-Lite."""
    if url.startswith("sqlite"):
        return {"url": url, "connect_args": {"isolation_level": None, "timeout": 5}}
    return {"url": url, "pool_pre_ping": True}


@event.listens_for(Engine, "connect")
def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    module = type(connection).__module__
    if not module.startswith("sqlite3"):
        return
    import sqlite3

    journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_SAFE else "DELETE"
    pragmas = (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")
    # What is deleted (a private key, a session) is overwritten; not every build of SQLite does so by itself.
    for pragma in (*pragmas, "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _sqlite_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
