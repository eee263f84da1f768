"""Administrators add, change and deactivate people; one administrator always remains."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import people, queries, tokens
from app.accounts.models import AuditEvent, User
from app.accounts.rules import Actor, Role, Scope
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from tests.accounts.forms import send
from tests.support.accounts import user_of

AsRole = Callable[..., FlaskClient]
Person = Callable[..., UUID]


def test_adding_a_person_shows_the_link_and_lists_them(as_role: AsRole) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    values = {
        "email": "New.Person@Example.org",
        "name": "New Person",
        "role": "approver",
        "position_title": "Clerk",
    }
    made = send(admin, "/people/new", values)
    assert "http://localhost/link/" in made.text
    page = admin.get("/people").text
    assert "new.person@example.org" in page
    assert "Invited" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "not an address", "not an email address"),
        ("email", "ADMINISTRATOR@example.org", "is here already"),
        ("name", "  ", "Enter a name"),
        ("role", "owner", "Not a valid choice"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(
    as_role: AsRole, app: Flask, field: str, value: str, words: str
) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    values = {"email": "new@example.org", "name": "New", "role": "drafter", field: value}
    answer = send(admin, "/people/new", values)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_the_last_administrator_can_neither_leave_nor_step_down(as_role: AsRole) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    page = f"/people/{user_of(admin)}"
    assert send(admin, f"{page}/deactivate", {}, page).status_code == 409
    values = {"email": "administrator@example.org", "name": "Ada", "role": "viewer"}
    refused = send(admin, page, values)
    assert refused.status_code == 409
    assert "last administrator" in refused.text
    assert admin.get("/people").status_code == 200


def test_with_a_second_administrator_the_first_may_step_down(as_role: AsRole, person: Person) -> None:
    person(Role.ADMINISTRATOR, email="second@example.org")
    admin = as_role(Role.ADMINISTRATOR)
    page = f"/people/{user_of(admin)}"
    values = {"email": "administrator@example.org", "name": "Ada", "role": "viewer"}
    assert send(admin, page, values).status_code == 302
    assert admin.get("/people").status_code == 302, "a new role signs out"


def test_deactivating_revokes_tokens_and_can_be_undone(
    as_role: AsRole, app: Flask, actor: Callable[..., Actor]
) -> None:
    admin, drafter = as_role(Role.ADMINISTRATOR), as_role(Role.DRAFTER)
    user_id: UUID = user_of(drafter)
    with app.app_context():
        owner = queries.user(db.session, user_id)
        tokens.create_token(db.session, owner, name="t", scopes={Scope.READ}, days=1, by=actor())
        db.session.commit()
    page = f"/people/{user_id}"
    assert send(admin, f"{page}/deactivate", {}, page).status_code == 302
    assert drafter.get("/account").status_code == 302
    assert "Deactivated" in admin.get("/people").text
    with app.app_context():
        assert queries.tokens_of(db.session, user_id) == []
    assert send(admin, f"{page}/activate", {}, page).status_code == 302
    assert as_role(Role.DRAFTER).get("/account").status_code == 200


def test_changes_are_on_record_with_old_and_new(
    session: Session, person: Person, actor: Callable[..., Actor]
) -> None:
    user = queries.user(session, person(Role.DRAFTER))
    people.change_person(
        session, user, email=user.email, name="Dana Lopez", position_title="", role=Role.APPROVER, by=actor()
    )
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.position.desc())).first()
    assert event is not None
    assert event.detail["changed"]["role"] == ["drafter", "approver"]
    assert event.detail["changed"]["name"] == ["Dana Drafter", "Dana Lopez"]


def test_names_stay_on_one_line(session: Session, person: Person, actor: Callable[..., Actor]) -> None:
    user = queries.user(session, person())
    people.change_name(session, user, name=" Dana\r\nBcc: x ", position_title="\tClerk ", by=actor())
    assert (user.name, user.position_title) == ("Dana Bcc: x", "Clerk")


def test_verbs_refuse_what_makes_no_sense(
    session: Session, person: Person, actor: Callable[..., Actor]
) -> None:
    user = queries.user(session, person())
    with pytest.raises(Conflict):
        people.activate(session, user, by=actor())
    with pytest.raises(InvalidInput):
        people.change_name(session, user, name=" ", position_title="", by=actor())
