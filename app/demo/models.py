"""Which records came with the demonstration, so that it can be taken away again."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DemoRecord(Base):
    """One record of the demonstration, by table and key."""

    __tablename__ = "demo_record"

    table_name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(sa.Uuid(), primary_key=True)
