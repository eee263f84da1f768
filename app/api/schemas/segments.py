"""Segments: saved queries over the directory."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose
from app.officials.segments import MOST_RULES, ContactState, RuleKind


class RuleIn(Input):
    """One rule. All rules of a segment must hold."""

    kind: RuleKind
    value: Line = Field(max_length=200, examples=["CA"])
    """By kind: an office, a standing, a kind of body or contact point; a state in two letters; the id of a body
    or committee; a party, district or leadership title as styled (`any` for whichever title)."""
    denied: bool = False
    """Turns the rule round: officials who do not."""
    role: str = Field("", max_length=40)
    """For a committee: chair, cochair, ranking_member, vice_chair, member or ex_officio; empty for any."""
    state: ContactState | None = None
    """For a contact point: in what state it is."""


class SegmentNew(Input):
    """A segment: rules under a name. Who belongs to it is found anew each time it is used."""

    name: Line = Field(max_length=160, examples=["California delegation"])
    rules: list[RuleIn] = Field(min_length=1, max_length=MOST_RULES)
    on: Day | None = None
    """The day on which offices are looked at; null for the day of use."""
    note: Prose = Field("", max_length=2000)


class SegmentChange(Input):
    """What to change; what is left out stays."""

    name: Line | None = Field(None, max_length=160)
    rules: list[RuleIn] | None = Field(None, min_length=1, max_length=MOST_RULES)
    on: Day | None = None
    """Null takes a fixed day away; left out, it stays."""
    note: Prose | None = Field(None, max_length=2000)


class RuleOut(Output):
    """One rule."""

    kind: RuleKind
    value: str = Field(examples=["CA"])
    denied: bool
    role: str = Field(examples=[""])
    state: str = Field(examples=[""])


class SegmentOut(Output):
    """A segment, with its rules in words and how many officials belong to it on the business date."""

    id: Id
    name: str = Field(examples=["California delegation"])
    sentence: str = Field(examples=["Officials who serve California."])
    """The rules in words; empty when a rule can no longer be read."""
    rules: list[RuleOut]
    on: Day | None
    note: str = Field(examples=[""])
    count: int | None = Field(examples=[54])
    """Officials; null when a rule can no longer be read."""
    updated_at: AwareDatetime


class SegmentPage(Output):
    """Segments by name."""

    items: list[SegmentOut]
    next_cursor: str | None


class SegmentFilters(ListQuery):
    """Segments take no filters."""


class MemberFilters(ListQuery):
    """Members on a day."""

    on: Day | None = None
    """The day of use; the business date when left out. A segment with a day of its own keeps that."""


class MemberOut(Output):
    """An official who belongs to the segment."""

    official_id: Id
    name: str = Field(examples=["Ana Ruiz"])
    office: str = Field(examples=["U.S. Senator, California (D)"])


class MemberPage(Output):
    """Members by family name."""

    items: list[MemberOut]
    next_cursor: str | None
