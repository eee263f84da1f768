"""State legislators, state executives and mayors from openstates people, one YAML file a person. Pure.

The published schema is behind the data; what is read here is what the files hold. Past roles stand in
the same list as the present one. Mayors and executives are often out of date: such a term is marked
"listed", so that past its end day it asks for confirmation instead of passing for current.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from app.officials.importing import offices, places
from app.officials.importing.files import FileRefused
from app.officials.importing.readers.people import contact, official, term_fields
from app.officials.importing.records import Complete, Id, Item, Note, Record, Refusal
from app.officials.importing.values import (
    BadValue,
    day,
    gendered_form,
    party,
    postal,
    text,
    web_address_problem,
)
from app.officials.importing.yamlstream import entries
from app.officials.names import clean, split_full

SOURCE = "openstates"
_JURISDICTION = re.compile(
    r"ocd-jurisdiction/country:us/(?:state|district|territory):(?P<state>[a-z]{2})"
    r"(?:/(?P<kind>place|county|[a-z_]+):(?P<place>[^/]+))?/(?:government|legislature|executive)"
)
_EXECUTIVES = {
    "governor": ("governor", "Governor"),
    "lt_governor": ("lieutenant_governor", "Lieutenant Governor"),
    "attorney general": ("attorney_general", "Attorney General"),
    "secretary of state": ("secretary_of_state", "Secretary of State"),
    "chief election officer": ("chief_election_officer", "Chief Election Officer"),
    "auditor": ("auditor", "Auditor"),
    "treasurer": ("treasurer", "Treasurer"),
}
_LEGISLATIVE = ("upper", "lower", "legislature")
_OFFICE_LABELS = {
    "capitol": "Capitol office",
    "district": "District office",
    "district-mail": "District mailing address",
    "primary": "Office",
}
_SOCIAL = ("twitter", "facebook", "instagram", "youtube")


def read_municipalities(name: str, content: str) -> Iterator[Item]:
    """The municipalities of a state: their names, for mayors' files name them by id only."""
    for line, _, entry in entries(name, content):
        label = f"{name} line {line}"
        if not isinstance(entry, dict):
            yield Refusal(label, "The municipality is not a set of fields. The file may be cut off here.")
            continue
        key, title = text(entry.get("id")), text(entry.get("name"), "The name", 200)
        found = _JURISDICTION.fullmatch(key)
        if found is None or not title:
            yield Refusal(label, "The municipality has no name, or its id is not an OCD jurisdiction.")
            continue
        place = offices.jurisdiction(key, title, "local", found["state"].upper())
        place.weak = frozenset({"formal_name"})
        yield place


def read_person(name: str, content: str, place_names: Mapping[str, str]) -> Iterator[Item]:
    """One person's file. `place_names` maps OCD ids to names from the municipality lists at hand."""
    entry: dict[str, Any] = {}
    for _, key, value in entries(name, content):
        if key is None:
            raise FileRefused(name, "The file holds a list where one person's fields belong.")
        entry[key] = value
    label = f"{name}, {clean(entry.get('name')) or 'no name'}"
    try:
        yield from list(_person(entry, label, place_names))
    except BadValue as error:
        yield Refusal(label, str(error))


def _person(entry: dict[str, Any], label: str, place_names: Mapping[str, str]) -> Iterator[Item]:
    full, roles = text(entry.get("name"), "The name", 300), entry.get("roles")
    if not full or not isinstance(roles, list) or not roles:
        raise BadValue("The file lacks a name or roles. It may be cut off.")
    parts = split_full(full, text(entry.get("given_name")), text(entry.get("family_name")))
    person = official(
        _ids(entry),
        parts,
        label=label,
        gendered_form=gendered_form(entry.get("gender")),
        aliases=_aliases(entry.get("other_names")),
    )
    listed = _listed_role(roles)
    party_name = _party(entry.get("party"))
    yield person
    yield Complete("term", f"{person.key}/terms")
    yield Complete("contact", f"{person.key}/contacts")
    for role in roles:
        if not isinstance(role, dict):
            raise BadValue("A role is not a set of fields. The file may be cut off.")
        yield from _role(person.key, role, party_name, label, listed=role is listed, place_names=place_names)
    yield from _contacts(person, entry, parts.last, label)


