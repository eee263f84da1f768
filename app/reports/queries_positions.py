"""Who was asked for what in a campaign, and where they stand: the scoreboard and the list behind it.

An official counts as asked for a demand once a letter that makes it left our hands, or once a position of
theirs is on file. Every number on the scoreboard is a filter of `who_said_what`, by the same SELECT.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignDemand, PositionRecord
from app.campaigns.queries_positions import standing_positions
from app.campaigns.rules_positions import Position, SourceKind
from app.core.pagination import Page, paginate
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from app.demands.models import Demand
from app.letters.models import Letter, LetterDemand
from app.officials.models import Official
from app.officials.queries_terms import terms_of
from app.reports.rules_summary import AGAINST, FOR, DemandCounts

# What left our hands and was not lost: a letter that came back has asked nobody.
ASKED = (DispatchState.HANDED_OVER, DispatchState.DELIVERED, DispatchState.OUTCOME_UNKNOWN)
# Officials by id: a page of them, or a SELECT that names them all.
Among = Collection[UUID] | sa.Select[UUID]
PRESENT = sa.func.coalesce(Official.merged_into_id, Official.id)

# Filters that stand for several positions.
SIDES: dict[str, tuple[Position, ...]] = {"for": FOR, "against": AGAINST}


def positions_of(value: str) -> tuple[Position, ...]:
    """The positions that a filter stands for; empty for anything unknown, which filters nothing."""
    if value in SIDES:
        return SIDES[value]
    return (Position(value),) if value in {position.value for position in Position} else ()


def _pairs(campaign_id: UUID) -> sa.Subquery:
    """Official and demand, each pair once, with the standing position ("none") and its record.

    A union and a rank instead of an outer join: SQLite joins two such sets row by row.
    """
    standing = standing_positions(campaign_id)
    asked = (
        sa.select(
            PRESENT.label("official"),
            LetterDemand.demand_id.label("demand_id"),
            sa.cast(sa.null(), sa.Uuid()).label("record_id"),
            sa.literal(Position.NONE.value).label("position"),
            sa.literal(1).label("silent"),
        )
        .select_from(Dispatch)
        .join(LetterDemand, LetterDemand.letter_id == Dispatch.letter_id)
        .join(Official, Official.id == Dispatch.official_id)
        .where(Dispatch.campaign_id == campaign_id, Dispatch.state.in_(ASKED))
    )
    held = sa.select(
        standing.c.official,
        standing.c.demand_id,
        standing.c.id,
        sa.cast(standing.c.position, sa.String()),
        sa.literal(0),
    )
    both = sa.union_all(asked, held).subquery()
    place = sa.func.row_number().over(
        partition_by=(both.c.official, both.c.demand_id), order_by=both.c.silent
    )
    ranked = sa.select(both, place.label("place")).subquery()
    return sa.select(ranked).where(ranked.c.place == 1).subquery()


def board(session: Session, campaign_id: UUID) -> list[DemandCounts]:
    """The scoreboard, in the campaign's order of demands. Two SELECTs."""
    demands = session.execute(
        sa.select(Demand.id, Demand.slug, Demand.title)
        .join(CampaignDemand, CampaignDemand.demand_id == Demand.id)
        .where(CampaignDemand.campaign_id == campaign_id)
        .order_by(CampaignDemand.position, CampaignDemand.id)
    ).all()
    pairs = _pairs(campaign_id)
    counts: dict[UUID, dict[Position, int]] = {}
    for row in session.execute(
        sa.select(pairs.c.demand_id, pairs.c.position, sa.func.count().label("officials")).group_by(
            pairs.c.demand_id, pairs.c.position
        )
    ):
        counts.setdefault(row.demand_id, {})[Position(row.position)] = row.officials
    found = []
    for demand in demands:
        mine = {position: counts.get(demand.id, {}).get(position, 0) for position in Position}
        found.append(DemandCounts(demand.slug, demand.title, sum(mine.values()), mine))
    return found


def count_refusing(session: Session, campaign_id: UUID) -> int:
    """Officials who refused or took back at least one demand of the campaign. One SELECT."""
    standing = standing_positions(campaign_id)
    made = sa.select(CampaignDemand.demand_id).where(CampaignDemand.campaign_id == campaign_id)
    wanted = sa.select(sa.func.count(sa.distinct(standing.c.official))).where(
        standing.c.position.in_([position.value for position in AGAINST]), standing.c.demand_id.in_(made)
    )
    return session.scalar(wanted) or 0


