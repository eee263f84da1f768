"""Verbs over what a campaign asks: its demands, their order and deadlines. None commits."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns import queries
from app.campaigns.models import Campaign, CampaignDemand, PositionRecord
from app.campaigns.service import require_open
from app.core.errors import Conflict, InvalidInput
from app.demands.queries import demands_by_id


def add_demand(
    session: Session, campaign: Campaign, demand_id: UUID, deadline: date | None = None, *, by: Actor
) -> CampaignDemand:
    """Ask one thing more, last in order. Raises `InvalidInput` (`demand_id`, `deadline`), `Conflict`."""
    require_open(campaign)
    held = queries.demands_of(session, campaign.id)
    demand = demands_by_id(session, [demand_id]).get(demand_id)
    problems = _deadline_problem(deadline, by)
    if demand is None:
        problems["demand_id"] = "Choose a demand from the library."
    elif not demand.active:
        problems["demand_id"] = f"“{demand.title}” is retired. Restore it in the library first."
    elif any(row.demand_id == demand_id for row in held):
        problems["demand_id"] = f"This campaign already asks for “{demand.title}”."
    if problems or demand is None:
        raise InvalidInput(problems)
    made = CampaignDemand(
        campaign_id=campaign.id,
        demand_id=demand_id,
        position=max((row.position for row in held), default=0) + 1,
        deadline=deadline,
    )
    session.add(made)
    _note(
        session,
        by,
        campaign,
        "add_demand",
        f"Added the demand “{demand.title}”",
        demand=demand.slug,
        deadline=deadline,
    )
    return made


def remove_demand(session: Session, campaign: Campaign, demand_id: UUID, *, by: Actor) -> None:
    """Ask it no longer. Raises `Conflict` once an official's position on it is on record."""
    require_open(campaign)
    row = queries.campaign_demand(session, campaign.id, demand_id)
    on_record = sa.select(PositionRecord.id).where(
        PositionRecord.campaign_id == campaign.id, PositionRecord.demand_id == demand_id
    )
    if session.scalar(on_record.limit(1)) is not None:
        raise Conflict(
            f"Officials have answered on “{row.demand.title}”, so it stays in the campaign’s record."
        )
    session.delete(row)
    session.flush()
    _renumber(session, campaign)
    _note(
        session,
        by,
        campaign,
        "remove_demand",
        f"Removed the demand “{row.demand.title}”",
        demand=row.demand.slug,
    )


def move_demand(session: Session, campaign: Campaign, demand_id: UUID, *, up: bool, by: Actor) -> int:
    """One place up or down; at the end nothing changes. Returns the new place, from 1."""
    require_open(campaign)
    rows = list(queries.demands_of(session, campaign.id))
    place = next((n for n, row in enumerate(rows) if row.demand_id == demand_id), None)
    if place is None:
        raise Conflict("This demand is no longer part of the campaign.")
    to = max(0, min(len(rows) - 1, place - 1 if up else place + 1))
    if to == place:
        return place + 1
    rows[place], rows[to] = rows[to], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    moved = rows[to].demand
    _note(
        session,
        by,
        campaign,
        "move_demand",
        f"Moved the demand “{moved.title}” to place {to + 1}",
        demand=moved.slug,
    )
    return to + 1


def set_deadline(
    session: Session, campaign: Campaign, demand_id: UUID, deadline: date | None, *, by: Actor
) -> None:
    """Say by when it is asked, or take the deadline away. Raises `InvalidInput` (`deadline`)."""
    require_open(campaign)
    row = queries.campaign_demand(session, campaign.id, demand_id)
    if row.deadline == deadline:
        return
    problems = _deadline_problem(deadline, by)
    if problems:
        raise InvalidInput(problems)
    before, row.deadline = row.deadline, deadline
    summary = f"Changed the deadline of “{row.demand.title}”"
    _note(
        session, by, campaign, "set_deadline", summary, demand=row.demand.slug, before=before, after=deadline
    )


def _deadline_problem(deadline: date | None, by: Actor) -> dict[str, str]:
    if deadline is not None and deadline < by.today:
        return {"deadline": "Enter a day that has not passed."}
    return {}


def _renumber(session: Session, campaign: Campaign) -> None:
    for position, row in enumerate(queries.demands_of(session, campaign.id), start=1):
        row.position = position


def _note(session: Session, by: Actor, campaign: Campaign, action: str, summary: str, **detail: Any) -> None:
    audit.record(
        session, by, f"campaigns.{action}", "campaign", campaign.id,
        summary=f"{summary} in the campaign “{campaign.title}”.", detail=detail,
    )  # fmt: skip
