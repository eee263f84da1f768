"""Flask-Security's pieces: argon2id hashing, password normalising, the authenticator's codes.

Its views are not registered; docs/adr/ says why. Everything here needs an application context.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import flask_security
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app
from flask.globals import app_ctx
from flask_security.core import RoleMixin
from flask_security.datastore import FSQLALiteUserDatastore
from passlib.totp import TokenError  # type: ignore[import-untyped]  # passlib comes without types
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.config import Settings
from app.core.db import changed_rows, db

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane. Tests use the least that works.
_ARGON2 = {
    "argon2__type": "id",
    "argon2__memory_cost": 19456,
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}
_ARGON2_TEST = {**_ARGON2, "argon2__memory_cost": 64, "argon2__time_cost": 1}
_ONE_STEP = 30


def install(app: Flask, settings: Settings) -> None:
    """Set Flask-Security up without its pages, its tokens and its command groups."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=_ARGON2_TEST if settings.testing else _ARGON2,
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=_derived(settings.secret_key, "password salt"),
        SECURITY_PASSWORD_NORMALIZE_FORM="NFKC",  # noqa: S106
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={1: _derived(settings.secret_key, "second factor")},
        SECURITY_TOTP_ISSUER="Redress",
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_ANONYMOUS_USER_DISABLED=True,
        SESSION_PROTECTION=None,
    )
    security = flask_security.Security()
    # Only asked for by the pages that are not registered; the one thing looked at is the model's `fs_uniquifier`.
    users: Any = User
    security.init_app(app, datastore=FSQLALiteUserDatastore(db, users, RoleMixin), register_blueprint=False)
    # Who is signed in is said by our session rows alone: neither Flask-Login's own cookie
    # nor Flask-Security's tokens (which may travel in the address) are looked at.
    security.login_manager.user_loader(lambda _user_id: None)
    security.login_manager.request_loader(lambda _request: None)


def _derived(secret_key: str, use: str) -> str:
    """A key for one use, from the installation's key."""
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"redress {use}".encode()).derive(
        secret_key.encode()
    )
    return base64.urlsafe_b64encode(raw).decode()


def normalised(password: str) -> str:
    """One form for what different keyboards send."""
    text: str = _extension()._password_util.normalize(password)
    return text


def hash_password(password: str) -> str:
    """Argon2id of a normalised password."""
    hashed: str = flask_security.hash_password(normalised(password))
    return hashed


@cache
def _decoy(_application: int) -> str:
    return hash_password("nobody has this password")


def password_matches(password: str, hashed: str | None) -> bool:
    """Whether `password` is right. Takes as long when there is none to compare with."""
    known = hashed is not None
    right = flask_security.verify_password(normalised(password), hashed or _decoy(id(_application())))
    return bool(right) and known


def needs_rehash(hashed: str) -> bool:
    """Whether the stored hash was made with weaker settings than today's."""
    return bool(_extension().pwd_context.needs_update(hashed))


def new_totp_secret() -> str:
    """A fresh authenticator secret, encrypted with the app key."""
    secret: str = _extension()._totp_factory.generate_totp_secret()
    return secret


def totp_key(secret: str) -> str:
    """The secret in groups, for typing."""
    key: str = _extension()._totp_factory.get_totp_pretty_key(secret)
    return key


def totp_address(secret: str, email: str) -> str:
    """The `otpauth:` address that the QR code holds."""
    uri: str = _extension()._totp_factory.get_totp_uri(email, secret)
    return uri


def totp_now(secret: str) -> str:
    """The code of this moment (for tests and for the demonstration)."""
    code: str = _extension()._totp_factory.generate_totp_password(secret)
    return code


def totp_counter(secret: str, code: str) -> int | None:
    """The time step that `code` belongs to (one step of clock drift allowed), or None when it is wrong."""
    digits = "".join(character for character in code if character.isascii() and character.isdigit())
    if len(digits) != 6:
        return None
    try:
        match = _extension()._totp_factory._totp.verify(digits, secret, window=_ONE_STEP)
    except TokenError:
        return None
    return int(match.counter)


def use_totp(session: Session, user: User, code: str) -> bool:
    """Whether `code` is right and was not used before; using it up is one conditional UPDATE."""
    if user.tf_totp_secret is None:
        return False
    counter = totp_counter(user.tf_totp_secret, code)
    if counter is None:
        return False
    moved = changed_rows(
        session,
        sa.update(User).where(User.id == user.id, User.totp_counter < counter).values(totp_counter=counter),
    )
    return bool(moved)


def _extension() -> Any:
    return current_app.extensions["security"]


def _application() -> Flask:
    return app_ctx.app