@dataclass(frozen=True)
class Said:
    """One official on one demand. Without a record (`position` none) day and evidence are empty."""

    official_id: UUID
    name: str
    office: str
    demand_slug: str
    demand: str
    position: Position
    day: date | None
    evidence: str
    source: SourceKind | None
    reference: str
    reply_id: UUID | None


def who_said_what(
    session: Session,
    campaign_id: UUID,
    day: date,
    *,
    demand: str = "",
    positions: Collection[Position] = (),
    page: int = 1,
    size: int = 50,
) -> Page[Said]:
    """One page, by demand and then by name. `day` decides the office shown. Three SELECTs."""
    select = _said(campaign_id, demand, positions)
    found = paginate(session, select, page=page, size=size, scalars=False)
    among = {row[0] for row in found.items}
    return Page(_rows(session, found.items, among, day), found.total, found.page, found.size)


def everything_said(
    session: Session, campaign_id: UUID, day: date, *, demand: str = "", positions: Collection[Position] = ()
) -> list[Said]:
    """Every row, for a download. Two SELECTs."""
    among = sa.select(_pairs(campaign_id).c.official)
    return _rows(session, session.execute(_said(campaign_id, demand, positions)).all(), among, day)


def _said(campaign_id: UUID, demand: str, positions: Collection[Position]) -> sa.Select[Any]:
    pairs = _pairs(campaign_id)
    select = (
        sa.select(
            pairs.c.official, Official.full_name, Demand.slug, Demand.title, pairs.c.position,
            PositionRecord.day, PositionRecord.evidence, PositionRecord.source_kind,
            PositionRecord.reference, PositionRecord.reply_id,
        )
        .select_from(pairs)
        .join(Official, Official.id == pairs.c.official)
        .join(Demand, Demand.id == pairs.c.demand_id)
        .join(
            CampaignDemand,
            sa.and_(CampaignDemand.demand_id == Demand.id, CampaignDemand.campaign_id == campaign_id),
        )
        .outerjoin(PositionRecord, PositionRecord.id == pairs.c.record_id)
        .order_by(CampaignDemand.position, Demand.slug, Official.sort_name, Official.id)
    )  # fmt: skip
    if demand:
        select = select.where(Demand.slug == demand)
    if positions:
        select = select.where(pairs.c.position.in_([position.value for position in positions]))
    return select


def _rows(session: Session, rows: Any, among: Among, day: date) -> list[Said]:
    offices = office_labels(session, among, day)
    return [
        Said(
            official_id=row[0],
            name=row[1],
            office=offices.get(row[0], ""),
            demand_slug=row[2],
            demand=row[3],
            position=Position(row[4]),
            day=row[5],
            evidence=row[6] or "",
            source=row[7],
            reference=row[8] or "",
            reply_id=row[9],
        )
        for row in rows
    ]


def office_labels(session: Session, among: Among, day: date) -> dict[UUID, str]:
    """The office of each official on `day`, short. One SELECT, also for thousands that a SELECT names."""
    terms = terms_of(session, cast("Collection[UUID]", among), day)
    return {official_id: held[0].short_label for official_id, held in terms.items() if held}


@dataclass(frozen=True)
class AskedOf:
    """One demand that a letter to an official made, and the day of the first such letter."""

    demand_id: UUID
    demand_slug: str
    demand: str
    campaign: str
    campaign_id: UUID
    asked_on: date


def asked_of(session: Session, official_id: UUID) -> list[AskedOf]:
    """What an official was asked for by letters that left, in every campaign. One SELECT."""
    rows: Any = session.execute(
        sa.select(
            Demand.id,
            Demand.slug,
            Demand.title,
            Campaign.title,
            Campaign.id,
            sa.func.min(Letter.letter_date),
        )
        .select_from(Dispatch)
        .join(Official, Official.id == Dispatch.official_id)
        .join(Letter, Letter.id == Dispatch.letter_id)
        .join(LetterDemand, LetterDemand.letter_id == Letter.id)
        .join(Demand, Demand.id == LetterDemand.demand_id)
        .join(Campaign, Campaign.id == Dispatch.campaign_id)
        .where(PRESENT.in_([official_id]), Dispatch.state.in_(ASKED))
        .group_by(Demand.id, Demand.slug, Demand.title, Campaign.title, Campaign.id)
        .order_by(sa.func.min(Letter.letter_date), Demand.title)
    )
    return [AskedOf(*row) for row in rows]
