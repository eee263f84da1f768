"""Campaigns: what they ask, of whom, counted from when, and where officials stand."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose
from app.campaigns.rules import (
    DEFAULT_FOLLOW_UP_DAYS,
    MAX_ANCHOR_NAME,
    MAX_FACT_KEY,
    MAX_FACT_VALUE,
    MAX_FOLLOW_UP_DAYS,
    MAX_GOAL,
    MAX_LABEL,
    MAX_PREFIX,
    MAX_REASON,
    MAX_SLUG,
    MAX_SOURCE,
    MAX_TITLE,
    CampaignState,
    CountRule,
)

_SLUG = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class CampaignFilters(ListQuery):
    """What to list."""

    state: CampaignState | None = None
    """Open or closed; both when left out."""
    mine: bool = False
    """Only campaigns that the token's owner belongs to."""


class AnchorIn(Input):
    """A day that counts start from, used in letters as `((day blockade))`."""

    name: str = Field(min_length=1, max_length=MAX_ANCHOR_NAME, pattern=_SLUG, examples=["blockade"])
    label: Line = Field(min_length=1, max_length=MAX_LABEL, examples=["Road disrupted"])
    """What happened that day."""
    day: Day
    """After 1900."""
    rule: CountRule = CountRule.INCLUSIVE
    """`inclusive`: the day itself is day 1; `elapsed`: it is day 0."""


class CampaignNew(Input):
    """A goal with its demands. Whoever begins it is its first member."""

    title: Line = Field(min_length=1, max_length=MAX_TITLE, examples=["Reopen the Lachin road"])
    slug: str = Field(min_length=1, max_length=MAX_SLUG, pattern=_SLUG, examples=["lachin-road"])
    """The short name in addresses."""
    goal: Prose = Field(min_length=1, max_length=MAX_GOAL, examples=["Free movement along the road."])
    letter_prefix: str = Field("", max_length=MAX_PREFIX, pattern="^([A-Z][A-Z0-9]*)?$", examples=["AV"])
    """Begins the letters' numbers; the organisation's when left empty."""
    follow_up_days: int = Field(DEFAULT_FOLLOW_UP_DAYS, ge=1, le=MAX_FOLLOW_UP_DAYS)
    """Working days after which a letter without an answer falls due."""
    demand_ids: list[Id] = Field([], max_length=50, examples=[[]])
    """In the order in which they are asked."""
    anchor: AnchorIn | None = None


class CampaignChange(Input):
    """What to change; what is left out stays."""

    title: Line | None = Field(None, min_length=1, max_length=MAX_TITLE)
    slug: str | None = Field(None, min_length=1, max_length=MAX_SLUG, pattern=_SLUG)
    goal: Prose | None = Field(None, min_length=1, max_length=MAX_GOAL)
    letter_prefix: str | None = Field(None, max_length=MAX_PREFIX, pattern="^([A-Z][A-Z0-9]*)?$")
    follow_up_days: int | None = Field(None, ge=1, le=MAX_FOLLOW_UP_DAYS, examples=[15])


class CampaignClose(Input):
    """How it ended."""

    note: Prose = Field("", max_length=MAX_REASON, examples=["The road is open."])


class CampaignOut(Output):
    """A campaign."""

    id: Id
    slug: str = Field(examples=["lachin-road"])
    title: str = Field(examples=["Reopen the Lachin road"])
    goal: str = Field(examples=["Free movement along the road."])
    state: CampaignState
    letter_prefix: str = Field(examples=["AV"])
    follow_up_days: int = Field(examples=[10])
    created_at: AwareDatetime
    created_by: str = Field(examples=["Dana Whitfield"])
    closed_at: AwareDatetime | None
    closing_note: str = Field(examples=[""])
    members: list[str] = Field(examples=[["Dana Whitfield"]])
    """Names of the staff who may write in it."""


class CampaignPage(Output):
    """Campaigns by title."""

    items: list[CampaignOut]
    next_cursor: str | None


class CampaignDemandNew(Input):
    """A demand to ask, last in order."""

    demand_id: Id
    deadline: Day | None = None
    """By when it is asked; not in the past."""


class DeadlineIn(Input):
    """By when a demand is asked; null takes the deadline away."""

    deadline: Day | None


class CampaignDemandOut(Output):
    """A demand that the campaign makes."""

    demand_id: Id
    slug: str = Field(examples=["section-907"])
    title: str = Field(examples=["Enforce Section 907"])
    position: int = Field(examples=[1])
    """Its place in the campaign, from 1."""
    deadline: Day | None


class CampaignDemands(Output):
    """What the campaign asks, in its order."""

    items: list[CampaignDemandOut]


class AnchorOut(Output):
    """A day that counts start from."""

    id: Id
    name: str = Field(examples=["blockade"])
    label: str = Field(examples=["Road disrupted"])
    day: Day
    rule: CountRule
    count: int = Field(examples=[24])
    """The count on the business date, in days; below 1 before it has begun."""


class Anchors(Output):
    """Anchors by day."""

    items: list[AnchorOut]


class FactIn(Input):
    """A value that letters may print as `((org.population))`, with where it comes from."""

    value: Line = Field(min_length=1, max_length=MAX_FACT_VALUE, examples=["203,400"])
    source_note: Line = Field(min_length=1, max_length=MAX_SOURCE, examples=["State estimate, May 2022"])


class FactOut(Output):
    """A value that letters of the campaign may print."""

    id: Id
    key: str = Field(examples=["org.population"], max_length=MAX_FACT_KEY)
    value: str = Field(examples=["203,400"])
    source_note: str = Field(examples=["State estimate, May 2022"])
    updated_at: AwareDatetime
    updated_by: str = Field(examples=["Dana Whitfield"])


class Facts(Output):
    """Facts by key."""

    items: list[FactOut]
