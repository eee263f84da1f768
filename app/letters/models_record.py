"""The record of a letter: consents to its exact words, and one event for every change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.letters.models import HASH, PERSON
from app.letters.rules import TAKEN_BACK
from app.letters.states import LetterEventKind, LetterState, SignatureMark, SignatureMethod, SignatureState


class Signature(Identified, Base):
    """One signatory's consent to one exact text, named by its consent hash."""

    __tablename__ = "signature"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    signatory_id: Mapped[UUID] = mapped_column(sa.ForeignKey("signatory.id"), index=True)
    version_number: Mapped[int]
    consent_hash: Mapped[str] = mapped_column(sa.String(HASH))
    state: Mapped[SignatureState] = enum_column(SignatureState, "state", default=SignatureState.INVITED)
    method: Mapped[SignatureMethod | None] = enum_column(SignatureMethod, "method")
    # Who said yes, in whose presence or by which message: words for the record.
    consent_by: Mapped[str] = mapped_column(sa.String(PERSON), default="")
    witness: Mapped[str] = mapped_column(sa.String(PERSON), default="")
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    image_sha256: Mapped[str | None] = mapped_column(sa.String(HASH))
    # How the image came about; None where nothing prints, and in records older than this column.
    mark: Mapped[SignatureMark | None] = enum_column(SignatureMark, "mark")
    scan_sha256: Mapped[str | None] = mapped_column(sa.String(HASH))
    scan_name: Mapped[str] = mapped_column(sa.String(200), default="")
    scan_type: Mapped[str] = mapped_column(sa.String(100), default="")
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    ended_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    recorded_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    recorded_by: Mapped[str] = mapped_column(sa.String(PERSON))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (
        sa.CheckConstraint(
            "state <> 'signed' OR (method IS NOT NULL AND consented_at IS NOT NULL AND consent_by <> '')",
            name="consent",
        ),
        sa.CheckConstraint("method <> 'ink' OR scan_sha256 IS NOT NULL", name="ink_scan"),
        # Nobody signs twice: one live signature for each person on each letter.
        sa.Index(
            "uq_signature_live",
            "letter_id",
            "signatory_id",
            unique=True,
            sqlite_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
            postgresql_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
        ),
    )


class LetterEvent(Identified, Base):
    """One change of a letter. Rows are only ever added."""

    __tablename__ = "letter_event"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[LetterEventKind] = enum_column(LetterEventKind, "kind")
    from_state: Mapped[LetterState | None] = enum_column(LetterState, "from_state")
    to_state: Mapped[LetterState] = enum_column(LetterState, "to_state")
    version_number: Mapped[int]
    consent_hash: Mapped[str] = mapped_column(sa.String(HASH), default="")
    signature_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("signature.id"))
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    actor_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    actor: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.Index("ix_letter_event_letter_at", "letter_id", "at"),
        sa.CheckConstraint(
            "kind NOT IN ('returned', 'withdrawn', 'approval_withdrawn', 'classed_editorial') OR reason <> ''",
            name="reason",
        ),
    )

    @property
    def taken_back(self) -> bool:
        """Whether a writer took the text back from review, rather than a reviewer returning it."""
        return self.kind is LetterEventKind.RETURNED and self.reason == TAKEN_BACK
