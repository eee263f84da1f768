"""Tables of print runs: what was put together to be printed, each time it was printed, and the files of that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.delivery.models import PERSON
from app.delivery.rules_runs import MAX_REASON, FileKind, Sheets, Wanted


class PrintRun(Identified, Base):
    """Dispatches of one letter that one person put together, at one time, to be printed and carried away."""

    __tablename__ = "print_run"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    # Counts the runs of the letter from 1.
    number: Mapped[int]
    items: Mapped[int]
    duplex: Mapped[bool] = mapped_column(default=False)
    separators: Mapped[bool] = mapped_column(default=False)
    envelopes: Mapped[bool] = mapped_column(default=False)
    labels: Mapped[Sheets | None] = enum_column(Sheets, "labels")
    label_start: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancelled_by: Mapped[str] = mapped_column(sa.String(PERSON), default="")
    cancelled_reason: Mapped[str] = mapped_column(sa.String(MAX_REASON), default="")
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "number"),
        sa.CheckConstraint("number >= 1 AND items >= 1 AND label_start >= 1", name="counts"),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by = '') AND (cancelled_at IS NULL) = (cancelled_reason = '')",
            name="cancelled",
        ),
    )

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(self.duplex, self.separators, self.envelopes, self.labels, self.label_start)


class PrintRunItem(Identified, Base):
    """One dispatch in a run. `held` ends when the run is cancelled.

    The partial unique index is the promise that no letter is printed in two runs.
    """

    __tablename__ = "print_run_item"

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("print_run.id"))
    dispatch_id: Mapped[UUID] = mapped_column(sa.ForeignKey("dispatch.id"))
    # In postal order, from 1.
    position: Mapped[int]
    held: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        sa.UniqueConstraint("run_id", "position"),
        sa.UniqueConstraint("run_id", "dispatch_id"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.Index(
            "uq_print_run_item_held",
            "dispatch_id",
            unique=True,
            sqlite_where=sa.text("held"),
            postgresql_where=sa.text("held"),
        ),
    )


class PrintRunPrinting(Identified, Base):
    """One time that files were made for a run: 1 is the run itself, later ones are reprints of some of its items.

    Rows are only ever added. `positions` is None for all items, `label_start` None for the run's own.
    """

    __tablename__ = "print_run_printing"

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("print_run.id"))
    number: Mapped[int]
    positions: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))
    label_start: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.String(MAX_REASON), default="")
    job_id: Mapped[UUID] = mapped_column(sa.Uuid())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.UniqueConstraint("run_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("number = 1 OR reason <> ''", name="reason"),
    )


class PrintRunFile(Identified, Base):
    """A drawn file of one printing. Rows are only ever added, after the file is whole."""

    __tablename__ = "print_run_file"

    printing_id: Mapped[UUID] = mapped_column(sa.ForeignKey("print_run_printing.id"))
    kind: Mapped[FileKind] = enum_column(FileKind, "kind")
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger())
    pages: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (
        sa.UniqueConstraint("printing_id", "kind"),
        sa.CheckConstraint("size > 0 AND pages > 0", name="whole"),
    )
