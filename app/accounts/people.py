"""Verbs on people: invite, change, deactivate. One administrator always remains."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.audit import record
from app.accounts.links import withdraw_links
from app.accounts.models import ApiToken, Organisation, User
from app.accounts.rules import Actor, Role, normalise_email
from app.accounts.secrets import new_token
from app.accounts.sessions import end_sessions
from app.core.errors import Conflict, InvalidInput
from app.core.text import squash

LAST_ADMINISTRATOR = "This is the last administrator. Make somebody else administrator first."


def create_user(
    session: Session, *, email: str, name: str, role: Role, position_title: str = "", by: Actor
) -> User:
    """A new person without a password. Raises `InvalidInput` for a bad or taken address."""
    email = _checked_email(session, email, besides=None)
    if not name.strip():
        raise InvalidInput({"name": "Enter a name."})
    user = User(
        email=email,
        name=squash(name),
        position_title=squash(position_title),
        role=role,
        active=True,
        fs_uniquifier=new_token(),
        created_at=by.at,
    )
    session.add(user)
    try:
        with session.begin_nested():
            session.flush()
    except sa.exc.IntegrityError as error:
        raise InvalidInput({"email": f"Somebody with the address {email} is here already."}) from error
    record(
        session,
        by,
        "accounts.user_create",
        "user",
        user.id,
        summary=f"Added {user.name} as {role.value}",
        detail={"email": email, "role": role.value},
    )
    return user


def _checked_email(session: Session, typed: str, *, besides: User | None) -> str:
    email = normalise_email(typed)
    try:
        validate_email(email, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidInput({"email": f"This is not an email address: {error}"}) from error
    taken = queries.user_by_email(session, email)
    if taken is not None and taken is not besides:
        raise InvalidInput({"email": f"Somebody with the address {email} is here already."})
    return email


def change_name(session: Session, user: User, *, name: str, position_title: str, by: Actor) -> None:
    """Change how a person appears. Raises `InvalidInput` for an empty name."""
    if not name.strip():
        raise InvalidInput({"name": "Enter a name."})
    before = {"name": user.name, "position_title": user.position_title}
    user.name, user.position_title = squash(name), squash(position_title)
    _note_change(session, user, before, by)


def change_person(
    session: Session, user: User, *, email: str, name: str, position_title: str, role: Role, by: Actor
) -> None:
    """What an administrator may change. A new role or address signs the person out everywhere.

    Raises `InvalidInput`, or `Conflict` when nobody would be left to administer.
    """
    _hold_roles(session)
    session.refresh(user)
    email = _checked_email(session, email, besides=user)
    if not name.strip():
        raise InvalidInput({"name": "Enter a name."})
    if user.role is Role.ADMINISTRATOR and role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, user)
    before = {field: getattr(user, field) for field in ("email", "name", "position_title", "role")}
    if role is not user.role or email != user.email:
        end_sessions(session, user.id)
    if email != user.email:
        withdraw_links(session, user, at=by.at)
    user.email, user.name, user.position_title, user.role = email, squash(name), squash(position_title), role
    _note_change(session, user, before, by)


def deactivate(session: Session, user: User, *, by: Actor) -> None:
    """End a person's access: sessions, links and tokens go, the record of what they did stays."""
    _hold_roles(session)
    session.refresh(user)
    if not user.active:
        raise Conflict(f"{user.name} is deactivated already.")
    if user.role is Role.ADMINISTRATOR:
        _keep_an_administrator(session, user)
    user.active = False
    end_sessions(session, user.id)
    withdraw_links(session, user, at=by.at)
    session.execute(
        sa.update(ApiToken)
        .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=by.at)
    )
    record(session, by, "accounts.user_deactivate", "user", user.id, summary=f"Deactivated {user.name}")


def activate(session: Session, user: User, *, by: Actor) -> None:
    """Let a person in again. Their old password counts; their old tokens do not."""
    session.refresh(user, with_for_update=True)
    if user.active:
        raise Conflict(f"{user.name} is active already.")
    user.active = True
    record(session, by, "accounts.user_activate", "user", user.id, summary=f"Activated {user.name}")


def _hold_roles(session: Session) -> None:
    """One change of roles at a time, so that two cannot each remove the other administrator."""
    session.get_one(Organisation, 1, with_for_update=True, populate_existing=True)


def _keep_an_administrator(session: Session, user: User) -> None:
    if user.active and queries.count_active_administrators(session, besides=user.id) == 0:
        raise Conflict(LAST_ADMINISTRATOR)


def _note_change(session: Session, user: User, before: dict[str, Any], by: Actor) -> None:
    changed = {
        field: [str(old), str(getattr(user, field))]
        for field, old in before.items()
        if old != getattr(user, field)
    }
    if changed:
        words = ", ".join(field.replace("_", " ") for field in changed)
        record(
            session,
            by,
            "accounts.user_change",
            "user",
            user.id,
            summary=f"Changed {words} of {user.name}",
            detail={"changed": changed},
        )
