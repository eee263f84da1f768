"""The organisation's choices where sources on forms of address disagree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Base, Json, UtcDateTime


class AddressStyle(Base):
    """One row at most. `options` holds names and values of `app.officials.address.StyleOptions`."""

    __tablename__ = "address_style"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    options: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    updated_by: Mapped[str] = mapped_column(sa.String(200), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)

    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)
