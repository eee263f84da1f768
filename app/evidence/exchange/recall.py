"""What an import wrote, claim by claim, kept so that it can be taken back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.evidence.exchange.shape import Entry, Plain, read_caution, read_entry


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A claim as a file would give it, with its cautions; as the last import gave it; its version and revision."""

    plain: Plain
    base: Plain | None
    version: int
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    """What an import did to one claim. `before`: None for one that it added. `version`, `revision`: as it left it."""

    slug: str
    before: Plain | None
    base: Plain | None
    version: int
    revision: int
    reworded: bool

    @property
    def added(self) -> bool:
        return self.before is None


def changes_between(before: Mapping[str, Snapshot], after: Mapping[str, Snapshot]) -> list[dict[str, Any]]:
    """What was written, as JSON for the import's row, in the order of the file."""
    changed = []
    for slug, now in after.items():
        old = before.get(slug)
        if old is None:
            changed.append(Change(slug, None, None, now.version, now.revision, True))
        elif old.version != now.version:
            worded = old.revision != now.revision
            changed.append(Change(slug, old.plain, old.base, now.version, now.revision, worded))
    return [asdict(change) for change in changed]


def entry_before(change: Change) -> Entry:
    """The claim as it was before the import. Raises `ValueError` when what was kept cannot be read any more."""
    plain = dict(change.before or {})
    cautions = []
    for kept in plain.pop("cautions", ()):
        values = dict(kept)
        place = int(values.pop("place"))
        _, caution, problems = read_caution(values, place)
        if problems:
            raise ValueError("; ".join(problems))
        cautions.append(caution)
    entry, problems = read_entry(plain, cautions)
    if problems:
        raise ValueError("; ".join(problems))
    return entry
