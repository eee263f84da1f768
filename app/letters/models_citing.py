"""What a letter keeps of the claims that it cites: which, in which words, why one stands without a source, and the
tasks that a correction files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.letters.models import PERSON
from app.letters.states import LetterState


class LetterClaim(Identified, Base):
    """A claim that the current version cites, in the words it pinned. At the seal it stays as it is.

    `sources` counts those that the annex may name; `waiver_id` is the recorded reason why the letter was sealed
    without any. A sealed letter has one or the other for every claim: a trigger holds it.
    """

    __tablename__ = "letter_claim"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    claim_id: Mapped[UUID] = mapped_column(sa.ForeignKey("claim.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(80))
    revision: Mapped[int]
    position: Mapped[int]
    sources: Mapped[int]
    waiver_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("claim_waiver.id"))

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "claim_id"),
        sa.CheckConstraint("revision >= 1 AND position >= 1 AND sources >= 0", name="numbers"),
    )


class ClaimWaiver(Identified, Base):
    """An approver's recorded reason why a problem does not hold a letter up, or that the reason is taken back.

    `digest` names the problem with its words (`Problem.digest`): when the words change it names another, and the
    reason holds no longer. Rows are only ever added; of one digest the last one counts.
    """

    __tablename__ = "claim_waiver"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    digest: Mapped[str] = mapped_column(sa.String(64))
    # The problem as it was shown, and the words it was about: for the record.
    problem: Mapped[str] = mapped_column(sa.Text())
    excerpt: Mapped[str] = mapped_column(sa.Text())
    claim: Mapped[str] = mapped_column(sa.String(100))
    reason: Mapped[str] = mapped_column(sa.Text())
    holds: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    by: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.Index("ix_claim_waiver_letter_digest", "letter_id", "digest"),
        sa.CheckConstraint("reason <> ''", name="reason"),
    )


class ClaimChange(StrEnum):
    """What happened to a claim that letters cite."""

    CORRECTED = "corrected"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    AMENDED = "amended"  # its words stand; what is printed beside them, above all its sources, has changed


class CitationTask(Identified, Base):
    """A letter that cites a claim which has changed: somebody looks at it and says what was done.

    `letter_state` is the letter's when the claim changed; `sent` whether it had gone out by then.
    """

    __tablename__ = "citation_task"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    claim_id: Mapped[UUID] = mapped_column(sa.ForeignKey("claim.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(80))
    change: Mapped[ClaimChange] = enum_column(ClaimChange, "change")
    # The words that the letter cites, those of today, and why they changed.
    before: Mapped[str] = mapped_column(sa.Text())
    after: Mapped[str] = mapped_column(sa.Text())
    reason: Mapped[str] = mapped_column(sa.Text())
    letter_state: Mapped[LetterState] = enum_column(LetterState, "letter_state")
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    filed_by: Mapped[str] = mapped_column(sa.String(PERSON))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    done_by: Mapped[str | None] = mapped_column(sa.String(PERSON))
    note: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
        sa.CheckConstraint("done_at IS NULL OR note <> ''", name="note"),
        sa.Index("ix_citation_task_open", "done_at", "letter_id"),
    )
