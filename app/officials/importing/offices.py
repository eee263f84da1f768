"""Jurisdictions, bodies and seats as records: the federal roster and what state and local files name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.text import fold, slugify
from app.officials.importing import places
from app.officials.importing.records import Record
from app.officials.states import STATES, TERRITORIES

US = "ocd-jurisdiction/country:us/government"
US_SENATE, US_HOUSE, US_CONGRESS, US_EXECUTIVE = "us/senate", "us/house", "us/congress", "us/executive"
_FEDERAL_BODIES = (
    (US_SENATE, "United States Senate", "upper"),
    (US_HOUSE, "United States House of Representatives", "lower"),
    (US_CONGRESS, "United States Congress", "legislature"),
    (US_EXECUTIVE, "Executive Office of the President", "executive"),
)
ROSTER_PREFIXES = (f"{US_SENATE}/", f"{US_HOUSE}/")
EXECUTIVE_PREFIXES = ("us/president", "us/vice_president")
# A name somebody corrected or a fuller source gave is not replaced by a derived one.
_NAMES = frozenset({"name", "formal_name", "label"})


@dataclass(frozen=True)
class Office:
    """Where a term belongs: keys of body and seat, and what the term repeats of them."""

    kind: str
    title: str
    body: str
    seat: str | None
    state: str = ""
    district: str = ""
    at_large: bool = False


def jurisdiction(key: str, name: str, level: str, state: str = "", formal: str = "") -> Record:
    fields = {"name": name, "formal_name": formal or name, "level": level, "state": state}
    return Record("jurisdiction", key, fields, weak=_NAMES, label=name)


def body(key: str, name: str, kind: str, place: str) -> Record:
    return Record(
        "body", key, {"name": name, "kind": kind}, refs={"jurisdiction_id": place}, weak=_NAMES, label=name
    )


def seat(
    key: str,
    of_body: str,
    kind: str,
    label: str,
    *,
    state: str = "",
    district: str = "",
    senate_class: int | None = None,
    at_large: bool = False,
    voting: bool = True,
) -> Record:
    fields = {
        "kind": kind,
        "label": label,
        "state": state,
        "district": district,
        "senate_class": senate_class,
        "at_large": at_large,
        "voting": voting,
    }
    return Record("seat", key, fields, refs={"body_id": of_body}, weak=_NAMES, label=label)


def federal_bodies() -> Iterator[Record]:
    """The United States, its Congress and its executive."""
    yield jurisdiction(US, "United States", "federal", formal="United States of America")
    for key, name, kind in _FEDERAL_BODIES:
        yield body(key, name, kind, US)


def house_office(state: str, district: str) -> Office:
    """The office of a member of the House. `district` is "0" at large, a number, or "" when unknown."""
    at_large = district == "0"
    kind, title = "representative", "Representative"
    if state in TERRITORIES:
        kind, title = "delegate", "Delegate"
        if state == "PR":
            kind, title = "resident_commissioner", "Resident Commissioner"
    key = f"{US_HOUSE}/{state}-{district}" if district else None
    return Office(kind, title, US_HOUSE, key, state, "" if at_large else district, at_large)


def senate_office(state: str, senate_class: int | None) -> Office:
    """The office of a senator; without a class no seat is known."""
    key = f"{US_SENATE}/{state}-{senate_class}" if senate_class else None
    return Office("senator", "Senator", US_SENATE, key, state)


def congress_seats() -> Iterator[Record]:
    """All 541 seats, held or vacant: 435 by apportionment, 6 without a vote, 100 in the Senate."""
    for state, count in places.HOUSE_SEATS.items():
        for number in range(1, count + 1):
            yield _house_seat(house_office(state, "0" if count == 1 else str(number)))
    for territory in TERRITORIES:
        yield _house_seat(house_office(territory, "0"))
    for state, classes in places.SENATE_CLASSES.items():
        for number in classes:
            label = f"{STATES[state]}, Senate class {number}"
            key = f"{US_SENATE}/{state}-{number}"
            yield seat(key, US_SENATE, "senator", label, state=state, senate_class=number)


def _house_seat(office: Office) -> Record:
    if office.seat is None:
        raise ValueError("a House seat needs a district")
    return seat(
        office.seat,
        US_HOUSE,
        office.kind,
        places.district_label(office.state, office.district, at_large=office.at_large),
        state=office.state,
        district=office.district,
        at_large=office.at_large,
        voting=office.kind == "representative",
    )


EXECUTIVE_OFFICES = {
    "prez": Office("president", "President of the United States", US_EXECUTIVE, "us/president"),
    "viceprez": Office(
        "vice_president", "Vice President of the United States", US_EXECUTIVE, "us/vice_president"
    ),
}


def executive_seats() -> Iterator[Record]:
    """The two federal executive seats."""
    for office in EXECUTIVE_OFFICES.values():
        yield seat(office.seat or "", US_EXECUTIVE, office.kind, office.title)


def state_key(code: str) -> str:
    """The OCD id of a state's, district's or territory's government."""
    kind = "state" if code in STATES else "district" if code == "DC" else "territory"
    return f"ocd-jurisdiction/country:us/{kind}:{code.lower()}/government"


def place_key(code: str, place: str) -> str:
    """The OCD id that a municipality would have: lower case, underscores for spaces."""
    slug = slugify(fold(place), 80).replace("-", "_")
    return f"{state_key(code).removesuffix('/government')}/place:{slug}/government"


def state_jurisdiction(code: str) -> Record:
    return jurisdiction(
        state_key(code), places.PLACES.get(code, code), "state", code, places.formal_name(code)
    )
