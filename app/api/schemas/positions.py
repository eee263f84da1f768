"""Where officials stand."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose
from app.campaigns.rules_positions import MAX_EVIDENCE, MAX_REFERENCE, Position, SourceKind


class PositionFilters(ListQuery):
    """What to list."""

    official_id: Id | None = None
    demand_id: Id | None = None
    position: Position | None = None


class PositionNew(Input):
    """What an official said or did about a demand on a day, and how we know."""

    official_id: Id
    demand_id: Id
    position: Position
    """`none` only takes away the record that `corrects_id` names."""
    day: Day
    """Not in the future."""
    evidence: Prose = Field(min_length=1, max_length=MAX_EVIDENCE, examples=["Said so at the hearing."])
    """Quote or sum up what was said or done."""
    source_kind: SourceKind = SourceKind.PUBLIC_STATEMENT
    reference: Line = Field("", max_length=MAX_REFERENCE)
    """Where the evidence lies."""
    corrects_id: Id | None = None
    """The record that this one replaces."""


class PositionOut(Output):
    """A record of where an official stood on a day. Records are never changed, only corrected by others."""

    id: Id
    official_id: Id
    demand_id: Id
    position: Position
    day: Day
    evidence: str = Field(examples=["Said so at the hearing."])
    source_kind: SourceKind
    reference: str = Field(examples=[""])
    reply_id: Id | None
    """The reply that it came with."""
    corrects_id: Id | None
    recorded_at: AwareDatetime
    recorded_by: str = Field(examples=["Dana Whitfield"])


class PositionPage(Output):
    """Records, the newest first."""

    items: list[PositionOut]
    next_cursor: str | None


class ScoreOut(Output):
    """How the campaign's targets stand on one demand."""

    demand_id: Id
    title: str = Field(examples=["Enforce Section 907"])
    asked: int = Field(examples=[54])
    """Targets on the business date."""
    counts: dict[str, int] = Field(examples=[{"none": 53, "committed": 1}])
    """Targets by position; they add up to `asked`."""


class Scoreboard(Output):
    """Demand by position."""

    items: list[ScoreOut]
