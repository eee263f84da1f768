"""Saved queries over the directory."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Base, Identified, Json, UtcDateTime


class Segment(Identified, Base):
    """A named query: "Senate Foreign Relations". `query` holds the directory's filters as plain values;
    who belongs to it is found anew each time it is used."""

    __tablename__ = "segment"

    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    query: Mapped[dict[str, Any]] = mapped_column(Json)
    by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)
    retired_on: Mapped[date | None] = mapped_column(sa.Date())

    __table_args__ = (sa.CheckConstraint("name <> ''", name="named"),)
