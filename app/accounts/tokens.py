"""Verbs on API tokens. A token is shown once; only its hash is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.audit import record
from app.accounts.models import ApiToken, User
from app.accounts.rules import Actor, Scope, scopes_open_to
from app.accounts.secrets import API_PREFIX, digest, new_token
from app.core.clock import utcnow
from app.core.db import changed_rows
from app.core.errors import InvalidInput, NotFound

MAX_DAYS = 366
_TOUCH_EVERY = timedelta(minutes=5)
_MENTION_EVERY = timedelta(hours=24)


def create_token(
    session: Session, owner: User, *, name: str, scopes: Collection[Scope], days: int, by: Actor
) -> tuple[ApiToken, str]:
    """A token of `owner`, valid for `days`. Returns the row and the text that is never shown again.

    Raises `InvalidInput` for scopes beyond the owner's role, an empty name, or an odd lifetime.
    """
    errors = _token_errors(owner, name, scopes, days)
    if errors:
        raise InvalidInput(errors)
    text = API_PREFIX + new_token()
    token = ApiToken(
        token_hash=digest(text),
        user_id=owner.id,
        name=name.strip(),
        scope_names=[scope.value for scope in Scope if scope in scopes],
        created_at=by.at,
        expires_at=by.at + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    record(
        session,
        by,
        "accounts.token_create",
        "user",
        owner.id,
        summary=f"Made the API token “{token.name}” for {owner.name}",
        detail={"token": str(token.id), "scopes": token.scope_names, "expires": token.expires_at.isoformat()},
    )
    return token, text


def _token_errors(owner: User, name: str, scopes: Collection[Scope], days: int) -> dict[str, str]:
    errors: dict[str, str] = {}
    beyond = [scope.value for scope in scopes if scope not in scopes_open_to(owner.role)]
    if not name.strip() or len(name.strip()) > 80:
        errors["name"] = "Give the token a name of up to 80 characters, so that you know it again."
    if not scopes:
        errors["scopes"] = "Choose at least one scope."
    elif beyond:
        errors["scopes"] = f"The role {owner.role.value} does not include: {', '.join(beyond)}."
    if not 1 <= days <= MAX_DAYS:
        errors["days"] = f"Choose between 1 and {MAX_DAYS} days."
    if not owner.active:
        errors["owner"] = f"{owner.name} is deactivated."
    return errors


def revoke_token(session: Session, owner_id: UUID, token_id: UUID, *, by: Actor) -> None:
    """End a token of this owner at once. Raises `NotFound`."""
    ended = changed_rows(
        session,
        sa.update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.user_id == owner_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=by.at),
    )
    if not ended:
        raise NotFound("There is no such token, or it was revoked before.")
    token = session.get_one(ApiToken, token_id)
    record(
        session,
        by,
        "accounts.token_revoke",
        "user",
        owner_id,
        summary=f"Revoked the API token “{token.name}”",
        detail={"token": str(token_id)},
    )


def live_token(session: Session, text: str, now: datetime) -> ApiToken | None:
    """The token that `text` stands for, while it holds."""
    if not text.startswith(API_PREFIX) or len(text) > 200:
        return None
    return queries.live_token(session, digest(text), now)


def use_is_worth_noting(token: ApiToken, now: datetime, address: str) -> bool:
    """Whether the stored last use is old enough, or from elsewhere, so that this one is written down."""
    last = token.last_used_at
    return last is None or now - last > _TOUCH_EVERY or token.last_used_from != address[:64]


def note_use(session: Session, token: ApiToken, address: str) -> None:
    """Write the last use; the trail hears of a first use, a new address, and once a day."""
    now = utcnow()
    last, before = token.last_used_at, token.last_used_from
    token.last_used_at, token.last_used_from = now, address[:64]
    if last is not None and now - last < _MENTION_EVERY and before == address[:64]:
        return
    by = Actor(
        token.user_id,
        token.user.name,
        token.user.role,
        now,
        now.date(),
        f"{address} token {token.name}"[:100],
    )
    record(
        session,
        by,
        "accounts.token_use",
        "user",
        token.user_id,
        summary=f"The API token “{token.name}” was used from {address or 'an unknown address'}",
        detail={"token": str(token.id)},
    )