def _ids(entry: dict[str, Any]) -> tuple[Id, ...]:
    own = text(entry.get("id"))
    if not re.fullmatch(r"ocd-person/[0-9a-f-]{36}", own):
        raise BadValue("The file has no ocd-person id. It may be cut off.")
    ids: list[Id] = [("ocd-person", own.removeprefix("ocd-person/"))]
    for other in entry.get("other_identifiers") or []:
        ids.append((text(other.get("scheme"))[:40], text(other.get("identifier"), "An identifier", 200)))
    accounts = entry.get("ids") or {}
    ids += [(scheme, text(accounts[scheme], scheme, 200)) for scheme in _SOCIAL if accounts.get(scheme)]
    return tuple(dict.fromkeys(pair for pair in ids if all(pair)))


def _aliases(value: Any) -> list[str]:
    found = [text(other.get("name"), "Another name", 300) for other in value or [] if isinstance(other, dict)]
    return sorted(dict.fromkeys(name for name in found if name))


def _party(value: Any) -> str:
    """The last party in the list that has not ended; none for non-partisan offices."""
    still = [entry for entry in value or [] if isinstance(entry, dict) and not entry.get("end_date")]
    return party(still[-1].get("name")) if still else ""


def _listed_role(roles: list[Any]) -> Any:
    """The role for which the file still lists the person: the one that ends last, or not at all."""
    whole = [role for role in roles if isinstance(role, dict)]
    return max(whole, key=lambda role: text(role.get("end_date")) or "9999", default=None)


def _role(
    owner: str,
    role: dict[str, Any],
    party_name: str,
    label: str,
    *,
    listed: bool,
    place_names: Mapping[str, str],
) -> Iterator[Item]:
    kind, place = text(role.get("type")), text(role.get("jurisdiction"))
    found = _JURISDICTION.fullmatch(place)
    if found is None:
        raise BadValue(f"The jurisdiction “{place}” is not one of the United States.")
    office = yield from _office(kind, place, found["state"].upper(), role, place_names, listed=listed)
    start, end = day(role.get("start_date"), "A role's start"), day(role.get("end_date"), "A role's end")
    legislative = kind in _LEGISLATIVE
    end_kind = "listed" if listed and not legislative else "fixed" if end else "open"
    fields = term_fields(
        kind=office.kind,
        title=office.title,
        state=office.state,
        district=office.district,
        party=party_name if listed else "",
        start=start,
        end=end,
        end_kind=end_kind,
    )
    refs = {"official_id": owner, "body_id": office.body}
    if office.seat:
        refs["seat_id?"] = office.seat
    key = f"{owner}/terms#{office.kind}/{_short(place)}/{office.district}/{start or f'to {end}'}"
    yield Record("term", key, fields, refs=refs, label=label)


def _short(place: str) -> str:
    return place.removeprefix("ocd-jurisdiction/country:us/").removesuffix("/government")


def _office(
    kind: str, place: str, state: str, role: dict[str, Any], place_names: Mapping[str, str], *, listed: bool
) -> Generator[Item, None, offices.Office]:
    """Yield the place, body and (for a present role) seat; return the office."""
    if kind == "mayor":
        return (yield from _mayor(place, state, place_names, listed))
    state_place = offices.state_jurisdiction(state)
    yield state_place
    if kind in _EXECUTIVES:
        return (yield from _executive(kind, state_place, state, listed))
    if kind not in _LEGISLATIVE:
        raise BadValue(f"The role type “{kind}” is not known.")
    return (yield from _legislator(kind, state_place, state, text(role.get("district"), "", 80), listed))


