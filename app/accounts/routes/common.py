"""What several pages of this room share."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from wtforms import Form

from app.accounts import access, passwords, security, throttling
from app.accounts.models import User
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import InvalidInput, NotAllowed
from app.core.forms import BaseForm


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["redress_settings"]
    return found


def seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up."""
    return max(1, int(wait.total_seconds()) + 1)


def wait_sentence(wait: timedelta) -> str:
    """What to tell somebody who tried too often."""
    count = seconds(wait)
    if count < 60:
        return f"Too many tries. Wait {count} seconds, then try again."
    return f"Too many tries. Wait {-(-count // 60)} minutes, then try again."


def me() -> User:
    """The person who is signed in."""
    user = access.current_user()
    if user is None:
        raise NotAllowed("Sign in first.")
    return user


def current_password_is(form: Form, user: User) -> bool:
    """Whether the form's current password is right; says so in the form when not. Commits the count of tries."""
    now = utcnow()
    keys = throttling.password_keys(settings().secret_key, str(user.id))
    wait = throttling.take_try(db.session, keys, now)
    hashed = user.password
    db.session.commit()
    if wait:
        form.form_errors.append(wait_sentence(wait))
        return False
    if not security.password_matches(form["current"].data or "", hashed):
        form["current"].errors = [passwords.WRONG_CURRENT]
        return False
    throttling.forgive_try(db.session, keys, now)
    return True


def show(form: BaseForm, error: InvalidInput) -> None:
    """Roll back and put a verb's errors into the form."""
    db.session.rollback()
    form.show(error)
