"""What every page of a campaign shows around itself: title, goal, tabs with counts, the day count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns import queries
from app.campaigns.access import may_write
from app.campaigns.models import Anchor, Campaign, CampaignDemand, CampaignMember
from app.campaigns.queries_targets import count_targets
from app.campaigns.rules import counting_started, day_number


@dataclass(frozen=True)
class Count:
    """An anchor and its count on a day; `number` None before counting starts."""

    anchor: Anchor
    number: int | None


@dataclass(frozen=True)
class CampaignFrame:
    """For `campaigns/_frame.html`. `may_write`: this person may change the campaign as it is now."""

    campaign: Campaign
    targets: int
    demands: int
    members: int
    may_write: bool
    belongs: bool


def campaign_frame(session: Session, campaign: Campaign, by: Actor) -> CampaignFrame:
    """Counts of the tabs, and whether `by` may change the campaign. A constant number of queries."""
    counts = session.execute(
        sa.select(_count_of(CampaignDemand, campaign), _count_of(CampaignMember, campaign))
    ).one()
    belongs = may_write(session, campaign.id, by)
    return CampaignFrame(
        campaign=campaign,
        targets=count_targets(session, campaign.id, by.today),
        demands=counts[0],
        members=counts[1],
        may_write=belongs and campaign.open,
        belongs=belongs,
    )


def counts_on(anchors: Sequence[Anchor], day: date) -> list[Count]:
    """Each anchor with its count on `day`."""
    return [
        Count(anchor, day_number(anchor.plain, day) if counting_started(anchor.plain, day) else None)
        for anchor in anchors
    ]


def leading_count(session: Session, campaign: Campaign, day: date) -> Count | None:
    """The count that heads the campaign: of its first anchor. None without one."""
    counted = counts_on(queries.anchors_of(session, campaign.id)[:1], day)
    return counted[0] if counted else None


def _count_of(rows: type[CampaignDemand] | type[CampaignMember], campaign: Campaign) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count()).where(rows.campaign_id == campaign.id).select_from(rows).scalar_subquery()
    )
