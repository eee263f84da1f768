"""Signing in by the form, as a person does."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import SignInSession
from app.core.db import db
from tests.accounts.forms import send
from tests.support.accounts import PASSWORD

DRAFTER = "drafter@example.org"


def sign_in(client: FlaskClient, email: str = DRAFTER, password: str = PASSWORD, **more: str) -> TestResponse:
    """The answer to an address and a password."""
    return send(client, "/sign-in", {"email": email, "password": password, **more})


def key_of(client: FlaskClient) -> str:
    """The key that the browser's cookie holds."""
    cookie = client.get_cookie("redress")
    assert cookie is not None
    return cookie.value


def rows(app: Flask) -> int:
    """How many sessions are on file."""
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) or 0
