"""Verbs on passwords and on the second factor."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import queries, security
from app.accounts.audit import record
from app.accounts.models import OneTimeLink, RecoveryCode, SignInSession, User
from app.accounts.rules import Actor
from app.accounts.rules_password import ALONE_LENGTH, password_problem
from app.accounts.secrets import new_recovery_code, recovery_digest
from app.accounts.sessions import end_sessions
from app.core.errors import Conflict, InvalidInput

RECOVERY_CODES = 10
WRONG_CURRENT = "That is not your current password."


def set_password(session: Session, user: User, password: str, *, by: Actor, how: str = "") -> None:
    """Give `user` a new password. Every session of theirs and every open link dies.

    Raises `InvalidInput` (field "password") for one that is too short or easy to guess.
    """
    place = queries.organisation(session)
    plain = security.normalised(password)
    about = (user.name, user.email, place.name, "redress")
    problem = password_problem(plain, has_second_factor=user.has_second_factor, about=about)
    if problem:
        raise InvalidInput({"password": problem})
    user.password = security.hash_password(plain)
    user.password_stands_alone = len(plain) >= ALONE_LENGTH
    end_sessions(session, user.id)
    _withdraw_links(session, user, by)
    record(
        session,
        by,
        "accounts.password_set",
        "user",
        user.id,
        summary=f"Set a new password for {user.name}{' ' + how if how else ''}",
    )


def _withdraw_links(session: Session, user: User, by: Actor) -> None:
    session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None)
        )
        .values(withdrawn_at=by.at)
    )


def offer_totp(session: Session, session_id: UUID) -> None:
    """Make a secret for this browser to set up; it counts for nothing until it is confirmed."""
    session.get_one(SignInSession, session_id).offered_totp = security.new_totp_secret()


def offered_totp(session: Session, session_id: UUID) -> str | None:
    """The encrypted secret that this browser is setting up."""
    return session.get_one(SignInSession, session_id).offered_totp


def turn_on_totp(session: Session, user: User, session_id: UUID, code: str, *, by: Actor) -> list[str]:
    """Confirm the offered secret with its first code; returns the recovery codes, shown this once.

    Raises `InvalidInput` (field "code") for a wrong code, `Conflict` when nothing was offered.
    """
    row = session.get_one(SignInSession, session_id)
    if row.offered_totp is None:
        raise Conflict("Open the set-up page again: it was not finished in this browser.")
    counter = security.totp_counter(row.offered_totp, code)
    if counter is None:
        raise InvalidInput(
            {"code": "That code does not match. Check the clock of your phone and try the next one."}
        )
    user.tf_totp_secret, user.totp_counter = row.offered_totp, counter
    row.offered_totp = None
    end_sessions(session, user.id, besides=session_id)
    record(
        session,
        by,
        "accounts.second_factor_on",
        "user",
        user.id,
        summary=f"Turned on the second factor of {user.name}",
    )
    return new_recovery_codes(session, user, by=by)


def new_recovery_codes(session: Session, user: User, *, by: Actor) -> list[str]:
    """Replace all recovery codes; returns the new ones, shown this once."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=recovery_digest(code)) for code in codes)
    record(
        session,
        by,
        "accounts.recovery_codes_new",
        "user",
        user.id,
        summary=f"Made new recovery codes for {user.name}",
    )
    return codes


def turn_off_totp(session: Session, user: User, *, by: Actor) -> None:
    """Take one's own second factor away. Raises `Conflict` when the password cannot stand alone."""
    if not user.has_second_factor:
        raise Conflict("There is no second factor to turn off.")
    if not user.password_stands_alone:
        raise Conflict(
            f"Choose a password of at least {ALONE_LENGTH} characters first. It has to stand alone then."
        )
    _drop_totp(session, user)
    end_sessions(session, user.id)
    record(
        session,
        by,
        "accounts.second_factor_off",
        "user",
        user.id,
        summary=f"Turned off the second factor of {user.name}",
    )


def remove_totp_for(session: Session, user: User, *, by: Actor) -> None:
    """An administrator removes a lost second factor; a password that cannot stand alone goes with it."""
    if not user.has_second_factor:
        raise Conflict(f"{user.name} has no second factor.")
    _drop_totp(session, user)
    if not user.password_stands_alone:
        user.password = None
    _withdraw_links(session, user, by)
    end_sessions(session, user.id)
    record(
        session,
        by,
        "accounts.second_factor_remove",
        "user",
        user.id,
        summary=f"Removed the second factor of {user.name}",
        detail={"password_removed": user.password is None},
    )


def _drop_totp(session: Session, user: User) -> None:
    user.tf_totp_secret, user.totp_counter = None, 0
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
