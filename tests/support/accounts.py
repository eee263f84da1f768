"""Signed-in people for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import access, queries, security, sessions
from app.accounts.models import User
from app.accounts.rules import Role, SessionStage
from app.accounts.secrets import new_token
from app.core.clock import utcnow
from app.core.db import db

PASSWORD = "violet ledger harbor seven"
_NAMES = {
    Role.VIEWER: ("Vera Viewer", "Council aide"),
    Role.DRAFTER: ("Dana Drafter", "Communications aide"),
    Role.APPROVER: ("Ruth Approver", "Chief of staff"),
    Role.ADMINISTRATOR: ("Ada Administrator", "City clerk"),
}


def make_user(
    role: Role, *, email: str | None = None, name: str | None = None, password: str = PASSWORD
) -> UUID:
    """A person with a password that stands alone; committed. Needs an application context."""
    known, title = _NAMES[role]
    user = User(
        email=email or f"{role.value}@example.org",
        name=name or known,
        position_title=title,
        role=role,
        active=True,
        password=security.hash_password(password),
        password_stands_alone=True,
        fs_uniquifier=new_token(),
        created_at=utcnow(),
    )
    db.session.add(user)
    db.session.commit()
    return user.id


class SignedIn(FlaskClient):
    """A client in which somebody is signed in."""

    user_id: UUID


def user_of(client: FlaskClient) -> UUID:
    """Who is signed in, in a client that `as_role` made."""
    assert isinstance(client, SignedIn)
    return client.user_id


def signed_in(app: Flask, user_id: UUID) -> SignedIn:
    """A client with the key of a session that was made directly."""
    client = SignedIn(app, app.response_class, use_cookies=True)
    with app.app_context():
        key = sessions.start_session(
            db.session,
            queries.user(db.session, user_id),
            SessionStage.FULL,
            now=utcnow(),
            lifetime=timedelta(hours=1),
            address="127.0.0.1",
        )
        db.session.commit()
    client.set_cookie(access.cookie_name(app.extensions["redress_settings"]), key)
    client.user_id = user_id
    return client


@pytest.fixture
def person(app: Flask) -> Callable[..., UUID]:
    """`person(Role.DRAFTER)`: the id of a user with that role, made on the first call for an address."""

    def find_or_make(role: Role = Role.DRAFTER, **values: str) -> UUID:
        with app.app_context():
            found = queries.user_by_email(db.session, values.get("email", f"{role.value}@example.org"))
            known = found.id if found else None
            db.session.rollback()
            return known or make_user(role, **values)

    return find_or_make


@pytest.fixture
def as_role(app: Flask, person: Callable[..., UUID]) -> Callable[..., FlaskClient]:
    """`as_role(Role.APPROVER)`: a client signed in as somebody with that role, by a session made directly.

    Keyword values (`email`, `name`) make another person with the same role.
    `user_of(client)` says who it is.
    """

    def sign_in(role: Role | str = Role.DRAFTER, **values: str) -> FlaskClient:
        return signed_in(app, person(Role(role), **values))

    return sign_in
