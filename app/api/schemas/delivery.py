"""Dispatches and replies."""

from __future__ import annotations

from pydantic import Field, model_validator

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose
from app.campaigns.rules_positions import Position
from app.delivery.events import MAX_NOTE
from app.delivery.replies import MAX_NAME, MAX_QUOTATION, MAX_SUMMARY
from app.delivery.rules import Channel, DispatchState, EventKind, ReplyChannel


class DispatchFilters(ListQuery):
    """What to list."""

    letter_id: Id | None = None
    campaign_id: Id | None = None
    official_id: Id | None = None
    state: DispatchState | None = None
    channel: Channel | None = None


class PlanIn(Input):
    """One dispatch: this addressee by this channel. Name the addressee by its id or by the official."""

    channel: Channel
    addressee_id: Id | None = None
    """From `/letters/{letter_id}/copies`."""
    official_id: Id | None = None
    """Every place on the letter where this official stands, as an addressee or with a copy."""
    contact_point_id: Id | None = None
    """Where to; the first working one of the channel when left out. Post and hand delivery may go without."""

    @model_validator(mode="after")
    def _one_name(self) -> PlanIn:
        if (self.addressee_id is None) == (self.official_id is None):
            raise ValueError("Name the addressee by addressee_id or by official_id.")
        return self


class DispatchesNew(Input):
    """Dispatches to plan: all of them, or none."""

    letter_id: Id
    """A sealed letter whose files are whole."""
    plans: list[PlanIn] = Field(min_length=1, max_length=5000)
    planned_for: Day | None = None


class MarkIn(Input):
    """What happened."""

    state: DispatchState
    """The state that it led to."""
    day: Day
    """The day it happened; not in the future, not before the step before."""
    note: Prose = Field("", max_length=MAX_NOTE, examples=["Left with the front desk."])
    tracking_number: Line = Field("", max_length=60)


class MarkManyIn(MarkIn):
    """What happened to several dispatches: all are marked, or none."""

    dispatch_ids: list[Id] = Field(min_length=1, max_length=5000)


class NoteIn(Input):
    """A dated note; the state stays."""

    note: Prose = Field(min_length=1, max_length=MAX_NOTE, examples=["The office asked for a second copy."])
    day: Day | None = None
    """Not in the future; the business date when left out."""


class TakeBackIn(Input):
    """What was wrong."""

    reason: Prose = Field(min_length=1, max_length=MAX_NOTE, examples=["Marked the wrong row."])
    event_id: Id | None = None
    """The event to take back, which must be the last step; found when left out."""


class SettleIn(Input):
    """Why it cannot be known."""

    note: Prose = Field("", max_length=MAX_NOTE)


class EventOut(Output):
    """What happened to a dispatch, on which day, and who says so."""

    id: Id
    position: int = Field(examples=[1])
    kind: EventKind
    from_state: DispatchState | None
    to_state: DispatchState
    day: Day
    note: str = Field(examples=[""])
    tracking_number: str = Field(examples=[""])
    corrects_id: Id | None
    """The event that this one took back."""
    recorded_at: AwareDatetime
    actor: str = Field(examples=["Dana Whitfield"])


class DispatchRowOut(Output):
    """One copy of a sealed letter to one addressee by one channel."""

    id: Id
    letter_id: Id
    letter_number: str = Field(examples=["AV-2023-01"])
    campaign_id: Id
    addressee_id: Id
    copy_no: int = Field(examples=[1])
    official_id: Id
    name: str = Field(examples=["Ana Ruiz"])
    """As printed."""
    office: str = Field(examples=["Senator from California"])
    channel: Channel
    destination: str = Field(examples=["112 Hart Senate Office Building; Washington, DC 20510"])
    """Where it goes, as it stood when it was planned."""
    state: DispatchState
    state_day: Day
    planned_for: Day | None
    tracking_number: str = Field(examples=[""])
    follow_up_on: Day | None
    """The day a follow-up falls due, set when the letter left."""
    settled: bool
    """An unknown outcome that was closed as one that cannot be known."""
    repeats_id: Id | None
    """The cancelled, returned or failed dispatch that this one repeats."""


class DispatchOut(DispatchRowOut):
    """A dispatch with everything that happened to it."""

    events: list[EventOut]


class DispatchPage(Output):
    """Dispatches, the newest first."""

    items: list[DispatchRowOut]
    next_cursor: str | None


class Dispatches(Output):
    """The dispatches that were planned or marked."""

    items: list[DispatchRowOut]


class ReplyFilters(ListQuery):
    """What to list."""

    campaign_id: Id | None = None
    official_id: Id | None = None
    letter_id: Id | None = None


class ReplyPositionIn(Input):
    """Where the reply puts the official on one demand."""

    demand_id: Id
    position: Position


class ReplyNew(Input):
    """What came back from an official."""

    campaign_id: Id
    official_id: Id
    received_on: Day
    """Not in the future."""
    channel: ReplyChannel
    summary: Prose = Field(
        min_length=1, max_length=MAX_SUMMARY, examples=["Will raise it with the Secretary."]
    )
    quotation: Prose = Field("", max_length=MAX_QUOTATION)
    """The words themselves, where they matter."""
    answered_by: Line = Field("", max_length=MAX_NAME, examples=["Legislative aide"])
    """Who answered, when it was not the official in person."""
    letter_id: Id | None = None
    """The sealed letter that it answers."""
    promised_by: Day | None = None
    """The day by which they promised to say more."""
    positions: list[ReplyPositionIn] = Field([], max_length=50)
    """Only demands that the reply speaks to, each once."""


class ReplyPositionOut(Output):
    """A position that came with the reply and still counts."""

    demand_id: Id
    position: Position


class ReplyOut(Output):
    """A reply. One logged by mistake stays, with the reason why it no longer counts."""

    id: Id
    campaign_id: Id
    official_id: Id
    name: str = Field(examples=["Ana Ruiz"])
    letter_id: Id | None
    letter_number: str | None = Field(examples=["AV-2023-01"])
    received_on: Day
    channel: ReplyChannel
    answered_by: str = Field(examples=["Legislative aide"])
    summary: str = Field(examples=["Will raise it with the Secretary."])
    quotation: str = Field(examples=[""])
    promised_by: Day | None
    withdrawn_reason: str = Field(examples=[""])
    positions: list[ReplyPositionOut]
    recorded_at: AwareDatetime
    recorded_by: str = Field(examples=["Dana Whitfield"])


class ReplyPage(Output):
    """Replies, the newest first."""

    items: list[ReplyOut]
    next_cursor: str | None


class WithdrawReplyIn(Input):
    """Why the reply does not count."""

    reason: Prose = Field(min_length=1, max_length=2000, examples=["Belongs to another letter."])
