"""SELECTs over imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.officials.importing.changes import Change
from app.officials.importing.views import ChangeView, change_view
from app.officials.models import ImportChange, ImportRun
from app.officials.rules import ImportAction


def get_run(session: Session, run_id: UUID) -> ImportRun:
    """The import. Raises `NotFound`."""
    run = session.get(ImportRun, run_id)
    if run is None:
        raise NotFound("There is no such import.")
    return run


def recent_runs(session: Session, *, page: int = 1, size: int = 50) -> Page[ImportRun]:
    """Imports, the newest first."""
    newest = sa.select(ImportRun).order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
    return paginate(session, newest, page=page, size=size)


def changes_page(
    session: Session,
    run: ImportRun,
    *,
    action: ImportAction | None = None,
    record_type: str | None = None,
    official_id: UUID | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[ChangeView]:
    """One page of what the import does, in the order of the files."""
    select = sa.select(ImportChange).where(ImportChange.run_id == run.id)
    for column, value in (
        (ImportChange.action, action),
        (ImportChange.record_type, record_type),
        (ImportChange.official_id, official_id),
    ):
        if value is not None:
            select = select.where(column == value)
    found = paginate(session, select.order_by(ImportChange.position), page=page, size=size)
    views = [change_view(change) for change in found.items]
    return Page(items=views, total=found.total, page=found.page, size=found.size)


def changes_of(session: Session, run_id: UUID) -> list[Change]:
    """Everything the import writes or wrote, as the plan had it."""
    table: Any = ImportChange.__table__
    wanted = (ImportAction.NEW, ImportAction.CHANGED, ImportAction.GONE)
    select = (
        sa.select(
            table.c.action,
            table.c.record_type,
            table.c.record_id,
            table.c.official_id,
            table.c.label,
            table.c.before,
            table.c.after,
        )
        .where(table.c.run_id == run_id, table.c.action.in_(wanted))
        .order_by(table.c.position)
    )
    return list(_changes(session.execute(select)))


def _changes(rows: Any) -> Iterator[Change]:
    for action, record_type, record_id, official_id, label, before, after in rows:
        owner = str(official_id) if official_id else None
        yield Change(action, record_type, str(record_id), owner, label, before, after)
