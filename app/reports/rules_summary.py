"""The sentence that answers a board before any chart does, built from counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.campaigns.rules_positions import Position
from app.reports.rules_words import at_start, counted, in_words, is_are

FOR = (Position.MET, Position.COMMITTED, Position.PARTLY_MET)
AGAINST = (Position.REFUSED, Position.REVERSED)


class Leads(StrEnum):
    """Which list stands behind a number."""

    TARGETS = "targets"
    POSITIONS = "positions"
    REPLIES = "replies"
    DISPATCHES = "dispatches"


@dataclass(frozen=True)
class Place:
    """The list behind a number: its page, and how it is filtered. Empty means unfiltered."""

    page: Leads
    demand: str = ""
    position: str = ""
    state: str = ""


@dataclass(frozen=True)
class Part:
    """A run of the sentence. `to` makes it a link."""

    text: str
    to: Place | None = None
    strong: bool = False


@dataclass(frozen=True)
class DemandCounts:
    """How those who were asked stand on one demand. `counts` has every position and adds up to `asked`."""

    slug: str
    title: str
    asked: int
    counts: Mapping[Position, int]

    def of(self, positions: Sequence[Position]) -> int:
        """How many stand at any of `positions`."""
        return sum(self.counts.get(position, 0) for position in positions)


@dataclass(frozen=True)
class Numbers:
    """What the sentence is built from, all counts of one campaign.

    `written` officials were sent a letter that left our hands, `answered` of them replied; `refusing`
    officials refused or took back at least one demand; `planned` dispatches have not left.
    """

    targets: int
    planned: int
    written: int
    answered: int
    refusing: int
    unknown: int
    broken: int
    demands: Sequence[DemandCounts]


def summary(numbers: Numbers) -> list[Part]:
    """The sentences, in order. Without data they say what is missing."""
    if not numbers.written:
        return [*_nothing_sent(numbers), *_stances(numbers), *_open_questions(numbers)]
    return [*_answers(numbers), *_stances(numbers), *_divided(numbers), *_open_questions(numbers)]


def _nothing_sent(numbers: Numbers) -> list[Part]:
    if numbers.planned:
        sent = Part(at_start(counted(numbers.planned, "dispatch", "dispatches")), Place(Leads.DISPATCHES))
        return [sent, Part(f" {is_are(numbers.planned)} planned. Nothing has left yet. ")]
    if numbers.targets:
        people = Part(counted(numbers.targets, "official"), Place(Leads.TARGETS))
        return [Part("No letter has been sent yet to the "), people, Part(" of this campaign. ")]
    return [
        Part("Nobody to write to yet. Once targets are chosen and a letter is sent, this says who answered. ")
    ]


def _answers(numbers: Numbers) -> list[Part]:
    written, answered = numbers.written, numbers.answered
    replies = Place(Leads.REPLIES)
    if written == 1:
        said = "has answered" if answered else "has not answered yet"
        return [Part("The one official we wrote to "), Part(said, replies if answered else None), Part(". ")]
    people = Part(f"{in_words(written)} officials", Place(Leads.TARGETS))
    rest = " we wrote to {} answered. ".format(is_are(answered, "has", "have"))
    if not answered:
        return [Part("None of the "), people, Part(" we wrote to has answered yet. ")]
    if answered == written:
        return [Part("All", replies), Part(" "), people, Part(" we wrote to have answered. ")]
    if 2 * answered == written:
        return [Part("Half", replies), Part(" of the "), people, Part(" we wrote to have answered. ")]
    return [Part(at_start(in_words(answered)), replies), Part(" of the "), people, Part(rest)]


def _stances(numbers: Numbers) -> list[Part]:
    """Who commits to what most of all, and how many refuse something."""
    if not any(row.asked - row.counts.get(Position.NONE, 0) for row in numbers.demands):
        return [Part("No position is on file yet. ")] if numbers.written else []
    best = max(numbers.demands, key=lambda row: row.counts.get(Position.COMMITTED, 0))
    given = best.counts.get(Position.COMMITTED, 0)
    refusing = numbers.refusing
    refuse = f"{in_words(refusing)} {is_are(refusing, 'refuses', 'refuse')} at least one demand"
    against = Place(Leads.POSITIONS, position="against")
    if not given:
        start = [Part("Nobody has committed to a demand yet", strong=True)]
    else:
        place = Place(Leads.POSITIONS, best.slug, Position.COMMITTED.value)
        start = [
            Part(f"{at_start(in_words(given))} {is_are(given, 'commits', 'commit')}", place, strong=True),
            Part(f" to “{best.title}”", strong=True),
        ]
    end = Part(refuse, against, strong=True) if refusing else Part("nobody refuses one", strong=True)
    return [*start, Part("; ", strong=True), end, Part(". ")]


def _divided(numbers: Numbers) -> list[Part]:
    """The demand on which most stand on both sides, when there is one."""
    rows = [row for row in numbers.demands if row.of(FOR) and row.of(AGAINST)]
    if not rows:
        return []
    most = max(rows, key=lambda row: (min(row.of(FOR), row.of(AGAINST)), row.of(AGAINST)))
    silent = most.counts.get(Position.NONE, 0)
    counts = f": {in_words(most.of(FOR))} for, {in_words(most.of(AGAINST))} against, "
    word = " is the most divided" if len(rows) > 1 else " divides them"
    return [
        Part(f"“{most.title}”", Place(Leads.POSITIONS, most.slug)),
        Part(f"{word}{counts}"),
        Part(f"{in_words(silent)} silent", Place(Leads.POSITIONS, most.slug, Position.NONE.value)),
        Part(". "),
    ]


def _open_questions(numbers: Numbers) -> list[Part]:
    parts = []
    if numbers.unknown:
        text = at_start(counted(numbers.unknown, "dispatch", "dispatches"))
        has = is_are(numbers.unknown, "has", "have")
        parts += [
            Part(text, Place(Leads.DISPATCHES, state="outcome_unknown")),
            Part(f" {has} an unknown outcome. "),
        ]
    if numbers.broken:
        text = at_start(counted(numbers.broken, "dispatch", "dispatches"))
        needs = is_are(numbers.broken, "needs", "need")
        parts += [
            Part(text, Place(Leads.DISPATCHES, state="broken")),
            Part(f" came back or failed and {needs} another channel. "),
        ]
    return parts


def plain(parts: Sequence[Part]) -> str:
    """The sentence as text."""
    return "".join(part.text for part in parts).strip()
