"""Verbs on one-time links: make, follow, use up. Looking at a link never changes anything."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.models import OneTimeLink, User
from app.accounts.passwords import set_password
from app.accounts.rules import Actor, LinkPurpose
from app.accounts.secrets import digest, new_token
from app.core.errors import Conflict

LIFETIME = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.PASSWORD_RESET: timedelta(hours=2)}
GONE = "This link was used before, or it stopped working. Ask an administrator for a new one."
_WORDS = {LinkPurpose.INVITATION: "an invitation link", LinkPurpose.PASSWORD_RESET: "a password reset link"}


def purpose_for(user: User) -> LinkPurpose:
    """Whoever never set a password is invited; everybody else resets theirs."""
    return LinkPurpose.INVITATION if user.password is None else LinkPurpose.PASSWORD_RESET


def make_link(session: Session, user: User, *, by: Actor) -> str:
    """The token of a new link for `user`; links made before stop working. Raises `Conflict`."""
    if not user.active:
        raise Conflict(f"{user.name} is deactivated. Activate the account first.")
    withdraw_links(session, user, at=by.at)
    purpose, token = purpose_for(user), new_token()
    session.add(
        OneTimeLink(
            token_hash=digest(token),
            user_id=user.id,
            purpose=purpose,
            created_at=by.at,
            expires_at=by.at + LIFETIME[purpose],
        )
    )
    record(
        session,
        by,
        "accounts.link_make",
        "user",
        user.id,
        summary=f"Made {_WORDS[purpose]} for {user.name}",
        detail={"purpose": purpose.value},
    )
    return token


def withdraw_links(session: Session, user: User, *, at: datetime) -> None:
    """Open links of `user` stop working."""
    session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at)
    )


def use_link(session: Session, token: str, password: str, *, by: Actor) -> User:
    """Set the password that the link is for and use the link up: one conditional UPDATE.

    Raises `Conflict` when the link does not hold (any more), `InvalidInput` for a weak password;
    the link then still works.
    """
    used = session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > by.at,
            OneTimeLink.user_id.in_(sa.select(User.id).where(User.active)),
        )
        .values(used_at=by.at)
        .returning(OneTimeLink.user_id)
    ).scalar_one_or_none()
    if used is None:
        raise Conflict(GONE)
    user = session.get_one(User, used)
    set_password(session, user, password, by=_holder(user, by), how="by a one-time link")
    return user


def _holder(user: User, by: Actor) -> Actor:
    """Whoever holds the link acts as its user: the mailbox is the proof."""
    return Actor(user.id, user.name, user.role, by.at, by.today, by.origin)
