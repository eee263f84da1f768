"""Reading where officials stand.

A record counts unless another corrects it; a correction to "none" only takes the corrected one away. The
one that stands is the latest by day, then by when it was recorded. A merged official's records count for
the record that took over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign, CampaignDemand, PositionRecord
from app.campaigns.queries import demands_of
from app.campaigns.queries_targets import target_conditions
from app.campaigns.rules_positions import Position, PositionEntry
from app.core.errors import NotFound
from app.demands.models import Demand
from app.officials.models import Official

_official = sa.func.coalesce(Official.merged_into_id, Official.id)
_LATEST = (PositionRecord.day.desc(), PositionRecord.recorded_at.desc(), PositionRecord.id.desc())


@cache
def _counts() -> tuple[sa.ColumnElement[bool], ...]:
    correction = aliased(PositionRecord)
    corrected = sa.exists().where(correction.corrects_id == PositionRecord.id)
    return ~corrected, PositionRecord.position != Position.NONE


def _standing(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Ids of the records that stand, with the official they count for (`official`)."""
    place = sa.func.row_number().over(
        partition_by=(PositionRecord.campaign_id, _official, PositionRecord.demand_id), order_by=_LATEST
    )
    ranked = (
        sa.select(
            PositionRecord.id,
            PositionRecord.demand_id,
            PositionRecord.position,
            _official.label("official"),
            place.label("place"),
        )
        .join(Official, Official.id == PositionRecord.official_id)
        .where(*_counts(), *conditions)
        .subquery()
    )
    return sa.select(ranked).where(ranked.c.place == 1).subquery()


def standing_positions(campaign_id: UUID) -> sa.Subquery:
    """Where officials stand in the campaign, to join: id, official (merged ones followed), demand_id, position."""
    return _standing(PositionRecord.campaign_id == campaign_id)


def position_record(session: Session, campaign_id: UUID, record_id: UUID) -> PositionRecord:
    """Raises `NotFound`."""
    found = session.get(PositionRecord, record_id)
    if found is None or found.campaign_id != campaign_id:
        raise NotFound("There is no such record in this campaign.")
    return found


def current_positions(
    session: Session, campaign_id: UUID, *, official_ids: Iterable[UUID] | None = None
) -> dict[tuple[UUID, UUID], PositionRecord]:
    """The record that stands by (official, demand), for everybody or for `official_ids`. One query."""
    conditions = [PositionRecord.campaign_id == campaign_id]
    if official_ids is not None:
        conditions.append(_official.in_(list(official_ids)))
    standing = _standing(*conditions)
    rows = session.execute(
        sa.select(standing.c.official, PositionRecord).join(standing, standing.c.id == PositionRecord.id)
    )
    return {(row[0], row[1].demand_id): row[1] for row in rows}


def position_days(
    session: Session, campaign_id: UUID, official_ids: Iterable[UUID]
) -> list[tuple[UUID, date]]:
    """(official, day) of every record that counts, also of those that a later one has overtaken. One query."""
    rows = session.execute(
        sa.select(_official, PositionRecord.day)
        .join(Official, Official.id == PositionRecord.official_id)
        .where(PositionRecord.campaign_id == campaign_id, _official.in_(list(official_ids)), *_counts())
        .distinct()
    )
    return [(row[0], row[1]) for row in rows]


def history(
    session: Session, campaign_id: UUID, official_id: UUID, demand_id: UUID
) -> Sequence[PositionRecord]:
    """Every record, corrected ones too, by day and then as recorded."""
    return session.scalars(
        sa.select(PositionRecord)
        .join(Official, Official.id == PositionRecord.official_id)
        .where(
            PositionRecord.campaign_id == campaign_id,
            _official == official_id,
            PositionRecord.demand_id == demand_id,
        )
        .order_by(PositionRecord.day, PositionRecord.recorded_at, PositionRecord.id)
    ).all()


