"""Taking the demonstration away whole, and nothing else.

Starting from the records that came with it, every record that points at one of them is found by following
the foreign keys. If that reaches a letter, a campaign or a person that is not the demonstration's own, nothing is
removed and the reason is given.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.models import Organisation
from app.accounts.rules import Actor
from app.core.db import Base
from app.core.errors import Conflict
from app.core.guards import guards_lifted
from app.demo.acts import told
from app.demo.models import DemoRecord
from app.demo.script import read_script
from app.letters.models import Letter, LetterCounter

_BATCH = 500
# People may not lose these because a demonstration record stands in them.
_PRECIOUS = {
    "campaign": "title", "letter": "number", "official": "full_name", "user": "name", "signatory": "name",
    "letterhead": "name", "demand": "title", "claim": "slug",
}  # fmt: skip
# As the first migration leaves the organisation; the rest is empty.
_UNNAMED = {
    "name": "Our organisation",
    "city_line": "",
    "letter_prefix": "L",
    "time_zone": "America/Los_Angeles",
}
# A row that also belongs to one of these, and not to the demonstration's, is somebody's work.
_WORK = {"campaign": "title", "letter": "number"}


@dataclass(frozen=True)
class Removal:
    """How many rows went, by table."""

    rows: dict[str, int]


def remove(session: Session, *, by: Actor) -> Removal:
    """Delete the demonstration. Raises `Conflict` when there is none, or when other work stands on it."""
    roots = _roots(session)
    if not roots:
        raise Conflict("There is no demonstration to take away.")
    found = _closure(session, roots)
    _refuse_foreign(session, roots, found)
    counts: dict[str, int] = {}
    with guards_lifted(session):
        _unlink(session, found)
        for table in reversed(Base.metadata.sorted_tables):
            counts[table.name] = _delete(session, table, found.get(table.name, set()))
        session.execute(sa.delete(DemoRecord))
        if session.scalar(sa.select(Letter.id).limit(1)) is None:
            session.execute(sa.delete(LetterCounter))  # one's own first letter is number 01
    _neutral(session.get_one(Organisation, 1))
    total = sum(counts.values())
    audit.record(
        session,
        by,
        "demo.removed",
        "organisation",
        "1",
        summary=f"Took the demonstration away: {total} records",
    )
    return Removal({name: count for name, count in counts.items() if count})


def _neutral(place: Organisation) -> None:
    """An installation that nobody has named yet; what staff changed since the loading stays."""
    script = read_script()
    for field, given in told(script).items():
        if getattr(place, field) == given:
            setattr(place, field, _UNNAMED.get(field))
    place.is_demo = False


def _roots(session: Session) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for name, record_id in session.execute(sa.select(DemoRecord.table_name, DemoRecord.record_id)):
        found.setdefault(name, set()).add(record_id)
    return found


def _key(table: sa.Table) -> sa.Column[Any]:
    (column,) = table.primary_key.columns
    return column


def _closure(session: Session, roots: dict[str, set[UUID]]) -> dict[str, set[Any]]:
    """Every record that points, directly or not, at a root."""
    found: dict[str, set[Any]] = {name: set(ids) for name, ids in roots.items()}
    queue = deque((name, set(ids)) for name, ids in found.items())
    while queue:
        name, ids = queue.popleft()
        for table in Base.metadata.sorted_tables:
            for foreign in table.foreign_keys:
                if foreign.column.table.name != name or len(table.primary_key.columns) != 1:
                    continue
                reached = _pointing(session, table, foreign.parent, ids) - found.get(table.name, set())
                if reached:
                    found.setdefault(table.name, set()).update(reached)
                    queue.append((table.name, reached))
    return found


def _pointing(session: Session, table: sa.Table, column: sa.Column[Any], ids: set[Any]) -> set[Any]:
    rows: set[Any] = set()
    for batch in _batches(ids):
        rows.update(session.scalars(sa.select(_key(table)).where(column.in_(batch))))
    return rows


def _batches(ids: set[Any]) -> list[list[Any]]:
    ordered = list(ids)
    return [ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)]


def _refuse_foreign(session: Session, roots: dict[str, set[UUID]], found: dict[str, set[Any]]) -> None:
    strangers: set[str] = set()
    for name, label in _PRECIOUS.items():
        table = Base.metadata.tables[name]
        for batch in _batches(found.get(name, set()) - roots.get(name, set())):
            strangers.update(session.scalars(sa.select(table.c[label]).where(table.c.id.in_(batch))))
    for name, ids in found.items():
        strangers.update(_work_with(session, Base.metadata.tables[name], ids - roots.get(name, set()), found))
    if strangers:
        named = ", ".join(sorted(strangers)[:5]) + (" and more" if len(strangers) > 5 else "")
        raise Conflict(
            f"Your own work stands on the demonstration, so nothing was removed: {named}. "
            "Take the demonstration out of it first."
        )


def _work_with(session: Session, table: sa.Table, ids: set[Any], found: dict[str, set[Any]]) -> set[str]:
    """Campaigns and letters of the person's own that some of these rows belong to as well.

    An invented official among the targets of one's own campaign is a row of both.
    """
    named: set[str] = set()
    for foreign in table.foreign_keys:
        parent = foreign.column.table
        if parent.name not in _WORK:
            continue
        own = parent.c.id.not_in(found.get(parent.name, set()))
        for batch in _batches(ids):
            named.update(
                session.scalars(
                    sa.select(parent.c[_WORK[parent.name]])
                    .join(table, foreign.parent == parent.c.id)
                    .where(_key(table).in_(batch), own)
                )
            )
    return named


def _unlink(session: Session, found: dict[str, set[Any]]) -> None:
    """Rows that point at rows of their own table would hold each other; let go first."""
    for name, ids in found.items():
        table = Base.metadata.tables[name]
        own = [f.parent for f in table.foreign_keys if f.column.table is table and f.parent.nullable]
        for batch in _batches(ids) if own else []:
            session.execute(
                sa.update(table).where(_key(table).in_(batch)).values({column.name: None for column in own})
            )


def _delete(session: Session, table: sa.Table, ids: set[Any]) -> int:
    for batch in _batches(ids):
        session.execute(sa.delete(table).where(_key(table).in_(batch)))
    return len(ids)
