"""What people say about a text and who is asked to decide on it; who was to sign, by version."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.letters.models import PERSON
from app.letters.states_review import ThreadEventKind, ThreadKind, ThreadState


class Thread(Identified, Base):
    """A comment on a passage, or a suggested edit of one, with everything said after it.

    `quote` stands at `quote_start` to `quote_end` of the block's words, as version
    `version_number` read in the first copy.
    """

    __tablename__ = "letter_thread"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    number: Mapped[int]
    kind: Mapped[ThreadKind] = enum_column(ThreadKind, "kind")
    state: Mapped[ThreadState] = enum_column(ThreadState, "state", default=ThreadState.OPEN)
    version_number: Mapped[int]
    block_id: Mapped[str] = mapped_column(sa.String(64))
    quote: Mapped[str] = mapped_column(sa.Text())
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    # What should stand instead; set for suggestions alone, where the empty text takes the passage out.
    replacement: Mapped[str | None] = mapped_column(sa.Text())
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    opened_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    opened_by: Mapped[str] = mapped_column(sa.String(PERSON))
    # The version that an accepted suggestion led to.
    accepted_version: Mapped[int | None]

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "number"),
        sa.CheckConstraint("number >= 1 AND version_number >= 1", name="number"),
        sa.CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name="passage"),
        sa.CheckConstraint("(kind = 'suggestion') = (replacement IS NOT NULL)", name="replacement"),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_version IS NOT NULL)"
            " AND (kind = 'suggestion' OR state IN ('open', 'resolved'))"
            " AND (kind = 'comment' OR state <> 'resolved')",
            name="outcome",
        ),
        sa.Index("ix_letter_thread_letter_state", "letter_id", "state"),
    )


class ThreadEvent(Identified, Base):
    """One thing said or done in a thread. Rows are only ever added: an edit stands beside what it replaces."""

    __tablename__ = "letter_thread_event"

    thread_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_thread.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[ThreadEventKind] = enum_column(ThreadEventKind, "kind")
    body: Mapped[str] = mapped_column(sa.Text(), default="")
    # For an edit: the event whose words it replaces.
    replaces_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("letter_thread_event.id"))
    version_number: Mapped[int]
    actor_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    actor: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("kind = 'edited' OR replaces_id IS NULL", name="replaces"),
        sa.CheckConstraint("kind NOT IN ('replied', 'edited', 'rejected') OR body <> ''", name="body"),
    )


class ReviewRequest(Identified, Base):
    """Somebody asked to decide on a letter, by a day or without one. One at a time for each letter."""

    __tablename__ = "review_request"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    reviewer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id"))
    reviewer: Mapped[str] = mapped_column(sa.String(PERSON))
    due_on: Mapped[date | None] = mapped_column(sa.Date())
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    asked_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    asked_by: Mapped[str] = mapped_column(sa.String(PERSON))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[str | None] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        sa.Index(
            "uq_review_request_open",
            "letter_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_review_request_reviewer", "reviewer_id", "ended_at"),
    )


class SignerList(Identified, Base):
    """Who was to sign when a version was written. Rows are only ever added."""

    __tablename__ = "signer_list"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    version_number: Mapped[int]
    names: Mapped[list[str]] = mapped_column(Json, default=list)

    __table_args__ = (sa.UniqueConstraint("letter_id", "version_number"),)
