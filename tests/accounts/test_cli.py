"""The commands, run as a person at the server runs them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.cli import audit, tokens, users
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from tests.accounts.forms import send

PASSWORD = "seven quiet harbor lamps"


def run(app: Flask, command: Any, *args: str, stdin: str = "") -> Result:
    result = app.test_cli_runner().invoke(command, list(args), input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def create(app: Flask, *more: str, stdin: str = f"{PASSWORD}\n") -> Result:
    return run(app, users.command, "create", "Ada@Example.org", "--role", "administrator", *more, stdin=stdin)


def test_the_first_administrator_signs_in(app: Flask, client: FlaskClient) -> None:
    assert "Nobody can sign in yet" in client.get("/sign-in").text
    result = create(app, "--name", "Ada Clerk", "--password-stdin", "--json")
    assert json.loads(result.output)["email"] == "ada@example.org"
    assert PASSWORD not in result.output
    send(client, "/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert "Ada Clerk" in client.get("/people").text


def test_a_set_up_link_works(app: Flask, client: FlaskClient) -> None:
    found = re.search(r"http://localhost(/link/\S+)", create(app, "--link").output)
    assert found
    assert send(client, found.group(1), {"password": PASSWORD}).status_code == 302


def test_a_reset_link_works_and_unknown_people_are_named(app: Flask, client: FlaskClient) -> None:
    create(app, "--password-stdin")
    record = json.loads(run(app, users.command, "reset-link", "ada@example.org", "--json").output)
    path = record["link"].removeprefix("http://localhost")
    assert send(client, path, {"password": "another long lantern"}).status_code == 302
    with pytest.raises(NotFound, match=r"nobody@example\.org"):
        run(app, users.command, "reset-link", "nobody@example.org")


def test_a_weak_password_creates_nobody(app: Flask) -> None:
    with pytest.raises(InvalidInput):
        create(app, "--password-stdin", stdin="short\n")
    assert json.loads(run(app, users.command, "list", "--json").output) == {"users": []}


def test_without_a_way_to_a_password_the_command_says_what_to_give(app: Flask) -> None:
    with pytest.raises(InvalidInput, match="--password-stdin"):
        create(app, "--json")


def test_a_token_is_printed_once(app: Flask) -> None:
    create(app, "--password-stdin")
    made = ("create", "ada@example.org", "--scope", "read", "--scope", "seal", "--json")
    record = json.loads(run(app, tokens.command, *made).output)
    assert record["token"].startswith("redress_")
    assert record["scopes"] == ["read", "seal"]


def test_verify_fails_loudly(app: Flask) -> None:
    create(app, "--password-stdin")
    assert json.loads(run(app, audit.command, "verify", "--json").output)["whole"] is True
    with app.app_context():
        db.session.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        db.session.execute(sa.text("UPDATE audit_event SET summary = 'x' WHERE position = 1"))
        db.session.commit()
    broken = run(app, audit.command, "verify")
    assert broken.exit_code == 1
    assert "broken at event 1" in broken.stderr
