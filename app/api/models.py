"""Answers that were given to requests with an `Idempotency-Key`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime

MAX_KEY = 200


class IdempotencyKey(Base):
    """A key of one token, what was asked with it, and the answer.

    The row is written in the transaction of the effect: without the effect there is no row, and the primary
    key lets one of two requests at once through.
    """

    __tablename__ = "idempotency_key"

    token_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("api_token.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(sa.String(MAX_KEY), primary_key=True)
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str] = mapped_column(sa.String(300), default="")
    answer: Mapped[str] = mapped_column(sa.Text(), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)

    __table_args__ = (sa.CheckConstraint("key <> ''", name="key"),)
