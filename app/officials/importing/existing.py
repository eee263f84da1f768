"""What the directory holds already, read once for a whole import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.officials.importing.records import Id
from app.officials.importing.types import SHARED, TYPES, RecordType, as_uuid
from app.officials.models import ExternalId, FieldMark, Official

_CHUNK = 500


@dataclass(slots=True)
class Row:
    """One record as it stands: its id, key and source, and its values as plain JSON."""

    id: str
    key: str
    source: str
    values: dict[str, Any]


@dataclass
class Existing:
    """The directory as far as an import may touch it.

    `rows`: type -> key -> row, for records that came from a source. `officials`: id -> row.
    `owners`: identifier -> official's id. `ids_of`: official's id -> identifiers.
    `marks`: (type, record id) -> fields set by hand.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    officials: dict[str, Row] = field(default_factory=dict)
    owners: dict[Id, str] = field(default_factory=dict)
    marks: dict[tuple[str, str], set[str]] = field(default_factory=dict)


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """`values` in lists of at most `size`."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def load(session: Session, types: Collection[str], sources: Collection[str]) -> Existing:
    """Everything of `types` from `sources`, shared types from any. One SELECT a type."""
    found = Existing()
    for name, kind in TYPES.items():
        if name not in types or name == "official":
            continue
        only = None if name in SHARED else sources
        found.rows[name] = {row.key: row for row in _rows(session, kind, only)}
    found.rows["official"] = {}
    for row in _rows(session, TYPES["official"], None):
        found.officials[row.id] = row
    select_ids = sa.select(ExternalId.scheme, ExternalId.value, ExternalId.official_id)
    for scheme, value, official_id in session.execute(select_ids):
        found.owners[(scheme, value)] = str(official_id)
    select_marks = sa.select(FieldMark.record_type, FieldMark.record_id, FieldMark.field)
    for record_type, record_id, name in session.execute(select_marks):
        found.marks.setdefault((record_type, str(record_id)), set()).add(name)
    return found


def _rows(session: Session, kind: RecordType, sources: Collection[str] | None) -> Iterator[Row]:
    table = kind.table
    select = sa.select(table.c.id, table.c.source_key, table.c.source, *kind.columns.values())
    if kind.model is Official:
        select = select.where(table.c.merged_into_id.is_(None))
    else:
        select = select.where(table.c.source_key.is_not(None))
    if sources is not None:
        select = select.where(table.c.source.in_(list(sources)))
    for record_id, key, source, *values in session.execute(select):
        yield Row(str(record_id), key or "", source, kind.to_json(values))


def current_values(session: Session, kind: RecordType, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Values by id of the records that still exist, as plain JSON, `merged_into_id` included."""
    table, merged = kind.table, kind.model is Official
    extra = [table.c.merged_into_id] if merged else []
    found: dict[str, dict[str, Any]] = {}
    for batch in chunks(ids):
        select = sa.select(table.c.id, *kind.columns.values(), *extra).where(
            table.c.id.in_([as_uuid(one) for one in batch])
        )
        for record_id, *values in session.execute(select):
            into = str(values.pop() or "") if merged else ""
            found[str(record_id)] = {**kind.to_json(values), **({"merged_into_id": into} if merged else {})}
    return found
