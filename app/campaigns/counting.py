"""Verbs over anchors (what days are counted from) and facts (what letters may print). None commits."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns import queries
from app.campaigns.models import Anchor, Campaign, CampaignFact
from app.campaigns.rules import AnchorDetails, FactDetails, anchor_problems, fact_problems
from app.campaigns.service import require_open
from app.core.errors import InvalidInput


def save_anchor(
    session: Session, campaign: Campaign, details: AnchorDetails, anchor_id: UUID | None = None, *, by: Actor
) -> Anchor:
    """Add an anchor, or change the one with `anchor_id`. Raises `InvalidInput` by field, `Conflict`."""
    require_open(campaign)
    problems = anchor_problems(details)
    other = sa.select(Anchor.id).where(Anchor.campaign_id == campaign.id, Anchor.name == details.name)
    if session.scalar(other.where(Anchor.id != anchor_id) if anchor_id else other) is not None:
        problems["name"] = f"This campaign already has a day count named “{details.name}”."
    if problems:
        raise InvalidInput(problems)
    row = queries.anchor(session, campaign.id, anchor_id) if anchor_id else Anchor(campaign_id=campaign.id)
    before = {name: getattr(row, name) for name in asdict(details)} if anchor_id else None
    for name, value in asdict(details).items():
        setattr(row, name, value)
    session.add(row)
    summary = f"{'Changed' if anchor_id else 'Added'} the day count “{details.name}”"
    _note(session, by, campaign, "save_anchor", summary, before=before, after=asdict(details))
    return row


def remove_anchor(session: Session, campaign: Campaign, anchor_id: UUID, *, by: Actor) -> None:
    """Drafts that use it will say that it is missing; sealed letters keep their count."""
    require_open(campaign)
    row = queries.anchor(session, campaign.id, anchor_id)
    session.delete(row)
    _note(session, by, campaign, "remove_anchor", f"Removed the day count “{row.name}”", day=row.day)


def save_fact(session: Session, campaign: Campaign, details: FactDetails, *, by: Actor) -> CampaignFact:
    """Add a fact, or change the one with the same key. Raises `InvalidInput` by field, `Conflict`."""
    require_open(campaign)
    problems = fact_problems(details)
    if problems:
        raise InvalidInput(problems)
    row = session.scalar(
        sa.select(CampaignFact).where(
            CampaignFact.campaign_id == campaign.id, CampaignFact.key == details.key
        )
    )
    before = {"value": row.value, "source_note": row.source_note} if row else None
    row = row or CampaignFact(campaign_id=campaign.id)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    row.updated_at, row.updated_by = by.at, by.name
    session.add(row)
    _note(
        session,
        by,
        campaign,
        "save_fact",
        f"Set the fact “{details.key}”",
        before=before,
        after=asdict(details),
    )
    return row


def remove_fact(session: Session, campaign: Campaign, fact_id: UUID, *, by: Actor) -> None:
    """Drafts that print it will say that it is missing; sealed letters keep what they print."""
    require_open(campaign)
    row = queries.fact(session, campaign.id, fact_id)
    session.delete(row)
    _note(session, by, campaign, "remove_fact", f"Removed the fact “{row.key}”", value=row.value)


def _note(session: Session, by: Actor, campaign: Campaign, action: str, summary: str, **detail: Any) -> None:
    audit.record(
        session, by, f"campaigns.{action}", "campaign", campaign.id,
        summary=f"{summary} in the campaign “{campaign.title}”.", detail=detail,
    )  # fmt: skip
