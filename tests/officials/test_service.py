"""Officials by hand: people, terms, contact points, forms of address. Corrections are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.officials import addressing, contacts, queries, service, terms
from app.officials.addressing import OverrideInput
from app.officials.contacts import ContactInput
from app.officials.models import Body, FieldMark, Official
from app.officials.rules import ContactHealth, ContactKind, EndKind, OfficeKind, TermStatus
from app.officials.service import PersonInput
from app.officials.terms import TermInput
from tests.officials import making

DAY = date(2023, 1, 4)
MAYOR = TermInput("Mayor", OfficeKind.MAYOR, place="Arroyo Vista", state="CA", start=date(2022, 12, 1))


@pytest.fixture
def by(actor: Callable[..., Actor]) -> Actor:
    return actor()


def marks(session: Session) -> dict[tuple[str, str], object]:
    return {(mark.record_type, mark.field): mark.value for mark in session.scalars(sa.select(FieldMark))}


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)))


def test_add_official_with_an_office(session: Session, by: Actor) -> None:
    who = service.add_official(session, PersonInput(first="Ruth", last="Almaraz", suffix="jr"), by=by)
    terms.add_term(session, who.id, MAYOR, by=by)
    facts = queries.official_facts(session, [who.id], DAY)[who.id]
    assert facts.name == "Ruth Almaraz, Jr."
    assert facts.form.inside_address == ("The Honorable Ruth Almaraz, Jr.", "Mayor of Arroyo Vista")
    assert facts.form.salutation == "Dear Mayor Almaraz:"
    assert actions(session)[-2:] == ["officials.add", "officials.term.add"]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (PersonInput(last=" "), "last"),
        (PersonInput(last="x" * 161), "last"),
        (PersonInput(last="A", note="x" * 4001), "note"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(
    session: Session, by: Actor, person: PersonInput, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        service.add_official(session, person, by=by)
    assert field in caught.value.errors
    assert session.scalars(sa.select(Official)).all() == []


def test_a_corrected_name_is_marked_and_found(session: Session, by: Actor) -> None:
    who = making.official(session, "Jon", "Doe", aliases=["Johnny D"])
    service.edit_official(session, who.id, PersonInput(first="Jan", last="Döe", note="Asks for Jan"), by=by)
    assert marks(session)[("official", "first")] == "Jan"
    assert ("official", "note") not in marks(session)
    assert [hit.name for hit in queries.suggest(session, "doe jan", day=DAY)] == ["Jan Döe"]
    assert queries.suggest(session, "johnny", day=DAY)


def test_nothing_changed_leaves_no_mark_and_no_event(session: Session, by: Actor) -> None:
    who = service.add_official(session, PersonInput(last="Doe"), by=by)
    before = len(actions(session))
    service.edit_official(session, who.id, PersonInput(last="Doe"), by=by)
    assert (marks(session), len(actions(session))) == ({}, before)


def test_retired_records_stay_and_cannot_be_changed(session: Session, by: Actor) -> None:
    who = making.senator(session)
    service.retire_official(session, who.id, by=by)
    assert queries.official(session, who.id).retired_on == DAY
    with pytest.raises(Conflict):
        service.edit_official(session, who.id, PersonInput(last="X"), by=by)
    assert "this one was retired" in queries.official_facts(session, [who.id], DAY)[who.id].missing[0]


def test_bodies_are_found_again(session: Session, by: Actor) -> None:
    name, place = "Arroyo Vista City Council", "Arroyo Vista"
    council = TermInput("Council Member", OfficeKind.COUNCIL_MEMBER, body=name, place=place, state="CA")
    for last in ("One", "Two"):
        who = making.official(session, "Invented", last)
        terms.add_term(session, who.id, council, by=by)
    assert session.scalar(sa.select(sa.func.count(Body.id))) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (TermInput(" "), "title"),
        (TermInput("Mayor", OfficeKind.MAYOR), "place"),
        (TermInput("Member", OfficeKind.COUNCIL_MEMBER, place="X"), "body"),
        (TermInput("Governor", OfficeKind.GOVERNOR), "state"),
        (TermInput("Senator", OfficeKind.SENATOR), "state"),
        (TermInput("X", state="ZZ"), "state"),
        (TermInput("X", start=date(2023, 1, 2), end=date(2023, 1, 1)), "end"),
    ],
)
def test_a_term_that_cannot_be_used_is_refused(
    session: Session, by: Actor, given: TermInput, field: str
) -> None:
    who = making.official(session)
    with pytest.raises(InvalidInput) as caught:
        terms.add_term(session, who.id, given, by=by)
    assert field in caught.value.errors


def test_a_vacant_seat_is_filled_by_hand(session: Session, by: Actor) -> None:
    seat = making.seat(session, "CA", "14")
    who = making.official(session, "Neva", "New")
    term = terms.add_term(session, who.id, TermInput("Representative", seat_id=seat.id), by=by)
    assert (term.seat_id, term.kind, term.district) == (seat.id, OfficeKind.REPRESENTATIVE, "14")
    other = making.official(session, "Nils", "Next")
    same = TermInput("Representative", OfficeKind.REPRESENTATIVE, state="CA", district="14")
    assert terms.add_term(session, other.id, same, by=by).seat_id == seat.id


def test_end_and_confirm_a_term(session: Session, by: Actor) -> None:
    who = making.official(session)
    term = making.term(session, who, end=date(2022, 6, 1), end_kind=EndKind.LISTED)
    before = queries.official_facts(session, [who.id], DAY)[who.id].term
    assert before is not None
    assert before.status is TermStatus.UNCONFIRMED
    terms.confirm_term(session, who.id, term.id, by=by)
    assert queries.official_facts(session, [who.id], DAY)[who.id].holds_office
    assert marks(session) == {}
    with pytest.raises(InvalidInput):
        terms.end_term(session, who.id, term.id, date(2020, 1, 1), by=by)
    terms.end_term(session, who.id, term.id, date(2023, 1, 3), by=by)
    assert not queries.official_facts(session, [who.id], DAY)[who.id].holds_office
    assert marks(session)[("term", "end")] == "2023-01-03"


def test_a_term_of_somebody_else_is_not_found(session: Session, by: Actor) -> None:
    term = making.term(session, making.official(session))
    with pytest.raises(NotFound):
        terms.end_term(session, making.official(session, "Other").id, term.id, DAY, by=by)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.EMAIL, "nobody"),
        (ContactKind.WEB_FORM, "hhttps://example.org"),
        (ContactKind.PHONE, "555"),
        (ContactKind.FAX, "202-555-0178\n202-555-0179"),
        (ContactKind.POSTAL, "\n".join("abcdefg")),
        (ContactKind.POSTAL, " "),
    ],
)
def test_a_contact_point_that_cannot_work_is_refused(
    session: Session, by: Actor, kind: ContactKind, value: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        contacts.add_contact(session, making.official(session).id, ContactInput(kind, value), by=by)
    assert "value" in caught.value.errors


def test_contact_points(session: Session, by: Actor) -> None:
    who = making.senator(session)
    given = ContactInput(ContactKind.POSTAL, "1 High Street\nArroyo Vista, CA 90000", "City hall")
    point = contacts.add_contact(session, who.id, given, by=by)
    assert queries.official_facts(session, [who.id], DAY)[who.id].form.envelope[-2:] == (
        "1 High Street",
        "Arroyo Vista, CA 90000",
    )
    contacts.check_contact(session, who.id, point.id, ContactHealth.GOOD, DAY, "Receipt came back", by=by)
    assert (point.health, point.last_checked) == (ContactHealth.GOOD, DAY)
    contacts.edit_contact(session, who.id, point.id, ContactInput(ContactKind.POSTAL, "2 High Street"), by=by)
    assert (point.health, point.last_checked) == (ContactHealth.UNCHECKED, None)
    assert marks(session)[("contact", "value")] == "2 High Street"
    contacts.retire_contact(session, who.id, point.id, by=by)
    assert queries.official_facts(session, [who.id], DAY)[who.id].contacts == ()


def test_a_check_needs_a_past_day_and_a_sign(session: Session, by: Actor) -> None:
    who = making.senator(session)
    point = making.contact(session, who, ContactKind.PHONE, "202-555-0178")
    with pytest.raises(InvalidInput) as caught:
        contacts.check_contact(session, who.id, point.id, ContactHealth.GOOD, date(2023, 1, 5), " ", by=by)
    assert set(caught.value.errors) == {"checked_on", "note"}


def test_a_wrong_address_is_never_used(session: Session, by: Actor) -> None:
    who = making.senator(session)
    making.contact(session, who, ContactKind.POSTAL, "1 Old Street", health=ContactHealth.WRONG)
    making.contact(session, who, ContactKind.POSTAL, "2 New Street", position=1)
    assert "2 New Street" in queries.official_facts(session, [who.id], DAY)[who.id].form.envelope


def test_an_override_wins_and_says_why(session: Session, by: Actor) -> None:
    who = making.senator(session)
    with pytest.raises(InvalidInput) as caught:
        addressing.override_address(session, who.id, OverrideInput(salutation="Dear Jane"), by=by)
    assert "reason" in caught.value.errors
    addressing.override_address(session, who.id, OverrideInput("Dear Jane,", reason="Her preference"), by=by)
    form = queries.official_facts(session, [who.id], DAY)[who.id].form
    assert (form.salutation, form.inside_address[0]) == ("Dear Jane:", "The Honorable Jane Doe")
    addressing.override_address(session, who.id, OverrideInput(), by=by)
    assert queries.official_facts(session, [who.id], DAY)[who.id].form.salutation == "Dear Senator Doe:"


def test_the_house_style_applies_to_everyone(session: Session, by: Actor) -> None:
    who = making.official(session)
    making.term(session, who, kind=OfficeKind.PRESIDENT, title="President of the United States", state="")
    addressing.set_address_style(session, {"president": "named", "room_on_letter": False}, by=by)
    form = queries.official_facts(session, [who.id], DAY)[who.id].form
    assert form.inside_address[:2] == ("The Honorable Jane Doe", "President of the United States")
    assert form.salutation == "Dear President Doe:"
    with pytest.raises(InvalidInput):
        addressing.set_address_style(session, {"president": "your majesty"}, by=by)
