"""The table of offices: one row each, with its source. Lines and salutation are separate columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.officials.address import places
from app.officials.address.facts import OfficeFacts
from app.officials.rules import OfficeKind as K


class Honorific(StrEnum):
    """What stands before the full name."""

    HONORABLE = "honorable"
    EXCELLENCY = "excellency"
    LOCAL = "local"  # Mr./Ms., or The Honorable by local custom
    COURTESY = "courtesy"


Words = Callable[[OfficeFacts], str]


def _nothing(_office: OfficeFacts) -> str:
    return ""


def _says(text: str) -> Words:
    return lambda _office: text


def _title(default: str) -> Words:
    return lambda office: office.title or default


def _of(prefix: str, default: str) -> Words:
    return lambda office: f"{prefix} {office.place}" if office.place else office.title or default


def _comma_realm(default: str) -> Words:
    def line(office: OfficeFacts) -> str:
        title, realm = office.title or default, places.realm(office)
        return f"{title}, {realm}" if realm and office.place.casefold() not in title.casefold() else title

    return line


def _comma_body(title: str) -> Words:
    return lambda office: f"{title}, {office.body}" if office.body else title


def _us_ambassador(office: OfficeFacts) -> str:
    if office.place in places.AMERICAS:
        return "Ambassador of the United States of America"
    return "American Ambassador"


@dataclass(frozen=True)
class OfficeRule:
    """How one kind of office is addressed.

    `alone` replaces the name (The President). `office_line` and `body_line` follow the name. `title` goes
    before a surname (Dear Senator X); `gendered` after Mr. or Madam (Dear Madam Secretary); `fixed` is a
    whole salutation. `postal` serves when the record has none.
    """

    label: str
    address_source: str
    salutation_source: str
    honorific: Honorific = Honorific.HONORABLE
    single_holder: bool = False
    alone: str = ""
    office_line: Words = _nothing
    body_line: Words = _nothing
    title: Words = _nothing
    gendered: str = ""
    fixed: str = ""
    spoken: str = ""
    postal: tuple[str, ...] = ()
    closing: str = "Sincerely,"
    needs_place: str = ""


_WHITE_HOUSE = ("The White House", "1600 Pennsylvania Avenue NW", "Washington, DC 20500")
_HOUSE = OfficeRule(
    label="Representative",
    address_source="ITA",
    salutation_source="ITA",
    body_line=_says("U.S. House of Representatives"),
    title=_says("Representative"),
    postal=("Washington, DC 20515",),
)

_OTHER = OfficeRule(
    label="Official",
    address_source="House rule",
    salutation_source="House rule",
    honorific=Honorific.COURTESY,
    office_line=_title(""),
    body_line=lambda office: office.body or office.place,
)


def _state_officer(label: str, title: str | None = None) -> OfficeRule:
    """The tables name no state officers but the governor; the governor's row is the nearest."""
    return OfficeRule(
        label=label,
        address_source="House rule",
        salutation_source="House rule",
        single_holder=True,
        office_line=_comma_realm(label),
        title=_says(label if title is None else title),
        needs_place="the state served",
    )


def _lower(label: str) -> OfficeRule:
    return OfficeRule(
        label=label,
        address_source="FoA",
        salutation_source="FoA",
        body_line=places.lower_chamber,
        title=_says(label),
    )


