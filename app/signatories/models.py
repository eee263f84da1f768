"""Tables of signatories and letterheads. Letters copy what they print, so edits here never reach back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.signatories.rules import (
    MAX_AUTHORITY,
    MAX_EMAIL,
    MAX_NAME,
    MAX_PHONE,
    MAX_WEB,
    LetterheadStyle,
    SignatoryKind,
)

SHA256 = 64


class Signatory(Identified, Base):
    """A person who signs. `image_sha256` names a cleaned signature image in the file store."""

    __tablename__ = "signatory"
    __table_args__ = (
        # Nobody's signature is kept without a word on who allowed it.
        sa.CheckConstraint("image_sha256 IS NULL OR image_authority <> ''", name="image_authority"),
        sa.CheckConstraint("name <> ''", name="name"),
        sa.Index("ix_signatory_active_name", "active", "name"),
    )

    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    formal_name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    title: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    body: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    email: Mapped[str] = mapped_column(sa.String(MAX_EMAIL))
    kind: Mapped[SignatoryKind] = enum_column(SignatoryKind, "kind")
    image_sha256: Mapped[str | None] = mapped_column(sa.String(SHA256))
    image_authority: Mapped[str] = mapped_column(sa.String(MAX_AUTHORITY), default="")
    active: Mapped[bool] = mapped_column(sa.Boolean())
    search_text: Mapped[str] = mapped_column(sa.Text())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Letterhead(Identified, Base):
    """The head of an office's paper."""

    __tablename__ = "letterhead"
    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="name"),
        sa.CheckConstraint("length(accent) = 7", name="accent"),
        sa.Index("ix_letterhead_active_name", "active", "name"),
    )

    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    office: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    lines: Mapped[list[str]] = mapped_column(Json)
    phone: Mapped[str] = mapped_column(sa.String(MAX_PHONE))
    fax: Mapped[str] = mapped_column(sa.String(MAX_PHONE))
    web: Mapped[str] = mapped_column(sa.String(MAX_WEB))
    crest_sha256: Mapped[str | None] = mapped_column(sa.String(SHA256))
    style: Mapped[LetterheadStyle] = enum_column(LetterheadStyle, "style")
    accent: Mapped[str] = mapped_column(sa.String(7))
    active: Mapped[bool] = mapped_column(sa.Boolean())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def label(self) -> str:
        """How lists name it: the office first, since one city has several."""
        return f"{self.office}, {self.name}" if self.office else self.name
