"""Verbs over a whole campaign and its members. None commits; routes ask `access` first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts import queries as accounts
from app.accounts.rules import Actor, Permission
from app.campaigns import queries
from app.campaigns.models import Anchor, Campaign, CampaignDemand, CampaignMember
from app.campaigns.rules import (
    MAX_REASON,
    AnchorDetails,
    CampaignDetails,
    CampaignState,
    anchor_problems,
    campaign_problems,
)
from app.core.errors import Conflict, InvalidInput
from app.demands.queries import demands_by_id


def require_open(campaign: Campaign) -> None:
    """Raises `Conflict` when the campaign is closed."""
    if not campaign.open:
        raise Conflict(f"“{campaign.title}” is closed. Reopen it to change it.")


def create_campaign(
    session: Session,
    details: CampaignDetails,
    demand_ids: Sequence[UUID],
    anchor: AnchorDetails | None,
    *,
    by: Actor,
) -> Campaign:
    """Begin a campaign with its demands, in that order, and its first anchor, if any.

    Whoever begins it is its first member. Raises `InvalidInput` by field; those of the anchor are
    named `anchor_name`, `anchor_label` and `anchor_day`.
    """
    problems = campaign_problems(details) | _slug_taken(session, details.slug, None)
    if anchor is not None:
        problems |= {f"anchor_{name}": text for name, text in anchor_problems(anchor).items()}
    ids = list(dict.fromkeys(demand_ids))
    known = demands_by_id(session, ids)
    if len(known) < len(ids) or not all(demand.active for demand in known.values()):
        problems["demands"] = "Choose demands that are in the library and in use."
    if problems:
        raise InvalidInput(problems)
    made = Campaign(
        **asdict(details), state=CampaignState.OPEN, created_at=by.at, created_by=by.name, closing_note=""
    )
    session.add(made)
    session.flush()
    rows = [
        CampaignDemand(campaign_id=made.id, demand_id=each, position=n) for n, each in enumerate(ids, start=1)
    ]
    session.add_all(rows)
    if anchor is not None:
        session.add(Anchor(campaign_id=made.id, **asdict(anchor)))
    if by.user_id is not None:
        session.add(CampaignMember(campaign_id=made.id, user_id=by.user_id, added_at=by.at, added_by=by.name))
    slugs = [known[each].slug for each in ids]
    audit.record(
        session, by, "campaigns.create", "campaign", made.id,
        summary=f"Began the campaign “{made.title}”.", detail={**asdict(details), "demands": slugs},
    )  # fmt: skip
    return made


def change_campaign(session: Session, campaign: Campaign, details: CampaignDetails, *, by: Actor) -> None:
    """Change title, goal, address, prefix or follow-up days. Raises `InvalidInput` by field, `Conflict`."""
    require_open(campaign)
    problems = campaign_problems(details) | _slug_taken(session, details.slug, campaign.id)
    if problems:
        raise InvalidInput(problems)
    after = asdict(details)
    before = {name: getattr(campaign, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(campaign, name, value)
    audit.record(
        session, by, "campaigns.change", "campaign", campaign.id,
        summary=f"Changed the campaign “{campaign.title}”.", detail={"before": before, "after": after},
    )  # fmt: skip


def close_campaign(session: Session, campaign: Campaign, note: str, *, by: Actor) -> None:
    """Stop changes and new letters. Answers may still be recorded: they come late."""
    require_open(campaign)
    if len(note) > MAX_REASON:
        raise InvalidInput({"note": f"Shorten this to {MAX_REASON} characters or fewer. It has {len(note)}."})
    campaign.state, campaign.closed_at, campaign.closing_note = CampaignState.CLOSED, by.at, note
    audit.record(
        session, by, "campaigns.close", "campaign", campaign.id,
        summary=f"Closed the campaign “{campaign.title}”.", detail={"note": note},
    )  # fmt: skip


def reopen_campaign(session: Session, campaign: Campaign, *, by: Actor) -> None:
    """Undo `close_campaign`. Raises `Conflict` when it is open."""
    if campaign.open:
        raise Conflict(f"“{campaign.title}” is open already.")
    campaign.state, campaign.closed_at, campaign.closing_note = CampaignState.OPEN, None, ""
    summary = f"Reopened the campaign “{campaign.title}”."
    audit.record(session, by, "campaigns.reopen", "campaign", campaign.id, summary=summary)


def add_member(session: Session, campaign: Campaign, user_id: UUID, *, by: Actor) -> CampaignMember:
    """Let a person write in the campaign. Raises `InvalidInput` (`user_id`), `NotFound`, `Conflict`."""
    require_open(campaign)
    user = accounts.user(session, user_id)
    if not user.may(Permission.WRITE):
        raise InvalidInput(
            {"user_id": f"{user.name} can only read. An administrator can change the role first."}
        )
    if queries.is_member(session, campaign.id, user_id):
        raise InvalidInput({"user_id": f"{user.name} already belongs to this campaign."})
    made = CampaignMember(campaign_id=campaign.id, user_id=user_id, added_at=by.at, added_by=by.name)
    session.add(made)
    audit.record(
        session, by, "campaigns.add_member", "campaign", campaign.id,
        summary=f"Added {user.name} to the campaign “{campaign.title}”.", detail={"user_id": str(user_id)},
    )  # fmt: skip
    return made


def remove_member(session: Session, campaign: Campaign, user_id: UUID, *, by: Actor) -> None:
    """Take a person out. What they wrote stays. Raises `Conflict`."""
    require_open(campaign)
    row = queries.membership(session, campaign.id, user_id)
    if row is None:
        raise Conflict("This person does not belong to the campaign any more.")
    name = accounts.user(session, user_id).name
    session.delete(row)
    audit.record(
        session, by, "campaigns.remove_member", "campaign", campaign.id,
        summary=f"Took {name} out of the campaign “{campaign.title}”.", detail={"user_id": str(user_id)},
    )  # fmt: skip


def _slug_taken(session: Session, slug: str, besides: UUID | None) -> dict[str, str]:
    other = session.scalar(sa.select(Campaign.id).where(Campaign.slug == slug))
    if other is None or other == besides:
        return {}
    return {"slug": f"Another campaign already uses “{slug}”. Choose a different short name."}
