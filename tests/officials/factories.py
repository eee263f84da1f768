"""Small files of the published formats, about invented people. Records are made in `making`."""

from __future__ import annotations

from typing import Any

import yaml

from app.officials.importing.files import SourceFile


def member(
    bioguide: str = "T000001",
    *,
    first: str = "Ana",
    last: str = "Ferreira",
    kind: str = "rep",
    state: str = "CA",
    district: int = 12,
    name: dict[str, Any] | None = None,
    terms: list[dict[str, Any]] | None = None,
    **last_term: Any,
) -> dict[str, Any]:
    """One invented member of Congress in the published shape. Further keywords go into the last term."""
    place: dict[str, Any] = {"state": state, "party": "Independent"}
    place |= {"class": 1} if kind == "sen" else {"district": district}
    serving = {"type": kind, "start": "2025-01-03", "end": "2027-01-03", **place, **last_term}
    return {
        "id": {"bioguide": bioguide, "govtrack": int(bioguide[1:]) + 900_000},
        "name": {"first": first, "last": last, "official_full": f"{first} {last}", **(name or {})},
        "bio": {"gender": "F"},
        "terms": [*(terms or []), serving],
    }


def legislators(*members: dict[str, Any], file: str = "members.yaml") -> SourceFile:
    """A file of members."""
    return SourceFile(file, yaml.safe_dump(list(members), sort_keys=False, allow_unicode=True).encode())


def offices(bioguide: str = "T000001", *cities: str) -> SourceFile:
    """A file of one member's district offices."""
    found = [
        {
            "id": f"{bioguide}-{city.lower()}",
            "address": "12 Elm St.",
            "suite": 7,
            "city": city,
            "state": "CA",
            "zip": "90001",
            "phone": "555-555-0100",
        }
        for city in cities
    ]
    entry = [{"id": {"bioguide": bioguide}, "offices": found}]
    return SourceFile("offices.yaml", yaml.safe_dump(entry, sort_keys=False).encode())


def person(uuid: str, name: str, *roles: dict[str, Any], **values: Any) -> SourceFile:
    """One openstates person."""
    given, _, family = name.partition(" ")
    entry = {
        "id": f"ocd-person/{uuid}",
        "name": name,
        "given_name": given,
        "family_name": family,
        "roles": list(roles),
        **values,
    }
    return SourceFile(f"{name}.yml", yaml.safe_dump(entry, sort_keys=False, allow_unicode=True).encode())


def mayor(place: str = "alder_glen", **days: Any) -> dict[str, Any]:
    """A mayor's role."""
    return {
        "type": "mayor",
        "jurisdiction": f"ocd-jurisdiction/country:us/state:ca/place:{place}/government",
        **days,
    }


def plain_csv(*rows: str, header: str = "id,first,last,office,jurisdiction,state,email") -> SourceFile:
    return SourceFile("officials.csv", "\n".join((header, *rows, "")).encode())
