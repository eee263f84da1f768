"""What Today says and in which order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.reports.rules_words import at_start, counted, in_words, is_are


class Group(StrEnum):
    """Things to do by what is expected of a person, first things first."""

    APPROVE = "approve"
    SIGN = "sign"
    FINISH = "finish"
    CORRECT = "correct"
    FIND_OUT = "find_out"
    CHASE = "chase"


GROUP_WORDS: dict[Group, tuple[str, str]] = {
    Group.APPROVE: ("To approve", "Somebody else wrote these."),
    Group.SIGN: ("To sign and seal", "Approved texts."),
    Group.FINISH: ("Yours to finish", "Oldest first."),
    Group.CORRECT: ("To put right", "A fact that these letters cite has changed."),
    Group.FIND_OUT: ("To find out", "Nothing is sent again by itself."),
    Group.CHASE: ("To chase", "Nothing is sent until you write it."),
}


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is, why, by when, and the verb. `area` and `state` name its status.

    `due` None: no day is set. `post`: the action changes something. Addresses are made by the routes.
    """

    group: Group
    title: str
    url: str
    reason: str
    area: str
    state: str
    action: str
    action_url: str
    due: date | None = None
    since: date | None = None
    state_text: str = ""
    post: bool = False


@dataclass(frozen=True)
class Section:
    """A group with what it holds. `total` counts also what the page does not show."""

    group: Group
    items: Sequence[Item]
    total: int

    @property
    def title(self) -> str:
        return GROUP_WORDS[self.group][0]

    @property
    def advice(self) -> str:
        shown = len(self.items)
        if self.total > shown:
            return f"The first {shown:,} of {self.total:,}."
        return f"{at_start(counted(self.total, 'item'))}. {GROUP_WORDS[self.group][1]}"


@dataclass(frozen=True)
class Waiting:
    """A quiet line: something that others have to do."""

    title: str
    url: str
    text: str
    area: str
    state: str
    action: str = ""
    action_url: str = ""
    state_text: str = ""


@dataclass(frozen=True)
class Work:
    """Everything on Today's main column."""

    sections: Sequence[Section]
    waiting: Sequence[Waiting]
    total: int
    pressing: int
    overdue: int = field(default=0)


def sections(items: Sequence[Item], totals: dict[Group, int]) -> list[Section]:
    """Groups that hold something, in order; within a group what is due first, then as given."""
    found = []
    for group in Group:
        mine = [item for item in items if item.group is group]
        mine.sort(key=lambda item: item.due or date.max)
        if mine:
            found.append(Section(group, mine, max(totals.get(group, 0), len(mine))))
    return found


def sentence(total: int, due_today: int, overdue: int) -> str:
    """The line under the date: how much needs a person, and how much of it cannot wait."""
    if not total:
        return "Nothing needs you."
    first = f"{at_start(counted(total, 'thing'))} {is_are(total, 'needs', 'need')} you."
    now = f"{at_start(in_words(due_today))} {is_are(due_today)} due today"
    was = is_are(overdue, "was", "were")
    if due_today and overdue:
        return f"{first} {now}, {in_words(overdue)} {was} due before."
    if due_today:
        return f"{first} {now}."
    if overdue:
        return f"{first} {at_start(in_words(overdue))} {was} due before today."
    return first
