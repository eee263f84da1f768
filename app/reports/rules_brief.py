"""How much of a campaign fits on the board's one page. Pure.

The page is counted in lines of its print style (reports.css, `.board-brief`), each part at its most: words are wider on
some paper than on other. What has no room is never dropped in silence: every list says how many more there are, and
shortened words end in an ellipsis. Held against the drawn page by tests/reports/test_brief_page.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

PAGE = 54  # lines between the margins of US Letter, the shorter of the two papers
HEAD = 6  # title, standfirst, air
SECTION = 3  # a heading and the air around it
SENT = 2  # the line of dispatches
# Characters that surely fit on a line: of the page, of half of it, of a demand's title.
WIDE, HALF, CELL = 90, 42, 18
# Characters that are shown of each, at most.
MOST_SAID, WORDING, DISPUTE, TITLE, NAME, DEADLINE = 400, 220, 110, 70, 60, 84
DEMANDS_ROOM, HALVES_ROOM = 16, 7  # lines that the table's rows, and each of the two lists, may take


@dataclass(frozen=True)
class Fitted(Generic[Thing]):
    """What is shown, and how many there are besides."""

    shown: tuple[Thing, ...]
    more: int


@dataclass(frozen=True)
class ClaimLine:
    """A claim as the page shows it. `cut`: whether any of its words had to be shortened."""

    wording: str
    facts: str
    dispute: str
    cut: bool

    @property
    def lines(self) -> int:
        dispute = f" Disputed: {self.dispute}" if self.dispute else ""
        return lines(self.wording, WIDE) + lines(f"{self.facts}{dispute}", WIDE)


def claim_line(wording: str, facts: str, dispute: str) -> ClaimLine:
    """A claim shortened to what one entry may take. `facts`: its state and numbers, in words."""
    words, against = shortened(wording, WORDING), shortened(dispute, DISPUTE)
    return ClaimLine(
        words, facts, against, words != " ".join(wording.split()) or against != " ".join(dispute.split())
    )


def lines(text: str, width: int) -> int:
    """On how many lines a text surely fits; a line may end up to a long word early."""
    return max(1, ceil(len(text) / width))


def shortened(text: str, most: int) -> str:
    """On one line; at most so many characters, cut at a word, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head = text[: most - 1]
    words = head.rsplit(" ", 1)[0] if " " in head else head
    return words.rstrip(" ,;:.–—-") + "…"


def within(
    things: Sequence[Thing], cost: Callable[[Thing], int], room: int, in_all: int | None = None
) -> Fitted[Thing]:
    """The first things whose lines have room. `in_all`: how many there are, when not all were looked at."""
    shown = 0
    while shown < len(things) and (need := cost(things[shown])) <= room:
        room, shown = room - need, shown + 1
    return Fitted(tuple(things[:shown]), (len(things) if in_all is None else in_all) - shown)


def demand_lines(title: str) -> int:
    """A row of the table: the title, and the line under it that says of how many it was asked."""
    return lines(title, CELL) + 1


def half_lines(text: str) -> int:
    """An entry of one of the two lists that stand side by side."""
    return lines(text, HALF)


def room_for_claims(
    summary: str, demands: Iterable[str], deadlines: Iterable[str], questions: Iterable[str]
) -> int:
    """The lines that are left for entries when everything else is on the page, the claims' own heading as well.

    Each part is what is shown of it, shortened already.
    """
    rows = sum(demand_lines(title) for title in demands)
    # Above the rows stand the columns' names; below them and below each list, how many more there are.
    table = SECTION + 4 + rows if rows else 0
    halves = SECTION + 1 + max(1, *(sum(half_lines(one) for one in half) for half in (deadlines, questions)))
    return PAGE - HEAD - lines(summary, WIDE) - table - halves - SECTION - SENT - SECTION - 1
