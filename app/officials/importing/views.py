"""What the import pages show: plain values for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.officials.importing.types import TYPES
from app.officials.models import ImportChange, ImportRun
from app.officials.rules import ImportAction, ImportState

_WORDS = {
    "full_name": "Name as styled",
    "formal_name": "Formal name",
    "gendered_form": "Courtesy form",
    "aliases": "Other names",
    "ids": "Identifiers",
    "retired_on": "Retired on",
    "left_by": "Left by",
    "body_id": "Body",
    "seat_id": "Seat",
    "official_id": "Official",
    "committee_id": "Committee",
    "parent_id": "Parent committee",
    "jurisdiction_id": "Place",
    "party_history": "Parties over time",
    "end_kind": "Meaning of the end",
}
_HIDDEN = frozenset({"source", "source_key"})


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, in words. `before` is empty for a new record."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeView:
    """One line of a preview."""

    action: ImportAction
    record_type: str
    record_label: str
    record_id: UUID | None
    official_id: UUID | None
    label: str
    reason: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class CountRow:
    """How many records of one type are new, changed and so on."""

    record_type: str
    label: str
    new: int
    changed: int
    unchanged: int
    gone: int
    conflict: int


@dataclass(frozen=True)
class Preview:
    """The head of an import's page. `rows` by record type; the numbers sum up what people decide by."""

    run: ImportRun
    rows: tuple[CountRow, ...]
    refused: int
    noted: int

    @property
    def writes(self) -> int:
        """How many records would be written."""
        return sum(row.new + row.changed + row.gone for row in self.rows)

    @property
    def conflicts(self) -> int:
        return sum(row.conflict for row in self.rows)

    @property
    def can_apply(self) -> bool:
        return self.run.state is ImportState.PREPARED


def preview_of(run: ImportRun) -> Preview:
    """The counts of `run` in the order in which people look at them."""
    counts: Mapping[str, Mapping[str, int]] = run.counts
    order = (
        "official",
        "term",
        "contact",
        "membership",
        "leadership",
        "committee",
        "seat",
        "body",
        "jurisdiction",
    )
    rows = tuple(
        CountRow(
            name,
            TYPES[name].label,
            **{key: counts[name].get(key, 0) for key in ("new", "changed", "unchanged", "gone", "conflict")},
        )
        for name in order
        if counts.get(name)
    )
    about_rows = counts.get("row", {})
    return Preview(run, rows, about_rows.get("refused", 0), about_rows.get("note", 0))


def change_view(change: ImportChange) -> ChangeView:
    """One stored change in words."""
    kind = TYPES.get(change.record_type)
    before, after = change.before or {}, change.after or {}
    fields = tuple(
        FieldChange(
            name, _WORDS.get(name, name.replace("_", " ").capitalize()), _text(before.get(name)), _text(value)
        )
        for name, value in after.items()
        if name not in _HIDDEN and (before or value not in (None, "", [], False))
    )
    return ChangeView(
        action=change.action,
        record_type=change.record_type,
        record_label=kind.label if kind else "Row",
        record_id=change.record_id,
        official_id=change.official_id,
        label=change.label,
        reason=change.reason,
        fields=fields,
    )


def _text(value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return " ".join(_text(item) for item in value.values() if item)
    return str(value)
