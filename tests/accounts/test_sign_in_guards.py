"""Throttling of sign-ins, what the trail and the cookies say of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import sessions, signing_in
from app.accounts.models import AuditEvent, Throttle, User
from app.accounts.rules import Role
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.web.access import EVERYONE
from tests.accounts.signing_in import DRAFTER, key_of, rows, sign_in
from tests.support.accounts import PASSWORD, user_of

Person = Callable[..., UUID]


def test_wrong_tries_wait_and_the_wait_ends(client: FlaskClient, person: Person, app: Flask) -> None:
    person()
    statuses = [sign_in(client, password="wrong").status_code for _ in range(8)]
    assert statuses[:6] == [422] * 6
    assert statuses[-1] == 429
    refused = sign_in(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Too many tries" in refused.text
    with app.app_context():
        db.session.execute(sa.update(Throttle).values(open_at=utcnow() - timedelta(seconds=1)))
        db.session.commit()
    assert sign_in(client).status_code == 302


def test_unknown_addresses_wait_just_the_same(client: FlaskClient) -> None:
    statuses = [sign_in(client, "nobody@example.org", "wrong").status_code for _ in range(7)]
    assert statuses[-1] == 429


def test_tries_on_one_person_do_not_hold_up_another_place(
    client: FlaskClient, person: Person, app: Flask
) -> None:
    person()
    for _ in range(7):
        sign_in(client, password="wrong")
    elsewhere = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', elsewhere.get("/sign-in").text)
    assert token
    answer = elsewhere.post(
        "/sign-in",
        data={"email": DRAFTER, "password": PASSWORD, "csrf_token": token.group(1)},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert answer.status_code == 302


def test_the_trail_has_sign_ins_and_failures_without_secrets(
    client: FlaskClient, person: Person, app: Flask
) -> None:
    user_id = person()
    sign_in(client, password="my secret mistake")
    sign_in(client, "hunter2@typed-by-mistake.test", "x")
    sign_in(client)
    with app.app_context():
        events = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.position)).all()
        found = [(e.action, e.record_id, e.origin) for e in events]
        everything = " ".join(str(vars(e)) for e in events)
    assert found == [
        ("accounts.sign_in_failed", str(user_id), "127.0.0.1"),
        ("accounts.sign_in_failed", "unknown", "127.0.0.1"),
        ("accounts.sign_in", str(user_id), "127.0.0.1"),
    ]
    for secret in ("my secret mistake", "hunter2", PASSWORD, key_of(client)):
        assert secret not in everything


def test_without_its_audit_row_nobody_signs_in(
    client: FlaskClient, person: Person, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()

    def broken(*_args: object, **_values: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(signing_in, "record", broken)
    assert sign_in(client).status_code == 503
    assert rows(app) == 0
    assert client.get_cookie("redress") is None


def test_on_https_the_cookie_is_bound_to_the_host(settings: Settings, person: Person) -> None:
    from dataclasses import replace

    person()
    https = create_app(replace(settings, public_url="https://letters.example.org"))
    browser = https.test_client()
    page = browser.get("/sign-in", base_url="https://letters.example.org")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    answer = browser.post(
        "/sign-in",
        base_url="https://letters.example.org",
        data={"email": DRAFTER, "password": PASSWORD, "csrf_token": token.group(1)},
        headers={"Referer": "https://letters.example.org/sign-in"},
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert all(name.startswith("__Host-") for name in cookies)
    assert all("Secure" in c and "Path=/" in c and "Domain" not in c for c in cookies)


def test_the_form_cookie_carries_no_identity(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    """A cookie signed by the app that names a user (as Flask-Login's would) signs nobody in."""
    with app.app_context():
        user = db.session.get(User, user_of(as_role(Role.ADMINISTRATOR)))
        assert user is not None
        uniquifier = user.fs_uniquifier
    stranger = app.test_client()
    with stranger.session_transaction() as browser:
        browser["_user_id"] = uniquifier
        browser["_fresh"] = True
    assert stranger.get("/people").status_code == 302
    assert stranger.get("/people", headers={"Authentication-Token": uniquifier}).status_code == 302


def test_lifetime_of_a_waiting_second_factor_is_short() -> None:
    assert timedelta(minutes=10) >= sessions.SECOND_FACTOR_LIFETIME
    assert EVERYONE == "everyone"
