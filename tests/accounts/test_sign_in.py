"""Signing in and out through the pages, as a browser does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import access, passwords, people, queries, security, sessions
from app.accounts.models import AuditEvent, SignInSession, Throttle, User
from app.accounts.routes import sign_in as pages
from app.accounts.rules import Actor, Role
from app.accounts.secrets import digest
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.forms import send
from tests.support.accounts import PASSWORD

Person = Callable[..., UUID]
DRAFTER = "drafter@example.org"


def sign_in(client: FlaskClient, email: str = DRAFTER, password: str = PASSWORD, **more: str) -> Any:
    return send(client, "/sign-in", {"email": email, "password": password, **more})


def key_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("redress")
    assert cookie is not None
    return cookie.value


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) or 0


def test_the_true_flow(client: FlaskClient, person: Person) -> None:
    person()
    assert client.get("/account?tab=1").headers["Location"] == "/sign-in?next=%2Faccount%3Ftab%3D1"
    answer = sign_in(client, " Drafter@Example.org ", next="/account?tab=1")
    assert answer.headers["Location"] == "/account?tab=1"
    cookie = answer.headers["Set-Cookie"] if "redress=" in answer.headers["Set-Cookie"] else ""
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("redress="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Dana Drafter" in client.get("/account").text


@pytest.mark.parametrize(
    "target", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)"]
)
def test_next_leads_only_to_own_paths(client: FlaskClient, person: Person, target: str) -> None:
    person()
    assert sign_in(client, next=target).headers["Location"] == "/"


def test_the_answer_is_the_same_for_known_unknown_and_deactivated(
    client: FlaskClient, person: Person, app: Flask, actor: Callable[..., Actor]
) -> None:
    person()
    gone = person(Role.VIEWER)
    with app.app_context():
        people.deactivate(db.session, queries.user(db.session, gone), by=actor())
        db.session.commit()
    texts = set()
    for email in (DRAFTER, "nobody@example.org", "viewer@example.org"):
        answer = sign_in(client, email, "not the right password")
        assert answer.status_code == 422
        texts.add(re.sub(r'value="[^"]*"|\{[^}]*\}', "", answer.text))
    assert len(texts) == 1
    assert sign_in(client, "viewer@example.org").status_code == 422


def test_unknown_addresses_are_hashed_for_too(
    client: FlaskClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    hashed: list[bool] = []
    real = security.password_matches
    monkeypatch.setattr(
        security,
        "password_matches",
        lambda password, known: hashed.append(known is None) or real(password, known),
    )
    sign_in(client, DRAFTER, "wrong")
    sign_in(client, "nobody@example.org", "wrong")
    assert hashed == [False, True]
    verified: list[str] = []
    import flask_security

    verify = flask_security.verify_password
    monkeypatch.setattr(flask_security, "verify_password", lambda p, h: verified.append(h) or verify(p, h))
    sign_in(client, "nobody2@example.org", "wrong")
    assert verified[0].startswith("$argon2id$")


def test_passwords_are_kept_as_argon2id(app: Flask, person: Person) -> None:
    user_id = person()
    with app.app_context():
        hashed = queries.user(db.session, user_id).password
    assert hashed is not None
    assert hashed.startswith("$argon2id$")


def test_a_planted_session_key_is_not_taken_over(client: FlaskClient, person: Person, app: Flask) -> None:
    person()
    planted = "A" * 43
    client.set_cookie("redress", planted)
    sign_in(client)
    assert key_of(client) != planted
    with app.app_context():
        kept = db.session.scalars(sa.select(SignInSession.key_hash)).all()
    assert kept == [digest(key_of(client))]


def test_signing_in_again_gives_a_new_id_and_ends_the_old(
    as_role: Callable[..., FlaskClient], app: Flask
) -> None:
    client = as_role(Role.DRAFTER)
    first = key_of(client)
    values = {"email": DRAFTER, "password": PASSWORD}
    assert send(client, "/sign-in", values, "/account").status_code == 302
    assert key_of(client) != first
    thief = app.test_client()
    thief.set_cookie("redress", first)
    assert thief.get("/account").status_code == 302


def test_signing_out_kills_the_row_and_a_kept_cookie(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    key = key_of(client)
    assert send(client, "/sign-out", {}, "/account").status_code == 302
    assert rows(app) == 0
    client.set_cookie("redress", key)
    assert client.get("/account").status_code == 302


def test_sessions_end_when_idle_and_when_old(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    for column, value in (
        ("last_seen_at", utcnow() - sessions.IDLE_LIFETIME - timedelta(seconds=1)),
        ("expires_at", utcnow() - timedelta(seconds=1)),
    ):
        client = as_role(Role.DRAFTER)
        assert client.get("/account").status_code == 200
        with app.app_context():
            db.session.execute(
                sa.update(SignInSession).values(created_at=utcnow() - timedelta(days=2), **{column: value})
            )
            db.session.commit()
        assert client.get("/account").status_code == 302


def test_use_keeps_a_session_alive(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    before = utcnow() - timedelta(hours=1)
    with app.app_context():
        db.session.execute(sa.update(SignInSession).values(last_seen_at=before))
        db.session.commit()
    client.get("/account")
    with app.app_context():
        assert db.session.scalar(sa.select(SignInSession.last_seen_at)) > before


@pytest.mark.parametrize("change", ["password", "role", "deactivate", "email"])
def test_sessions_die_when_the_account_changes(
    as_role: Callable[..., FlaskClient], app: Flask, actor: Callable[..., Actor], change: str
) -> None:
    client = as_role(Role.DRAFTER)
    with app.app_context():
        user = queries.user(db.session, client.user_id)  # type: ignore[attr-defined]
        if change == "password":
            passwords.set_password(db.session, user, "another long lantern", by=actor())
        elif change == "deactivate":
            people.deactivate(db.session, user, by=actor())
        else:
            people.change_person(
                db.session,
                user,
                email="new@example.org" if change == "email" else user.email,
                name=user.name,
                position_title="",
                role=Role.VIEWER if change == "role" else user.role,
                by=actor(),
            )
        db.session.commit()
    assert client.get("/account").status_code == 302


def test_one_browser_and_all_others_can_be_signed_out(as_role: Callable[..., FlaskClient]) -> None:
    here, there, third = (as_role(Role.DRAFTER) for _ in range(3))
    found = re.findall(r"/account/sessions/([0-9a-f-]+)/end", here.get("/account").text)
    assert len(found) == 2
    assert send(here, f"/account/sessions/{found[0]}/end", {}, "/account").status_code == 302
    assert sorted((there.get("/account").status_code, third.get("/account").status_code)) == [200, 302]
    send(here, "/account/sessions/end", {}, "/account")
    assert [c.get("/account").status_code for c in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(as_role: Callable[..., FlaskClient], app: Flask) -> None:
    victim, other = as_role(Role.DRAFTER), as_role(Role.VIEWER)
    with app.app_context():
        row_id = db.session.scalar(
            sa.select(SignInSession.id).where(SignInSession.user_id == victim.user_id)  # type: ignore[attr-defined]
        )
    assert send(other, f"/account/sessions/{row_id}/end", {}, "/account").status_code == 404
    assert victim.get("/account").status_code == 200


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

    monkeypatch.setattr(pages.signing_in, "record", broken)
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
        user = db.session.get(User, as_role(Role.ADMINISTRATOR).user_id)  # type: ignore[attr-defined]
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
    assert access.EVERYONE == "everyone"
