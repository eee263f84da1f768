"""Signing in and out through the pages, as a browser does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import passwords, people, queries, security, sessions
from app.accounts.models import SignInSession
from app.accounts.rules import Actor, Role
from app.accounts.secrets import digest
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.forms import send
from tests.accounts.signing_in import DRAFTER, key_of, rows, sign_in
from tests.support.accounts import PASSWORD, user_of

Person = Callable[..., UUID]


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

    def matches(password: str, known: str | None) -> bool:
        hashed.append(known is None)
        return real(password, known)

    monkeypatch.setattr(security, "password_matches", matches)
    sign_in(client, DRAFTER, "wrong")
    sign_in(client, "nobody@example.org", "wrong")
    assert hashed == [False, True]
    verified: list[str] = []
    import flask_security

    verify: Callable[[str, str], bool] = flask_security.verify_password

    def verify_seen(password: str, known: str) -> bool:
        verified.append(known)
        return verify(password, known)

    monkeypatch.setattr(flask_security, "verify_password", verify_seen)
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


def test_somebody_who_is_still_there_keeps_the_session(
    as_role: Callable[..., FlaskClient], app: Flask
) -> None:
    client = as_role(Role.DRAFTER)
    assert f'data-idle="{int(sessions.IDLE_LIFETIME.total_seconds())}"' in client.get("/account").text
    nearly = utcnow() - sessions.IDLE_LIFETIME + timedelta(minutes=5)
    with app.app_context():
        db.session.execute(sa.update(SignInSession).values(last_seen_at=nearly))
        db.session.commit()
    assert send(client, "/session/stay", {}, "/account").status_code == 204
    with app.app_context():
        assert utcnow() - db.session.scalars(sa.select(SignInSession.last_seen_at)).one() < timedelta(
            minutes=1
        )
    assert app.test_client().post("/session/stay").status_code in (302, 400)
    assert "session-ending" not in app.test_client().get("/sign-in").text


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
        seen = db.session.scalar(sa.select(SignInSession.last_seen_at))
        assert seen is not None
        assert seen > before


@pytest.mark.parametrize("change", ["password", "role", "deactivate", "email"])
def test_sessions_die_when_the_account_changes(
    as_role: Callable[..., FlaskClient], app: Flask, actor: Callable[..., Actor], change: str
) -> None:
    client = as_role(Role.DRAFTER)
    with app.app_context():
        user = queries.user(db.session, user_of(client))
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
            sa.select(SignInSession.id).where(SignInSession.user_id == user_of(victim))
        )
    assert send(other, f"/account/sessions/{row_id}/end", {}, "/account").status_code == 404
    assert victim.get("/account").status_code == 200
