"""The board's one page: everything that has room on it, and how many more there are of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.web.template_filters import plural, short_day
from app.delivery.queries import DispatchRow
from app.delivery.rules import CHANNEL_WORDS, state_words
from app.reports.queries_claims import CitedClaim
from app.reports.rules_brief import (
    DEADLINE,
    DEMANDS_ROOM,
    HALVES_ROOM,
    MOST_SAID,
    NAME,
    TITLE,
    ClaimLine,
    Fitted,
    claim_line,
    demand_lines,
    half_lines,
    room_for_claims,
    shortened,
    within,
)
from app.reports.rules_summary import DemandCounts, Part


@dataclass(frozen=True)
class Brief:
    """What the page shows, in its order."""

    summary: str
    demands: Fitted[DemandCounts]
    claims: Fitted[ClaimLine]
    deadlines: Fitted[str]
    questions: Fitted[str]

    @property
    def cut(self) -> bool:
        """Whether the words of a claim were shortened."""
        return any(one.cut for one in self.claims.shown)


def brief_of(
    summary: Sequence[Part],
    demands: Sequence[DemandCounts],
    deadlines: Sequence[tuple[date, str, str]],
    waiting: Sequence[DispatchRow],
    cited: Sequence[CitedClaim],
    cited_in_all: int,
    today: date,
) -> Brief:
    """Fill the page from the top; claims get the room that everything else leaves, the most cited first."""
    said = shortened("".join(part.text for part in summary), MOST_SAID)
    rows = [replace(one, title=shortened(one.title, TITLE)) for one in demands]
    asked = within(rows, lambda one: demand_lines(one.title), DEMANDS_ROOM)
    days = [shortened(f"{_day(day, today)}: {text}", DEADLINE) for day, text, _ in deadlines]
    coming = within(days, half_lines, HALVES_ROOM)
    questions = within([_question(row, today) for row in waiting], half_lines, HALVES_ROOM)
    room = room_for_claims(said, (one.title for one in asked.shown), coming.shown, questions.shown)
    claims = within([_claim(one) for one in cited], lambda one: one.lines, room, cited_in_all)
    return Brief(said, asked, claims, coming, questions)


def _day(day: date, today: date) -> str:
    return "Today" if day == today else short_day(day, today)


def _question(row: DispatchRow, today: date) -> str:
    one = row.dispatch
    state = state_words(one.channel, one.state).lower()
    day = short_day(one.state_day, today)
    return f"{shortened(row.name, NAME)}: {CHANNEL_WORDS[one.channel].lower()}, {state}, {day}"


def _claim(one: CitedClaim) -> ClaimLine:
    fact = one.fact
    sources, letters = plural(len(fact.sources), "source"), plural(one.letters, "letter")
    return claim_line(
        fact.wording, f"{fact.state.value.capitalize()}, {sources}, in {letters}.", fact.dispute
    )
