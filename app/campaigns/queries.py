"""Every SELECT of the campaigns room but those of targets and positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import User
from app.campaigns.models import Anchor, Campaign, CampaignDemand, CampaignFact, CampaignMember
from app.campaigns.rules import CampaignState
from app.core.errors import NotFound
from app.core.pagination import Page, paginate

_GONE = "There is no such campaign."


def campaign(session: Session, campaign_id: UUID) -> Campaign:
    """Raises `NotFound`."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound(_GONE)
    return found


def campaign_by_slug(session: Session, slug: str) -> Campaign:
    """Raises `NotFound`."""
    found = session.scalar(sa.select(Campaign).where(Campaign.slug == slug))
    if found is None:
        raise NotFound(_GONE)
    return found


def campaigns_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Campaign]:
    """Those of `ids` that exist."""
    rows = session.scalars(sa.select(Campaign).where(Campaign.id.in_(list(ids))))
    return {row.id: row for row in rows}


def list_campaigns(
    session: Session, *, state: CampaignState | None = None, page: int = 1, size: int = 50
) -> Page[Campaign]:
    """Campaigns by title with their demands and anchors, open ones first. A constant number of queries."""
    wanted = (
        sa.select(Campaign)
        .options(selectinload(Campaign.demands), selectinload(Campaign.anchors))
        .order_by(Campaign.state.desc(), Campaign.title, Campaign.id)
    )
    if state is not None:
        wanted = wanted.where(Campaign.state == state)
    return paginate(session, wanted, page=page, size=size)


def open_campaigns(session: Session, *, user_id: UUID | None = None) -> Sequence[Campaign]:
    """Open campaigns by title; with `user_id`, those that this person belongs to."""
    wanted = sa.select(Campaign).where(Campaign.state == CampaignState.OPEN)
    if user_id is not None:
        wanted = wanted.where(
            Campaign.id.in_(sa.select(CampaignMember.campaign_id).where(CampaignMember.user_id == user_id))
        )
    return session.scalars(wanted.order_by(Campaign.title, Campaign.id)).all()


def demands_of(session: Session, campaign_id: UUID) -> Sequence[CampaignDemand]:
    """What the campaign asks, in its order, each with its demand and current wording. Two queries."""
    return session.scalars(
        sa.select(CampaignDemand)
        .where(CampaignDemand.campaign_id == campaign_id)
        .order_by(CampaignDemand.position, CampaignDemand.id)
    ).all()


def campaign_demand(session: Session, campaign_id: UUID, demand_id: UUID) -> CampaignDemand:
    """The demand within the campaign. Raises `NotFound`."""
    found = session.scalar(
        sa.select(CampaignDemand).where(
            CampaignDemand.campaign_id == campaign_id, CampaignDemand.demand_id == demand_id
        )
    )
    if found is None:
        raise NotFound("This campaign does not make that demand.")
    return found


def anchors_of(session: Session, campaign_id: UUID) -> Sequence[Anchor]:
    """Anchors by day, then name; the first is the one whose count heads the campaign."""
    return session.scalars(
        sa.select(Anchor).where(Anchor.campaign_id == campaign_id).order_by(Anchor.day, Anchor.name)
    ).all()


def anchor(session: Session, campaign_id: UUID, anchor_id: UUID) -> Anchor:
    """An anchor of this campaign. Raises `NotFound`."""
    found = session.get(Anchor, anchor_id)
    if found is None or found.campaign_id != campaign_id:
        raise NotFound("This campaign has no such day count.")
    return found


def facts_of(session: Session, campaign_id: UUID) -> Sequence[CampaignFact]:
    """Facts by key."""
    return session.scalars(
        sa.select(CampaignFact).where(CampaignFact.campaign_id == campaign_id).order_by(CampaignFact.key)
    ).all()


def fact(session: Session, campaign_id: UUID, fact_id: UUID) -> CampaignFact:
    """A fact of this campaign. Raises `NotFound`."""
    found = session.get(CampaignFact, fact_id)
    if found is None or found.campaign_id != campaign_id:
        raise NotFound("This campaign has no such fact.")
    return found


def fact_values(session: Session, campaign_id: UUID) -> dict[str, str]:
    """Values by key, for merge fields."""
    rows = session.execute(
        sa.select(CampaignFact.key, CampaignFact.value).where(CampaignFact.campaign_id == campaign_id)
    )
    return {row.key: row.value for row in rows}


@dataclass(frozen=True)
class Member:
    """A person who may write in the campaign."""

    membership: CampaignMember
    user: User


def members_of(session: Session, campaign_id: UUID) -> Sequence[Member]:
    """Members by name."""
    rows = session.execute(
        sa.select(CampaignMember, User)
        .join(User, CampaignMember.user_id == User.id)
        .where(CampaignMember.campaign_id == campaign_id)
        .order_by(User.name, CampaignMember.user_id)
    )
    return [Member(row[0], row[1]) for row in rows]


def is_member(session: Session, campaign_id: UUID, user_id: UUID) -> bool:
    """Whether the person belongs to the campaign."""
    return membership(session, campaign_id, user_id) is not None


def membership(session: Session, campaign_id: UUID, user_id: UUID) -> CampaignMember | None:
    """The person's row in the campaign, if any."""
    return session.scalar(
        sa.select(CampaignMember).where(
            CampaignMember.campaign_id == campaign_id, CampaignMember.user_id == user_id
        )
    )


def campaign_ids_of(session: Session, user_id: UUID) -> frozenset[UUID]:
    """The campaigns that the person belongs to."""
    return frozenset(
        session.scalars(sa.select(CampaignMember.campaign_id).where(CampaignMember.user_id == user_id))
    )


def member_names(session: Session, campaign_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Names of members by campaign, in order. One query."""
    rows = session.execute(
        sa.select(CampaignMember.campaign_id, User.name)
        .join(User, CampaignMember.user_id == User.id)
        .where(CampaignMember.campaign_id.in_(list(campaign_ids)))
        .order_by(User.name, CampaignMember.user_id)
    )
    names: dict[UUID, list[str]] = {}
    for row in rows:
        names.setdefault(row.campaign_id, []).append(row.name)
    return names


def campaigns_with_demand(session: Session, demand_id: UUID) -> Sequence[Campaign]:
    """Campaigns that make the demand, by title."""
    return session.scalars(
        sa.select(Campaign)
        .where(
            Campaign.id.in_(
                sa.select(CampaignDemand.campaign_id).where(CampaignDemand.demand_id == demand_id)
            )
        )
        .order_by(Campaign.title, Campaign.id)
    ).all()
