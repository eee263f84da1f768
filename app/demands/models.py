"""Tables of the demand library."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.demands.rules import (
    MAX_CLAUSE,
    MAX_GUIDANCE,
    MAX_NOTE,
    MAX_SLUG,
    MAX_TITLE,
    DemandState,
    DemandWording,
    LegalBasis,
    OfficeKind,
)


class Demand(Identified, Base):
    """A reusable ask. Its words live in revisions; `title` repeats the current one for lists.

    `guidance` is for the people who write letters and is never printed.
    """

    __tablename__ = "demand"
    __table_args__ = (
        sa.UniqueConstraint("slug", name="uq_demand_slug"),
        sa.CheckConstraint("revision_no >= 1", name="revision_no"),
        sa.Index("ix_demand_state_title", "state", "title"),
    )

    slug: Mapped[str] = mapped_column(sa.String(MAX_SLUG))
    title: Mapped[str] = mapped_column(sa.String(MAX_TITLE))
    state: Mapped[DemandState] = enum_column(DemandState, "state")
    revision_no: Mapped[int] = mapped_column(sa.Integer())
    grantable_by: Mapped[list[str]] = mapped_column(Json)
    tags: Mapped[list[str]] = mapped_column(Json)
    guidance: Mapped[str] = mapped_column(sa.String(MAX_GUIDANCE))
    search_text: Mapped[str] = mapped_column(sa.Text())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    revisions: Mapped[list[DemandRevision]] = relationship(
        back_populates="demand", order_by="DemandRevision.number.desc()", lazy="raise"
    )
    current: Mapped[DemandRevision] = relationship(
        primaryjoin="and_(DemandRevision.demand_id == Demand.id, DemandRevision.number == Demand.revision_no)",
        viewonly=True,
        uselist=False,
        lazy="selectin",
    )

    @property
    def offices(self) -> tuple[OfficeKind, ...]:
        """The kinds of office that can grant it."""
        return tuple(OfficeKind(value) for value in self.grantable_by)

    @property
    def active(self) -> bool:
        return self.state is DemandState.ACTIVE


class DemandRevision(Identified, Base):
    """One wording of a demand. Rows are only ever added: a trigger refuses changes."""

    __tablename__ = "demand_revision"
    __table_args__ = (
        sa.UniqueConstraint("demand_id", "number", name="uq_demand_revision_number"),
        sa.CheckConstraint("number >= 1", name="number"),
    )

    demand_id: Mapped[UUID] = mapped_column(sa.ForeignKey("demand.id"))
    number: Mapped[int] = mapped_column(sa.Integer())
    title: Mapped[str] = mapped_column(sa.String(MAX_TITLE))
    clause: Mapped[str] = mapped_column(sa.String(MAX_CLAUSE))
    paragraph: Mapped[str] = mapped_column(sa.Text())
    legal_basis: Mapped[list[dict[str, str]]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(sa.String(MAX_NOTE))
    from_library: Mapped[bool] = mapped_column(sa.Boolean())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(200))

    demand: Mapped[Demand] = relationship(back_populates="revisions", lazy="raise")

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        return tuple(LegalBasis(row["law"], row["citation"]) for row in self.legal_basis)

    @property
    def wording(self) -> DemandWording:
        """The words as plain values."""
        return DemandWording(self.title, self.clause, self.paragraph, self.bases)
