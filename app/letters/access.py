"""Who may do what to a letter. Every verb asks here, so pages, the API and the command line agree."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Permission
from app.campaigns import access as campaigns
from app.campaigns.models import Campaign
from app.core.errors import NotAllowed
from app.letters.models import Letter


def may_write(session: Session, campaign_id: UUID, by: Actor) -> bool:
    """Drafters and above write in campaigns they belong to, administrators in all of them."""
    return campaigns.may_write(session, campaign_id, by)


def may_approve(by: Actor) -> bool:
    """Approvers decide, record signatures and seal, in every campaign."""
    return by.may(Permission.APPROVE)


def require_write(session: Session, campaign_id: UUID, by: Actor) -> None:
    """Raises `NotAllowed` with the way out."""
    if not may_write(session, campaign_id, by):
        campaigns.require_write(session, session.get_one(Campaign, campaign_id), by)


def require_write_or_approve(session: Session, letter: Letter, by: Actor) -> None:
    """For what writers of the campaign and approvers may both do. Raises `NotAllowed`."""
    if not may_approve(by):
        require_write(session, letter.campaign_id, by)


def require_approve(by: Actor, what: str) -> None:
    """Raises `NotAllowed`; `what` ends the sentence: "approve a letter"."""
    if not may_approve(by):
        raise NotAllowed(f"Only an approver may {what}. Your role is {by.role.value}.")
