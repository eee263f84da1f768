"""Which keys sign a sealed letter: chosen at the seal, and never anything else afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.documents.seals.rules import Level
from app.letters.models import HASH, PERSON


class LetterKey(Identified, Base):
    """One key in the order in which they sign. A letter without rows is sealed without a digital signature.

    `at` is the instant of the seal by the real clock: what each file says it was signed at.
    """

    __tablename__ = "letter_key"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    position: Mapped[int]
    key_id: Mapped[UUID] = mapped_column(sa.ForeignKey("signing_key.id"), index=True)
    signatory_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("signatory.id"))
    name: Mapped[str] = mapped_column(sa.String(PERSON + 100))
    fingerprint: Mapped[str] = mapped_column(sa.String(HASH))
    self_signed: Mapped[bool]
    level: Mapped[Level] = enum_column(Level, "level")
    at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "position"),
        sa.CheckConstraint("position >= 1", name="position"),
    )