def counting_history(
    session: Session, campaign_id: UUID, official_id: UUID, demand_id: UUID
) -> list[PositionEntry]:
    """What counts, as plain values for the rules."""
    records = history(session, campaign_id, official_id, demand_id)
    corrected = {record.corrects_id for record in records}
    return [
        PositionEntry(record.id, record.day, record.position)
        for record in records
        if record.id not in corrected and record.position is not Position.NONE
    ]


@dataclass(frozen=True)
class Stand:
    """Where an official stands on one demand of one campaign."""

    campaign: Campaign
    demand: Demand
    record: PositionRecord


def stands_of(session: Session, official_id: UUID) -> list[Stand]:
    """Everything the official said or did, in every campaign, latest first. Two queries."""
    standing = _standing(_official == official_id)
    rows = session.execute(
        sa.select(Campaign, Demand, PositionRecord)
        .join(standing, standing.c.id == PositionRecord.id)
        .join(Campaign, Campaign.id == PositionRecord.campaign_id)
        .join(Demand, Demand.id == PositionRecord.demand_id)
        .order_by(*_LATEST)
    )
    return [Stand(*row) for row in rows]


def stands_by_reply(session: Session, reply_ids: Iterable[UUID]) -> dict[UUID, list[PositionRecord]]:
    """Records that came with replies and still count, by reply."""
    rows = session.scalars(
        sa.select(PositionRecord)
        .where(*_counts(), PositionRecord.reply_id.in_(list(reply_ids)))
        .order_by(PositionRecord.day, PositionRecord.id)
    )
    found: dict[UUID, list[PositionRecord]] = {}
    for row in rows:
        if row.reply_id is not None:
            found.setdefault(row.reply_id, []).append(row)
    return found


@dataclass(frozen=True)
class ScoreRow:
    """How targets stand on one demand. `counts` has every position; they add up to `asked`."""

    row: CampaignDemand
    asked: int
    counts: Mapping[Position, int]

    @property
    def demand(self) -> Demand:
        return self.row.demand


def scoreboard(session: Session, campaign_id: UUID, day: date) -> list[ScoreRow]:
    """Demand by position over the campaign's targets on `day`, in the campaign's order. Five queries.

    Officials who answered but are no longer targets are left out here; `current_positions` has them.
    """
    conditions = target_conditions(session, campaign_id, day)
    asked = session.scalar(sa.select(sa.func.count()).select_from(Official).where(*conditions)) or 0
    standing = _standing(PositionRecord.campaign_id == campaign_id)
    who = sa.select(Official.id).where(*conditions)
    rows = session.execute(
        sa.select(standing.c.demand_id, standing.c.position, sa.func.count().label("officials"))
        .where(standing.c.official.in_(who))
        .group_by(standing.c.demand_id, standing.c.position)
    )
    found: dict[UUID, dict[Position, int]] = {}
    for row in rows:
        found.setdefault(row.demand_id, {})[Position(row.position)] = row.officials
    return [_score(row, asked, found.get(row.demand_id, {})) for row in demands_of(session, campaign_id)]


def _score(row: CampaignDemand, asked: int, found: Mapping[Position, int]) -> ScoreRow:
    counts: dict[Position, Any] = {position: found.get(position, 0) for position in Position}
    counts[Position.NONE] = asked - sum(found.values())
    return ScoreRow(row, asked, counts)


def officials_standing_at(
    session: Session, campaign_id: UUID, demand_id: UUID, position: Position, day: date
) -> list[UUID]:
    """The targets behind one number of the scoreboard, by name. Two queries."""
    standing = _standing(PositionRecord.campaign_id == campaign_id, PositionRecord.demand_id == demand_id)
    wanted = sa.select(Official.id).where(*target_conditions(session, campaign_id, day))
    if position is Position.NONE:
        wanted = wanted.where(Official.id.not_in(sa.select(standing.c.official)))
    else:
        wanted = wanted.where(
            Official.id.in_(sa.select(standing.c.official).where(standing.c.position == position))
        )
    return list(session.scalars(wanted.order_by(Official.sort_name, Official.id)))
