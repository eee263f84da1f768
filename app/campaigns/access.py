"""Who may write in a campaign: its members, and administrators everywhere."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Permission
from app.campaigns import queries
from app.campaigns.models import Campaign
from app.core.errors import NotAllowed


def may_write(session: Session, campaign_id: UUID, by: Actor) -> bool:
    """Drafters and above write in campaigns they belong to, administrators in all of them.

    The program itself (an actor without a person) is held to its role alone.
    """
    if by.may(Permission.MANAGE):
        return True
    if not by.may(Permission.WRITE):
        return False
    return by.user_id is None or queries.is_member(session, campaign_id, by.user_id)


def require_write(session: Session, campaign: Campaign, by: Actor) -> None:
    """Raises `NotAllowed` with the way out."""
    if not may_write(session, campaign.id, by):
        raise NotAllowed(
            f"Only members of “{campaign.title}” may change it. Ask one of them or an administrator to add you."
        )
