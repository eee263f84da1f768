"""What complete files no longer hold. Pure.

A file that looks like half of itself claims nothing: when too much would be gone at once, the claim is
dropped and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.officials.importing.existing import Existing, Row
from app.officials.importing.records import Roster, scope_of
from app.officials.rules import EndKind

# At most this share of what is on record may vanish by one file's claim to be complete.
_MAX_GONE, _SMALL = 0.2, 10
_MIN_ROSTER = 0.9


@dataclass
class Claims:
    """What the files of an import claim to hold completely."""

    scopes: set[tuple[str, str]] = field(default_factory=set)
    files: set[tuple[str, str, str]] = field(default_factory=set)
    rosters: list[tuple[Roster, str, set[str]]] = field(default_factory=list)

    def extend(self, other: Claims) -> None:
        """Take over another file's claims."""
        self.scopes |= other.scopes
        self.files |= other.files
        self.rosters += other.rosters


def gone_by_claims(
    have: Existing, claims: Claims, seen: dict[str, set[str]], notes: list[str]
) -> Iterator[tuple[str, Row]]:
    """Records of complete scopes and files that the files do not hold any more."""
    done: set[tuple[str, str]] = set()
    for kind, rows in have.rows.items():
        read = seen.get(kind, set())
        for key, row in rows.items():
            if key not in read and not row.values["retired_on"] and (kind, scope_of(key)) in claims.scopes:
                done.add((kind, key))
                yield kind, row
    for kind, pattern, file in sorted(claims.files):
        matching = {
            key: row
            for key, row in have.rows.get(kind, {}).items()
            if _matches(scope_of(key), pattern) and not row.values["retired_on"]
        }
        missing = [row for key, row in matching.items() if key not in seen.get(kind, set())]
        if len(missing) > _SMALL and len(missing) > _MAX_GONE * len(matching):
            notes.append(
                f"{file} holds {len(matching) - len(missing):,} of {len(matching):,} records known from "
                "earlier editions: it was taken as a part, and nothing it leaves out is marked as gone."
            )
            continue
        yield from ((kind, row) for row in missing if (kind, row.key) not in done)


def _matches(scope: str, pattern: str) -> bool:
    before, _, after = pattern.partition("*")
    return scope.startswith(before) and scope.endswith(after) and len(scope) >= len(before) + len(after)


def gone_from_roster(have: Existing, claims: Claims, today: str, notes: list[str]) -> Iterator[Row]:
    """Terms held in a roster's seats by people whom the roster no longer lists."""
    for roster, file, listed in claims.rosters:
        seats = {
            row.id: key for key, row in have.rows.get("seat", {}).items() if key.startswith(roster.prefixes)
        }
        holders = [row for row in have.rows.get("term", {}).values() if _held(row, seats, today)]
        if not holders:
            continue
        if len(listed) < _MIN_ROSTER * len(seats):
            notes.append(
                f"{file} lists {len(listed)} people for {len(seats)} seats: it was taken as a part, and "
                "nobody it leaves out is marked as having left."
            )
            continue
        yield from (row for row in holders if row.values["official_id"] not in listed)


def _held(row: Row, seats: dict[str, str], today: str) -> bool:
    values = row.values
    if values["retired_on"] or values["left_by"] or values["seat_id"] not in seats:
        return False
    if values["start"] and values["start"] > today:
        return False
    waits = values["end_kind"] == EndKind.UNTIL_SUCCESSOR
    return waits or not values["end"] or values["end"] >= today
