"""The recipients of a letter on its settings page: some at a time, and nothing typed is lost on the way.

The page shows one slice of them. What was changed on another slice travels along in hidden fields, so that all of
it is saved together and searching or paging needs no script.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.core.errors import Conflict, InvalidInput
from app.core.pagination import Page
from app.core.text import fold
from app.letters.addressees import Addressed
from app.letters.contexts import LetterFacts
from app.letters.plans import MAX_COPIES, MAX_ON_COPY, CopyPlan

SIZE = 25
_MOST = MAX_COPIES * MAX_ON_COPY
_MOVED = "Somebody changed the recipients meanwhile, so nothing was saved. Open the page again."


@dataclass(frozen=True)
class Row:
    """One official on one copy. `place` is theirs in the whole list as it stands in the record."""

    place: int
    copy: str
    role: str
    capacity: str
    person: Addressed
    gone: bool = False

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return (self.copy, self.role, self.capacity, self.gone)


def rows_of(facts: LetterFacts) -> list[Row]:
    """Everybody as the record has them, copy by copy."""
    found: list[Row] = []
    for copy in facts.copies:
        for role, people in (("to", copy.main), ("cc", copy.cc)):
            for person in people:
                found.append(Row(len(found), str(copy.number), role, person.capacity, person))
    return found


def mark_of(rows: Iterable[Row]) -> str:
    """Tells whether the recipients are still those that a page was made from."""
    whole = "|".join(f"{row.person.facts.id};{row.copy};{row.role};{row.capacity}" for row in rows)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def typed_over(rows: Sequence[Row], form: MultiDict[str, str]) -> list[Row]:
    """The rows with what the form says of some of them. Raises `Conflict` when the record has moved on."""
    places = form.getlist("person_place")
    if places and form.get("people_before") != mark_of(rows):
        raise Conflict(_MOVED)
    if len(places) > _MOST:
        raise InvalidInput({"add_ids": "These are too many recipients for one letter."})
    columns = (form.getlist(name) for name in ("person_copy", "person_role", "person_as"))
    gone, changed = set(form.getlist("person_remove")), list(rows)
    for place, copy, role, capacity in zip(places, *columns, strict=False):
        if not place.isdigit() or int(place) >= len(changed):
            raise Conflict(_MOVED)
        changed[int(place)] = replace(
            changed[int(place)],
            copy=copy.strip(),
            role="cc" if role == "cc" else "to",
            capacity=capacity.strip()[:120],
            gone=place in gone,
        )
    return changed


def plans_of(before: Sequence[Row], now: Sequence[Row], added: Sequence[UUID]) -> list[CopyPlan] | None:
    """The copies that result; None when nothing of the recipients changed."""
    if not added and all(one.key == other.key for one, other in zip(before, now, strict=True)):
        return None
    copies: dict[int, dict[str, Any]] = {}
    for row in now:
        if row.gone:
            continue
        # A number that cannot be read means a copy of one's own, after those that have one.
        number = int(row.copy) if re.fullmatch(r"[0-9]{1,6}", row.copy) else 1_000_000 + row.place
        entry = copies.setdefault(number, {"to": [], "cc": [], "as": {}})
        who = row.person.facts.id
        entry[row.role].append(who)
        if row.capacity:
            entry["as"][who] = row.capacity
    plans = [CopyPlan(tuple(one["to"]), tuple(one["cc"]), one["as"]) for _, one in sorted(copies.items())]
    return plans + [CopyPlan((each,)) for each in added]


@dataclass(frozen=True)
class Slice:
    """What the page shows of the recipients, and what travels along unseen."""

    page: Page[Row]
    text: str
    total: int
    unseen: tuple[Row, ...]
    mark: str


def slice_of(before: Sequence[Row], now: Sequence[Row], form: Mapping[str, str]) -> Slice:
    """The rows whose names hold every word that is searched for, and of these the page that is asked for."""
    text, do = form.get("person_find", "").strip()[:100], form.get("do", "")
    words = fold(text).split()
    found = [row for row in now if all(word in fold(row.person.label) for word in words)]
    asked = do.removeprefix("page-") if do.startswith("page-") else form.get("person_page", "1")
    number = int(asked) if re.fullmatch(r"[0-9]{1,4}", asked) and do != "show" else 1
    pages = max(1, -(-len(found) // SIZE))
    number = max(1, min(number, pages))
    shown = found[(number - 1) * SIZE : number * SIZE]
    places = {row.place for row in shown}
    unseen = tuple(row for row in now if row.place not in places and row.key != before[row.place].key)
    return Slice(Page(shown, len(found), number, SIZE), text, len(now), unseen, mark_of(before))
