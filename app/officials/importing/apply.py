"""Writing a plan: bulk statements inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.clock import utcnow
from app.core.db import new_id, table_of
from app.core.errors import Conflict
from app.officials import names
from app.officials.importing.bulk import Doubled, insert_rows, same_columns
from app.officials.importing.changes import Change
from app.officials.importing.existing import chunks, current_values
from app.officials.importing.types import TYPES, RecordType, as_uuid
from app.officials.models import ExternalId, Official
from app.officials.names import NameParts
from app.officials.rules import ImportAction

_WRITES = (ImportAction.NEW, ImportAction.CHANGED, ImportAction.GONE)
_STALE = "The directory changed since this preview was prepared ({what}). Prepare the import again."


def write(session: Session, changes: Sequence[Change], *, check: bool) -> int:
    """Write every new, changed and gone record; returns how many. Conflicts and refusals are left alone.

    `check` compares what the plan saw with what is there now (not needed in the transaction that made the
    plan). Raises `Conflict` when the directory has moved on; the caller rolls back.
    """
    by_type: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.action in _WRITES:
            by_type[change.type].append(change)
    try:
        for name, kind in TYPES.items():
            _write_type(session, kind, by_type[name], check=check)
    except Doubled as error:
        raise Conflict(_STALE.format(what="a record was added or removed")) from error
    session.expire_all()
    return sum(len(group) for group in by_type.values())


def _write_type(session: Session, kind: RecordType, changes: list[Change], *, check: bool) -> None:
    new = [change for change in changes if change.action is ImportAction.NEW]
    changed = [change for change in changes if change.action is not ImportAction.NEW]
    if check and changed:
        _check_unmoved(session, kind, changed)
    insert(session, kind, new)
    update(session, kind, [(change.id or "", change.after or {}) for change in changed])
    if kind.model is Official:
        insert_ids(session, changes)
        derive_names(session, [change.id or "" for change in changed])


def _check_unmoved(session: Session, kind: RecordType, changes: list[Change]) -> None:
    now = current_values(session, kind, [change.id or "" for change in changes])
    for change in changes:
        values = now.get(change.id or "")
        expected = {name: value for name, value in (change.before or {}).items() if name != "ids"}
        # An official added by this same plan is not there yet when it gains a second set of identifiers.
        if values is None and not expected:
            continue
        if values is None or any(values[name] != value for name, value in expected.items()):
            raise Conflict(_STALE.format(what=change.label))


def insert(session: Session, kind: RecordType, changes: Sequence[Change]) -> None:
    """Insert the new records of one type."""
    now = utcnow()
    rows = []
    for change in changes:
        after = change.after or {}
        row = kind.to_row(after)
        row.update(id=as_uuid(change.id), source=after["source"], source_key=after["source_key"])
        if kind.model is Official:
            row.update(_derived(after), created_at=now, updated_at=now)
        rows.append(row)
    insert_rows(session, kind.table, rows)


def update(session: Session, kind: RecordType, changes: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Set fields by record id; one statement for each set of fields."""
    rows = [{"record": as_uuid(one), **kind.to_row(values)} for one, values in changes]
    for same in same_columns(rows):
        columns = [name for name in same[0] if name != "record"]
        if not columns:
            continue
        table = kind.table
        statement = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("record"))
            .values({name: sa.bindparam(f"to_{name}", type_=table.c[name].type) for name in columns})
        )
        session.connection().execute(
            statement, [{"record": row["record"], **{f"to_{c}": row[c] for c in columns}} for row in same]
        )


def insert_ids(session: Session, changes: Iterable[Change]) -> None:
    """Insert the identifiers that officials gain."""
    rows = [
        {"id": new_id(), "official_id": as_uuid(change.id), "scheme": scheme, "value": value}
        for change in changes
        for scheme, value in (change.after or {}).get("ids", ())
    ]
    insert_rows(session, table_of(ExternalId), rows)


def _derived(values: Mapping[str, Any]) -> dict[str, str]:
    parts = NameParts(
        first=values["first"],
        middle=values["middle"],
        nickname=values["nickname"],
        last=values["last"],
        suffix=values["suffix"],
        full=values["full_name"],
    )
    return {
        "search_text": names.search_text(parts, values["aliases"]),
        "sort_name": names.sort_name(parts),
    }


def derive_names(session: Session, ids: Sequence[str]) -> None:
    """Bring the search and sort columns of these officials in line with their names."""
    kind, now = TYPES["official"], utcnow()
    rows = [
        {"record": as_uuid(one), "now": now, **_derived(values)}
        for one, values in current_values(session, kind, ids).items()
    ]
    if not rows:
        return
    table = kind.table
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("record"))
        .values(
            search_text=sa.bindparam("search_text"),
            sort_name=sa.bindparam("sort_name"),
            updated_at=sa.bindparam("now", type_=table.c.updated_at.type),
        )
    )
    session.connection().execute(statement, rows)


def delete(session: Session, table: sa.Table, ids: Iterable[str], column: str = "id") -> None:
    """Delete rows by id, or by another column that holds ids."""
    for batch in chunks(ids):
        session.execute(sa.delete(table).where(table.c[column].in_([as_uuid(one) for one in batch])))
