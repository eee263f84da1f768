"""Which published format a file is in, by its content; its name plays no part. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.officials.importing.csvrows import header_of
from app.officials.importing.files import FileRefused
from app.officials.importing.readers import (
    congress,
    congress_csv,
    congress_parts,
    openstates,
    plain_csv,
)
from app.officials.importing.records import Item
from app.officials.importing.yamlstream import entries

Reader = Callable[[str, str], Iterator[Item]]


@dataclass(frozen=True)
class Format:
    """A format that can be read.

    `label` is what people see, `source` where such records come from. Files of one `dataset` hold the
    same thing; of several in one import the one with the highest `rank` is read. `order` puts what
    others refer to first.
    """

    slug: str
    label: str
    source: str
    dataset: str
    order: int
    rank: int = 1


_CL, _OS = congress.SOURCE, openstates.SOURCE
MUNICIPALITIES = Format("municipalities", "openstates municipality list", _OS, "", 0)
LEGISLATORS = Format("legislators", "members of Congress (YAML or JSON)", _CL, "members", 1, 3)
MEMBERS_CSV = Format("legislators-csv", "members of Congress, serving (CSV)", _CL, "members", 1)
HISTORICAL_CSV = Format("historical-csv", "former members of Congress (CSV)", _CL, "former", 2)
EXECUTIVE = Format("executive", "Presidents and Vice Presidents", _CL, "executive", 3)
PERSON = Format("person", "openstates person", _OS, "", 4)
PLAIN = Format("plain", "plain CSV", plain_csv.SOURCE, "", 5)
COMMITTEES = Format("committees", "committees of Congress", _CL, "committees", 6)
OFFICES = Format("offices", "district offices", _CL, "offices", 7, 2)
OFFICES_CSV = Format("offices-csv", "district offices (CSV)", _CL, "offices", 7)
MEMBERSHIPS = Format("memberships", "committee memberships", _CL, "memberships", 8, 2)
MEMBERSHIPS_CSV = Format("memberships-csv", "committee memberships (CSV)", _CL, "memberships", 8)
SOCIAL = Format("social", "social accounts of members", _CL, "social", 9)

READERS: Mapping[str, Reader] = {
    MUNICIPALITIES.slug: openstates.read_municipalities,
    LEGISLATORS.slug: congress.read_legislators,
    MEMBERS_CSV.slug: congress_csv.read_legislators_csv,
    HISTORICAL_CSV.slug: congress_csv.read_legislators_csv,
    EXECUTIVE.slug: congress.read_executive,
    PLAIN.slug: plain_csv.read_plain_csv,
    COMMITTEES.slug: congress_parts.read_committees,
    OFFICES.slug: congress_parts.read_offices,
    OFFICES_CSV.slug: congress_parts.read_offices_csv,
    MEMBERSHIPS.slug: congress_parts.read_memberships,
    MEMBERSHIPS_CSV.slug: congress_parts.read_memberships_csv,
    SOCIAL.slug: congress_parts.read_social,
}

_WRONG = (
    "This is not a file of officials that can be read here. Known are congress-legislators (members, offices, "
    "committees, memberships, executive, social media), openstates people, and the plain CSV with its "
    "documented header."
)


def detect(name: str, text: str) -> Format:
    """The format of `text`. Raises `FileRefused` with a sentence when it is none of the known ones."""
    header, _ = header_of(text)
    found = _csv_format(header, text, name) if len(header) > 1 and text.lstrip()[:1] not in "[{" else None
    if found:
        return found
    key, first = _first_entry(name, text)
    found = _mapping_format(key, first) if key is not None else _list_format(first)
    if found is None:
        raise FileRefused(name, _WRONG)
    return found


def _csv_format(header: list[str], text: str, name: str) -> Format | None:
    columns = set(header)
    if columns >= congress_csv.COLUMNS:
        return MEMBERS_CSV if congress_csv.holds_serving_members(name, text) else HISTORICAL_CSV
    if columns >= congress_parts.MEMBERSHIP_COLUMNS:
        return MEMBERSHIPS_CSV
    if columns >= congress_parts.OFFICE_COLUMNS:
        return OFFICES_CSV
    if plain_csv.looks_plain(header):
        return PLAIN
    if (
        all(column.replace("_", "").replace(" ", "").isalnum() for column in header if column)
        and len(header) > 2
    ):
        known = ", ".join(plain_csv.COLUMNS)
        raise FileRefused(
            name,
            f"The header ({', '.join(header[:6])} ...) is not known. A plain CSV needs at least the columns "
            f"“last” and “office”; known columns: {known}.",
        )
    return None


def _first_entry(name: str, text: str) -> tuple[str | None, Any]:
    for _, key, value in islice(entries(name, text), 1):
        return key, value
    raise FileRefused(name, "The file holds an empty list.")


def _mapping_format(key: str, value: Any) -> Format | None:
    if isinstance(value, str):
        return PERSON if value.startswith("ocd-person/") or key in ("name", "given_name") else None
    if isinstance(value, list) and value and isinstance(value[0], dict) and "bioguide" in value[0]:
        return MEMBERSHIPS
    return None


def _list_format(first: Any) -> Format | None:
    if not isinstance(first, dict):
        return None
    if isinstance(first.get("terms"), list):
        kinds = {term.get("type") for term in first["terms"] if isinstance(term, dict)}
        return EXECUTIVE if kinds & {"prez", "viceprez"} else LEGISLATORS
    tests = (
        (isinstance(first.get("offices"), list) and isinstance(first.get("id"), dict), OFFICES),
        ("thomas_id" in first, COMMITTEES),
        (isinstance(first.get("social"), dict), SOCIAL),
        (str(first.get("id")).startswith("ocd-jurisdiction/"), MUNICIPALITIES),
    )
    return next((found for holds, found in tests if holds), None)
