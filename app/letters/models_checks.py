"""Which checks block a letter here: one row for the organisation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Json, UtcDateTime
from app.letters.compose.policy import PAGE_LIMIT
from app.letters.models import PERSON


class CheckSettings(Base):
    """The levels that differ from the defaults, by code. Without the row the defaults hold."""

    __tablename__ = "check_settings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    levels: Mapped[dict[str, str]] = mapped_column(Json)
    page_limit: Mapped[int] = mapped_column(default=PAGE_LIMIT)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_by: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one"),
        sa.CheckConstraint("page_limit BETWEEN 1 AND 20", name="page_limit"),
    )
