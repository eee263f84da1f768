"""Committees, who sits on them, and leadership roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, enum_column
from app.officials.models.columns import Sourced
from app.officials.models.offices import Body
from app.officials.models.people import Official
from app.officials.rules import CommitteeRole, Side


class Committee(Sourced, Identified, Base):
    """A committee or, with a parent, a subcommittee. `code` is its short code ("SSFR", "HSFA16")."""

    __tablename__ = "committee"

    body_id: Mapped[UUID] = mapped_column(sa.ForeignKey("body.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("committee.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20), default="")
    name: Mapped[str] = mapped_column(sa.String(300))
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    phone: Mapped[str] = mapped_column(sa.String(60), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    remit: Mapped[str] = mapped_column(sa.Text(), default="")

    body: Mapped[Body] = relationship(lazy="raise_on_sql")
    parent: Mapped[Committee | None] = relationship(remote_side="Committee.id", lazy="raise_on_sql")
    memberships: Mapped[list[CommitteeMembership]] = relationship(
        back_populates="committee", lazy="raise_on_sql"
    )

    __table_args__ = (sa.CheckConstraint("name <> ''", name="named"),)


class CommitteeMembership(Sourced, Identified, Base):
    """A seat on a committee. `role` is what the rules use, `title` what the holder is styled (may be empty).

    `rank` counts from 1 within `side`; `chamber` ("house", "senate") is set on joint committees only.
    """

    __tablename__ = "committee_membership"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    committee_id: Mapped[UUID] = mapped_column(sa.ForeignKey("committee.id"), index=True)
    role: Mapped[CommitteeRole] = enum_column(CommitteeRole, "role", default=CommitteeRole.MEMBER)
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    rank: Mapped[int | None] = mapped_column()
    side: Mapped[Side] = enum_column(Side, "side", default=Side.NONE)
    chamber: Mapped[str] = mapped_column(sa.String(20), default="")

    official: Mapped[Official] = relationship(lazy="raise_on_sql")
    committee: Mapped[Committee] = relationship(back_populates="memberships", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("rank IS NULL OR rank > 0", name="rank"),
        sa.Index("ix_committee_membership_committee_role", "committee_id", "role"),
    )


class LeadershipRole(Sourced, Identified, Base):
    """A role in a chamber's or a party's leadership. Current while it has no end or the end is ahead."""

    __tablename__ = "leadership_role"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    body_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("body.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    start: Mapped[date | None] = mapped_column("start_on", sa.Date())
    end: Mapped[date | None] = mapped_column("end_on", sa.Date())

    official: Mapped[Official] = relationship(lazy="raise_on_sql")
    body: Mapped[Body | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="titled"),
        sa.CheckConstraint("start_on IS NULL OR end_on IS NULL OR end_on >= start_on", name="days_in_order"),
    )
