"""Jurisdictions, bodies and seats, and the terms for which people hold them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, Json, enum_column
from app.officials.models.columns import Sourced
from app.officials.models.people import Official
from app.officials.rules import BodyKind, EndKind, Level, OfficeKind, Precision, Standing, TermFacts


class Jurisdiction(Sourced, Identified, Base):
    """A place with a government. `source_key` is its OCD id where it has one; `state` is a two-letter code."""

    __tablename__ = "jurisdiction"

    name: Mapped[str] = mapped_column(sa.String(200))
    formal_name: Mapped[str] = mapped_column(sa.String(200), default="")
    level: Mapped[Level] = enum_column(Level, "level")
    state: Mapped[str] = mapped_column(sa.String(2), default="")

    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="named"),
        sa.Index("ix_jurisdiction_level_state", "level", "state"),
    )


class Body(Sourced, Identified, Base):
    """A chamber, council or office that people belong to: "United States Senate", "California State Assembly"."""

    __tablename__ = "body"

    jurisdiction_id: Mapped[UUID] = mapped_column(sa.ForeignKey("jurisdiction.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[BodyKind] = enum_column(BodyKind, "kind")

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="raise_on_sql")

    __table_args__ = (sa.CheckConstraint("name <> ''", name="named"),)


class Seat(Sourced, Identified, Base):
    """A seat apart from whoever holds it; a seat without a current term is vacant.

    `source_key` is "us/house/CA-14", "us/senate/OH-3", "us/president" or an OCD id with the office.
    `district` is text ("14", "First Essex"), empty for an office that has none; `at_large` marks a
    district that is the whole state or territory. Delegates and the Resident Commissioner do not vote.
    """

    __tablename__ = "seat"

    body_id: Mapped[UUID] = mapped_column(sa.ForeignKey("body.id"), index=True)
    kind: Mapped[OfficeKind] = enum_column(OfficeKind, "kind")
    label: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(2), default="")
    district: Mapped[str] = mapped_column(sa.String(80), default="")
    senate_class: Mapped[int | None] = mapped_column()
    at_large: Mapped[bool] = mapped_column(default=False)
    voting: Mapped[bool] = mapped_column(default=True)

    body: Mapped[Body] = relationship(lazy="raise_on_sql")
    terms: Mapped[list[Term]] = relationship(back_populates="seat", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("senate_class IS NULL OR senate_class BETWEEN 1 AND 3", name="senate_class"),
        sa.Index("ix_seat_kind_state", "kind", "state"),
    )


class Term(Sourced, Identified, Base):
    """One office held from a day to a day, both inclusive.

    What a term means on a day is decided by `app.officials.rules.term_status` (see `facts`) and, in
    SELECTs, by `app.officials.standing.status_on`; the two are tested to agree. `title` is as styled. `left_by` is the
    day on which a complete roster no longer listed the holder. `confirmed_on` is the last day on which
    staff confirmed that the office is held. `party_history` lists {party, caucus, start, end}.
    """

    __tablename__ = "term"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    seat_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("seat.id"), index=True)
    body_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("body.id"), index=True)
    kind: Mapped[OfficeKind] = enum_column(OfficeKind, "kind")
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(2), default="")
    district: Mapped[str] = mapped_column(sa.String(80), default="")
    at_large: Mapped[bool] = mapped_column(default=False)
    senate_class: Mapped[int | None] = mapped_column()
    rank: Mapped[str] = mapped_column(sa.String(20), default="")
    party: Mapped[str] = mapped_column(sa.String(80), default="")
    caucus: Mapped[str] = mapped_column(sa.String(80), default="")
    party_history: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    how: Mapped[str] = mapped_column(sa.String(40), default="")
    standing: Mapped[Standing] = enum_column(Standing, "standing", default=Standing.ELECTED)
    start: Mapped[date | None] = mapped_column("start_on", sa.Date())
    start_precision: Mapped[Precision] = enum_column(Precision, "start_precision", default=Precision.DAY)
    end: Mapped[date | None] = mapped_column("end_on", sa.Date())
    end_precision: Mapped[Precision] = enum_column(Precision, "end_precision", default=Precision.DAY)
    end_kind: Mapped[EndKind] = enum_column(EndKind, "end_kind", default=EndKind.FIXED)
    left_by: Mapped[date | None] = mapped_column(sa.Date())
    confirmed_on: Mapped[date | None] = mapped_column(sa.Date())

    official: Mapped[Official] = relationship(lazy="raise_on_sql")
    seat: Mapped[Seat | None] = relationship(back_populates="terms", lazy="raise_on_sql")
    body: Mapped[Body | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("start_on IS NULL OR end_on IS NULL OR end_on >= start_on", name="days_in_order"),
        sa.CheckConstraint("title <> ''", name="titled"),
        sa.CheckConstraint("senate_class IS NULL OR senate_class BETWEEN 1 AND 3", name="senate_class"),
        sa.Index("ix_term_kind_state", "kind", "state"),
    )

    def facts(self, succeeded_on: date | None = None) -> TermFacts:
        """Plain values for the rules. `succeeded_on` comes from the other terms of the seat."""
        return TermFacts(
            start=self.start,
            end=self.end,
            end_kind=self.end_kind,
            standing=self.standing,
            confirmed_on=self.confirmed_on,
            left_by=self.left_by,
            succeeded_on=succeeded_on,
        )
