"""Everything that a letter needs of any number of officials on a day, in a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.officials import compose_address
from app.officials.address import (
    AddressFacts,
    FormOfAddress,
    RoleFacts,
    StyleOptions,
    form_for,
)
from app.officials.display import ContactView, TermView
from app.officials.models import AddressOverride, AddressStyle, Official
from app.officials.queries_terms import (
    Leads,
    SeatOnCommittee,
    committee_seats_of,
    contacts_of,
    leadership_of,
    terms_of,
)
from app.officials.rules import GenderedForm, TermStatus


@dataclass(frozen=True)
class OfficialFacts:
    """One official on one day.

    `term` is the office held on `day`, else the nearest thing to it (see `term.status`), else None.
    `form` addresses the person in that office; `forms` holds it and one more for each role (Speaker,
    chair, ranking member) that a letter may choose by its `capacity`. `missing` lists in words what
    stands in the way of a letter; empty when nothing does.
    """

    id: UUID
    day: date
    name: str
    formal_name: str
    first: str
    last: str
    sort_name: str
    gendered: GenderedForm
    retired: bool
    merged_into_id: UUID | None
    term: TermView | None
    terms: tuple[TermView, ...]
    contacts: tuple[ContactView, ...]
    postal: ContactView | None
    committee_seats: tuple[SeatOnCommittee, ...]
    leadership: tuple[Leads, ...]
    address: AddressFacts
    form: FormOfAddress
    forms: tuple[FormOfAddress, ...]
    missing: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title as styled, empty without any term."""
        return self.term.title if self.term else ""

    @property
    def body(self) -> str:
        return self.term.body if self.term else ""

    @property
    def state(self) -> str:
        return self.term.state if self.term else ""

    @property
    def district(self) -> str:
        return self.term.district if self.term else ""

    @property
    def holds_office(self) -> bool:
        return self.term is not None and self.term.status is TermStatus.CURRENT

    def form_as(self, capacity: str | None) -> FormOfAddress:
        """The form for a chosen capacity; the office's own form when it is not (or no longer) open."""
        return next((form for form in self.forms if form.capacity == capacity), self.form)


def address_style(session: Session) -> StyleOptions:
    """The organisation's choices of style, the first source's where none was made."""
    stored = session.get(AddressStyle, 1)
    return compose_address.style_options(StyleOptions(), stored.options if stored else {})


def override_of(session: Session, official_id: UUID) -> AddressOverride | None:
    """What staff wrote over the rules for one official."""
    return session.scalar(sa.select(AddressOverride).where(AddressOverride.official_id == official_id))


def official_facts(
    session: Session, ids: Collection[UUID], day: date, options: StyleOptions | None = None
) -> dict[UUID, OfficialFacts]:
    """Facts by official for every id that exists. Six or seven SELECTs for any number of ids.

    `options` replaces the organisation's choices of style (a preview of other choices).
    """
    ids = list(dict.fromkeys(ids))
    if options is None:
        options = address_style(session)
    officials = session.scalars(sa.select(Official).where(Official.id.in_(ids))).all()
    terms = terms_of(session, ids, day)
    contacts = contacts_of(session, ids)
    seats = committee_seats_of(session, ids)
    leads = leadership_of(session, ids, day)
    overrides = {
        row.official_id: row
        for row in session.scalars(sa.select(AddressOverride).where(AddressOverride.official_id.in_(ids)))
    }
    return {
        official.id: _facts(
            official,
            day,
            options,
            _OnRecord(
                terms=terms.get(official.id, []),
                contacts=contacts.get(official.id, []),
                seats=seats.get(official.id, []),
                leads=leads.get(official.id, []),
                override=overrides.get(official.id),
            ),
        )
        for official in officials
    }


@dataclass(frozen=True)
class _OnRecord:
    terms: list[TermView]
    contacts: list[ContactView]
    seats: list[SeatOnCommittee]
    leads: list[Leads]
    override: AddressOverride | None


def _facts(official: Official, day: date, options: StyleOptions, found: _OnRecord) -> OfficialFacts:
    term = found.terms[0] if found.terms else None
    address = compose_address.address_facts(official, found.terms, found.contacts, found.override, options)
    form = form_for(address)
    in_office = term is not None and term.status is TermStatus.CURRENT
    roles = compose_address.roles(found.seats, found.leads) if in_office else ()
    return OfficialFacts(
        id=official.id,
        day=day,
        name=official.full_name,
        formal_name=official.formal_name,
        first=official.first,
        last=official.last,
        sort_name=official.sort_name,
        gendered=official.gendered_form,
        retired=official.retired_on is not None,
        merged_into_id=official.merged_into_id,
        term=term,
        terms=tuple(found.terms),
        contacts=tuple(found.contacts),
        postal=compose_address.postal_contact(found.contacts),
        committee_seats=tuple(found.seats),
        leadership=tuple(found.leads),
        address=address,
        form=form,
        forms=(form, *_role_forms(address, roles)),
        missing=(*_standing_problems(official, term), *form.missing),
    )


def _role_forms(address: AddressFacts, roles: Iterable[RoleFacts]) -> list[FormOfAddress]:
    """One form for each role; what staff overrode belongs to the office's own form alone."""
    return [form_for(replace(address, role=role, override=None)) for role in roles]


def _standing_problems(official: Official, term: TermView | None) -> list[str]:
    if official.merged_into_id is not None:
        return ["another record took over: this one was merged"]
    if official.retired_on is not None:
        return ["a record in use: this one was retired"]
    if term is None or term.status is TermStatus.FORMER:
        return ["an office held on that day"]
    if term.status is TermStatus.UNCONFIRMED:
        return ["a confirmation that the office is still held"]
    if term.status is TermStatus.UPCOMING:
        return ["an office held on that day: the term has not begun"]
    return []
