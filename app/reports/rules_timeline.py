"""The line of a campaign: what happened above it, our acts below it, and where each label goes. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WIDTH = 1120
_LABEL = 128
_LETTERS = 21
_EDGE = 18
_TIERS = 3


class EventKind(StrEnum):
    """Whose doing it is."""

    EVENT = "Event"
    ACT = "Our act"
    REPLY = "Reply"
    PLANNED = "Planned"


@dataclass(frozen=True)
class TimelineEvent:
    """One thing on one day. `number` is the day count, None before counting starts."""

    day: date
    kind: EventKind
    text: str
    number: int | None = None


@dataclass(frozen=True)
class Label:
    """An event on the line: its place in user units, its tier away from the line, its words in lines."""

    event: TimelineEvent
    x: float
    tier: int
    lines: tuple[str, ...]

    @property
    def above(self) -> bool:
        return self.event.kind is EventKind.EVENT


@dataclass(frozen=True)
class Tick:
    """A day with its count under or over the line."""

    x: float
    text: str


@dataclass(frozen=True)
class Line:
    """Everything that the drawing needs. `left_out` events stand in the list only."""

    labels: tuple[Label, ...]
    ticks: tuple[Tick, ...]
    start_x: float
    today_x: float
    end_x: float
    today_text: str
    left_out: int

    @property
    def tiers_above(self) -> int:
        """How many tiers of labels the upper side has."""
        return max((label.tier + 1 for label in self.labels if label.above), default=0)

    @property
    def tiers_below(self) -> int:
        """How many tiers of labels the lower side has."""
        return max((label.tier + 1 for label in self.labels if not label.above), default=0)


def in_order(events: Iterable[TimelineEvent]) -> list[TimelineEvent]:
    """By day; on one day what happened comes before what we did."""
    order = list(EventKind)
    return sorted(events, key=lambda event: (event.day, order.index(event.kind), event.text))


def draw(events: Sequence[TimelineEvent], start: date, today: date, *, first_number: int = 1) -> Line | None:
    """Lay out the events from `start` on; None when there is nothing to draw.

    `first_number` is the count on `start`. Labels that would cover one another move to another tier or
    are left to the list.
    """
    shown = [event for event in in_order(events) if event.day >= start]
    if not shown:
        return None
    last = max([today, *(event.day for event in shown)])
    days = max((last - start).days, 1)
    step = (WIDTH - 2 * _EDGE - _LABEL) / days

    def at(day: date) -> float:
        return round(_EDGE + step * (day - start).days, 1)

    labels = _placed([(event, at(event.day)) for event in shown])
    return Line(
        labels=tuple(sorted(labels, key=lambda label: label.x)),
        ticks=_ticks(start, last, today, first_number, at),
        start_x=at(start),
        today_x=at(min(today, last)),
        end_x=at(last),
        today_text=f"Today, day {(today - start).days + first_number}",
        left_out=len(shown) - len(labels),
    )


def _placed(events: Sequence[tuple[TimelineEvent, float]]) -> list[Label]:
    """From the right: a label that would run into the next one moves away from the line, else it is left out.

    So no stem ever crosses the words of a label beside it.
    """
    free: dict[tuple[bool, int], float] = {}
    labels = []
    for event, x in reversed(events):
        above = event.kind is EventKind.EVENT
        for tier in range(_TIERS):
            # Every stem passes the near tier; the far one holds its own labels only.
            if x + _LABEL <= free.get((above, tier), WIDTH):
                for nearer in range(tier + 1):
                    free[above, nearer] = min(x, free.get((above, nearer), WIDTH))
                labels.append(Label(event, x, tier, _lines(event.text)))
                break
    return labels


def _lines(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(text, _LETTERS)
    if len(lines) <= 2:
        return tuple(lines)
    return lines[0], textwrap.shorten(" ".join(lines[1:]), _LETTERS, placeholder=" …")


def _ticks(start: date, last: date, today: date, first: int, at: Callable[[date], float]) -> tuple[Tick, ...]:
    """The first day, then about six round numbers of days; none so near today that the words would touch."""
    span = (last - start).days
    every = next(size for size in (5, 10, 20, 50, 100, 200, 500, 1000, 100_000) if span / size <= 7)
    days = [start + timedelta(days=n) for n in range(span + 1) if n == 0 or (n + first) % every == 0]
    found = []
    for day in days:
        number = (day - start).days + first
        near = abs(at(day) - at(today)) < 80 or (day != start and at(day) - at(start) < 40)
        if not near:
            found.append(Tick(at(day), f"Day {number}" if day == start else str(number)))
    return tuple(found)
