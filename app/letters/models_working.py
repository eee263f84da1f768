"""What is being written between two versions: the common working copy, and texts that gave way to another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Json, UtcDateTime
from app.letters.models import PERSON


class WorkingCopy(Identified, Base):
    """The text of a letter as it is being written. One for each letter; everybody who writes shares it."""

    __tablename__ = "working_copy"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"), unique=True)
    # The version it grew from. A newer version is joined into it in the transaction that writes the version.
    base_version: Mapped[int]
    revision: Mapped[int]
    tree: Mapped[str] = mapped_column(sa.Text())
    # Everybody whose words it holds since that version: [[user id or "", name], ...].
    writers: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    author: Mapped[str] = mapped_column(sa.String(PERSON))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (sa.CheckConstraint("base_version >= 1 AND revision >= 1", name="number"),)


class KeptText(Identified, Base):
    """A section that two people changed at once: both texts, until somebody has chosen or joined them."""

    __tablename__ = "kept_text"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    section_id: Mapped[str] = mapped_column(sa.String(64))
    yours: Mapped[str] = mapped_column(sa.Text())
    theirs: Mapped[str] = mapped_column(sa.Text())
    author_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    author: Mapped[str] = mapped_column(sa.String(PERSON))
    other_author: Mapped[str] = mapped_column(sa.String(PERSON))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    settled_by: Mapped[str | None] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
        sa.Index("ix_kept_text_letter", "letter_id", "settled_at"),
    )


class VersionWriter(Identified, Base):
    """Somebody besides the author whose words a version holds: they do not approve it either."""

    __tablename__ = "version_writer"

    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_version.id"))
    author_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    author: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (sa.UniqueConstraint("version_id", "author_id", "author"),)
