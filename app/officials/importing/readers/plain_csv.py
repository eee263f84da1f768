"""Officials from a plain CSV with a documented header (docs/import-officials.md). Pure.

One row is one person in one office. Rows with the same `id` are one person. Without an `id` a person is
recognised again by name, office and place.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from app.core.text import fold, slugify
from app.officials.importing import offices, places
from app.officials.importing.csvrows import rows
from app.officials.importing.files import FileRefused
from app.officials.importing.readers.people import contact, official, term_fields
from app.officials.importing.records import Item, Record, Refusal
from app.officials.importing.values import BadValue, email_problem, loose_day, party, postal, text
from app.officials.importing.values import web_address_problem as web_problem
from app.officials.names import NameParts, split_full
from app.officials.rules import Level, OfficeKind, Standing

SOURCE = "csv"
NAME_COLUMNS = ("prefix", "first", "middle", "nickname", "last", "suffix", "full_name", "courtesy")
OFFICE_COLUMNS = ("office", "title", "body", "jurisdiction", "level", "state", "district", "party")
TERM_COLUMNS = ("start", "end", "standing")
CONTACT_COLUMNS = ("email", "address", "phone", "fax", "web_form", "website")
COLUMNS = ("id", *NAME_COLUMNS, *OFFICE_COLUMNS, *TERM_COLUMNS, *CONTACT_COLUMNS)
_KINDS = {"email": "email", "address": "postal", "phone": "phone", "fax": "fax"}
_LOCAL = ("mayor", "council_president", "council_member", "county_official")
_FOREIGN = ("head_of_state", "head_of_government", "foreign_ambassador")
_FEDERAL = (
    "president",
    "vice_president",
    "cabinet_secretary",
    "ambassador",
    "senator",
    "representative",
    "delegate",
    "resident_commissioner",
)
_UPPER, _LOWER = ("state_senator",), ("state_representative", "assembly_member", "state_delegate")
_TITLES = {
    "president": "President of the United States",
    "vice_president": "Vice President of the United States",
    "state_senator": "Senator",
    "state_representative": "Representative",
    "state_delegate": "Delegate",
    "head_of_state": "President",
    "head_of_government": "Prime Minister",
    "foreign_ambassador": "Ambassador",
}


def looks_plain(header: list[str]) -> bool:
    """Whether a header belongs to this format: names and an office, whatever else stands beside them."""
    return ("last" in header or "full_name" in header) and ("office" in header or "title" in header)


def read_plain_csv(name: str, content: str) -> Iterator[Item]:
    """People, their offices and the ways to reach them. Raises `FileRefused` for an unknown column."""
    seen: dict[tuple[str, ...], int] = {}
    known: dict[str, int] = {}
    empty = True
    for row in rows(name, content):
        empty = False
        if isinstance(row, Refusal):
            yield row
            continue
        number, values = row
        _check_columns(name, values)
        whole = {column: text(values.get(column)) for column in COLUMNS}
        label = f"{name} row {number}, {_who(whole) or 'no name'}"
        try:
            same = seen.setdefault(tuple(whole.values()), number)
            if same != number:
                raise BadValue(f"The row repeats row {same}.")
            yield from list(_row(whole, values, label, known))
        except BadValue as error:
            yield Refusal(label, str(error))
    if empty:
        yield Refusal(name, "The file has a header but no rows.")


def _check_columns(name: str, values: dict[str, str]) -> None:
    for column in values:
        if column not in COLUMNS:
            raise FileRefused(
                name, f"The column “{column}” is not known. Known columns: {', '.join(COLUMNS)}."
            )


def _who(values: dict[str, str]) -> str:
    return values["full_name"] or f"{values['first']} {values['last']}".strip()


def _row(values: dict[str, str], raw: dict[str, str], label: str, known: dict[str, int]) -> Iterator[Item]:
    kind = _kind(values)
    parts = _parts(values)
    key = values["id"] or _derived_id(parts, kind, values)
    courtesy = values["courtesy"].rstrip(".").casefold()
    if courtesy not in ("", "mr", "ms", "mx", "none"):
        raise BadValue(f"The courtesy form “{values['courtesy']}” is none of Mr., Ms., Mx. or none.")
    number = known.get(key, 0)
    person = official(
        (("csv", key),),
        parts,
        label=label,
        gendered_form=courtesy or "unknown",
        prefix=text(values["prefix"], "The prefix", 40),
    )
    if number:
        # Another office of somebody already read: it adds, it does not describe the person again.
        person.fields = {}
    known[key] = number + 1
    yield person
    if kind in _FEDERAL or values["level"].casefold() == "federal":
        yield from offices.federal_bodies()
    office = yield from _office(kind, values)
    yield _term(person.key, office, values, label)
    yield from _contacts(person.key, raw, parts.last, label, number)


def _kind(values: dict[str, str]) -> str:
    word = slugify(values["office"]).replace("-", "_")
    if not word and not values["title"]:
        raise BadValue("The row has neither an office nor a title.")
    if not word:
        return "other"
    if word not in set(OfficeKind):
        known = ", ".join(kind.value.replace("_", " ") for kind in OfficeKind)
        raise BadValue(f"The office “{values['office']}” is not known. Known: {known}.")
    return word


def _parts(values: dict[str, str]) -> NameParts:
    if values["last"]:
        return NameParts(
            values["first"],
            values["middle"],
            values["nickname"],
            values["last"],
            values["suffix"],
            values["full_name"],
        )
    if not values["full_name"]:
        raise BadValue("The name is empty: fill in last, or full_name.")
    return split_full(values["full_name"], values["first"], "")


def _derived_id(parts: NameParts, kind: str, values: dict[str, str]) -> str:
    named = (
        parts.first,
        parts.last,
        parts.suffix,
        kind,
        values["state"],
        values["jurisdiction"],
        values["body"],
    )
    return slugify("/".join(fold(part) for part in named), 190)


def _office(kind: str, values: dict[str, str]) -> Generator[Item, None, offices.Office]:
    """Yield the place, body and seat; return the office."""
    state = values["state"].upper()
    if state and state not in places.PLACES:
        raise BadValue(f"The state “{values['state']}” is not a two-letter code.")
    title = text(values["title"], "The title", 200) or _TITLES.get(kind) or kind.replace("_", " ").title()
    district = "" if fold(values["district"]) in ("at large", "at-large") else values["district"]
    if kind in ("representative", "delegate", "resident_commissioner", "senator") and not state:
        raise BadValue("A member of Congress needs a state.")
    if kind in ("representative", "delegate", "resident_commissioner"):
        found = offices.house_office(state, district if district.isdigit() else "0")
        return offices.Office(
            found.kind, title, found.body, found.seat, state, found.district, found.at_large
        )
    if kind == "senator":
        return offices.Office(kind, title, offices.US_SENATE, None, state)
    place = _place(kind, values, state)
    chamber = _body(kind, values, state, place)
    yield from (place, chamber)
    if kind == "mayor":
        chair = offices.seat(
            f"{place.key}/mayor",
            chamber.key,
            "mayor",
            f"Mayor of {place.fields['name']}, {state}",
            state=state,
        )
        yield chair
        return offices.Office(kind, title, chamber.key, chair.key, state)
    key = f"{chamber.key}/{district}" if kind in (*_UPPER, *_LOWER) and district else None
    return offices.Office(kind, title, chamber.key, key, state, text(district, "The district", 80))


def _place(kind: str, values: dict[str, str], state: str) -> Record:
    name, level = text(values["jurisdiction"], "The jurisdiction", 200), values["level"].casefold()
    if level and level not in set(Level):
        raise BadValue(f"The level “{values['level']}” is none of {', '.join(Level)}.")
    if kind in _FOREIGN or level == "foreign":
        if not name:
            raise BadValue("A foreign official needs a jurisdiction: the country.")
        return offices.jurisdiction(f"foreign/{slugify(name)}", name, "foreign")
    if kind == "secretary_general" or level == "international":
        name = name or "United Nations"
        return offices.jurisdiction(f"international/{slugify(name)}", name, "international")
    if kind in _FEDERAL or level == "federal":
        return offices.jurisdiction(offices.US, "United States", "federal")
    if (
        kind in _LOCAL
        or level == "local"
        or (name and not level and fold(name) != fold(places.PLACES.get(state, "")))
    ):
        if not name or not state:
            raise BadValue("A local official needs a jurisdiction (the city or county) and a state.")
        return offices.jurisdiction(offices.place_key(state, name), name, "local", state)
    if not state:
        raise BadValue("The row needs a state, or a jurisdiction with its level.")
    return offices.state_jurisdiction(state)


def _body(kind: str, values: dict[str, str], state: str, place: Record) -> Record:
    name = text(values["body"], "The body", 200)
    if kind in _UPPER:
        return offices.body(f"{place.key}/upper", name or places.upper_chamber(state), "upper", place.key)
    if kind in _LOWER:
        chamber = name or places.lower_chamber(state)[0]
        return offices.body(f"{place.key}/lower", chamber, "lower", place.key)
    if kind in ("council_president", "council_member"):
        council = name or f"{place.fields['name']} City Council"
        return offices.body(f"{place.key}/council/{slugify(council)}", council, "council", place.key)
    if name:
        return offices.body(f"{place.key}/body/{slugify(name)}", name, "other", place.key)
    return offices.body(f"{place.key}/executive", place.fields["formal_name"], "executive", place.key)


def _term(owner: str, office: offices.Office, values: dict[str, str], label: str) -> Record:
    start, start_precision = loose_day(values["start"], "The start", last=False)
    end, end_precision = loose_day(values["end"], "The end", last=True)
    standing = values["standing"].casefold() or "elected"
    if standing not in set(Standing):
        raise BadValue(f"The standing “{values['standing']}” is none of {', '.join(Standing)}.")
    open_end = "unknown" if standing == "former" else "open"
    fields: dict[str, Any] = term_fields(
        kind=office.kind,
        title=office.title,
        state=office.state,
        district=office.district,
        at_large=office.at_large,
        party=party(values["party"]),
        standing=standing,
        start=start,
        start_precision=start_precision,
        end=end,
        end_precision=end_precision,
        end_kind="fixed" if end else open_end,
    )
    refs = {"official_id": owner, "body_id": office.body}
    if office.seat:
        refs["seat_id?"] = office.seat
    key = f"{owner}/terms#{office.kind}/{slugify(office.title, 60)}/{office.body[-60:]}/{office.district}/{start or ''}"
    return Record("term", key[:240], fields, refs=refs, label=label)


def _contacts(owner: str, raw: dict[str, str], last: str, label: str, number: int) -> Iterator[Record]:
    for position, column in enumerate(CONTACT_COLUMNS, 1):
        lines = [text(line) for line in (raw.get(column) or "").replace("\r", "\n").split("\n")]
        value = "; ".join(line for line in lines if line)
        if not value:
            continue
        kind = _KINDS.get(column, column)
        check = {"email": email_problem, "web_form": web_problem, "website": web_problem}.get(kind)
        problem = check(value) if check else None
        if problem:
            raise BadValue(problem)
        yield contact(
            owner,
            f"{owner}/contacts#{kind}/{number}",
            kind,
            value,
            label=label,
            contact_label="Office",
            position=number * 10 + position,
            lines=postal(value, last) if kind == "postal" else None,
        )
