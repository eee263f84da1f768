"""What an import would do: each claim of a file beside the one on file, field by field. Pure.

Three versions meet: the file's, ours, and the file's as last read. What only the file changed is taken, what only we
changed is kept, and what both changed is a conflict, which a person decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.evidence.exchange.files import Document, RawClaim
from app.evidence.exchange.shape import Entry, Plain, plain_cautions, plain_entry, read_caution, read_entry
from app.evidence.limits import MAX_CLAIMS
from app.evidence.rules import Caution, ClaimState
from app.evidence.tidying import tidied

STATE = ("state", "state_reason", "superseded_by")
LABELS = {
    "topic": "Topic",
    "label": "Short title",
    "claim": "Wording",
    "figures": "Figures",
    "event_date": "Day of the event",
    "known_by": "Known by",
    "sources": "Sources",
    "confidence": "Confidence",
    "not_checked": "Not checked",
    "dispute": "Dispute",
    "opposing_view": "Opposing view",
    "opposing_sources": "Opposing sources",
    "note": "Note for writers",
    "cautions": "Cautions",
    "state": "State",
}


class Fate(StrEnum):
    """What an import does with one claim. Kept: we changed it since the last import, the file did not."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    KEPT = "kept"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """A claim on file: as a file would give it, and as the last import gave it (None: entered by hand)."""

    entry: Entry
    base: Plain | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: ours before, the file's after. `conflict`: both changed since the last import."""

    name: str
    before: Any
    after: Any
    conflict: bool = False

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of the file. `reasons` say why it is refused; `entry` is None only then."""

    fate: Fate
    slug: str
    place: str
    entry: Entry | None = None
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an import would do. `notes` concern the file as a whole."""

    rows: tuple[Row, ...]
    extras: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def of(self, *fates: Fate) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.fate in fates)

    @property
    def counts(self) -> dict[str, int]:
        return {fate.value: len(self.of(fate)) for fate in Fate}

    @property
    def digest(self) -> str:
        """Names what was shown, so that nothing else is applied."""
        shown = [
            [row.fate, row.slug, row.reasons, [[c.name, c.before, c.after, c.conflict] for c in row.changes]]
            for row in self.rows
        ]
        text = json.dumps([shown, dict(self.extras)], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_plan(document: Document, held: Mapping[str, Held]) -> Plan:
    """What importing `document` would do to the claims on file, by slug."""
    cautions, strays = _cautions(document)
    seen: dict[str, str] = {}
    rows: list[Row] = []
    for raw in document.claims:
        row = _row(raw, cautions, held)
        if row.slug in seen:
            reason = f"“{row.slug}” stands in this file twice, first on {seen[row.slug]}."
            row = Row(Fate.REFUSED, row.slug, row.place, reasons=(reason,))
        seen.setdefault(row.slug, row.place)
        rows.append(row)
    rows = _successors([*rows, *strays], {*held, *seen})
    if len(rows) > MAX_CLAIMS:
        reason = f"At most {MAX_CLAIMS:,} claims can be imported at once. Split the file."
        rows = [Row(Fate.REFUSED, "", "whole file", reasons=(reason,))]
    notes = () if rows else ("The file holds no claims.",)
    return Plan(tuple(rows), document.extras, notes)


def with_cautions(entry: Entry) -> Plain:
    """The claim as compared and remembered: a file's fields, and the cautions that files list apart."""
    plain = plain_entry(entry)
    cautions = [{**values, "place": place} for place, values in plain_cautions(entry.slug, entry.draft)]
    return {**plain, "cautions": cautions} if cautions else plain


def _row(raw: RawClaim, cautions: Mapping[str, list[Caution]], held: Mapping[str, Held]) -> Row:
    name = str(raw.values.get("id") or "")
    entry, problems = read_entry(raw.values, cautions.get(name, ()))
    if problems:
        return Row(Fate.REFUSED, name, raw.place, reasons=tuple(problems))
    entry = replace(entry, draft=tidied(entry.draft))
    ours = held.get(entry.slug)
    if ours is None:
        return Row(Fate.NEW, entry.slug, raw.place, entry)
    if not entry.draft.cautions and ours.entry.draft.cautions:
        # A file may list no cautions at all; that is no wish to lose those on file.
        entry = replace(entry, draft=replace(entry.draft, cautions=ours.entry.draft.cautions))
    changes, kept = _compared(with_cautions(entry), with_cautions(ours.entry), ours.base)
    blocked = _blocked(ours.entry, entry, changes)
    if blocked:
        return Row(Fate.REFUSED, entry.slug, raw.place, reasons=(blocked,))
    fate = Fate.KEPT if kept else Fate.UNCHANGED
    if changes:
        fate = Fate.CONFLICT if any(change.conflict for change in changes) else Fate.CHANGED
    return Row(fate, entry.slug, raw.place, entry, tuple(changes))


def _compared(theirs: Plain, ours: Plain, base: Plain | None) -> tuple[list[FieldChange], bool]:
    """Fields to take or decide, and whether others were kept as we left them."""
    changes, kept = [], False
    for name in LABELS:
        mine, new = _part(ours, name), _part(theirs, name)
        if mine == new:
            continue
        old = _part(base, name) if base is not None else None
        if base is not None and new == old:
            kept = True
        else:
            changes.append(FieldChange(name, mine, new, conflict=base is None or mine != old))
    return changes, kept


def _part(plain: Plain, name: str) -> Any:
    return [plain.get(part, "") for part in STATE] if name == "state" else plain.get(name)


def _blocked(ours: Entry, theirs: Entry, changes: Sequence[FieldChange]) -> str:
    """A claim out of use is opened before its words change."""
    words = [change for change in changes if change.name != "state"]
    if ours.state is not None and words:
        return f"The claim on file is {ours.state.value}. Open it again there before its words can change."
    gone = {ClaimState.RETRACTED, ClaimState.SUPERSEDED}
    if ours.state in gone and theirs.state in gone and ours.state is not theirs.state:
        return f"The claim on file is {ours.state.value}. Open it again there before it can become {theirs.state}."
    return ""


def _cautions(document: Document) -> tuple[dict[str, list[Caution]], list[Row]]:
    """Cautions by claim, and refusals of those that cannot be read or belong to no claim of this file."""
    names = {str(raw.values.get("id") or "") for raw in document.claims}
    found: dict[str, list[Caution]] = {}
    refused = []
    for place, raw in enumerate(document.cautions, start=1):
        slug, caution, problems = read_caution(raw.values, place)
        if slug and slug not in names:
            problems = [*problems, f"“{slug}” is no claim of this file."]
        if problems:
            refused.append(Row(Fate.REFUSED, slug, raw.place, reasons=tuple(problems)))
        else:
            found.setdefault(slug, []).append(caution)
    return found, refused


def _successors(rows: Sequence[Row], known: set[str]) -> list[Row]:
    """Refuse claims whose place is taken by a claim that nobody knows, or by themselves."""
    checked = []
    for row in rows:
        successor = row.entry.superseded_by if row.entry else ""
        if successor and (successor not in known or successor == row.slug):
            reason = f"superseded_by: there is no other claim called “{successor}”."
            checked.append(Row(Fate.REFUSED, row.slug, row.place, reasons=(reason,)))
        else:
            checked.append(row)
    return checked