OFFICES: Mapping[K, OfficeRule] = {
    K.PRESIDENT: OfficeRule(
        label="President",
        address_source="EP",
        salutation_source="EP",
        single_holder=True,
        alone="The President",
        office_line=_says("President of the United States"),
        title=_says("President"),
        gendered="President",
        postal=_WHITE_HOUSE,
        closing="Respectfully,",
    ),
    K.VICE_PRESIDENT: OfficeRule(
        label="Vice President",
        address_source="EP",
        salutation_source="EP",
        single_holder=True,
        alone="The Vice President",
        office_line=_says("Vice President of the United States"),
        title=_says("Vice President"),
        gendered="Vice President",
        postal=_WHITE_HOUSE,
    ),
    K.CABINET_SECRETARY: OfficeRule(
        label="Secretary",
        address_source="FoA",
        salutation_source="FoA",
        single_holder=True,
        office_line=_title("Secretary"),
        title=_says("Secretary"),
        gendered="Secretary",
    ),
    K.AMBASSADOR: OfficeRule(
        label="Ambassador",
        address_source="FoA",
        salutation_source="FoA",
        office_line=_us_ambassador,
        title=_says("Ambassador"),
        gendered="Ambassador",
    ),
    K.FOREIGN_AMBASSADOR: OfficeRule(
        label="Ambassador",
        address_source="Library",
        salutation_source="Library",
        honorific=Honorific.EXCELLENCY,
        office_line=_of("Ambassador of", "Ambassador"),
        gendered="Ambassador",
        fixed="Your Excellency:",
        spoken="Your Excellency",
        needs_place="the country represented",
    ),
    K.SENATOR: OfficeRule(
        label="Senator",
        address_source="ITA",
        salutation_source="ITA",
        body_line=_says("United States Senate"),
        title=_says("Senator"),
        postal=("Washington, DC 20510",),
    ),
    K.REPRESENTATIVE: _HOUSE,
    K.DELEGATE: _HOUSE,
    K.RESIDENT_COMMISSIONER: _HOUSE,
    K.GOVERNOR: OfficeRule(
        label="Governor",
        address_source="HASC",
        salutation_source="HASC",
        single_holder=True,
        office_line=_comma_realm("Governor"),
        title=_says("Governor"),
        needs_place="the state governed",
    ),
    K.LIEUTENANT_GOVERNOR: _state_officer("Lieutenant Governor"),
    K.ATTORNEY_GENERAL: _state_officer("Attorney General"),
    K.SECRETARY_OF_STATE: _state_officer("Secretary of State", "Secretary"),
    K.CHIEF_ELECTION_OFFICER: _state_officer("Chief Election Officer", ""),
    K.AUDITOR: _state_officer("Auditor"),
    K.TREASURER: _state_officer("Treasurer"),
    K.STATE_SENATOR: OfficeRule(
        label="Senator",
        address_source="FoA",
        salutation_source="FoA",
        body_line=places.upper_chamber,
        title=_says("Senator"),
    ),
    K.STATE_REPRESENTATIVE: _lower("Representative"),
    K.ASSEMBLY_MEMBER: _lower("Assembly Member"),
    K.STATE_DELEGATE: _lower("Delegate"),
    K.MAYOR: OfficeRule(
        label="Mayor",
        address_source="HASC",
        salutation_source="HASC",
        single_holder=True,
        office_line=_of("Mayor of", "Mayor"),
        title=_says("Mayor"),
        needs_place="the city",
    ),
    K.COUNCIL_MEMBER: OfficeRule(
        label="Council Member",
        address_source="FHWA",
        salutation_source="FoA",
        honorific=Honorific.LOCAL,
        office_line=_comma_body("Member"),
        title=_says("Council Member"),
        needs_place="the council",
    ),
    K.COUNCIL_PRESIDENT: OfficeRule(
        label="Council President",
        address_source="FHWA",
        salutation_source="House rule",
        honorific=Honorific.LOCAL,
        single_holder=True,
        office_line=_comma_body("President"),
        title=_says("Council President"),
        needs_place="the council",
    ),
    K.HEAD_OF_STATE: OfficeRule(
        label="Head of state",
        address_source="PCH",
        salutation_source="PCH",
        honorific=Honorific.EXCELLENCY,
        single_holder=True,
        office_line=_of("President of", "President"),
        fixed="Excellency:",
        spoken="Your Excellency",
        closing="Yours sincerely,",
        needs_place="the country",
    ),
    K.HEAD_OF_GOVERNMENT: OfficeRule(
        label="Prime Minister",
        address_source="PCH",
        salutation_source="PCH",
        honorific=Honorific.EXCELLENCY,
        single_holder=True,
        office_line=_of("Prime Minister of", "Prime Minister"),
        fixed="Dear Prime Minister:",
        spoken="Prime Minister",
        closing="Yours sincerely,",
        needs_place="the country",
    ),
    K.SECRETARY_GENERAL: OfficeRule(
        label="Secretary-General",
        address_source="FoA",
        salutation_source="FoA",
        honorific=Honorific.EXCELLENCY,
        single_holder=True,
        office_line=_says("Secretary-General of the United Nations"),
        fixed="Your Excellency:",
        spoken="Your Excellency",
        closing="Yours sincerely,",
    ),
    K.COUNTY_OFFICIAL: replace(
        _OTHER, label="County official", honorific=Honorific.LOCAL, address_source="FHWA"
    ),
    K.OTHER: _OTHER,
}
