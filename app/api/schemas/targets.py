"""Whom a campaign writes to."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import Day, Id, Input, Line, ListQuery, Output, Word
from app.campaigns.rules import MAX_REASON


class TargetFilters(ListQuery):
    """Targets on a day."""

    q: Word = Field("", max_length=100)
    """Words of the name."""
    on: Day | None = None
    """The day on which segments are looked up; the business date when left out."""


class TargetsNew(Input):
    """Officials to write to. Those left out before come back in."""

    official_ids: list[Id] = Field(min_length=1, max_length=1000)
    reason: Line = Field("", max_length=MAX_REASON, examples=["Chairs the committee."])


class TargetsAdded(Output):
    """How many officials became targets by this."""

    added: int = Field(examples=[2])


class TargetOut(Output):
    """An official to write to, and why they are one."""

    official_id: Id
    name: str = Field(examples=["Ana Ruiz"])
    office: str = Field(examples=["U.S. Senator, California (D)"])
    direct: bool
    """Added by hand."""
    segments: list[str] = Field(examples=[["California delegation"]])
    """Names of the campaign's segments that hold them."""


class TargetPage(Output):
    """Targets by family name."""

    items: list[TargetOut]
    next_cursor: str | None


class SegmentSourceNew(Input):
    """A segment to take officials from."""

    segment_id: Id


class SegmentSourceOut(Output):
    """A segment that the campaign takes officials from."""

    id: Id
    """The id of this source within the campaign."""
    segment_id: Id
    name: str = Field(examples=["California delegation"])
    count: int = Field(examples=[54])
    """Officials in it on the business date."""


class SegmentSources(Output):
    """The campaign's segments by name."""

    items: list[SegmentSourceOut]


class LeaveOut(Input):
    """An official not to write to, although a segment may hold them."""

    official_id: Id
    reason: Line = Field("", max_length=MAX_REASON, examples=["Has committed already."])


class LeftOutOut(Output):
    """An official who is kept out."""

    id: Id
    """The id of this entry within the campaign."""
    official_id: Id
    name: str = Field(examples=["Ana Ruiz"])
    reason: str = Field(examples=["Has committed already."])


class LeftOuts(Output):
    """Officials who are kept out, by name."""

    items: list[LeftOutOut]
