"""One form of address: rules first, then what staff wrote for this person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.officials.address import lines, names, salutations
from app.officials.address.facts import (
    AddressFacts,
    AddressOverride,
    FormOfAddress,
    Part,
    RoleFacts,
    RoleKind,
    Why,
)
from app.officials.address.offices import OFFICES
from app.officials.rules import Standing


def form_for(facts: AddressFacts) -> FormOfAddress:
    """How to address this person in this capacity. Never raises; what was not on record is in `missing`."""
    override = facts.override or AddressOverride()
    inside, envelope = lines.inside_and_envelope(facts)
    inside = _overridden(Part.INSIDE, inside, override.inside_address, override.reason)
    envelope = _overridden(Part.ENVELOPE, envelope, override.envelope, override.reason)
    dear = salutations.salutation(facts)
    if override.salutation and override.salutation.strip():
        dear = Why(Part.SALUTATION, with_colon(override.salutation), override.reason, "Staff")
    aloud = salutations.spoken(facts)
    if override.spoken and override.spoken.strip():
        aloud = Why(Part.SPOKEN, override.spoken.strip(), override.reason, "Staff")
    rule = OFFICES[facts.office.kind]
    return FormOfAddress(
        capacity=_capacity(facts),
        inside_address=tuple(why.text for why in inside),
        envelope=tuple(why.text for why in envelope),
        salutation=dear.text,
        spoken=aloud.text or rule.label,
        closing=rule.closing,
        why=(*inside, *envelope, dear, aloud),
        missing=_missing(facts, override),
    )


def forms_for(facts: AddressFacts, roles: Iterable[RoleFacts]) -> tuple[FormOfAddress, ...]:
    """The form for the seat itself, then one for each role the letter may choose instead."""
    own = form_for(replace(facts, role=None))
    return (own, *(form_for(replace(facts, role=role)) for role in roles))


def with_colon(text: str) -> str:
    """`text` as a salutation: no trailing comma, one colon."""
    return text.strip().rstrip(",;:. ") + ":"


def _overridden(part: Part, ruled: list[Why], written: tuple[str, ...] | None, reason: str) -> list[Why]:
    kept = [line.strip() for line in written or () if line.strip()]
    return [Why(part, line, reason, "Staff") for line in kept] if kept else ruled


def _capacity(facts: AddressFacts) -> str:
    if facts.role:
        committee = facts.role.kind not in (RoleKind.SPEAKER, RoleKind.LEADER)
        return f"{facts.role.title}, {facts.role.body}" if committee and facts.role.body else facts.role.title
    rule = OFFICES[facts.office.kind]
    label = rule.title(facts.office) or facts.office.title or rule.label
    prefix = {Standing.FORMER: "Former ", Standing.ACTING: "Acting "}.get(facts.office.standing, "")
    return f"{prefix}{label}" + ("-elect" if facts.office.standing is Standing.ELECT else "")


def _missing(facts: AddressFacts, override: AddressOverride) -> tuple[str, ...]:
    rule, found = OFFICES[facts.office.kind], []
    if not override.inside_address:
        if not names.full_name(facts.name):
            found.append("name")
        office = facts.office
        has_place = office.body if rule.needs_place == "the council" else office.place
        if rule.needs_place and not has_place and office.standing is not Standing.FORMER:
            found.append(rule.needs_place)
    if not override.envelope and not override.inside_address and not lines.has_postal(facts):
        found.append("postal address")
    return tuple(found)
