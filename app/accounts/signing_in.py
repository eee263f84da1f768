"""Verbs of signing in and out. Each writes its line of the trail in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import security
from app.accounts.audit import record
from app.accounts.models import RecoveryCode, User
from app.accounts.rules import Actor, Role, SessionStage
from app.accounts.secrets import recovery_digest
from app.accounts.sessions import end_session, start_session, sweep_sessions
from app.core.db import changed_rows


@dataclass(frozen=True)
class Visit:
    """Where a sign-in comes from. `lifetime` is the longest that its session may last."""

    now: datetime
    address: str
    agent: str
    lifetime: timedelta


def password_accepted(session: Session, user: User, visit: Visit) -> tuple[str, SessionStage]:
    """The password was right: a session, complete or waiting for the second factor, and its cookie key."""
    if user.has_second_factor:
        return _begin(session, user, SessionStage.SECOND_FACTOR, visit), SessionStage.SECOND_FACTOR
    return _complete(session, user, visit, "with a password"), SessionStage.FULL


def password_refused(session: Session, user: User | None, visit: Visit) -> None:
    """Write the failure down. What was typed is not kept: it may be somebody's password."""
    record(
        session,
        _stranger(visit) if user is None else _person(user, visit),
        "accounts.sign_in_failed",
        "user",
        user.id if user else "unknown",
        summary="Sign-in refused: the address and password did not match",
    )


def code_accepted(session: Session, user: User, waiting: UUID, code: str, visit: Visit) -> str | None:
    """Finish a sign-in with an authenticator or recovery code; the cookie key of a new session, or None."""
    if security.use_totp(session, user, code):
        how = "with a password and an authenticator code"
    elif use_recovery_code(session, user, code, visit.now):
        how = "with a password and a recovery code"
    else:
        return None
    if not end_session(session, waiting):
        # Ended meanwhile: the password changed, or the person was deactivated.
        return None
    return _complete(session, user, visit, how)


def code_refused(session: Session, user: User, visit: Visit) -> None:
    """Write a wrong second factor down."""
    record(
        session,
        _person(user, visit),
        "accounts.code_failed",
        "user",
        user.id,
        summary="Sign-in refused: the code was wrong or used before",
    )


def use_recovery_code(session: Session, user: User, code: str, now: datetime) -> bool:
    """Use a recovery code up: one conditional UPDATE, so two at once count once."""
    used = changed_rows(
        session,
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == recovery_digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now),
    )
    return bool(used)


def sign_out(session: Session, session_id: UUID, *, by: Actor) -> None:
    """End this session. Its row goes, so the cookie is worth nothing to whoever kept it."""
    end_session(session, session_id)
    record(session, by, "accounts.sign_out", "user", by.user_id or "unknown", summary=f"{by.name} signed out")


def _complete(session: Session, user: User, visit: Visit, how: str) -> str:
    key = _begin(session, user, SessionStage.FULL, visit)
    user.last_sign_in_at = visit.now
    sweep_sessions(session, visit.now)
    record(
        session,
        _person(user, visit),
        "accounts.sign_in",
        "user",
        user.id,
        summary=f"{user.name} signed in {how}",
        detail={"agent": visit.agent[:200]},
    )
    return key


def _begin(session: Session, user: User, stage: SessionStage, visit: Visit) -> str:
    return start_session(
        session,
        user,
        stage,
        now=visit.now,
        lifetime=visit.lifetime,
        address=visit.address,
        agent=visit.agent,
    )


def _person(user: User, visit: Visit) -> Actor:
    return Actor(user.id, user.name, user.role, visit.now, visit.now.date(), visit.address)


def _stranger(visit: Visit) -> Actor:
    return Actor(None, "Unknown person", Role.VIEWER, visit.now, visit.now.date(), visit.address)
