"""Comparing what files hold with what the directory holds. Reads nothing, writes nothing.

A planner takes records file by file and collects changes: new, changed field by field, gone, refused
and, where a person corrected a field by hand, a conflict that is shown and never applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.core.db import new_id
from app.officials.importing.changes import Change, Plan, differences, name_of, unknown
from app.officials.importing.completeness import Claims, gone_by_claims, gone_from_roster
from app.officials.importing.existing import Existing, Row
from app.officials.importing.records import Complete, CompleteFile, Id, Item, Note, Record, Refusal
from app.officials.importing.types import SHARED, TYPES
from app.officials.rules import ImportAction

# An official is recognised by these; other identifiers are kept but prove nothing.
IDENTITY = ("bioguide", "ocd-person", "csv", "govtrack", "wikidata")


class Planner:
    """Takes items file by file (`take`), then says what is gone (`finish`)."""

    def __init__(self, existing: Existing, today: date) -> None:
        self.plan = Plan()
        self._have = existing
        self._today = today.isoformat()
        self._seen: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._owners: dict[Id, str] = {}
        self._official_of: dict[str, str] = {}
        self._dropped: set[str] = set()
        self._said: set[tuple[str, str]] = set()
        self._claims = Claims()
        self._dated: set[str] = set()
        self._file, self._source, self._refused = "", "", 0

    def take_shared(self, source: str, items: Iterable[Item]) -> None:
        """Places, bodies and seats of one file: all files' before anybody's terms point to them."""
        self._source = source
        for item in items:
            if isinstance(item, Record) and item.type in SHARED:
                self._other(item)

    def take(self, file: str, source: str, items: Iterable[Item]) -> None:
        """Compare one file's records. `source` becomes the source of what is new."""
        self._file, self._source, self._refused = file, source, 0
        listed: set[str] = set()
        claims = Claims()
        for item in items:
            if isinstance(item, Record):
                if item.type not in SHARED:
                    self._record(item, listed)
            elif isinstance(item, Refusal):
                self._refuse(item.label, item.reason)
            elif isinstance(item, Note):
                self.plan.add(Change(ImportAction.NOTE, "row", None, None, item.label, reason=item.reason))
            elif isinstance(item, Complete):
                claims.scopes.add((item.type, item.scope))
            elif isinstance(item, CompleteFile):
                claims.files.add((item.type, item.pattern, file))
            else:
                claims.rosters.append((item, file, listed))
        if not self._refused:
            # A file with refused rows is not whole: what it lacks is not gone.
            self._claims.extend(claims)

    def finish(self) -> Plan:
        """What complete files no longer hold is gone; then the plan is whole."""
        seen = {kind: set(keys) for kind, keys in self._seen.items()}
        gone = gone_by_claims(self._have, self._claims, seen, self.plan.notes)
        for kind, row in gone:
            self._gone(kind, row, {"retired_on": self._today}, "No longer in the file.")
        for row in gone_from_roster(self._have, self._claims, self._today, self.plan.notes):
            self._gone("term", row, {"left_by": self._today}, "No longer listed as serving.")
        return self.plan

    # One record

    def _record(self, record: Record, listed: set[str]) -> None:
        if record.label in self._dropped:
            return
        if record.type == "official":
            official_id = self._official(record)
            if official_id:
                listed.add(official_id)
        else:
            self._other(record)

    def _other(self, record: Record) -> None:
        if self._repeated(record):
            return
        refs = self._resolve(record)
        if refs is None:
            return
        if record.type == "term" and self._undated_beside_dated(record, refs):
            self.plan.counts["term"]["unchanged"] += 1
            return
        row = self._have.rows[record.type].get(record.key)
        self._seen[record.type][record.key] = (row.id if row else str(new_id()), record.label)
        record_id = self._seen[record.type][record.key][0]
        if row is None:
            after = {**record.fields, **refs, "source_key": record.key, "source": self._source}
            self._add(ImportAction.NEW, record, record_id, refs.get("official_id"), None, after)
        else:
            self._compare(record, row, refs)

    def _repeated(self, record: Record) -> bool:
        """Whether the record was read before in this import; a true duplicate is refused."""
        earlier = self._seen[record.type].get(record.key)
        if earlier is None:
            return False
        fills_gaps_only = record.weak >= record.fields.keys()
        if record.type not in SHARED and not fills_gaps_only:
            self._refuse(record.label, f"This repeats {earlier[1]}.")
        return True

    def _resolve(self, record: Record) -> dict[str, str | None] | None:
        """Foreign keys as ids; None, with a refusal, when the record points to something unknown."""
        kinds = TYPES[record.type].refs
        refs: dict[str, str | None] = dict.fromkeys(kinds)
        for column, key in record.refs.items():
            name, optional = column.removesuffix("?"), column.endswith("?")
            refs[name] = self._find(kinds[name], key)
            if refs[name] is None and not optional:
                self._refuse(record.label, unknown(kinds[name], key))
                return None
        return refs

    def _find(self, kind: str, key: str) -> str | None:
        if kind == "official":
            scheme, _, value = key.partition(":")
            return self._official_of.get(key) or self._owner((scheme, value))
        if seen := self._seen[kind].get(key):
            return seen[0]
        row = self._have.rows.get(kind, {}).get(key)
        return row.id if row else None

    def _undated_beside_dated(self, record: Record, refs: dict[str, str | None]) -> bool:
        """A term without dates says nothing beside dated terms of the same person from the same source."""
        owner = refs["official_id"]
        if not record.key.endswith("#undated"):
            self._dated.add(owner or "")
            return False
        if not self._dated_loaded:
            self._load_dated()
        return owner in self._dated

    _dated_loaded = False

    def _load_dated(self) -> None:
        self._dated_loaded = True
        for row in self._have.rows.get("term", {}).values():
            if "/terms#" in row.key and not row.key.endswith("#undated") and not row.values["retired_on"]:
                self._dated.add(row.values["official_id"])

    # Officials

    def _owner(self, pair: Id) -> str | None:
        return self._owners.get(pair) or self._have.owners.get(pair)

    def _official(self, record: Record) -> str | None:
        """Recognise or create the official; returns the id, or None when the row is refused."""
        known = {owner for pair in record.ids if pair[0] in IDENTITY and (owner := self._owner(pair))}
        if len(known) > 1:
            self._drop(record, "Its identifiers belong to two officials on record: merge those first.")
            return None
        official_id = next(iter(known), None)
        row = self._have.officials.get(official_id) if official_id else None
        if official_id and row is None and not self._is_new_here(official_id):
            self._drop(record, "Its identifiers belong to a record that was merged or removed.")
            return None
        earlier = self._seen["official"].get(official_id or "")
        if earlier and record.fields and earlier[0] == self._file:
            self._drop(record, f"This repeats {earlier[1]}.")
            return None
        if official_id is None and (record.must_exist or not record.fields):
            self._drop(record, unknown("official", record.key))
            return None
        if official_id is None:
            official_id = str(new_id())
            self._new_official(record, official_id)
        elif row is not None:
            self._known_official(record, row)
        else:
            self._more_ids(record, official_id)
        self._official_of[record.key] = official_id
        if record.fields:
            self._seen["official"][official_id] = (self._file, record.label)
        return official_id

    def _is_new_here(self, official_id: str) -> bool:
        return official_id in self._seen["official"]

    def _drop(self, record: Record, reason: str) -> None:
        self._dropped.add(record.label)
        self._refuse(record.label, reason)

    def _new_official(self, record: Record, official_id: str) -> None:
        ids = self._claim_ids(record, official_id)
        after = {**record.fields, "ids": ids, "source_key": record.key, "source": self._source}
        self._add(ImportAction.NEW, record, official_id, official_id, None, after)

    def _more_ids(self, record: Record, official_id: str) -> None:
        """A second mention in one import adds identifiers to the record that is being created."""
        ids = self._claim_ids(record, official_id)
        if ids:
            change = Change(
                ImportAction.CHANGED,
                "official",
                official_id,
                official_id,
                record.label,
                {"ids": []},
                {"ids": ids},
            )
            self.plan.add(change)

    def _known_official(self, record: Record, row: Row) -> None:
        if row.source != self._source:
            # Another source described this person first: it fills gaps and adds identifiers only.
            record.weak = frozenset(record.fields)
        self._compare(record, row, {}, self._claim_ids(record, row.id))

    def _claim_ids(self, record: Record, official_id: str) -> list[list[str]]:
        """The identifiers that are new to this official. One that is somebody else's is left there."""
        added = []
        for pair in record.ids:
            owner = self._owner(pair)
            if owner is None:
                self._owners[pair] = official_id
                added.append(list(pair))
            elif owner != official_id:
                reason = f"The identifier {pair[0]} {pair[1]} belongs to another official and stays there."
                self.plan.add(
                    Change(ImportAction.NOTE, "row", None, official_id, record.label, reason=reason)
                )
        return added

    # Comparing

    def _compare(
        self, record: Record, row: Row, refs: dict[str, str | None], ids: list[list[str]] | None = None
    ) -> None:
        before, after = differences(record, row, refs)
        marked = self._have.marks.get((record.type, row.id), set())
        kept = {name for name in after if name in marked}
        if record.type != "official" and "retired_on" in kept:
            # Taken out of use by hand (or doubled by a merge): the file may go on listing it.
            kept.remove("retired_on")
            del before["retired_on"], after["retired_on"]
        official_id = refs.get("official_id") or (row.id if record.type == "official" else None)
        if kept:
            self._add(
                ImportAction.CONFLICT,
                record,
                row.id,
                official_id,
                {name: before.pop(name) for name in kept},
                {name: after.pop(name) for name in kept},
                "Corrected by hand: the correction stays.",
            )
        if ids:
            before["ids"], after["ids"] = [], ids
        if after:
            self._add(ImportAction.CHANGED, record, row.id, official_id, before, after)
        elif not kept:
            self.plan.counts[record.type]["unchanged"] += 1

    def _gone(self, kind: str, row: Row, after: dict[str, Any], reason: str) -> None:
        official_id = row.values.get("official_id")
        label = name_of(self._have, kind, row)
        before = {name: row.values[name] for name in after}
        action = ImportAction.GONE
        if self._have.marks.get((kind, row.id)):
            action, reason = ImportAction.CONFLICT, f"{reason} Corrected by hand: the record stays."
        self.plan.add(Change(action, kind, row.id, official_id, label, before, after, reason))

    def _add(
        self,
        action: ImportAction,
        record: Record,
        record_id: str,
        official_id: str | None,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        reason: str = "",
    ) -> None:
        label = record.label[:400]
        self.plan.add(Change(action, record.type, record_id, official_id, label, before, after, reason))

    def _refuse(self, label: str, reason: str) -> None:
        self._refused += 1
        if (label, reason) not in self._said:
            self._said.add((label, reason))
            self.plan.add(Change(ImportAction.REFUSED, "row", None, None, label[:400], reason=reason))
