"""How a dispatch moves, when a follow-up falls due, what a reply is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from app.core.errors import Conflict


class Channel(StrEnum):
    """The channels that people work by hand; a dispatch uses exactly one."""

    POST = "post"
    FAX = "fax"
    WEB_FORM = "web_form"
    HAND = "hand"
    OWN_EMAIL = "own_email"


class DispatchState(StrEnum):
    """Where one copy to one addressee stands.

    `outcome_unknown` is a state of its own: a fax that broke off, a form that timed out. Redress never
    sends again by itself.
    """

    PLANNED = "planned"
    PRINTED = "printed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"
    OUTCOME_UNKNOWN = "outcome_unknown"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What an event of a dispatch says. Moves carry the new state; the last four do not move by rule."""

    PLANNED = "planned"
    PRINTED = "printed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"
    OUTCOME_UNKNOWN = "outcome_unknown"
    CANCELLED = "cancelled"
    NOTED = "noted"
    ASKED = "asked"
    SETTLED = "settled"
    CORRECTED = "corrected"


class ReplyChannel(StrEnum):
    """How an answer came."""

    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    MEETING = "meeting"
    WEB = "web"
    OTHER = "other"


MOVES: Mapping[DispatchState, frozenset[DispatchState]] = {
    DispatchState.PLANNED: frozenset(
        {DispatchState.PRINTED, DispatchState.HANDED_OVER, DispatchState.CANCELLED}
    ),
    DispatchState.PRINTED: frozenset({DispatchState.HANDED_OVER, DispatchState.CANCELLED}),
    DispatchState.HANDED_OVER: frozenset(
        {
            DispatchState.DELIVERED,
            DispatchState.RETURNED,
            DispatchState.FAILED,
            DispatchState.OUTCOME_UNKNOWN,
        }
    ),
    DispatchState.OUTCOME_UNKNOWN: frozenset(
        {DispatchState.DELIVERED, DispatchState.RETURNED, DispatchState.FAILED}
    ),
    DispatchState.DELIVERED: frozenset(),
    DispatchState.RETURNED: frozenset(),
    DispatchState.FAILED: frozenset(),
    DispatchState.CANCELLED: frozenset(),
}

# Only paper goes through a printer and can come back in an envelope.
PAPER = frozenset({Channel.POST, Channel.HAND})
_PAPER_ONLY = frozenset({DispatchState.PRINTED, DispatchState.RETURNED})
# Another dispatch of the same copy to the same person by the same channel is allowed only after these.
SPENT = frozenset({DispatchState.CANCELLED, DispatchState.RETURNED, DispatchState.FAILED})

STATE_WORDS: Mapping[DispatchState, str] = {
    DispatchState.PLANNED: "Planned",
    DispatchState.PRINTED: "Printed",
    DispatchState.HANDED_OVER: "Handed over",
    DispatchState.DELIVERED: "Delivered",
    DispatchState.RETURNED: "Returned to sender",
    DispatchState.FAILED: "Failed",
    DispatchState.OUTCOME_UNKNOWN: "Outcome unknown",
    DispatchState.CANCELLED: "Cancelled",
}

# "Handed over" in the words of each channel.
HANDED_WORDS: Mapping[Channel, str] = {
    Channel.POST: "Mailed",
    Channel.FAX: "Faxed",
    Channel.WEB_FORM: "Form sent",
    Channel.HAND: "Handed over",
    Channel.OWN_EMAIL: "Emailed",
}

CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.POST: "Post",
    Channel.FAX: "Fax",
    Channel.WEB_FORM: "Web form",
    Channel.HAND: "Hand delivery",
    Channel.OWN_EMAIL: "Email from your own program",
}


# In titles and sentences: "Ingrid Solheim, web form".
CHANNEL_NOUNS: Mapping[Channel, str] = {
    Channel.POST: "post",
    Channel.FAX: "fax",
    Channel.WEB_FORM: "web form",
    Channel.HAND: "hand delivery",
    Channel.OWN_EMAIL: "email",
}


@dataclass(frozen=True)
class Mark:
    """What happened: the state it led to, when, and what the record should say.

    `clock` is the time of day in the organisation's zone, where it is known.
    """

    state: DispatchState
    day: date
    note: str = ""
    tracking_number: str = ""
    clock: time | None = None


def moves_for(channel: Channel, state: DispatchState) -> frozenset[DispatchState]:
    """The states that a dispatch by `channel` may take next."""
    then = MOVES[state]
    return then if channel in PAPER else then - _PAPER_ONLY


def check_move(channel: Channel, now: DispatchState, then: DispatchState) -> None:
    """Raise `Conflict` unless the move is allowed."""
    if then not in moves_for(channel, now):
        raise Conflict(
            f"This dispatch is {STATE_WORDS[now].lower()} and cannot become {STATE_WORDS[then].lower()}."
        )


def state_words(channel: Channel, state: DispatchState) -> str:
    """The state as a person of that trade would say it: a letter is mailed, a fax is faxed."""
    return HANDED_WORDS[channel] if state is DispatchState.HANDED_OVER else STATE_WORDS[state]


def clock_words(clock: time, seconds: bool = True) -> str:
    """`4:02:51 PM`: with seconds, because they tell what came first; `4:02 PM` without."""
    exact = f":{clock.second:02d}" if seconds else ""
    return f"{clock.hour % 12 or 12}:{clock.minute:02d}{exact} {'AM' if clock.hour < 12 else 'PM'}"


def add_working_days(start: date, days: int) -> date:
    """The day `days` working days (Monday to Friday) after `start`. Holidays count as working days."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; 0 when `end` is not later."""
    if end <= start:
        return 0
    whole_weeks, rest = divmod((end - start).days, 7)
    extra = sum((start + timedelta(days=7 * whole_weeks + n)).weekday() < 5 for n in range(1, rest + 1))
    return whole_weeks * 5 + extra
