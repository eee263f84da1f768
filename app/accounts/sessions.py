"""Verbs on sign-in sessions. A session is a row; the cookie holds only a random key to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import SignInSession, User
from app.accounts.rules import SessionStage
from app.accounts.secrets import digest, new_token
from app.core.db import changed_rows

IDLE_LIFETIME = timedelta(hours=4)
# Long enough to find the phone, short enough that a borrowed browser is no way in.
SECOND_FACTOR_LIFETIME = timedelta(minutes=10)
TOUCH_EVERY = timedelta(minutes=2)


def start_session(
    session: Session,
    user: User,
    stage: SessionStage,
    *,
    now: datetime,
    lifetime: timedelta,
    address: str = "",
    agent: str = "",
) -> str:
    """Make a session with a new id and return the key for the cookie; old keys never carry over."""
    key = new_token()
    if stage is SessionStage.SECOND_FACTOR:
        lifetime = min(lifetime, SECOND_FACTOR_LIFETIME)
    session.add(
        SignInSession(
            key_hash=digest(key),
            user_id=user.id,
            stage=stage,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
            address=address[:64],
            agent=agent[:200],
        )
    )
    session.flush()
    return key


def end_session(session: Session, session_id: UUID) -> bool:
    """Sign one browser out; False when it was gone already."""
    return bool(changed_rows(session, sa.delete(SignInSession).where(SignInSession.id == session_id)))


def end_session_of(session: Session, user_id: UUID, session_id: UUID) -> bool:
    """Sign one browser of this person out; False when it is not theirs or is gone."""
    own = sa.delete(SignInSession).where(SignInSession.id == session_id, SignInSession.user_id == user_id)
    return bool(changed_rows(session, own))


def end_sessions(session: Session, user_id: UUID, *, besides: UUID | None = None) -> int:
    """Sign a person out everywhere, or everywhere but here; returns how many sessions ended."""
    doomed = sa.delete(SignInSession).where(SignInSession.user_id == user_id)
    if besides is not None:
        doomed = doomed.where(SignInSession.id != besides)
    return changed_rows(session, doomed)


def touch_session(session: Session, session_id: UUID, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))


def sweep_sessions(session: Session, now: datetime) -> None:
    """Remove rows of sessions that ran out."""
    session.execute(
        sa.delete(SignInSession).where(
            sa.or_(SignInSession.expires_at <= now, SignInSession.last_seen_at <= now - IDLE_LIFETIME)
        )
    )
