"""Contact points and terms of officials, kept by hand."""

from __future__ import annotations

from uuid import UUID

from app.accounts.rules import Scope
from app.api import shown
from app.api.acting import by, day, session
from app.api.http.operations import operation
from app.api.officials import TAG
from app.api.schemas.officials import (
    ContactPointCheck,
    ContactPointNew,
    ContactPointOut,
    TermEnd,
    TermNew,
    TermOut,
)
from app.officials import contacts, terms
from app.officials.contacts import ContactInput
from app.officials.models import ContactPoint, Term
from app.officials.queries_terms import contacts_of, terms_where
from app.officials.terms import TermInput


@operation(
    "POST",
    "/officials/{official_id}/contact-points",
    tag=TAG,
    scope=Scope.WRITE,
    body=ContactPointNew,
    returns=ContactPointOut,
    status=201,
)
def add_contact_point(official_id: UUID, body: ContactPointNew) -> ContactPointOut:
    """Add a contact point.

    It comes last in order, and unchecked. The value is checked for its kind.
    """
    return _point(contacts.add_contact(session(), official_id, ContactInput(**body.model_dump()), by=by()))


@operation(
    "PUT",
    "/officials/{official_id}/contact-points/{contact_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=ContactPointNew,
    returns=ContactPointOut,
)
def change_contact_point(official_id: UUID, contact_id: UUID, body: ContactPointNew) -> ContactPointOut:
    """Correct a contact point.

    A new value has not been tried, so its health begins again. Dispatches keep the address they went to.
    """
    given = ContactInput(**body.model_dump())
    return _point(contacts.edit_contact(session(), official_id, contact_id, given, by=by()))


@operation(
    "POST",
    "/officials/{official_id}/contact-points/{contact_id}/check",
    tag=TAG,
    scope=Scope.WRITE,
    body=ContactPointCheck,
    returns=ContactPointOut,
)
def check_contact_point(official_id: UUID, contact_id: UUID, body: ContactPointCheck) -> ContactPointOut:
    """Note a check of a contact point.

    Says how it was found to be, on what day, and by what sign.
    """
    made = contacts.check_contact(
        session(), official_id, contact_id, body.health, body.checked_on, body.note, by=by()
    )
    return _point(made)


@operation(
    "DELETE",
    "/officials/{official_id}/contact-points/{contact_id}",
    tag=TAG,
    scope=Scope.WRITE,
    returns=None,
)
def retire_contact_point(official_id: UUID, contact_id: UUID) -> None:
    """Take a contact point out of use.

    Dispatches that used it keep the address they went to.
    """
    contacts.retire_contact(session(), official_id, contact_id, by=by())


@operation(
    "POST",
    "/officials/{official_id}/terms",
    tag=TAG,
    scope=Scope.WRITE,
    body=TermNew,
    returns=TermOut,
    status=201,
)
def add_term(official_id: UUID, body: TermNew) -> TermOut:
    """Give an official an office.

    A council needs its name, a city or county office its place, a legislator the state.
    """
    return _term(terms.add_term(session(), official_id, TermInput(**body.model_dump()), by=by()))


@operation(
    "POST",
    "/officials/{official_id}/terms/{term_id}/end",
    tag=TAG,
    scope=Scope.WRITE,
    body=TermEnd,
    returns=TermOut,
)
def end_term(official_id: UUID, term_id: UUID, body: TermEnd) -> TermOut:
    """End a term.

    The office was held up to and including the day that you give.
    """
    return _term(terms.end_term(session(), official_id, term_id, body.last_day, by=by()))


@operation(
    "POST", "/officials/{official_id}/terms/{term_id}/confirm", tag=TAG, scope=Scope.WRITE, returns=TermOut
)
def confirm_term(official_id: UUID, term_id: UUID) -> TermOut:
    """Confirm a term.

    Somebody checked that the office is still held today.
    """
    return _term(terms.confirm_term(session(), official_id, term_id, by=by()))


def _point(point: ContactPoint) -> ContactPointOut:
    session().flush()
    views = contacts_of(session(), [point.official_id])[point.official_id]
    return shown.contact_point(next(view for view in views if view.id == point.id))


def _term(term: Term) -> TermOut:
    session().flush()
    return shown.term(terms_where(session(), day(None), Term.id == term.id)[0])
