"""Tables of a campaign: what it asks, of whom, by whom, and counted from when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.rules import (
    MAX_ANCHOR_NAME,
    MAX_FACT_KEY,
    MAX_FACT_VALUE,
    MAX_GOAL,
    MAX_LABEL,
    MAX_PREFIX,
    MAX_REASON,
    MAX_SLUG,
    MAX_SOURCE,
    MAX_TITLE,
    AnchorDay,
    CampaignState,
    CountRule,
)
from app.campaigns.rules_positions import MAX_REFERENCE, Position, SourceKind
from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.demands.models import Demand

PERSON = 200


class Campaign(Identified, Base):
    """A goal with its demands, targets, anchors, facts and members."""

    __tablename__ = "campaign"
    __table_args__ = (
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
        sa.CheckConstraint("title <> ''", name="title"),
        sa.CheckConstraint("follow_up_days BETWEEN 1 AND 365", name="follow_up_days"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        sa.Index("ix_campaign_state_title", "state", "title"),
    )

    slug: Mapped[str] = mapped_column(sa.String(MAX_SLUG))
    title: Mapped[str] = mapped_column(sa.String(MAX_TITLE))
    goal: Mapped[str] = mapped_column(sa.String(MAX_GOAL))
    state: Mapped[CampaignState] = enum_column(CampaignState, "state")
    letter_prefix: Mapped[str] = mapped_column(sa.String(MAX_PREFIX))
    follow_up_days: Mapped[int] = mapped_column(sa.Integer())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closing_note: Mapped[str] = mapped_column(sa.String(MAX_REASON))

    demands: Mapped[list[CampaignDemand]] = relationship(order_by="CampaignDemand.position", lazy="raise")
    anchors: Mapped[list[Anchor]] = relationship(order_by="Anchor.day, Anchor.name", lazy="raise")
    facts: Mapped[list[CampaignFact]] = relationship(order_by="CampaignFact.key", lazy="raise")

    @property
    def open(self) -> bool:
        return self.state is CampaignState.OPEN


class CampaignDemand(Identified, Base):
    """A demand that the campaign makes; `position` counts from 1."""

    __tablename__ = "campaign_demand"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "demand_id", name="uq_campaign_demand"),
        sa.CheckConstraint("position >= 1", name="position"),
    )

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    demand_id: Mapped[UUID] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    position: Mapped[int] = mapped_column(sa.Integer())
    deadline: Mapped[date | None] = mapped_column(sa.Date())

    demand: Mapped[Demand] = relationship(lazy="joined", innerjoin=True)


class Anchor(Identified, Base):
    """A day that counts start from, used in letters as `((day name))`."""

    __tablename__ = "campaign_anchor"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "name", name="uq_campaign_anchor_name"),)

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    name: Mapped[str] = mapped_column(sa.String(MAX_ANCHOR_NAME))
    label: Mapped[str] = mapped_column(sa.String(MAX_LABEL))
    day: Mapped[date] = mapped_column(sa.Date())
    rule: Mapped[CountRule] = enum_column(CountRule, "rule")

    @property
    def plain(self) -> AnchorDay:
        """The anchor as plain values, for `rules.day_number`."""
        return AnchorDay(self.day, self.rule)


class CampaignTarget(Identified, Base):
    """Whom the campaign writes to: one official, or everyone in a segment.

    An official's row with `excluded` keeps that person out although a segment holds them.
    """

    __tablename__ = "campaign_target"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "official_id", name="uq_campaign_target_official"),
        sa.UniqueConstraint("campaign_id", "segment_id", name="uq_campaign_target_segment"),
        sa.CheckConstraint("(official_id IS NULL) <> (segment_id IS NULL)", name="one_source"),
        sa.CheckConstraint("NOT excluded OR official_id IS NOT NULL", name="excluded"),
    )

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    official_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("official.id"), index=True)
    segment_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("segment.id"), index=True)
    excluded: Mapped[bool] = mapped_column(sa.Boolean())
    reason: Mapped[str] = mapped_column(sa.String(MAX_REASON))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(sa.String(PERSON))


class CampaignMember(Identified, Base):
    """A member of staff who may write in the campaign."""

    __tablename__ = "campaign_member"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "user_id", name="uq_campaign_member"),)

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(sa.String(PERSON))


class CampaignFact(Identified, Base):
    """A value that letters of the campaign may print, and where it comes from."""

    __tablename__ = "campaign_fact"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "key", name="uq_campaign_fact_key"),)

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    key: Mapped[str] = mapped_column(sa.String(MAX_FACT_KEY))
    value: Mapped[str] = mapped_column(sa.String(MAX_FACT_VALUE))
    source_note: Mapped[str] = mapped_column(sa.String(MAX_SOURCE))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_by: Mapped[str] = mapped_column(sa.String(PERSON))


class PositionRecord(Identified, Base):
    """What an official said or did about a demand on a day, with the evidence.

    Rows are only ever added: a trigger refuses changes. A correction is a new row that names the row it
    replaces; a correction to "none" says that the replaced row should not have been made.
    """

    __tablename__ = "position_record"
    __table_args__ = (
        sa.UniqueConstraint("corrects_id", name="uq_position_record_corrects"),
        sa.CheckConstraint("position <> 'none' OR corrects_id IS NOT NULL", name="none_corrects"),
        sa.CheckConstraint("evidence <> ''", name="evidence"),
        sa.Index(
            "ix_position_record_campaign", "campaign_id", "official_id", "demand_id", "day", "recorded_at"
        ),
        sa.Index("ix_position_record_official", "official_id", "day"),
    )

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"))
    demand_id: Mapped[UUID] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    position: Mapped[Position] = enum_column(Position, "position")
    day: Mapped[date] = mapped_column(sa.Date())
    evidence: Mapped[str] = mapped_column(sa.Text())
    source_kind: Mapped[SourceKind] = enum_column(SourceKind, "source_kind")
    reference: Mapped[str] = mapped_column(sa.String(MAX_REFERENCE))
    reply_id: Mapped[UUID | None] = mapped_column(sa.Uuid(), index=True)
    corrects_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("position_record.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    recorded_by: Mapped[str] = mapped_column(sa.String(PERSON))
