"""Taking an applied import back, record by record, as far as nobody has built on it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.officials.importing import apply
from app.officials.importing.changes import Change
from app.officials.importing.existing import chunks, current_values
from app.officials.importing.references import in_use, referenced
from app.officials.importing.types import TYPES, RecordType, as_uuid
from app.officials.models import ExternalId, FieldMark, Official
from app.officials.rules import ImportAction

_EDITED = "It was changed since; it stays as it is."
_NAMED = "A letter or campaign names this official; the record was retired, not deleted."
_BUILT_ON = "Something was added or changed here since; the record stays as it is."
_USED = "Other records still point to it; undo or remove those first."
_NOT_BUILDING = frozenset({ExternalId.__tablename__})
_CHILDREN = ("term", "leadership", "membership", "contact")


@dataclass
class UndoReport:
    """What an undo did. `kept` lists {record_type, label, reason} for what it left or only retired."""

    removed: int = 0
    restored: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)

    def keep(self, change: Change, reason: str) -> None:
        self.kept.append({"record_type": change.type, "label": change.label, "reason": reason})


def take_back(session: Session, changes: Sequence[Change], today: date) -> UndoReport:
    """Undo applied changes in the caller's transaction.

    Values somebody changed since stay, with a reason in the report. Records the import created are
    deleted, except officials that something outside names: those are retired with all that is theirs.
    """
    report = UndoReport()
    by_type: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_type[change.type].append(change)
    _take_back_ids(session, by_type["official"])
    stay = _stay(session, by_type, today, report)
    for name in reversed(TYPES):
        kind = TYPES[name]
        group = by_type[name]
        _restore(
            session, kind, [c for c in group if c.action in (ImportAction.CHANGED, ImportAction.GONE)], report
        )
        new = [c for c in group if c.action is ImportAction.NEW and c.official_id not in stay]
        if name == "committee":
            _remove(session, kind, [c for c in new if (c.after or {}).get("parent_id")], report)
            new = [c for c in new if not (c.after or {}).get("parent_id")]
        _remove(session, kind, new, report)
    session.expire_all()
    return report


def _take_back_ids(session: Session, changes: Sequence[Change]) -> None:
    """Identifiers gained by records that stay; those of removed records go with them."""
    gained = [
        (change.id, scheme, value)
        for change in changes
        if change.action is ImportAction.CHANGED
        for scheme, value in (change.after or {}).get("ids", ())
    ]
    table = table_of(ExternalId)
    if gained:
        statement = sa.delete(table).where(
            table.c.official_id == sa.bindparam("owner"),
            table.c.scheme == sa.bindparam("of_scheme"),
            table.c.value == sa.bindparam("of_value"),
        )
        rows = [
            {"owner": as_uuid(one), "of_scheme": scheme, "of_value": value} for one, scheme, value in gained
        ]
        session.connection().execute(statement, rows)


def _stay(
    session: Session, by_type: dict[str, list[Change]], today: date, report: UndoReport
) -> set[str | None]:
    """Which officials created by this import stay, with all that is theirs.

    Those that something outside names are retired; those on which staff or a later import built stay.
    """
    created = {change.id or "": change for change in by_type["official"] if change.action is ImportAction.NEW}
    named = referenced(session, created)
    apply.update(
        session, TYPES["official"], [(one, {"retired_on": today.isoformat()}) for one in sorted(named)]
    )
    built_on = _built_on(session, created, by_type) - named
    for one, change in created.items():
        if one in named or one in built_on:
            report.keep(change, _NAMED if one in named else _BUILT_ON)
    return {*named, *built_on}


def _built_on(session: Session, created: dict[str, Change], by_type: dict[str, list[Change]]) -> set[str]:
    own = TYPES["official"]
    found = in_use(
        session, own.table.name, created, {*(TYPES[n].table.name for n in _CHILDREN), *_NOT_BUILDING}
    )
    found |= set(_marks(session, "official", list(created)))
    for one, values in current_values(session, own, list(created)).items():
        # Named officials were retired a moment ago; they are told apart by the caller.
        if _edited(own, values, created[one].after or {}):
            found.add(one)
    for name in _CHILDREN:
        made = {c.id or "": c for c in by_type[name] if c.action is ImportAction.NEW}
        now = current_values(session, TYPES[name], list(made))
        for one, change in made.items():
            if one not in now or _edited(TYPES[name], now[one], change.after or {}):
                found.add(change.official_id or "")
        found |= {made[one].official_id or "" for one in _marks(session, name, list(now))}
        found |= _with_other_children(session, TYPES[name].table, created, made)
    return found & created.keys()


def _with_other_children(
    session: Session, table: sa.Table, created: dict[str, Change], made: dict[str, Change]
) -> set[str]:
    found = set()
    for batch in chunks(created):
        select = sa.select(table.c.id, table.c.official_id).where(
            table.c.official_id.in_([as_uuid(one) for one in batch])
        )
        found |= {str(owner) for one, owner in session.execute(select) if str(one) not in made}
    return found


def _restore(session: Session, kind: RecordType, changes: Sequence[Change], report: UndoReport) -> None:
    now = current_values(session, kind, [change.id or "" for change in changes])
    marked = _marks(session, kind.name, list(now))
    back: list[tuple[str, dict[str, Any]]] = []
    for change in changes:
        values = now.get(change.id or "")
        if values is None:
            continue
        after = {name: value for name, value in (change.after or {}).items() if name != "ids"}
        moved = {n for n, v in after.items() if values[n] != v or n in marked.get(change.id or "", ())}
        if moved:
            report.keep(change, f"{_EDITED} ({', '.join(sorted(moved)).replace('_', ' ')})")
        restored = {n: v for n, v in (change.before or {}).items() if n in after and n not in moved}
        if restored:
            back.append((change.id or "", restored))
    apply.update(session, kind, back)
    report.restored += len(back)
    if kind.model is Official:
        apply.derive_names(session, [one for one, _ in back])


def _remove(session: Session, kind: RecordType, changes: Sequence[Change], report: UndoReport) -> None:
    """Delete what the import created and nobody has touched. Children are gone already."""
    ids = {change.id or "": change for change in changes}
    now = current_values(session, kind, list(ids))
    marked = _marks(session, kind.name, list(now))
    free: list[str] = []
    for one, change in ids.items():
        values = now.get(one)
        if values is None:
            continue
        if one in marked or _edited(kind, values, change.after or {}):
            report.keep(change, _EDITED)
        else:
            free.append(one)
    but = {ExternalId.__tablename__} if kind.model is Official else set()
    # A committee's parent may go together with it, so committees are asked about only afterwards.
    used = in_use(
        session, kind.table.name, free, but | ({kind.table.name} if kind.name == "committee" else set())
    )
    for one in free:
        if one in used and kind.name not in ("jurisdiction", "body", "seat"):
            report.keep(ids[one], _USED)
    gone = [one for one in free if one not in used]
    _delete(session, kind, gone)
    report.removed += len(gone)


def _delete(session: Session, kind: RecordType, ids: list[str]) -> None:
    if kind.model is Official:
        apply.delete(session, table_of(ExternalId), ids, "official_id")
    apply.delete(session, kind.table, ids)


def _edited(kind: RecordType, values: dict[str, Any], after: dict[str, Any]) -> bool:
    return values["retired_on"] is not None or any(
        values[name] != after[name] for name in (*kind.fields, *kind.refs) if name in after
    )


def _marks(session: Session, record_type: str, ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for batch in chunks(ids):
        select = sa.select(FieldMark.record_id, FieldMark.field).where(
            FieldMark.record_type == record_type,
            FieldMark.record_id.in_([as_uuid(one) for one in batch]),
        )
        for record_id, name in session.execute(select):
            found[str(record_id)].add(name)
    return found
