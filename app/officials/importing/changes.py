"""What an import would do, line by line. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.core.text import fold
from app.officials.importing.existing import Existing, Row
from app.officials.importing.records import Record
from app.officials.importing.types import EMPTY, TYPES
from app.officials.rules import ImportAction


@dataclass(slots=True)
class Change:
    """One line of a plan; see `ImportChange` for the meaning of the fields."""

    action: ImportAction
    type: str
    id: str | None
    official_id: str | None
    label: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


@dataclass
class Plan:
    """Everything an import would do. `counts`: type -> action -> number, "unchanged" included."""

    changes: list[Change] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    notes: list[str] = field(default_factory=list)

    def add(self, change: Change) -> None:
        self.changes.append(change)
        self.counts[change.type][change.action.value] += 1


def differences(
    record: Record, row: Row, refs: dict[str, str | None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the fields in which a record of a file differs from the one on record."""
    kind = TYPES[record.type]
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, wanted in record.fields.items():
        old = row.values[name]
        value = sorted({*old, *wanted}) if name in kind.additive else wanted
        if old == value or name in kind.once or (name in record.weak and old not in EMPTY):
            continue
        if name in kind.no_erasing and value in EMPTY:
            continue
        before[name], after[name] = old, value
    for name, target in refs.items():
        # A seat that this file does not name is no reason to forget the one on record.
        if row.values[name] != target and not (target is None and name == "seat_id"):
            before[name], after[name] = row.values[name], target
    if row.values["retired_on"] and record.fields:
        before["retired_on"], after["retired_on"] = row.values["retired_on"], None
    return before, after


def name_of(existing: Existing, kind: str, row: Row) -> str:
    """How a person would name a record: "Maria Cantwell: Senator"."""
    official = existing.officials.get(row.values.get("official_id") or "")
    what = row.values.get("title") or row.values.get("name") or row.values.get("value")
    what = what or row.values.get("label") or TYPES[kind].label
    return f"{official.values['full_name']}: {what}" if official else str(what)


def unknown(kind: str, key: str) -> str:
    """Why a row that points to nothing on record is refused."""
    if kind == "official":
        return f"No official on record has the identifier {key}: import the people first."
    return (
        f"The {TYPES[kind].label.lower()} {key.partition(':')[2] or key} is not on record: import it first."
    )


def namesakes(plan: Plan, existing: Existing) -> list[str]:
    """Sentences about new officials who share a name: two files for one person, or namesakes."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in existing.officials.values():
        if not row.values["retired_on"]:
            names[fold(row.values["full_name"])].append(row.values["full_name"])
    fresh: set[str] = set()
    for change in plan.changes:
        if change.type == "official" and change.action is ImportAction.NEW and change.after:
            name = fold(change.after["full_name"])
            names[name].append(change.after["full_name"])
            fresh.add(name)
    twice = sorted(names[name][0] for name in fresh if len(names[name]) > 1)
    if not twice:
        return []
    shown = ", ".join(twice[:8]) + (" and others" if len(twice) > 8 else "")
    count = "One name is" if len(twice) == 1 else f"{len(twice)} names are"
    return [f"{count} on more than one record ({shown}): merge them if they are one person."]
