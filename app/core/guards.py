"""Triggers that refuse changes, for migrations: the database itself keeps what must never change.

SQLite raises inside the trigger; PostgreSQL calls a function of the trigger's own.
Conditions are SQL over OLD and NEW that both understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session


def refuse(op: Any, table: str, verb: str, message: str, when: str = "") -> None:
    """Refuse `verb` ("insert", "update" or "delete") on `table`, where `when` holds if given."""
    name = f"guard_{table}_{verb}"
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        condition = f"WHEN {when}" if when else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {_quoted(table)} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    # PostgreSQL allows no subquery in WHEN, so the condition runs inside a function of the trigger's own.
    body = f"IF {when} THEN" if when else "IF TRUE THEN"
    result = "OLD" if verb == "delete" else "NEW"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {_quoted(table)} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def append_only(op: Any, table: str, message: str = "") -> None:
    """Refuse every update and delete on `table`."""
    text = message or f"rows of {table} are only ever added"
    refuse(op, table, "update", text)
    refuse(op, table, "delete", text)


def drop_guards(op: Any, table: str, *verbs: str) -> None:
    """Drop the triggers of `table` before its migration is undone."""
    for verb in verbs or ("update", "delete"):
        name = f"guard_{table}_{verb}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {_quoted(table)}")
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _quoted(table: str) -> str:
    return f'"{table}"'


@contextmanager
def guards_lifted(session: Session) -> Iterator[None]:
    """Lift every guard inside the caller's transaction, and put them back before it ends.

    Only taking away the demonstration may use this. Both databases change triggers transactionally, so no
    other session ever sees them gone.
    """
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(
            sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'")
        ).all()
        for name, _sql in rows:
            session.execute(sa.text(f"DROP TRIGGER {name}"))
        yield
        session.flush()
        for _name, sql in rows:
            session.execute(sa.text(sql.replace(":", "\\:")))
        return
    names = session.execute(
        sa.text(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgname LIKE 'guard_%'"
        )
    ).all()
    for name, table in names:
        session.execute(sa.text(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER {name}"))
    yield
    session.flush()
    for name, table in names:
        session.execute(sa.text(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER {name}"))
