"""Authenticator codes and recovery codes, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import passwords, queries, security
from app.accounts.models import RecoveryCode, SignInSession, Throttle, User
from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.forms import send
from tests.support.accounts import PASSWORD, user_of

AsRole = Callable[..., FlaskClient]
CODE = re.compile(r"<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</li>")


def set_up(client: FlaskClient, app: Flask) -> tuple[str, list[str]]:
    """Turn the second factor on through the pages; the secret and the recovery codes."""
    send(client, "/account/second-factor/start", {}, "/account")
    page = client.get("/account/second-factor").text
    with app.app_context():
        row = db.session.scalars(
            sa.select(SignInSession).where(SignInSession.offered_totp.is_not(None))
        ).one()
        secret = row.offered_totp
        assert secret is not None
        assert security.totp_key(secret) in page
        code = security.totp_now(secret)
    values = {"code": code, "current": PASSWORD}
    answer = send(client, "/account/second-factor", values)
    codes = CODE.findall(answer.text)
    assert len(codes) == 10
    return secret, codes


def next_code(app: Flask, secret: str) -> str:
    """A right code that was not used yet: time is turned back behind the last one used."""
    with app.app_context():
        db.session.execute(sa.update(User).values(totp_counter=0))
        db.session.commit()
        return security.totp_now(secret)


def begin(app: Flask) -> FlaskClient:
    """Sign in as far as the second factor."""
    client = app.test_client()
    answer = send(
        client, "/sign-in", {"email": "drafter@example.org", "password": PASSWORD, "next": "/account"}
    )
    assert answer.headers["Location"] == "/sign-in/code?next=/account"
    return client


def test_set_up_and_sign_in_with_a_code(as_role: AsRole, app: Flask) -> None:
    secret, _ = set_up(as_role(Role.DRAFTER), app)
    client = begin(app)
    assert client.get("/account").status_code == 302, "the password alone must not be enough"
    first = client.get_cookie("redress")
    code = next_code(app, secret)
    answer = send(client, "/sign-in/code?next=/account", {"code": code, "next": "/account"})
    assert answer.headers["Location"] == "/account"
    assert client.get("/account").status_code == 200
    assert client.get_cookie("redress") != first
    again = begin(app)
    assert send(again, "/sign-in/code", {"code": code}).status_code == 422, "a code works once"


def test_the_qr_code_is_an_image_of_its_own(as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    assert client.get("/account/second-factor/qr.svg").status_code == 404
    send(client, "/account/second-factor/start", {}, "/account")
    image = client.get("/account/second-factor/qr.svg")
    assert image.mimetype == "image/svg+xml"
    assert image.headers["Cache-Control"] == "no-store"
    assert b"<svg" in image.data
    assert "data:" not in client.get("/account/second-factor").text


def test_the_secret_is_kept_encrypted(as_role: AsRole, app: Flask) -> None:
    secret, _ = set_up(as_role(Role.DRAFTER), app)
    with app.app_context():
        plain = security.totp_key(secret).replace("-", "")
        kept = db.session.scalar(sa.select(User.tf_totp_secret))
    assert kept is not None
    assert plain not in kept


@pytest.mark.parametrize(("code", "password"), [("000000", PASSWORD), ("right", "not my password at all")])
def test_set_up_needs_a_right_code_and_the_password(
    as_role: AsRole, app: Flask, code: str, password: str
) -> None:
    client = as_role(Role.DRAFTER)
    send(client, "/account/second-factor/start", {}, "/account")
    with app.app_context():
        secret = db.session.scalar(sa.select(SignInSession.offered_totp))
        assert secret
        code = security.totp_now(secret) if code == "right" else code
    answer = send(client, "/account/second-factor", {"code": code, "current": password})
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalar(sa.select(User.tf_totp_secret)) is None


def test_a_recovery_code_works_once_and_others_stay(as_role: AsRole, app: Flask) -> None:
    _, codes = set_up(as_role(Role.DRAFTER), app)
    typed = codes[0].upper().replace("-", " ")
    assert send(begin(app), "/sign-in/code", {"code": typed}).status_code == 302
    assert send(begin(app), "/sign-in/code", {"code": codes[0]}).status_code == 422
    client = begin(app)
    assert send(client, "/sign-in/code", {"code": codes[1]}).status_code == 302
    assert "8 recovery codes left" in client.get("/account").text


def test_recovery_codes_are_kept_as_hashes_and_replaced(as_role: AsRole, app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    _, codes = set_up(client, app)
    with app.app_context():
        kept = db.session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(kept)
    fresh = CODE.findall(send(client, "/account/recovery-codes", {"current": PASSWORD}).text)
    assert len(fresh) == 10
    assert send(begin(app), "/sign-in/code", {"code": codes[0]}).status_code == 422
    assert send(begin(app), "/sign-in/code", {"code": fresh[0]}).status_code == 302


def test_wrong_codes_are_throttled_wherever_they_come_from(as_role: AsRole, app: Flask) -> None:
    set_up(as_role(Role.DRAFTER), app)
    statuses = []
    for _ in range(8):
        client = begin(app)
        statuses.append(send(client, "/sign-in/code", {"code": "000000"}).status_code)
    assert statuses[:5] == [422] * 5
    assert statuses[-1] == 429
    with app.app_context():
        longest = db.session.scalar(sa.select(sa.func.max(Throttle.open_at)))
    assert longest is not None
    assert longest - utcnow() <= timedelta(minutes=15)


def test_a_changed_password_ends_a_half_done_sign_in(
    as_role: AsRole, app: Flask, actor: Callable[..., Actor]
) -> None:
    secret, _ = set_up(as_role(Role.DRAFTER), app)
    client = begin(app)
    with app.app_context():
        user = queries.user_by_email(db.session, "drafter@example.org")
        assert user
        passwords.set_password(db.session, user, "another long lantern", by=actor())
        db.session.commit()
    code = next_code(app, secret)
    token = {"csrf_token": "x"}
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code", data={"code": code, **token}).status_code == 400


def test_turning_off_needs_a_password_that_stands_alone(
    as_role: AsRole, app: Flask, actor: Callable[..., Actor]
) -> None:
    client = as_role(Role.DRAFTER)
    set_up(client, app)
    user_id: UUID = user_of(client)
    with app.app_context():
        user = queries.user(db.session, user_id)
        passwords.set_password(db.session, user, "kelp7 bran", by=actor())
        db.session.commit()
    client = as_role(Role.DRAFTER)
    refused = send(client, "/account/second-factor/off", {"current": "kelp7 bran"})
    assert refused.status_code == 409
    assert "at least 15 characters" in refused.text
    with app.app_context():
        passwords.set_password(db.session, queries.user(db.session, user_id), PASSWORD, by=actor())
        db.session.commit()
    client = as_role(Role.DRAFTER)
    assert send(client, "/account/second-factor/off", {"current": PASSWORD}).status_code == 302
    answer = send(app.test_client(), "/sign-in", {"email": "drafter@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_an_administrator_removes_a_lost_factor_and_a_short_password_with_it(
    as_role: AsRole, app: Flask, actor: Callable[..., Actor]
) -> None:
    client = as_role(Role.DRAFTER)
    set_up(client, app)
    user_id: UUID = user_of(client)
    with app.app_context():
        passwords.set_password(db.session, queries.user(db.session, user_id), "kelp7 bran", by=actor())
        db.session.commit()
    admin = as_role(Role.ADMINISTRATOR)
    page = f"/people/{user_id}"
    assert send(admin, f"{page}/second-factor/remove", {}, page).status_code == 302
    with app.app_context():
        user = queries.user(db.session, user_id)
        assert (user.tf_totp_secret, user.password) == (None, None)
    answer = send(app.test_client(), "/sign-in", {"email": "drafter@example.org", "password": "kelp7 bran"})
    assert answer.status_code == 422


def test_wrong_current_passwords_are_throttled(as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    values = {"current": "wrong", "password": "another long lantern"}
    texts = [send(client, "/account/password", values, "/account").text for _ in range(8)]
    assert "not your current password" in texts[0]
    assert "Too many tries" in texts[-1]


def test_changing_the_password_gives_this_browser_a_new_session(as_role: AsRole) -> None:
    here, there = as_role(Role.DRAFTER), as_role(Role.DRAFTER)
    old = here.get_cookie("redress")
    values = {"current": PASSWORD, "password": "another long lantern"}
    assert send(here, "/account/password", values, "/account").status_code == 302
    assert here.get("/account").status_code == 200
    assert here.get_cookie("redress") != old
    assert there.get("/account").status_code == 302
