"""The record types an import can write: their tables, fields and references, and how values travel as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.db import Base
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    Jurisdiction,
    LeadershipRole,
    Official,
    Seat,
    Term,
)


@dataclass(frozen=True)
class RecordType:
    """One importable table.

    `fields`: attribute names compared and written. `once`: written with a new record, never compared.
    `additive`: lists that only grow. `no_erasing`: an edition that lacks the value says nothing.
    `refs`: foreign key attribute -> record type it points to.
    """

    name: str
    label: str
    model: type[Base]
    fields: tuple[str, ...]
    refs: Mapping[str, str]
    once: frozenset[str] = frozenset()
    additive: frozenset[str] = frozenset()
    no_erasing: frozenset[str] = frozenset()

    @cached_property
    def table(self) -> sa.Table:
        table = self.model.__table__
        if not isinstance(table, sa.Table):
            raise TypeError(f"{self.name} is not a table")
        return table

    @cached_property
    def columns(self) -> dict[str, sa.Column[Any]]:
        """Attribute name -> column, for every compared field, reference and `retired_on`."""
        mapper = sa.inspect(self.model)
        names = (*self.fields, *self.refs, "retired_on")
        return {name: mapper.columns[name] for name in names}

    @cached_property
    def _decoders(self) -> dict[str, Callable[[Any], Any]]:
        return {name: _decoder(column.type) for name, column in self.columns.items()}

    @cached_property
    def _encoders(self) -> list[tuple[str, Callable[[Any], Any]]]:
        found = ((name, _encoder(column.type)) for name, column in self.columns.items())
        return [(name, encode) for name, encode in found if encode is not None]

    def to_json(self, values: Sequence[Any]) -> dict[str, Any]:
        """Database values in the order of `columns` -> JSON values by attribute."""
        plain = dict(zip(self.columns, values, strict=True))
        for name, encode in self._encoders:
            if plain[name] is not None:
                plain[name] = encode(plain[name])
        return plain

    def to_row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """JSON values by attribute -> database values by column name."""
        return {
            self.columns[name].name: None if value is None else self._decoders[name](value)
            for name, value in values.items()
            if name in self.columns
        }


def _decoder(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, sa.Date):
        return date.fromisoformat
    if isinstance(kind, sa.Uuid):
        return as_uuid
    return _same


def _same(value: Any) -> Any:
    return value


# One official's id is read many times over: keep what was parsed.
as_uuid = lru_cache(maxsize=100_000)(UUID)


def _encoder(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, sa.Date):
        return date.isoformat
    if isinstance(kind, sa.Uuid):
        return str
    return attrgetter("value") if isinstance(kind, sa.Enum) else None


_NAME_FIELDS = ("prefix", "first", "middle", "nickname", "last", "suffix", "full_name", "formal_name")
_TERM_OFFICE = ("kind", "title", "state", "district", "at_large", "senate_class", "rank", "party", "caucus")
_TERM_DAYS = ("start", "start_precision", "end", "end_precision", "end_kind", "left_by")
_TERM_FIELDS = (*_TERM_OFFICE, "party_history", "how", "standing", *_TERM_DAYS)

# In the order in which they are written: what others point to comes first.
TYPES: dict[str, RecordType] = {
    kind.name: kind
    for kind in (
        RecordType("jurisdiction", "Place", Jurisdiction, ("name", "formal_name", "level", "state"), {}),
        RecordType("body", "Body", Body, ("name", "kind"), {"jurisdiction_id": "jurisdiction"}),
        RecordType(
            "seat",
            "Seat",
            Seat,
            ("kind", "label", "state", "district", "senate_class", "at_large", "voting"),
            {"body_id": "body"},
        ),
        RecordType(
            "official",
            "Official",
            Official,
            (*_NAME_FIELDS, "gendered_form", "aliases"),
            {},
            additive=frozenset({"aliases"}),
            no_erasing=frozenset({"prefix", "middle", "nickname", "suffix", "gendered_form"}),
        ),
        RecordType(
            "committee",
            "Committee",
            Committee,
            ("code", "name", "url", "phone", "address", "remit"),
            {"body_id": "body", "parent_id": "committee"},
        ),
        RecordType(
            "term",
            "Term",
            Term,
            _TERM_FIELDS,
            {"official_id": "official", "body_id": "body", "seat_id": "seat"},
        ),
        RecordType(
            "leadership",
            "Leadership role",
            LeadershipRole,
            ("title", "start", "end"),
            {"official_id": "official", "body_id": "body"},
        ),
        RecordType(
            "membership",
            "Committee membership",
            CommitteeMembership,
            ("role", "title", "rank", "side", "chamber"),
            {"official_id": "official", "committee_id": "committee"},
        ),
        RecordType(
            "contact",
            "Contact point",
            ContactPoint,
            ("kind", "label", "value", "lines", "hours", "position", "health", "note"),
            {"official_id": "official"},
            once=frozenset({"health", "note"}),
        ),
    )
}
# Named by every file that mentions them: a second mention is no duplicate.
SHARED = frozenset({"jurisdiction", "body", "seat"})
EMPTY: tuple[Any, ...] = (None, "", "unknown", [], {})
