"""From what is on record of an official to the facts that the rules of address take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from app.officials.address import (
    AddressFacts,
    AddressOverride,
    OfficeFacts,
    PersonName,
    PresidentStyle,
    RoleFacts,
    RoleKind,
    StyleOptions,
)
from app.officials.display import ContactView, TermView, committee_line
from app.officials.rules import (
    CommitteeRole,
    ContactHealth,
    ContactKind,
    GenderedForm,
    OfficeKind,
    Standing,
    TermStatus,
)

_ROLE_KINDS = {
    CommitteeRole.CHAIR: RoleKind.CHAIR,
    CommitteeRole.COCHAIR: RoleKind.CHAIR,
    CommitteeRole.RANKING_MEMBER: RoleKind.RANKING_MEMBER,
    CommitteeRole.VICE_CHAIR: RoleKind.VICE_CHAIR,
}
_ROLE_TITLES = {
    CommitteeRole.CHAIR: "Chair",
    CommitteeRole.COCHAIR: "Co-Chair",
    CommitteeRole.RANKING_MEMBER: "Ranking Member",
    CommitteeRole.VICE_CHAIR: "Vice Chair",
}
_CONFIRMED = (Standing.ELECTED, Standing.APPOINTED)


def style_options(base: StyleOptions, changes: Mapping[str, Any]) -> StyleOptions:
    """`base` with the named choices of `changes`; a name or value that is not known is left out."""
    known: dict[str, Any] = {}
    for option in fields(StyleOptions):
        value = changes.get(option.name)
        if option.name == "president":
            if value in {style.value for style in PresidentStyle}:
                known["president"] = PresidentStyle(value)
        elif isinstance(value, bool):
            known[option.name] = value
    return replace(base, **known)


def office_facts(term: TermView) -> OfficeFacts:
    """A term as the rules of address see it; its standing is that of the day."""
    standing = term.standing
    if term.status is TermStatus.FORMER:
        standing = Standing.FORMER
    elif term.status is TermStatus.UPCOMING:
        standing = Standing.ELECT
    return OfficeFacts(term.kind, term.title, term.body, term.place, term.state, standing)


def roles(seats: Iterable[Any], leads: Iterable[Any]) -> tuple[RoleFacts, ...]:
    """The roles in which a person can be addressed: leadership first, then committees they lead.

    `seats` have `role`, `title`, `name`, `parent`; `leads` have `title`, `body`.
    """
    found = [RoleFacts(_leader_kind(lead.title), lead.title, lead.body) for lead in leads]
    for seat in seats:
        kind = _ROLE_KINDS.get(seat.role)
        if kind:
            title = seat.title or _ROLE_TITLES[seat.role]
            found.append(RoleFacts(kind, title, committee_line(seat.name, seat.parent)))
    return tuple(found)


def _leader_kind(title: str) -> RoleKind:
    speaker = title.casefold().startswith("speaker") and "tempore" not in title.casefold()
    return RoleKind.SPEAKER if speaker else RoleKind.LEADER


def postal_contact(contacts: Sequence[ContactView]) -> ContactView | None:
    """The postal address to use: the first in their order, never one known to be wrong."""
    usable = [c for c in contacts if c.kind is ContactKind.POSTAL and c.health is not ContactHealth.WRONG]
    usable.sort(key=lambda contact: contact.health is ContactHealth.FAILING)
    return usable[0] if usable else None


def override_facts(stored: Any | None) -> AddressOverride | None:
    """The stored override (a row of `address_override`) as the rules take it."""
    if stored is None:
        return None
    return AddressOverride(
        inside_address=tuple(stored.inside_lines) if stored.inside_lines else None,
        envelope=tuple(stored.envelope_lines) if stored.envelope_lines else None,
        salutation=stored.salutation,
        spoken=stored.spoken,
        reason=stored.reason or f"Entered by {stored.updated_by or 'staff'}",
    )


def person_name(official: Any) -> PersonName:
    """Name parts of an official's record. The name as styled prints, without nicknames in quotes."""
    return PersonName(
        given=official.first,
        family=official.last,
        middle=official.middle,
        suffix=official.suffix,
        full=official.formal_name or official.full_name,
        prefix=official.prefix,
    )


def address_facts(
    official: Any,
    terms: Sequence[TermView],
    contacts: Sequence[ContactView],
    stored_override: Any | None,
    options: StyleOptions,
) -> AddressFacts:
    """Everything that decides how `official` is addressed in the first of `terms`."""
    term = terms[0] if terms else None
    office = office_facts(term) if term else OfficeFacts(OfficeKind.OTHER)
    postal = postal_contact(contacts)
    return AddressFacts(
        name=person_name(official),
        office=office,
        gendered=GenderedForm(official.gendered_form),
        earlier=_earlier(office, terms),
        confirmed_before=any(t.standing in _CONFIRMED and t.status is TermStatus.FORMER for t in terms[1:]),
        postal=(postal.lines or (postal.value,)) if postal else (),
        override=override_facts(stored_override),
        options=style_options(options, stored_override.style) if stored_override else options,
    )


def _earlier(office: OfficeFacts, terms: Sequence[TermView]) -> OfficeFacts | None:
    if office.standing is not Standing.ELECT:
        return None
    settled = (t for t in terms[1:] if t.status in (TermStatus.CURRENT, TermStatus.FORMER))
    term = next(settled, None)
    return office_facts(term) if term else None
