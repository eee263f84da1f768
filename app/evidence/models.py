"""Tables of the evidence room: claims, their revisions, sources and history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.evidence.dates import MAX_WRITTEN, PartialDate
from app.evidence.limits import (
    MAX_FILE_NAME,
    MAX_LABEL,
    MAX_PUBLISHER,
    MAX_REASON,
    MAX_SUPPORTS,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_URL,
)
from app.evidence.rules import MAX_SLUG, ClaimEventKind, ClaimState, Confidence, ImportState, SourceKind

# Plain JSON also on PostgreSQL: figures keep the order in which they were written.
Ordered = sa.JSON()


def _in_order(name: str, first: str, last: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{first} IS NULL OR {last} IS NULL OR {first} <= {last}", name=name)


class Claim(Identified, Base):
    """A statement of fact. Its words live in revisions; `number` is what people call it by ("Claim 3").

    `label` is a short name for lists; `topic` a slug that groups claims. `note`, `not_checked` and `cautions` are for
    writers and never printed. `imported` holds the claim as the file last read gave it, so that the next import can
    tell a person's correction from a change in the file. `version` counts every change, also those without new words.
    """

    __tablename__ = "claim"
    __table_args__ = (
        sa.UniqueConstraint("slug", name="uq_claim_slug"),
        sa.UniqueConstraint("number", name="uq_claim_number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("revision_no >= 1", name="revision_no"),
        sa.CheckConstraint("(state = 'superseded') = (superseded_by_id IS NOT NULL)", name="superseded"),
        sa.CheckConstraint("superseded_by_id <> id", name="not_itself"),
        sa.CheckConstraint("state IN ('current', 'disputed') OR state_reason <> ''", name="reasoned"),
        sa.Index("ix_claim_topic_number", "topic", "number"),
    )

    slug: Mapped[str] = mapped_column(sa.String(MAX_SLUG))
    number: Mapped[int] = mapped_column(sa.Integer())
    topic: Mapped[str] = mapped_column(sa.String(MAX_TOPIC))
    label: Mapped[str] = mapped_column(sa.String(MAX_LABEL))
    state: Mapped[ClaimState] = enum_column(ClaimState, "state")
    state_reason: Mapped[str] = mapped_column(sa.String(MAX_REASON))
    superseded_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("claim.id"))
    revision_no: Mapped[int] = mapped_column(sa.Integer())
    not_checked: Mapped[str] = mapped_column(sa.Text())
    note: Mapped[str] = mapped_column(sa.Text())
    cautions: Mapped[list[dict[str, Any]]] = mapped_column(Ordered)
    imported: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(sa.Integer())
    search_text: Mapped[str] = mapped_column(sa.Text())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    current: Mapped[ClaimRevision] = relationship(
        primaryjoin="and_(ClaimRevision.claim_id == Claim.id, ClaimRevision.number == Claim.revision_no)",
        viewonly=True,
        uselist=False,
        lazy="selectin",
    )
    sources: Mapped[list[ClaimSource]] = relationship(
        primaryjoin="and_(ClaimSource.claim_id == Claim.id, ClaimSource.removed_at.is_(None))",
        order_by="ClaimSource.opposing, ClaimSource.position, ClaimSource.id",
        viewonly=True,
        lazy="selectin",
    )
    superseded_by: Mapped[Claim | None] = relationship(
        remote_side="Claim.id", foreign_keys="Claim.superseded_by_id", viewonly=True
    )


class ClaimRevision(Identified, Base):
    """The words of a claim, once. Rows are only ever added: a trigger refuses changes."""

    __tablename__ = "claim_revision"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "number", name="uq_claim_revision_number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("wording <> ''", name="wording"),
        sa.CheckConstraint("number = 1 OR NOT correction OR reason <> ''", name="reasoned"),
        _in_order("event", "event_earliest", "event_latest"),
        _in_order("known", "known_earliest", "known_latest"),
        _in_order("known_after_event", "event_earliest", "known_latest"),
    )

    claim_id: Mapped[UUID] = mapped_column(sa.ForeignKey("claim.id"))
    number: Mapped[int] = mapped_column(sa.Integer())
    wording: Mapped[str] = mapped_column(sa.Text())
    figures: Mapped[dict[str, Any]] = mapped_column(Ordered)
    event_earliest: Mapped[date | None] = mapped_column(sa.Date())
    event_latest: Mapped[date | None] = mapped_column(sa.Date())
    event_written: Mapped[str] = mapped_column(sa.String(MAX_WRITTEN))
    known_earliest: Mapped[date | None] = mapped_column(sa.Date())
    known_latest: Mapped[date | None] = mapped_column(sa.Date())
    known_written: Mapped[str] = mapped_column(sa.String(MAX_WRITTEN))
    confidence: Mapped[Confidence] = enum_column(Confidence, "confidence")
    dispute: Mapped[str] = mapped_column(sa.Text())
    opposing_view: Mapped[str] = mapped_column(sa.Text())
    correction: Mapped[bool] = mapped_column(sa.Boolean())
    reason: Mapped[str] = mapped_column(sa.String(MAX_REASON))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(200))

    @property
    def event(self) -> PartialDate:
        return PartialDate(self.event_earliest, self.event_latest, self.event_written)

    @property
    def known(self) -> PartialDate:
        return PartialDate(self.known_earliest, self.known_latest, self.known_written)


class ClaimSource(Identified, Base):
    """One source of a claim. Taken away, it stays on file with `removed_at`; a trigger refuses deleting it."""

    __tablename__ = "claim_source"
    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="title"),
        _in_order("published", "date_earliest", "date_latest"),
        sa.CheckConstraint(
            "url IN ('', 'unknown') OR substr(url, 1, 7) = 'http://' OR substr(url, 1, 8) = 'https://'",
            name="url",
        ),
        sa.CheckConstraint(
            "(copy_sha256 IS NULL AND copy_name = '' AND copy_size = 0) "
            "OR (length(copy_sha256) = 64 AND copy_name <> '' AND copy_size > 0 AND copy_at IS NOT NULL)",
            name="copy",
        ),
        sa.Index("ix_claim_source_claim_id", "claim_id"),
    )

    claim_id: Mapped[UUID] = mapped_column(sa.ForeignKey("claim.id"))
    position: Mapped[int] = mapped_column(sa.Integer())
    title: Mapped[str] = mapped_column(sa.String(MAX_TITLE))
    publisher: Mapped[str] = mapped_column(sa.String(MAX_PUBLISHER))
    date_earliest: Mapped[date | None] = mapped_column(sa.Date())
    date_latest: Mapped[date | None] = mapped_column(sa.Date())
    date_written: Mapped[str] = mapped_column(sa.String(MAX_WRITTEN))
    url: Mapped[str] = mapped_column(sa.String(MAX_URL))
    kind: Mapped[SourceKind] = enum_column(SourceKind, "kind")
    checked: Mapped[bool] = mapped_column(sa.Boolean())
    opposing: Mapped[bool] = mapped_column(sa.Boolean())
    supports: Mapped[str] = mapped_column(sa.String(MAX_SUPPORTS))
    copy_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    copy_name: Mapped[str] = mapped_column(sa.String(MAX_FILE_NAME))
    copy_size: Mapped[int] = mapped_column(sa.Integer())
    copy_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    @property
    def date(self) -> PartialDate:
        return PartialDate(self.date_earliest, self.date_latest, self.date_written)


class ClaimEvent(Identified, Base):
    """What happened to a claim, when, and who did it. Rows are only ever added."""

    __tablename__ = "claim_event"
    __table_args__ = (
        sa.CheckConstraint(
            "(from_state IS NULL) = (to_state IS NULL) OR kind IN ('added', 'imported')", name="move"
        ),
        sa.CheckConstraint("from_state IS NULL OR from_state <> to_state", name="moved"),
        sa.Index("ix_claim_event_claim_id_at", "claim_id", "at"),
    )

    claim_id: Mapped[UUID] = mapped_column(sa.ForeignKey("claim.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    day: Mapped[date] = mapped_column(sa.Date())
    by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    by_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[ClaimEventKind] = enum_column(ClaimEventKind, "kind")
    from_state: Mapped[str | None] = mapped_column(sa.String(20))
    to_state: Mapped[str | None] = mapped_column(sa.String(20))
    revision: Mapped[int] = mapped_column(sa.Integer())
    summary: Mapped[str] = mapped_column(sa.Text())
    detail: Mapped[dict[str, Any]] = mapped_column(Json)


class ClaimImport(Identified, Base):
    """A file of claims as handed in: prepared, then applied or discarded; an applied one may be undone.

    `extras` holds what the file says apart from its claims (its method, what could not be found); an export gives
    it back. `changes` holds for each claim that was written what it was before and what it was left as
    (`exchange.undo.Change`); None for an import from before they were kept. `undo_report`: {slug, reason} of what an
    undo left.
    """

    __tablename__ = "claim_import"
    __table_args__ = (
        sa.CheckConstraint("(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)", name="applied"),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    file_name: Mapped[str] = mapped_column(sa.String(MAX_FILE_NAME))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[ImportState] = enum_column(ImportState, "state")
    counts: Mapped[dict[str, int]] = mapped_column(Ordered)
    extras: Mapped[dict[str, Any]] = mapped_column(Ordered)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by: Mapped[str] = mapped_column(sa.String(200))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    applied_by: Mapped[str] = mapped_column(sa.String(200))
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_by: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    undo_report: Mapped[list[dict[str, str]] | None] = mapped_column(sa.JSON(none_as_null=True))
