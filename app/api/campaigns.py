"""Campaigns and what they ask."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, session, writable
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut
from app.api.schemas.campaigns import (
    CampaignChange,
    CampaignClose,
    CampaignDemandNew,
    CampaignDemandOut,
    CampaignDemands,
    CampaignFilters,
    CampaignNew,
    CampaignOut,
    CampaignPage,
    DeadlineIn,
)
from app.campaigns import asking, queries, service
from app.campaigns.models import Campaign, CampaignDemand, CampaignMember
from app.campaigns.rules import AnchorDetails, CampaignDetails

TAG = "Campaigns"


@operation("GET", "/campaigns", tag=TAG, scope=Scope.READ, query=CampaignFilters, returns=CampaignPage)
def list_campaigns(query: CampaignFilters) -> CampaignPage:
    """List campaigns.

    By title, open and closed ones.
    """
    select = sa.select(Campaign)
    if query.state is not None:
        select = select.where(Campaign.state == query.state)
    if query.mine:
        own = sa.select(CampaignMember.campaign_id).where(CampaignMember.user_id == by().user_id)
        select = select.where(Campaign.id.in_(own))
    page = cut(
        session(), select, by_name(Campaign.title, Campaign.id), limit=query.limit, cursor=query.cursor
    )
    return CampaignPage(items=_shown([row[0] for row in page.rows]), next_cursor=page.next_cursor)


@operation(
    "POST",
    "/campaigns",
    tag=TAG,
    scope=Scope.WRITE,
    body=CampaignNew,
    returns=CampaignOut,
    status=201,
    located=True,
)
def add_campaign(body: CampaignNew) -> CampaignOut:
    """Begin a campaign.

    With its demands and, if it counts days, its first anchor. The token's owner is its first member.
    """
    details = CampaignDetails(body.title, body.slug, body.goal, body.letter_prefix, body.follow_up_days)
    anchor = AnchorDetails(**body.anchor.model_dump()) if body.anchor else None
    return _shown([service.create_campaign(session(), details, body.demand_ids, anchor, by=by())])[0]


@operation("GET", "/campaigns/{campaign_id}", tag=TAG, scope=Scope.READ, returns=CampaignOut)
def get_campaign(campaign_id: UUID) -> CampaignOut:
    """Get a campaign.

    Its demands, targets, anchors, facts and positions have addresses of their own.
    """
    return _shown([queries.campaign(session(), campaign_id)])[0]


@operation(
    "PATCH", "/campaigns/{campaign_id}", tag=TAG, scope=Scope.WRITE, body=CampaignChange, returns=CampaignOut
)
def change_campaign(campaign_id: UUID, body: CampaignChange) -> CampaignOut:
    """Change a campaign.

    Fields that are left out stay. Only its members and administrators may.
    """
    found = writable(campaign_id)
    values = {field.name: getattr(found, field.name) for field in fields(CampaignDetails)}
    details = CampaignDetails(**{**values, **body.model_dump(exclude_none=True)})
    service.change_campaign(session(), found, details, by=by())
    return _shown([found])[0]


@operation(
    "POST",
    "/campaigns/{campaign_id}/close",
    tag=TAG,
    scope=Scope.WRITE,
    body=CampaignClose,
    returns=CampaignOut,
)
def close_campaign(campaign_id: UUID, body: CampaignClose) -> CampaignOut:
    """Close a campaign.

    Nothing in it changes any more and no letter is begun. Answers that come late are still recorded.
    """
    found = writable(campaign_id)
    service.close_campaign(session(), found, body.note, by=by())
    return _shown([found])[0]


@operation("POST", "/campaigns/{campaign_id}/reopen", tag=TAG, scope=Scope.WRITE, returns=CampaignOut)
def reopen_campaign(campaign_id: UUID) -> CampaignOut:
    """Reopen a campaign.

    It can be changed and written in again.
    """
    found = writable(campaign_id)
    service.reopen_campaign(session(), found, by=by())
    return _shown([found])[0]


@operation("GET", "/campaigns/{campaign_id}/demands", tag=TAG, scope=Scope.READ, returns=CampaignDemands)
def list_campaign_demands(campaign_id: UUID) -> CampaignDemands:
    """List what a campaign asks.

    In its order, with deadlines.
    """
    queries.campaign(session(), campaign_id)
    rows = queries.demands_of(session(), campaign_id)
    return CampaignDemands(items=[_demand(row) for row in rows])


@operation(
    "POST",
    "/campaigns/{campaign_id}/demands",
    tag=TAG,
    scope=Scope.WRITE,
    body=CampaignDemandNew,
    returns=CampaignDemandOut,
    status=201,
)
def add_campaign_demand(campaign_id: UUID, body: CampaignDemandNew) -> CampaignDemandOut:
    """Ask one thing more.

    The demand comes last in order.
    """
    found = writable(campaign_id)
    asking.add_demand(session(), found, body.demand_id, body.deadline, by=by())
    session().flush()
    return _demand(queries.campaign_demand(session(), campaign_id, body.demand_id))


@operation(
    "PATCH",
    "/campaigns/{campaign_id}/demands/{demand_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=DeadlineIn,
    returns=CampaignDemandOut,
)
def set_deadline(campaign_id: UUID, demand_id: UUID, body: DeadlineIn) -> CampaignDemandOut:
    """Set the deadline of a demand.

    Letters that were written keep the deadline they have.
    """
    found = writable(campaign_id)
    asking.set_deadline(session(), found, demand_id, body.deadline, by=by())
    return _demand(queries.campaign_demand(session(), campaign_id, demand_id))


@operation("DELETE", "/campaigns/{campaign_id}/demands/{demand_id}", tag=TAG, scope=Scope.WRITE, returns=None)
def remove_campaign_demand(campaign_id: UUID, demand_id: UUID) -> None:
    """Ask something no longer.

    Not once an official's position on it is on record.
    """
    asking.remove_demand(session(), writable(campaign_id), demand_id, by=by())


def _shown(found: list[Campaign]) -> list[CampaignOut]:
    """Campaigns with their members' names. One SELECT more for any number."""
    session().flush()
    members = queries.member_names(session(), [one.id for one in found])
    plain = set(CampaignOut.model_fields) - {"members"}
    return [
        CampaignOut(**{name: getattr(one, name) for name in plain}, members=members.get(one.id, []))
        for one in found
    ]


def _demand(row: CampaignDemand) -> CampaignDemandOut:
    return CampaignDemandOut(
        demand_id=row.demand_id,
        slug=row.demand.slug,
        title=row.demand.title,
        position=row.position,
        deadline=row.deadline,
    )
