"""What readers give: flat records in plain JSON values, ready to compare with the directory. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Id = tuple[str, str]


@dataclass(slots=True)
class Record:
    """One record of one type.

    `key`: the record's name inside its source, "<scope>#<rest>" for records that belong together.
    `fields`: column -> plain JSON value (days in ISO form, enumerations as their value).
    `refs`: foreign key column -> key of the record it points to; officials are named "scheme:value".
    `ids`: for officials, every identifier, the most telling first.
    `weak`: fields that fill gaps and never replace a value already there.
    `label`: how a person would find the row in the file.
    """

    type: str
    key: str
    fields: dict[str, Any]
    refs: dict[str, str] = field(default_factory=dict)
    ids: tuple[Id, ...] = ()
    weak: frozenset[str] = frozenset()
    label: str = ""
    must_exist: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be used, with what to do about it."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a row that people should know; the row is used all the same."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Complete:
    """The file lists everything of `scope`: records of `type` under that scope that are missing are gone."""

    type: str
    scope: str


@dataclass(frozen=True, slots=True)
class CompleteFile:
    """The file claims to list every record of `type` whose scope matches `pattern` (one "*" in it)."""

    type: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The file claims to list every holder of the seats whose keys start with one of `prefixes`."""

    prefixes: tuple[str, ...]


Item = Record | Refusal | Note | Complete | CompleteFile | Roster


def scope_of(key: str) -> str:
    """The part of a key before the "#"; the key itself where there is none."""
    return key.split("#", 1)[0]
