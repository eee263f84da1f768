"""What every resource starts from: who acts, in which session, and whether they may write in a campaign."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from app.accounts import access
from app.accounts.rules import Actor, Scope
from app.campaigns import access as campaigns_access
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.errors import NotAllowed


def session() -> Session:
    """The session of this request."""
    return db.session


def by() -> Actor:
    """The token's owner."""
    return access.current_actor()


def require_scope(scope: Scope) -> None:
    """For what an operation does only in some cases. Raises `NotAllowed` when the token lacks `scope`."""
    scopes: frozenset[Scope] = g.redress_scopes
    if scope not in scopes:
        raise NotAllowed(f"This needs a token with the scope {scope.value}.")


def day(asked: date | None) -> date:
    """The day that was asked for, else the business date."""
    return asked or access.today()


def writable(campaign_id: UUID) -> Campaign:
    """The campaign, for somebody who may write in it. Raises `NotFound`, `NotAllowed`."""
    found = campaigns.campaign(db.session, campaign_id)
    campaigns_access.require_write(db.session, found, by())
    return found
