"""Tables of letters: the letter, its immutable versions, whom it addresses, who signs it, what it asks.

A letter's text lives in `LetterVersion.content` (canonical JSON of `hashing.LetterContent`). The rows of
addressees, signatories and demands follow the current version; at the seal they take on the words as
printed, and triggers then refuse every change.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.letters.states import AddresseeRole, LetterState
from app.letters.styles import CitationStyle

PERSON = 200
HASH = 64


class Letter(Identified, Base):
    """One text in one instrument, on its way from draft to seal."""

    __tablename__ = "letter"

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    template: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[LetterState] = enum_column(LetterState, "state", default=LetterState.DRAFT)
    letter_date: Mapped[date] = mapped_column(sa.Date())
    current_version: Mapped[int] = mapped_column(default=0)
    submitted_version: Mapped[int | None]
    approved_version: Mapped[int | None]
    approved_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    # Whose head stands on the paper, in order; each version keeps the heads as they were.
    letterhead_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    # As in the current version: how it shows where its facts come from.
    citation_style: Mapped[CitationStyle] = enum_column(
        CitationStyle, "citation_style", default=CitationStyle.ANNEX
    )
    earlier_letter_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    superseded_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("letter.id"))
    # Searched by "find or jump to": number, title and subject, folded.
    search_text: Mapped[str] = mapped_column(sa.Text(), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    seal_hash: Mapped[str | None] = mapped_column(sa.String(HASH))
    verification_code: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    sealed_by: Mapped[str | None] = mapped_column(sa.String(PERSON))
    files_ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # Problems found when the text was last saved: a hint for lists; the checks themselves are always made anew.
    blocking: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list[LetterVersion]] = relationship(
        back_populates="letter", order_by="LetterVersion.number", lazy="raise"
    )
    addressees: Mapped[list[LetterAddressee]] = relationship(
        order_by="LetterAddressee.copy_no, LetterAddressee.position", lazy="raise"
    )
    signatories: Mapped[list[LetterSignatory]] = relationship(
        order_by="LetterSignatory.position", lazy="raise"
    )
    demands: Mapped[list[LetterDemand]] = relationship(order_by="LetterDemand.position", lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'sealed') = (seal_hash IS NOT NULL) AND (state = 'sealed') = (verification_code IS NOT NULL)"
            " AND (state = 'sealed') = (sealed_at IS NOT NULL)",
            name="seal",
        ),
        sa.CheckConstraint("superseded_by_id IS NULL OR state = 'sealed'", name="superseded"),
        sa.CheckConstraint("files_ready_at IS NULL OR state = 'sealed'", name="files"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'signing', 'sealed') OR approved_version = current_version",
            name="approved",
        ),
        sa.CheckConstraint("state <> 'in_review' OR submitted_version = current_version", name="submitted"),
        sa.CheckConstraint("id <> earlier_letter_id AND id <> superseded_by_id", name="series"),
        sa.Index("ix_letter_campaign_state", "campaign_id", "state"),
        sa.Index("ix_letter_state_changed", "state", "changed_at"),
    )


class LetterVersion(Identified, Base):
    """A text as it stood. Rows are only ever added."""

    __tablename__ = "letter_version"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text())
    consent_hash: Mapped[str] = mapped_column(sa.String(HASH), index=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    letter_date: Mapped[date] = mapped_column(sa.Date())
    words: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    # Set when an approver classed the change as editorial: it spares a second review, never a consent.
    editorial_reason: Mapped[str | None] = mapped_column(sa.Text())
    author_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    author: Mapped[str] = mapped_column(sa.String(PERSON))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    letter: Mapped[Letter] = relationship(back_populates="versions")

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "number"),
        sa.CheckConstraint("number >= 1 AND words >= 0", name="number"),
    )


class LetterAddressee(Identified, Base):
    """An official on one copy. The printed forms are filled at the seal."""

    __tablename__ = "letter_addressee"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    copy_no: Mapped[int]
    role: Mapped[AddresseeRole] = enum_column(AddresseeRole, "role")
    position: Mapped[int]
    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    # The role in which the letter addresses them ("Chairman"); empty for their office itself.
    capacity: Mapped[str] = mapped_column(sa.String(120), default="")
    term_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("term.id"))
    printed_name: Mapped[str] = mapped_column(sa.String(300), default="")
    printed_office: Mapped[str] = mapped_column(sa.String(300), default="")
    inside_address: Mapped[list[str]] = mapped_column(Json, default=list)
    envelope: Mapped[list[str]] = mapped_column(Json, default=list)
    salutation: Mapped[str] = mapped_column(sa.String(300), default="")

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "copy_no", "position"),
        sa.UniqueConstraint("letter_id", "copy_no", "official_id"),
        sa.CheckConstraint("copy_no >= 1 AND position >= 1", name="place"),
    )


class LetterSignatory(Identified, Base):
    """Somebody whose name stands under the letter. The printed forms are filled at the seal."""

    __tablename__ = "letter_signatory"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    signatory_id: Mapped[UUID] = mapped_column(sa.ForeignKey("signatory.id"), index=True)
    position: Mapped[int]
    lead: Mapped[bool] = mapped_column(default=True)
    printed_name: Mapped[str] = mapped_column(sa.String(300), default="")
    printed_title: Mapped[str] = mapped_column(sa.String(300), default="")
    printed_body: Mapped[str] = mapped_column(sa.String(300), default="")
    image_sha256: Mapped[str | None] = mapped_column(sa.String(HASH))

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "signatory_id"),
        sa.UniqueConstraint("letter_id", "position"),
    )


class LetterDemand(Identified, Base):
    """A demand that the letter makes, at the wording it was pinned to."""

    __tablename__ = "letter_demand"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    demand_id: Mapped[UUID] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(sa.ForeignKey("demand_revision.id"))
    position: Mapped[int]
    deadline: Mapped[date | None] = mapped_column(sa.Date())

    __table_args__ = (sa.UniqueConstraint("letter_id", "demand_id"),)


class LetterCopy(Identified, Base):
    """One copy as it prints, complete: written once, at the seal, and the only thing its file is made from.

    `paper` is the JSON of a `LetterPaper`; `text` the same words as plain text; `label` names whom it
    addresses; `file_name` is what the file is called in every export.
    """

    __tablename__ = "letter_copy"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    copy_no: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(1000))
    file_name: Mapped[str] = mapped_column(sa.String(140))
    paper: Mapped[str] = mapped_column(sa.Text())
    text: Mapped[str] = mapped_column(sa.Text())

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "copy_no"),
        sa.CheckConstraint("copy_no >= 1", name="place"),
    )


class LetterCounter(Base):
    """The last number given out under a prefix in a year. Taken by an UPDATE, so numbers have no gap or double."""

    __tablename__ = "letter_counter"

    prefix: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]

    __table_args__ = (sa.CheckConstraint("last >= 1", name="last"),)


class LetterFile(Identified, Base):
    """A rendered file of a sealed letter. Rows are only ever added, after the file is whole."""

    __tablename__ = "letter_file"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    # 0 is the combined file of all copies.
    copy_no: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(HASH))
    size: Mapped[int] = mapped_column(sa.BigInteger())
    pages: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (
        sa.UniqueConstraint("letter_id", "copy_no"),
        sa.CheckConstraint("copy_no >= 0 AND size > 0 AND pages > 0", name="whole"),
    )