def _mayor(
    place: str, state: str, place_names: Mapping[str, str], listed: bool
) -> Generator[Item, None, offices.Office]:
    city = place_names.get(place) or _name_from_id(place)
    local = offices.jurisdiction(place, city, "local", state)
    if place in place_names:
        local.weak = frozenset({"formal_name"})
    chamber = offices.body(f"{place}/executive", city, "executive", place)
    chair = offices.seat(f"{place}/mayor", chamber.key, "mayor", f"Mayor of {city}, {state}", state=state)
    yield from (local, chamber, chair) if listed else (local, chamber)
    return offices.Office("mayor", "Mayor", chamber.key, chair.key, state)


def _name_from_id(place: str) -> str:
    found = _JURISDICTION.fullmatch(place)
    return (found["place"] if found and found["place"] else place).replace("_", " ").title()


def _executive(kind: str, place: Record, state: str, listed: bool) -> Generator[Item, None, offices.Office]:
    office_kind, title = _EXECUTIVES[kind]
    chamber = offices.body(f"{place.key}/executive", places.formal_name(state), "executive", place.key)
    chair = offices.seat(
        f"{place.key}/{office_kind}",
        chamber.key,
        office_kind,
        f"{title} of {places.PLACES.get(state, state)}",
        state=state,
    )
    yield from (chamber, chair) if listed else (chamber,)
    return offices.Office(office_kind, title, chamber.key, chair.key, state)


def _legislator(
    kind: str, place: Record, state: str, district: str, listed: bool
) -> Generator[Item, None, offices.Office]:
    lower_name, lower_kind, lower_title = places.lower_chamber(state)
    chamber_name, office_kind, title = {
        "upper": (places.upper_chamber(state), "state_senator", "Senator"),
        "lower": (lower_name, lower_kind, lower_title),
        "legislature": (f"{places.PLACES.get(state, state)} Legislature", "state_senator", "Senator"),
    }[kind]
    if kind == "legislature" and state == "DC":
        chamber_name, office_kind, title = (
            "Council of the District of Columbia",
            "council_member",
            "Council Member",
        )
    chamber = offices.body(f"{place.key}/{kind}", chamber_name, kind, place.key)
    yield chamber
    key = f"{place.key}/{kind}/{district}" if district else None
    if key and listed:
        where = places.district_label(state, district)
        yield offices.seat(
            key,
            chamber.key,
            office_kind,
            f"{chamber_name}, {where.partition('’s ')[2]}",
            state=state,
            district=district,
        )
    return offices.Office(office_kind, title, chamber.key, key, state, district)


def _contacts(person: Record, entry: dict[str, Any], last: str, label: str) -> Iterator[Item]:
    scope = f"{person.key}/contacts"
    seen: dict[str, int] = {}
    for kind, value, where in _ways(entry):
        if kind == "postal" and not value.strip(" ;,"):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        yield contact(
            person.key,
            f"{scope}#{kind}/{seen[kind]}",
            kind,
            value,
            label=label,
            contact_label=where,
            position=sum(seen.values()),
            lines=postal(value, last) if kind == "postal" else None,
        )
        if kind in ("web_form", "website") and (problem := web_address_problem(value)):
            yield Note(label, f"{problem} It is kept as published and marked wrong.")


def _ways(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(kind, value, label) of every way to reach the person, the offices first."""
    for found in entry.get("offices") or []:
        where = _OFFICE_LABELS.get(text(found.get("classification")), "Office")
        for field, kind in (("address", "postal"), ("voice", "phone"), ("fax", "fax")):
            if text(found.get(field)):
                yield kind, text(found[field], "An address", 500), where
    if text(entry.get("email")):
        yield "email", text(entry["email"], "The e-mail address", 500), "Office"
    for link in entry.get("links") or []:
        url, note = text(link.get("url"), "A link", 500), text(link.get("note"))
        if url:
            form = note.casefold() in ("webform", "write to the mayor") or note.casefold().startswith(
                "send email"
            )
            yield ("web_form" if form else "website"), url, note.capitalize() if note else "Site"
