"""Imports, what they would do or did, corrections made by hand, and merges."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.officials.models.columns import JsonOrNull
from app.officials.rules import ImportAction, ImportState


class ImportRun(Identified, Base):
    """One import, from the files handed in to its application and perhaps its undoing.

    `files` lists {name, sha256, size, format}. `counts` holds {record_type: {action: n}} with the
    extra action "unchanged". `notes` are sentences about the files as a whole. `refusal` says why the
    import was refused. `undo_report` lists what an undo left as it was: {record_type, label, reason}.
    """

    __tablename__ = "import_run"

    state: Mapped[ImportState] = enum_column(ImportState, "state", default=ImportState.PREPARING)
    format: Mapped[str] = mapped_column(sa.String(200), default="")
    files: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    refusal: Mapped[str] = mapped_column(sa.Text(), default="")
    undo_report: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    by_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    applied_by: Mapped[str] = mapped_column(sa.String(200), default="")
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_by: Mapped[str] = mapped_column(sa.String(200), default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # The job now at work on this run, for the page that shows its progress.
    job_id: Mapped[UUID | None] = mapped_column(sa.Uuid())

    __table_args__ = (
        sa.CheckConstraint("(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)", name="applied"),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
        sa.CheckConstraint("(state = 'refused') = (refusal <> '')", name="refused"),
        sa.Index("ix_import_run_created_at", "created_at"),
    )


class ImportChange(Base):
    """What a run does with one record. Rows are added when the run is prepared and never changed.

    `before` and `after` hold only the fields that differ (all of them for a new record), as plain
    JSON with ISO days. `label` is the row or record as a person would name it.
    """

    __tablename__ = "import_change"

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("import_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[ImportAction] = enum_column(ImportAction, "action")
    record_type: Mapped[str] = mapped_column(sa.String(30))
    record_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    official_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    label: Mapped[str] = mapped_column(sa.String(400))
    before: Mapped[dict[str, Any] | None] = mapped_column(JsonOrNull)
    after: Mapped[dict[str, Any] | None] = mapped_column(JsonOrNull)
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (
        sa.CheckConstraint("(action IN ('refused', 'note')) OR record_id IS NOT NULL", name="record"),
        sa.Index("ix_import_change_run_id_action_record_type", "run_id", "action", "record_type"),
        sa.Index("ix_import_change_official_id", "official_id"),
    )


class FieldMark(Identified, Base):
    """A field that a person set by hand. Imports leave it alone and show the difference as a conflict."""

    __tablename__ = "field_mark"

    record_type: Mapped[str] = mapped_column(sa.String(30))
    record_id: Mapped[UUID] = mapped_column(sa.Uuid(), index=True)
    field: Mapped[str] = mapped_column(sa.String(60))
    value: Mapped[Any] = mapped_column(Json)
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)

    __table_args__ = (sa.UniqueConstraint("record_type", "record_id", "field"),)


class OfficialMerge(Identified, Base):
    """Two records of one person made one; `moved` holds what is needed to take them apart again."""

    __tablename__ = "official_merge"

    kept_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(Json)
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)
    undone_by: Mapped[str] = mapped_column(sa.String(200), default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (sa.CheckConstraint("kept_id <> merged_id", name="two_people"),)
