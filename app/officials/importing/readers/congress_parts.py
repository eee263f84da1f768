"""District offices, committees, memberships and social accounts of members of Congress. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.officials.importing import offices
from app.officials.importing.csvrows import rows
from app.officials.importing.readers.people import contact
from app.officials.importing.records import Complete, CompleteFile, Item, Record, Refusal
from app.officials.importing.values import BadValue, text, whole_number
from app.officials.importing.yamlstream import entries
from app.officials.rules import committee_role

OFFICE_COLUMNS = frozenset(("bioguide", "id", "address", "city", "state", "zip", "phone"))
MEMBERSHIP_COLUMNS = frozenset(("bioguide", "committee_id", "committee_name", "party", "rank", "title"))
_CHAMBERS = {"house": offices.US_HOUSE, "senate": offices.US_SENATE, "joint": offices.US_CONGRESS}
# Twelve contact points fit between two offices of one member, after the Washington office.
_FIRST_POSITION, _STEP = 20, 10


def read_offices(name: str, content: str) -> Iterator[Item]:
    """District offices, YAML: each becomes up to three contact points of its member."""
    yield CompleteFile("contact", "bioguide:*/offices")
    for line, _, entry in entries(name, content):
        label = f"{name} line {line}"
        try:
            member = text(_mapping(entry.get("id"), "id").get("bioguide"))
            label = f"{label}, {member}"
            found = entry.get("offices")
            if not member or not isinstance(found, list):
                raise BadValue("The record has no member or no offices. The file may be cut off here.")
            yield from _offices_of(member, found, label)
        except (BadValue, AttributeError) as error:
            yield _refusal(label, error)


def read_offices_csv(name: str, content: str) -> Iterator[Item]:
    """District offices, CSV: the same, one office a row; the rows of one member stand together."""
    yield CompleteFile("contact", "bioguide:*/offices")
    counts: dict[str, int] = {}
    for row in rows(name, content):
        if isinstance(row, Refusal):
            yield row
            continue
        number, values = row
        member = text(values["bioguide"])
        label = f"{name} row {number}, {member}"
        try:
            if not member:
                raise BadValue("The row names no member (bioguide).")
            if member not in counts:
                yield Complete("contact", f"bioguide:{member}/offices")
            counts[member] = counts.get(member, -1) + 1
            yield from list(_office(f"bioguide:{member}", values, counts[member], label))
        except BadValue as error:
            yield Refusal(label, str(error))


def _offices_of(member: str, found: list[Any], label: str) -> Iterator[Item]:
    owner = f"bioguide:{member}"
    yield Complete("contact", f"{owner}/offices")
    for number, office in enumerate(found):
        yield from list(_office(owner, _mapping(office, "An office"), number, label))


def _office(owner: str, office: Mapping[str, Any], number: int, label: str) -> Iterator[Record]:
    key, city, state = text(office.get("id")), text(office.get("city")), text(office.get("state"))
    if not key:
        raise BadValue("An office has no id. The file may be cut off here.")
    street, building, suite = (
        text(office.get("address")),
        text(office.get("building")),
        text(office.get("suite")),
    )
    if suite.isdigit():
        suite = f"Suite {suite}"
    place = f"{city}, {state} {text(office.get('zip'))}".strip(" ,")
    if not city:
        raise BadValue(f"The office {key} has no city.")
    lines = [line for line in (building, ", ".join(p for p in (street, suite) if p), place) if line]
    hours, where = text(office.get("hours")), f"District office, {city}"
    values = {
        "postal": ", ".join(lines) if street or building else "",
        "phone": text(office.get("phone")),
        "fax": text(office.get("fax")),
    }
    for step, (kind, value) in enumerate(values.items()):
        if value:
            yield contact(
                owner,
                f"{owner}/offices#{key}/{kind}",
                kind,
                value,
                label=f"{label}, {key}",
                contact_label=where,
                position=_FIRST_POSITION + number * _STEP + step,
                lines=lines if kind == "postal" else None,
                hours=hours,
            )


def read_committees(name: str, content: str) -> Iterator[Item]:
    """Committees and subcommittees of both chambers."""
    yield from offices.federal_bodies()
    yield CompleteFile("committee", "committee:*")
    for line, _, entry in entries(name, content):
        label = f"{name} line {line}"
        try:
            chamber = _CHAMBERS.get(text(entry.get("type")))
            if chamber is None:
                raise BadValue("The committee's type is not house, senate or joint.")
            code = text(entry.get("thomas_id"))
            label = f"{label}, {code}"
            yield _committee(entry, code, chamber, label)
            for part in entry.get("subcommittees") or []:
                yield _committee(part, code + text(part.get("thomas_id")), chamber, label, parent=code)
        except (BadValue, AttributeError) as error:
            yield _refusal(label, error)


def _committee(entry: Mapping[str, Any], code: str, chamber: str, label: str, parent: str = "") -> Record:
    title = text(entry.get("name"), "The name", 300)
    if not title or not code:
        raise BadValue("A committee has no name or no code. The file may be cut off here.")
    fields = {
        "code": code,
        "name": title,
        "url": text(entry.get("url"), "The address", 500),
        "phone": text(entry.get("phone"), "The phone", 60),
        "address": text(entry.get("address"), "The address", 300),
        "remit": text(entry.get("jurisdiction")),
    }
    refs = {"body_id": chamber, **({"parent_id": f"committee:{parent}"} if parent else {})}
    return Record("committee", f"committee:{code}", fields, refs=refs, label=label)


def read_memberships(name: str, content: str) -> Iterator[Item]:
    """Who sits on which committee, YAML."""
    yield CompleteFile("membership", "committee:*")
    for line, code, members in entries(name, content):
        label = f"{name} line {line}, {code}"
        if not isinstance(members, list) or code is None:
            yield Refusal(label, "The committee has no list of members. The file may be cut off here.")
            continue
        yield Complete("membership", f"committee:{code}")
        for member in members:
            try:
                yield _membership(code, _mapping(member, "A member"), label)
            except BadValue as error:
                yield Refusal(label, str(error))


def read_memberships_csv(name: str, content: str) -> Iterator[Item]:
    """Who sits on which committee, CSV; the committees' names are in it too."""
    yield from offices.federal_bodies()
    yield CompleteFile("membership", "committee:*")
    seen: set[str] = set()
    for row in rows(name, content):
        if isinstance(row, Refusal):
            yield row
            continue
        number, values = row
        code = text(values["committee_id"])
        label = f"{name} row {number}, {code}"
        try:
            if code not in seen:
                seen.add(code)
                yield from _named_committee(values, code, label)
                yield Complete("membership", f"committee:{code}")
            yield _membership(code, values, label)
        except BadValue as error:
            yield Refusal(label, str(error))


