"""The job table."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column


class JobState(StrEnum):
    """`failed` carries a reason a person can read; a job whose worker died is queued again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Identified, Base):
    """One piece of background work and how far it has come."""

    __tablename__ = "job"

    kind: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[JobState] = enum_column(JobState, "state", default=JobState.QUEUED)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    actor: Mapped[dict[str, Any]] = mapped_column(Json)
    actor_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(sa.Text(), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # A fencing token: a worker that lost its lease cannot write over the one that took it.
    fence: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        sa.CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished"),
        sa.CheckConstraint("done >= 0 AND total >= 0", name="progress"),
        sa.Index("ix_job_state_created_at", "state", "created_at"),
    )

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)
