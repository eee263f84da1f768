"""Members of Congress from the CSV editions of congress-legislators, current and historical. Pure.

A row holds a person's last term only, and no term dates. The two editions have the same columns; they
are told apart by their content: nearly every serving member has a Washington address.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from app.officials.importing import offices
from app.officials.importing.csvrows import rows
from app.officials.importing.readers.congress import (
    house_district,
    identifiers,
    washington_contacts,
)
from app.officials.importing.readers.people import official, term_fields
from app.officials.importing.records import Item, Record, Refusal, Roster
from app.officials.importing.values import BadValue, gendered_form, party, text, whole_number
from app.officials.names import NameParts

_NAME_COLUMNS = ("last_name", "first_name", "middle_name", "suffix", "nickname", "full_name", "gender")
_TERM_COLUMNS = ("type", "state", "district", "senate_class", "party", "address")
COLUMNS = frozenset((*_NAME_COLUMNS, *_TERM_COLUMNS, "bioguide_id", "govtrack_id"))
_IDS = ("bioguide", "govtrack", "thomas", "lis", "icpsr", "opensecrets", "votesmart", "cspan")
_MORE_IDS = ("ballotpedia", "washington_post", "wikipedia")
_SAMPLE = 400
_SOCIAL = ("twitter", "twitter_id", "facebook", "youtube", "youtube_id", "mastodon")


def read_legislators_csv(name: str, content: str) -> Iterator[Item]:
    """Members with their last office; serving members also with the ways to reach them."""
    found = list(rows(name, content))
    current = _is_current(found)
    yield from offices.federal_bodies()
    if current:
        yield from offices.congress_seats()
        yield Roster(offices.ROSTER_PREFIXES)
    if not found:
        yield Refusal(name, "The file has a header but no rows.")
    for row in found:
        if isinstance(row, Refusal):
            yield row
            continue
        number, values = row
        label = f"{name} row {number}, {_who(values)}"
        try:
            yield from list(_member(values, label, current=current))
        except BadValue as error:
            yield Refusal(label, str(error))


def holds_serving_members(name: str, content: str) -> bool:
    """Whether this is the edition of serving members. Raises `FileRefused`."""
    return _is_current(list(islice(rows(name, content), _SAMPLE)))


def _is_current(found: list[tuple[int, dict[str, str]] | Refusal]) -> bool:
    whole = [row[1] for row in found[:_SAMPLE] if not isinstance(row, Refusal)]
    with_address = sum(bool(values["address"].strip()) for values in whole)
    return with_address * 2 > len(whole)


def _who(values: dict[str, str]) -> str:
    return text(values["full_name"]) or text(f"{values['first_name']} {values['last_name']}")


def _member(values: dict[str, str], label: str, *, current: bool) -> Iterator[Item]:
    ids = {scheme: values.get(f"{scheme}_id", "") for scheme in (*_IDS, *_MORE_IDS)}
    ids_and_social = {
        **ids,
        "fec": [part.strip() for part in values.get("fec_ids", "").split(",")],
        **{scheme: values.get(scheme, "") for scheme in _SOCIAL},
    }
    person = official(
        identifiers(ids_and_social),
        NameParts(
            first=text(values["first_name"]),
            middle=text(values["middle_name"]),
            nickname=text(values["nickname"]),
            last=text(values["last_name"]),
            suffix=text(values["suffix"]),
            full=text(values["full_name"]),
        ),
        label=label,
        gendered_form=gendered_form(values["gender"]),
    )
    yield person
    yield _last_term(person.key, values, label, current=current)
    if current:
        yield from washington_contacts(person, dict(values), label)


def _last_term(owner: str, values: dict[str, str], label: str, *, current: bool) -> Record:
    kind, state = text(values["type"]), text(values["state"]).upper()
    if len(state) != 2:
        raise BadValue(f"The state “{state}” is not a two-letter code.")
    senate_class = whole_number(values["senate_class"], "The class")
    if kind == "sen":
        office = offices.senate_office(state, senate_class)
    elif kind == "rep":
        office = offices.house_office(state, house_district(values["district"]))
    else:
        raise BadValue(f"The type “{kind}” is neither sen nor rep.")
    fields = term_fields(
        kind=office.kind,
        title=office.title,
        state=state,
        district=office.district,
        at_large=office.at_large,
        senate_class=senate_class,
        party=party(values["party"]),
        standing="elected" if current else "former",
        end_kind="open" if current else "unknown",
    )
    refs = {"official_id": owner, "body_id": office.body}
    if office.seat and current:
        refs["seat_id?"] = office.seat
    return Record("term", f"{owner}/terms#undated", fields, refs=refs, label=label)