def _named_committee(values: Mapping[str, str], code: str, label: str) -> Iterator[Record]:
    """A committee as far as a membership row names it: it only fills gaps."""
    # The type is given for whole committees only; a code begins with the letter of its chamber.
    chamber = {"H": offices.US_HOUSE, "S": offices.US_SENATE, "J": offices.US_CONGRESS}.get(code[:1])
    if chamber is None:
        raise BadValue(f"The committee code “{code}” does not begin with H, S or J.")
    part = text(values.get("committee_subcommittee_name"))
    record = _committee(
        {"name": part or text(values["committee_name"])},
        code,
        chamber,
        label,
        parent=code[:4] if part else "",
    )
    record.weak = frozenset(record.fields)
    yield record


def _membership(code: str, member: Mapping[str, Any], label: str) -> Record:
    bioguide, title = text(member.get("bioguide")), text(member.get("title"), "The title", 80)
    side, rank = text(member.get("party")), whole_number(member.get("rank"), "The rank")
    if not bioguide:
        raise BadValue("A member has no bioguide identifier. The file may be cut off here.")
    if side not in ("majority", "minority", ""):
        raise BadValue(f"The side “{side}” is neither majority nor minority.")
    fields = {
        "role": committee_role(title).value,
        "title": title,
        "rank": rank if rank and rank > 0 else None,
        "side": side or "none",
        "chamber": text(member.get("chamber"), "The chamber", 20),
    }
    refs = {"official_id": f"bioguide:{bioguide}", "committee_id": f"committee:{code}"}
    who = text(member.get("name")) or bioguide
    return Record(
        "membership", f"committee:{code}#bioguide:{bioguide}", fields, refs=refs, label=f"{label}, {who}"
    )


def read_social(name: str, content: str) -> Iterator[Item]:
    """Official social accounts, kept as identifiers of members already known."""
    for line, _, entry in entries(name, content):
        label = f"{name} line {line}"
        try:
            member = text(_mapping(entry.get("id"), "id").get("bioguide"))
            accounts = _mapping(entry.get("social"), "social")
            if not member:
                raise BadValue("The record names no member (bioguide). The file may be cut off here.")
            ids = [("bioguide", member)]
            ids += [(scheme[:40], text(v, scheme, 200)) for scheme, v in accounts.items() if v is not None]
            yield Record(
                "official",
                f"bioguide:{member}",
                {},
                ids=tuple(ids),
                label=f"{label}, {member}",
                must_exist=True,
            )
        except (BadValue, AttributeError) as error:
            yield _refusal(label, error)


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadValue(f"{what} is not a set of fields. The file may be cut off here.")
    return value


def _refusal(label: str, error: Exception) -> Refusal:
    if isinstance(error, BadValue):
        return Refusal(label, str(error))
    return Refusal(label, "The record is not a set of fields. The file may be cut off here.")
