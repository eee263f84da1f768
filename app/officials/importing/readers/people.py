"""Official, contact point and term records, the same for every reader. Pure."""

from __future__ import annotations

from typing import Any

from app.officials import names
from app.officials.importing.records import Id, Record
from app.officials.importing.values import BadValue, email_problem, web_address_problem
from app.officials.names import NameParts

_LIMITS = {"first": 120, "middle": 120, "nickname": 120, "last": 160, "suffix": 40, "full_name": 300}


def official(
    ids: tuple[Id, ...],
    parts: NameParts,
    *,
    label: str,
    gendered_form: str = "unknown",
    aliases: list[str] | None = None,
    prefix: str = "",
) -> Record:
    """An official. The whole name is composed, and then yields to any other, where the source has none.

    Raises `BadValue` for a missing surname or a name too long to keep.
    """
    parts = names.tidy_parts(parts)
    if not parts.last:
        raise BadValue("The surname is missing.")
    fields: dict[str, Any] = {
        "prefix": prefix,
        **names.columns(parts),
        "gendered_form": gendered_form,
        "aliases": aliases or [],
    }
    for name, limit in _LIMITS.items():
        if len(fields[name]) > limit:
            raise BadValue(f"The {name.replace('_', ' ')} has more than {limit} characters.")
    weak = set() if parts.full else {"full_name", "formal_name", "suffix", "nickname"}
    if gendered_form == "unknown":
        weak.add("gendered_form")
    return Record(
        "official",
        f"{ids[0][0]}:{ids[0][1]}",
        fields,
        ids=ids,
        weak=frozenset(weak | {"prefix"}),
        label=label,
    )


def contact(
    owner: str,
    key: str,
    kind: str,
    value: str,
    *,
    label: str,
    contact_label: str,
    position: int,
    lines: list[str] | None = None,
    hours: str = "",
) -> Record:
    """A contact point. One that is malformed as published is kept, marked wrong, and says why.

    Raises `BadValue` for a value too long to keep.
    """
    if len(value) > 500:
        raise BadValue(f"The {kind.replace('_', ' ')} has more than 500 characters.")
    problem = None
    if kind in ("web_form", "website"):
        problem = web_address_problem(value)
    elif kind == "email":
        problem = email_problem(value)
    fields: dict[str, Any] = {
        "kind": kind,
        "label": contact_label,
        "value": value,
        "lines": lines or [],
        "hours": hours[:300],
        "position": position,
        "health": "wrong" if problem else "unchecked",
        "note": f"As published: {problem}" if problem else "",
    }
    return Record("contact", key, fields, refs={"official_id": owner}, label=label)


def term_fields(**known: Any) -> dict[str, Any]:
    """Every imported field of a term, with the usual values where nothing else is known."""
    fields: dict[str, Any] = {
        "kind": "other",
        "title": "",
        "state": "",
        "district": "",
        "at_large": False,
        "senate_class": None,
        "rank": "",
        "party": "",
        "caucus": "",
        "party_history": [],
        "how": "",
        "standing": "elected",
        "start": None,
        "start_precision": "day",
        "end": None,
        "end_precision": "day",
        "end_kind": "fixed",
        "left_by": None,
    }
    unknown = known.keys() - fields.keys()
    if unknown:
        raise TypeError(f"not a field of a term: {sorted(unknown)}")
    fields.update(known)
    if fields["start"] and fields["end"] and fields["end"] < fields["start"]:
        raise BadValue(f"The term ends ({fields['end']}) before it starts ({fields['start']}).")
    return fields
