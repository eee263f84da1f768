"""What comes next with one target of a campaign. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.delivery.rules import DispatchState


class Step(StrEnum):
    """The next step, the most pressing first: the order is that of the table within one day."""

    ASK = "ask"
    OTHER_CHANNEL = "other_channel"
    PROMISE = "promise"
    FOLLOW_UP = "follow_up"
    HAND_OVER = "hand_over"
    WRITE = "write"
    ANSWERED = "answered"
    SETTLED = "settled"


STEP_WORDS: dict[Step, str] = {
    Step.ASK: "Ask the office before any resend",
    Step.OTHER_CHANNEL: "Choose another channel",
    Step.PROMISE: "Answer promised",
    Step.FOLLOW_UP: "Follow-up",
    Step.HAND_OVER: "Hand over",
    Step.WRITE: "Not written to yet",
    Step.ANSWERED: "Answered",
    Step.SETTLED: "Nothing due",
}


@dataclass(frozen=True)
class StepFacts:
    """What is known of one official in a campaign. `open_state` is that of a dispatch that needs a decision."""

    open_state: DispatchState | None
    promised_by: date | None
    follow_up_on: date | None
    waiting_since: date | None
    answered_on: date | None
    ever_sent: bool


def next_step(facts: StepFacts) -> tuple[Step, date | None]:
    """The step and the day it is due. `queries_targets` sorts by the same rule in SQL."""
    if facts.open_state is not None:
        unknown = facts.open_state is DispatchState.OUTCOME_UNKNOWN
        return (Step.ASK if unknown else Step.OTHER_CHANNEL), facts.waiting_since
    for step, due in (
        (Step.PROMISE, facts.promised_by),
        (Step.FOLLOW_UP, facts.follow_up_on),
        (Step.HAND_OVER, facts.waiting_since),
    ):
        if due is not None:
            return step, due
    if facts.answered_on is not None:
        return Step.ANSWERED, None
    return (Step.SETTLED if facts.ever_sent else Step.WRITE), None
