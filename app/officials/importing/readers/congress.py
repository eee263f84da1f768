"""Members of Congress, Presidents and Vice Presidents from congress-legislators, YAML and JSON. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.officials.importing import offices
from app.officials.importing.readers.people import contact, official, term_fields
from app.officials.importing.records import Complete, Id, Item, Note, Record, Refusal, Roster
from app.officials.importing.values import (
    BadValue,
    day,
    gendered_form,
    party,
    postal,
    text,
    web_address_problem,
    whole_number,
)
from app.officials.importing.yamlstream import entries
from app.officials.names import NameParts

SOURCE = "congress-legislators"
# The most telling first: an official is recognised by the first of these that is known.
_ID_ORDER = ("bioguide", "govtrack", "wikidata", "lis", "thomas", "icpsr", "icpsr_prez")
_HOW = {"appointment": "appointed", "succession": "succeeded"}
_WASHINGTON = "Washington office"
_PLAIN_CONTACTS = (
    # field, contact kind, position
    ("phone", "phone", 2),
    ("fax", "fax", 3),
    ("contact_form", "web_form", 4),
    ("url", "website", 5),
)


def read_legislators(name: str, content: str) -> Iterator[Item]:
    """Members now serving, every term of theirs, and the seats of Congress, held or vacant."""
    yield from offices.federal_bodies()
    yield from offices.congress_seats()
    yield Roster(offices.ROSTER_PREFIXES)
    yield from _people(name, content, current=True)


def read_executive(name: str, content: str) -> Iterator[Item]:
    """Presidents and Vice Presidents, past and present."""
    yield from offices.federal_bodies()
    yield from offices.executive_seats()
    yield from _people(name, content, current=False)


def _people(name: str, content: str, *, current: bool) -> Iterator[Item]:
    number, last_label = 0, ""
    for line, _, entry in entries(name, content):
        number += 1
        label = last_label = f"{name} line {line}, {_who(entry) or f'record {number}'}"
        try:
            yield from list(_person(entry, label, current=current))
        except BadValue as error:
            yield Refusal(label, str(error))
    if not number:
        yield Refusal(last_label or name, "The file lists nobody.")


def _who(entry: Any) -> str:
    who = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(who, dict):
        return ""
    return text(who.get("official_full") or " ".join(str(who.get(k) or "") for k in ("first", "last")))


def _person(entry: Any, label: str, *, current: bool) -> Iterator[Item]:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), dict):
        raise BadValue("The record has no identifiers (id). The file may be cut off here.")
    who, terms = entry.get("name"), entry.get("terms")
    if not isinstance(who, dict) or not isinstance(terms, list) or not terms:
        raise BadValue("The record lacks a name or terms. The file may be cut off here.")
    person = official(
        identifiers(entry["id"]),
        NameParts(
            first=text(who.get("first")),
            middle=text(who.get("middle")),
            nickname=text(who.get("nickname")),
            last=text(who.get("last")),
            suffix=text(who.get("suffix")),
            full=text(who.get("official_full")),
        ),
        label=label,
        gendered_form=gendered_form((entry.get("bio") or {}).get("gender")),
    )
    if not current:
        # Members' editions describe those who also sat in Congress; this one fills gaps.
        person.weak = frozenset(person.fields)
    yield person
    scope = f"{person.key}/{'terms' if current else 'executive'}"
    yield Complete("term", scope)
    for position, term in enumerate(terms):
        yield _term(person.key, scope, term, label, listed=current and position == len(terms) - 1)
    if current:
        yield Complete("leadership", f"{person.key}/leadership")
        yield from _leadership(person.key, entry.get("leadership_roles"), label)
        yield Complete("contact", f"{person.key}/washington")
        yield from washington_contacts(person, terms[-1], label)


def identifiers(found: dict[str, Any]) -> tuple[Id, ...]:
    """Every identifier as (scheme, value), the most telling first. Raises `BadValue` when there is none."""
    ids: list[Id] = []
    for scheme in (*_ID_ORDER, *(s for s in found if s not in _ID_ORDER)):
        values = found.get(scheme)
        for value in values if isinstance(values, list) else [values]:
            if value is None or value == "":
                continue
            written = text(value, f"Identifier {scheme}", 200)
            if written and (scheme, written) not in ids:
                ids.append((scheme[:40], written))
    if not ids or ids[0][0] not in _ID_ORDER:
        raise BadValue("The record has no bioguide or govtrack identifier, so it cannot be recognised again.")
    return tuple(ids)


def _term(owner: str, scope: str, term: Any, label: str, *, listed: bool) -> Record:
    if not isinstance(term, dict):
        raise BadValue("A term is not a set of fields.")
    kind = text(term.get("type"))
    start, end = day(term.get("start"), "The term's start"), day(term.get("end"), "The term's end")
    if not start or not end:
        raise BadValue("A term lacks its start or its end. The file may be cut off here.")
    office = _office(kind, term)
    special = listed and text(term.get("end-type")) == "special-election"
    fields = term_fields(
        kind=office.kind,
        title=office.title,
        state=office.state,
        district=office.district,
        at_large=office.at_large,
        senate_class=whole_number(term.get("class"), "The class"),
        rank=text(term.get("state_rank"), "The rank", 20),
        party=party(term.get("party")),
        caucus=party(term.get("caucus")),
        party_history=_party_history(term.get("party_affiliations")),
        how=text(term.get("how"), "How", 40),
        standing=_HOW.get(text(term.get("how")), "elected"),
        start=start,
        end=end,
        end_kind="until_successor" if special else "fixed",
    )
    refs = {"official_id": owner, "body_id": office.body}
    if office.seat:
        refs["seat_id?"] = office.seat
    return Record("term", f"{scope}#{kind}/{start}", fields, refs=refs, label=label)


def _office(kind: str, term: dict[str, Any]) -> offices.Office:
    if kind in offices.EXECUTIVE_OFFICES:
        return offices.EXECUTIVE_OFFICES[kind]
    state = text(term.get("state")).upper()
    if len(state) != 2:
        raise BadValue(f"A term has the state “{state}”, which is not a two-letter code.")
    if kind == "sen":
        return offices.senate_office(state, whole_number(term.get("class"), "The class"))
    if kind == "rep":
        return offices.house_office(state, house_district(term.get("district")))
    raise BadValue(f"A term has the type “{kind}”; known are sen, rep, prez and viceprez.")


def house_district(value: Any) -> str:
    """A district as text: "0" at large, "" unknown (missing or -1). Raises `BadValue`."""
    number = whole_number(value, "The district")
    return "" if number is None or number < 0 else str(number)


def _party_history(value: Any) -> list[dict[str, str | None]]:
    history = []
    for entry in value if isinstance(value, list) else []:
        history.append(
            {
                "party": party(entry.get("party")),
                "caucus": party(entry.get("caucus")),
                "start": day(entry.get("start"), "A party's start"),
                "end": day(entry.get("end"), "A party's end"),
            }
        )
    return history


def _leadership(owner: str, roles: Any, label: str) -> Iterator[Record]:
    # One role can stand twice with the same start and different ends; the end may still change.
    times: Counter[str] = Counter()
    for role in roles if isinstance(roles, list) else []:
        title = text(role.get("title"), "A leadership title", 200)
        start, end = day(role.get("start"), "A role's start"), day(role.get("end"), "A role's end")
        if not title:
            raise BadValue("A leadership role has no title.")
        chamber = {"senate": offices.US_SENATE, "house": offices.US_HOUSE}.get(text(role.get("chamber")))
        refs = {"official_id": owner, **({"body_id": chamber} if chamber else {})}
        key = f"{owner}/leadership#{start or ''}/{title}"
        times[key] += 1
        key = f"{key}/{times[key]}" if times[key] > 1 else key
        yield Record("leadership", key, {"title": title, "start": start, "end": end}, refs=refs, label=label)


def washington_contacts(person: Record, term: dict[str, Any], label: str) -> Iterator[Item]:
    """The Washington office of a member: post, phone, fax, form and site, as far as published."""
    scope = f"{person.key}/washington"
    address = text(term.get("address"))
    if address:
        yield contact(
            person.key,
            f"{scope}#postal",
            "postal",
            address,
            label=label,
            contact_label=_WASHINGTON,
            position=1,
            lines=postal(address),
        )
    for field, kind, position in _PLAIN_CONTACTS:
        value = text(term.get(field))
        if not value:
            continue
        yield contact(
            person.key,
            f"{scope}#{kind}",
            kind,
            value,
            label=label,
            contact_label=_WASHINGTON,
            position=position,
        )
        if kind in ("web_form", "website") and (problem := web_address_problem(value)):
            yield Note(label, f"{problem} It is kept as published and marked wrong.")
