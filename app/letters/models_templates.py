"""Templates of the organisation: wordings that are only ever added, who approved them, which letter uses which."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.letters.models import PERSON
from app.letters.styles import CitationStyle

MAX_SLUG = 60  # as long as `letter.template`
MAX_NAME = 120
MAX_USE_WHEN = 300
MAX_CLOSING = 120
MAX_NOTE = 300
MAX_REASON = 500


class TemplateState(StrEnum):
    """A retired template begins no letter; letters made from it stay as they are."""

    ACTIVE = "active"
    RETIRED = "retired"


class OwnTemplate(Identified, Base):
    """A text that staff saved to begin letters with. `name` repeats that of its latest revision for lists."""

    __tablename__ = "letter_template"

    slug: Mapped[str] = mapped_column(sa.String(MAX_SLUG), unique=True)
    # The template of the program that gives paper, instrument and what is expected of a letter.
    base: Mapped[str] = mapped_column(sa.String(MAX_SLUG))
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    state: Mapped[TemplateState] = enum_column(TemplateState, "state", default=TemplateState.ACTIVE)
    revision_no: Mapped[int]
    # The revision that letters begin with; none until somebody approved one.
    approved_no: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())

    revisions: Mapped[list[TemplateRevision]] = relationship(
        back_populates="template", order_by="TemplateRevision.number.desc()", lazy="raise"
    )

    __table_args__ = (
        sa.CheckConstraint("revision_no >= 1", name="revision_no"),
        sa.CheckConstraint("approved_no >= 1 AND approved_no <= revision_no", name="approved_no"),
    )


class TemplateRevision(Identified, Base):
    """One wording of a template. Rows are only ever added: letters pin them."""

    __tablename__ = "letter_template_revision"

    template_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_template.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    use_when: Mapped[str] = mapped_column(sa.String(MAX_USE_WHEN))
    closing: Mapped[str] = mapped_column(sa.String(MAX_CLOSING))
    citation_style: Mapped[CitationStyle] = enum_column(CitationStyle, "citation_style")
    # The tree as JSON.
    body: Mapped[str] = mapped_column(sa.Text())
    note: Mapped[str] = mapped_column(sa.String(MAX_NOTE), default="")
    # The number of the letter it was saved from; the letter itself may be gone with a demonstration.
    saved_from: Mapped[str | None] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    author_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    author: Mapped[str] = mapped_column(sa.String(PERSON))

    template: Mapped[OwnTemplate] = relationship(back_populates="revisions", lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.UniqueConstraint("template_id", "number"),
        sa.CheckConstraint("number >= 1 AND name <> ''", name="number"),
    )


class TemplateApproval(Identified, Base):
    """Somebody found a revision fit to begin letters with. `own_words`: in single-person mode, its own author."""

    __tablename__ = "letter_template_approval"

    revision_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_template_revision.id"), unique=True)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    approver_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    approver: Mapped[str] = mapped_column(sa.String(PERSON))
    own_words: Mapped[bool] = mapped_column(default=False)


class TemplateReturn(Identified, Base):
    """Somebody gave a proposed revision back to its author. It is never approved any more; the next one may be."""

    __tablename__ = "letter_template_return"

    revision_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_template_revision.id"), unique=True)
    returned_at: Mapped[datetime] = mapped_column(UtcDateTime())
    approver_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    approver: Mapped[str] = mapped_column(sa.String(PERSON))
    reason: Mapped[str] = mapped_column(sa.String(MAX_REASON))

    __table_args__ = (sa.CheckConstraint("reason <> ''", name="reason"),)


class TemplateUse(Identified, Base):
    """Which revision a letter began with."""

    __tablename__ = "letter_template_use"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"), unique=True)
    revision_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_template_revision.id"), index=True)
