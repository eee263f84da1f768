"""The lines of the inside address and the envelope, each with its reason."""

from __future__ import annotations

from app.officials.address import names, places
from app.officials.address.facts import (
    AddressFacts,
    OfficeFacts,
    Part,
    PresidentStyle,
    RoleKind,
    Why,
)
from app.officials.address.offices import OFFICES, Honorific, OfficeRule
from app.officials.address.postal import postal_lines
from app.officials.rules import OfficeKind, Standing

_SPEAKER_LINES = ("U.S. Capitol", "Washington, DC 20515")
_CONGRESS = (
    OfficeKind.SENATOR,
    OfficeKind.REPRESENTATIVE,
    OfficeKind.DELEGATE,
    OfficeKind.RESIDENT_COMMISSIONER,
)

# A line, the rule behind it, and the short name of its source.
Line = tuple[str, str, str]


def inside_and_envelope(facts: AddressFacts) -> tuple[list[Why], list[Why]]:
    """Both addresses by rule, before any override. Neither holds an empty line."""
    heading = [_name_line(facts), *_office_lines(facts)]
    street, city = _postal(facts)
    inside_street = street if facts.options.room_on_letter or facts.office.kind not in _CONGRESS else []
    country = _country(facts)
    return (
        _kept(Part.INSIDE, [*heading, *inside_street, *city, *country]),
        _kept(Part.ENVELOPE, [*heading, *street, *city, *country]),
    )


def has_postal(facts: AddressFacts) -> bool:
    """Whether there is somewhere to send a letter to."""
    street, city = _postal(facts)
    return bool(street or city)


def _kept(part: Part, lines: list[Line]) -> list[Why]:
    return [Why(part, text.strip(), rule, source) for text, rule, source in lines if text.strip()]


def _name_line(facts: AddressFacts) -> Line:
    rule = OFFICES[facts.office.kind]
    standing = facts.office.standing
    if facts.role and facts.role.kind is RoleKind.SPEAKER and not facts.options.speaker_by_name:
        return (
            "The Speaker of the House of Representatives",
            "The Speaker is addressed by the office.",
            "FoA",
        )
    settled = standing not in (Standing.ACTING, Standing.ELECT, Standing.FORMER)
    if rule.alone and settled and facts.options.president is PresidentStyle.OFFICE:
        return (
            rule.alone,
            "One person holds this office, so the office stands for the name.",
            rule.address_source,
        )
    if standing is Standing.ACTING and not facts.confirmed_before:
        text = names.courtesy_full_name(facts.name, facts.gendered)
        return (
            text or rule.label,
            "An acting officer is not The Honorable unless elected or confirmed before.",
            "FoA",
        )
    return _honored(facts, rule)


def _honored(facts: AddressFacts, rule: OfficeRule) -> Line:
    if not names.is_full(facts.name):
        text = names.courtesy_surname(facts.name, facts.gendered)
        return (text or rule.label, "The Honorable needs a full name; the record has less.", "Record")
    full, honorific = names.full_name(facts.name), rule.honorific
    by_tradition = (
        facts.options.governor_excellency
        and facts.office.kind is OfficeKind.GOVERNOR
        and facts.office.state in places.EXCELLENCY_STATES
    )
    if honorific is Honorific.EXCELLENCY or by_tradition:
        styled = names.excellency(facts.gendered)
        reason = "Excellency goes before the full name"
        reason += "; H.E. stands for both forms, as no preference is on record." if styled == "H.E." else "."
        return (f"{styled} {full}", reason, "FoA" if by_tradition else rule.address_source)
    if honorific is Honorific.HONORABLE or (honorific is Honorific.LOCAL and facts.options.council_honorable):
        return (f"The Honorable {full}", "The Honorable goes before a full name only.", rule.address_source)
    text = names.courtesy_full_name(facts.name, facts.gendered)
    if honorific is Honorific.LOCAL:
        return (
            text,
            "City officials other than the mayor are as a rule not The Honorable.",
            rule.address_source,
        )
    return (text, "No honorific is known for this office.", rule.address_source)


def _office_lines(facts: AddressFacts) -> list[Line]:
    office, rule = facts.office, OFFICES[facts.office.kind]
    if office.standing is Standing.FORMER:
        return []
    if facts.role:
        return _role_lines(facts, rule)
    body: Line = (rule.body_line(office), "The body in which the seat is.", rule.address_source)
    return [_title_line(facts, rule), body]


def _title_line(facts: AddressFacts, rule: OfficeRule) -> Line:
    office, style = facts.office, facts.options.president
    if office.standing is Standing.ELECT:
        return (_elect(office, rule), "Elected, and not yet sworn in.", "FoA")
    title = rule.office_line(office)
    if office.standing is Standing.ACTING:
        return (f"Acting {title or rule.label}", "Serving for the holder of the office.", "FoA")
    if rule.alone and style is PresidentStyle.OFFICE:
        return ("", "The first line names the office.", rule.address_source)
    if rule.alone and style is PresidentStyle.NAME_FIRST:
        return (rule.alone, "The name, then the office.", "ITA")
    return (title, "The title as styled.", rule.address_source)


def _role_lines(facts: AddressFacts, rule: OfficeRule) -> list[Line]:
    role = facts.role
    if role is None:
        return []
    if role.kind is RoleKind.SPEAKER:
        if facts.options.speaker_by_name:
            return [("Speaker of the House of Representatives", "The name, then the office.", "ITA")]
        return []
    chamber: Line = (rule.body_line(facts.office), "The chamber of the seat.", rule.address_source)
    styled = ", ".join(part for part in (role.title, role.body) if part and part != chamber[0])
    return [(styled, "Addressed in this role, as its holder styles it.", "ITA"), chamber]


def _elect(office: OfficeFacts, rule: OfficeRule) -> str:
    line, title = rule.office_line(office), office.title or rule.label
    for head in (title, rule.label):
        if line == head or line.startswith((f"{head} of ", f"{head}, ")):
            return f"{head}-elect{line[len(head) :]}"
    return f"{title}-elect"


def _postal(facts: AddressFacts) -> tuple[list[Line], list[Line]]:
    """Street lines and city lines; the city line of Congress stands alone when the room is left out."""
    rule = OFFICES[facts.office.kind]
    if facts.role and facts.role.kind is RoleKind.SPEAKER:
        return [], [(line, "The Speaker's office in the Capitol.", "FoA") for line in _SPEAKER_LINES]
    lines = [line for line in postal_lines(facts.postal) if not _names_holder(line, facts)]
    former = facts.office.standing is Standing.FORMER
    if former and lines and lines[-1].startswith(("Washington, DC 2051", "Washington, DC 20500")):
        lines = []  # the room of an office that is no longer held
    if lines:
        described = [(line, "The postal address on record.", "Record") for line in lines]
        return described[:-1], described[-1:]
    if former:
        return [], []
    return [], [(line, "The address of the office.", rule.address_source) for line in rule.postal]


def _names_holder(line: str, facts: AddressFacts) -> bool:
    """Some records begin the address with the holder's own name, which the first line already prints."""
    family = names.surname(facts.name)
    given = facts.name.given.split()[:1]
    return (
        bool(family and given) and family in line and given[0] in line and not any(c.isdigit() for c in line)
    )


def _country(facts: AddressFacts) -> list[Line]:
    country = facts.country.strip()
    if not country or country.casefold() in {"us", "usa", "united states", "united states of america"}:
        return []
    return [(country.upper(), "Mail abroad ends with the country in capitals.", "House rule")]
