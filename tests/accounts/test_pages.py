"""Every page of the room opens for those it is for, and says what it should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.organisation import change_organisation
from app.accounts.rules import Actor, Role
from app.core.db import db
from tests.accounts.forms import csrf_of, send

OWN = ("/account", "/account/tokens/new", "/account/second-factor/off", "/account/recovery-codes")
MANAGED = ("/people", "/people/new", "/organisation", "/audit")


@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("role", list(Role))
def test_own_pages_open_for_every_role(as_role: Callable[..., FlaskClient], path: str, role: Role) -> None:
    assert as_role(role).get(path).status_code == 200


@pytest.mark.parametrize("path", MANAGED)
def test_managed_pages_open_for_administrators_only(as_role: Callable[..., FlaskClient], path: str) -> None:
    assert as_role(Role.ADMINISTRATOR).get(path).status_code == 200
    assert as_role(Role.APPROVER).get(path).status_code == 403


def test_business_date_stands_on_every_page(
    app: Flask, client: FlaskClient, actor: Callable[..., Actor]
) -> None:
    with app.app_context():
        change_organisation(db.session, {"business_date": date(2023, 1, 4)}, by=actor())
        db.session.commit()
    assert "The record is kept as of January" in client.get("/sign-in").text


def test_organisation_form_saves_and_refuses(as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.ADMINISTRATOR)
    values = {
        "name": "City of Arroyo Vista",
        "letter_prefix": "av",
        "time_zone": "America/Los_Angeles",
        "page_size": "letter",
        "population": "203400",
        "business_date": "2023-01-04",
    }
    assert send(client, "/organisation", values).status_code == 302
    page = client.get("/organisation").text
    assert "City of Arroyo Vista" in page
    assert 'value="AV"' in page
    refused = send(client, "/organisation", {**values, "letter_prefix": "no spaces", "population": "-3"})
    assert refused.status_code == 422
    assert "Use up to eight letters and digits" in refused.text
    assert 'value="AV"' in client.get("/organisation").text


def test_settings_cannot_be_assigned_beyond_the_form(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    send(
        client,
        "/account/name",
        {"name": "Dana", "role": "administrator", "active": "", "email": "x@example.org"},
        "/account",
    )
    assert "drafter@example.org, drafter" in client.get("/account").text


def test_csrf_token_is_needed(as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert client.post("/account/name", data={"name": "Eve"}).status_code == 400
    assert csrf_of(client, "/account")
