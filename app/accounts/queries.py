"""Every SELECT of the accounts room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from app.accounts.models import (
    ApiToken,
    AuditEvent,
    OneTimeLink,
    Organisation,
    RecoveryCode,
    SignInSession,
    User,
)
from app.accounts.rules import LinkPurpose, Role, SessionStage
from app.core.errors import NotFound
from app.core.pagination import Page, paginate


def organisation(session: Session) -> Organisation:
    """The one organisation (name, letter_prefix, time_zone, business_date, single_person_mode, ...)."""
    return session.get_one(Organisation, 1)


def user(session: Session, user_id: UUID) -> User:
    """Raises `NotFound`."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def user_by_email(session: Session, email: str) -> User | None:
    """`email` as typed; upper and lower case do not matter."""
    return session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def people(session: Session) -> Sequence[User]:
    """Everyone, active first, by name."""
    return session.scalars(sa.select(User).order_by(User.active.desc(), User.name, User.id)).all()


def names_of_users(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id, for lists that hold ids only."""
    rows = session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def active_users_with(session: Session, roles: Sequence[Role]) -> Sequence[User]:
    """Active people in any of `roles`, by name."""
    wanted = sa.select(User).where(User.active, User.role.in_(roles)).order_by(User.name, User.id)
    return session.scalars(wanted).all()


def count_active_administrators(session: Session, *, besides: UUID | None = None) -> int:
    """How many administrators could still act, leaving out `besides`."""
    count = sa.select(sa.func.count()).where(User.active, User.role == Role.ADMINISTRATOR)
    if besides is not None:
        count = count.where(User.id != besides)
    return session.scalar(count) or 0


def live_session(
    session: Session, key_hash: str, now: datetime, idle_since: datetime
) -> SignInSession | None:
    """The session behind a cookie, unless it ended, lay idle or its owner is no longer active."""
    return session.scalar(
        sa.select(SignInSession)
        .join(SignInSession.user)
        .options(contains_eager(SignInSession.user))
        .where(
            SignInSession.key_hash == key_hash,
            SignInSession.expires_at > now,
            SignInSession.last_seen_at > idle_since,
            User.active,
        )
    )


def sessions_of(session: Session, user_id: UUID, now: datetime) -> Sequence[SignInSession]:
    """Browsers where a person is signed in, latest first."""
    return session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.user_id == user_id,
            SignInSession.expires_at > now,
            SignInSession.stage == SessionStage.FULL,
        )
        .order_by(SignInSession.last_seen_at.desc())
    ).all()


def open_link(session: Session, token_hash: str, now: datetime) -> OneTimeLink | None:
    """The link behind a token while it can still be used."""
    return session.scalar(
        sa.select(OneTimeLink)
        .join(OneTimeLink.user)
        .options(contains_eager(OneTimeLink.user))
        .where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > now,
            User.active,
        )
    )


def open_invitations(session: Session, now: datetime) -> dict[UUID, datetime]:
    """When the open invitation of each invited person runs out."""
    rows = session.execute(
        sa.select(OneTimeLink.user_id, sa.func.max(OneTimeLink.expires_at).label("until"))
        .where(
            OneTimeLink.purpose == LinkPurpose.INVITATION,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .group_by(OneTimeLink.user_id)
    )
    return {row.user_id: row.until for row in rows}


def live_token(session: Session, token_hash: str, now: datetime) -> ApiToken | None:
    """The token behind a bearer header while it holds and its owner is active."""
    return session.scalar(
        sa.select(ApiToken)
        .join(ApiToken.user)
        .options(contains_eager(ApiToken.user))
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            User.active,
        )
    )


def tokens_of(session: Session, user_id: UUID) -> Sequence[ApiToken]:
    """A person's tokens that were not revoked, newest first."""
    return session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.created_at.desc())
    ).all()


def unused_recovery_codes(session: Session, user_id: UUID) -> int:
    """How many recovery codes are left."""
    unused = sa.select(sa.func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


@dataclass(frozen=True)
class AuditFilter:
    """What to show of the trail; None or empty means any. Instants are UTC, `until` is exclusive."""

    actor_id: UUID | None = None
    action: str = ""
    record_type: str = ""
    record_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def audit_events(session: Session, wanted: AuditFilter, *, page: int = 1, size: int = 50) -> Page[AuditEvent]:
    """Events that match, newest first."""
    found = sa.select(AuditEvent)
    tests: list[sa.ColumnElement[Any]] = []
    if wanted.actor_id:
        tests.append(AuditEvent.actor_id == wanted.actor_id)
    if wanted.action:
        tests.append(AuditEvent.action == wanted.action)
    if wanted.record_type:
        tests.append(AuditEvent.record_type == wanted.record_type)
    if wanted.record_id:
        tests.append(AuditEvent.record_id == wanted.record_id)
    if wanted.since:
        tests.append(AuditEvent.at >= wanted.since)
    if wanted.until:
        tests.append(AuditEvent.at < wanted.until)
    return paginate(session, found.where(*tests).order_by(AuditEvent.position.desc()), page=page, size=size)


def audit_actions(session: Session) -> Sequence[str]:
    """The kinds of action on record, for the filter."""
    return session.scalars(sa.select(AuditEvent.action).distinct().order_by(AuditEvent.action)).all()


def audit_record_types(session: Session) -> Sequence[str]:
    """The kinds of record on record, for the filter."""
    return session.scalars(
        sa.select(AuditEvent.record_type).distinct().order_by(AuditEvent.record_type)
    ).all()
