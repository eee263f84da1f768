"""Where officials stand on a campaign's demands."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, day, session, writable
from app.api.campaigns import TAG
from app.api.http.operations import operation
from app.api.http.paging import cut, newest
from app.api.schemas.positions import (
    PositionFilters,
    PositionNew,
    PositionOut,
    PositionPage,
    Scoreboard,
    ScoreOut,
)
from app.campaigns import queries, queries_positions
from app.campaigns.models import PositionRecord
from app.campaigns.positions import record_position


@operation(
    "GET",
    "/campaigns/{campaign_id}/positions",
    tag=TAG,
    scope=Scope.READ,
    query=PositionFilters,
    returns=PositionPage,
)
def list_positions(campaign_id: UUID, query: PositionFilters) -> PositionPage:
    """List records of positions.

    Everything on record, corrected records and corrections too, the newest first.
    """
    queries.campaign(session(), campaign_id)
    select = sa.select(PositionRecord).where(PositionRecord.campaign_id == campaign_id)
    for column, value in (
        (PositionRecord.official_id, query.official_id),
        (PositionRecord.demand_id, query.demand_id),
        (PositionRecord.position, query.position),
    ):
        if value is not None:
            select = select.where(column == value)
    page = cut(session(), select, newest(PositionRecord.id), limit=query.limit, cursor=query.cursor)
    return PositionPage(items=[_shown(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/campaigns/{campaign_id}/positions",
    tag=TAG,
    scope=Scope.WRITE,
    body=PositionNew,
    returns=PositionOut,
    status=201,
)
def add_position(campaign_id: UUID, body: PositionNew) -> PositionOut:
    """Record a position.

    What an official said or did about a demand, with its evidence. A commitment cannot be lowered quietly:
    say `reversed`. Answers come late, so a closed campaign still takes them.
    """
    made = record_position(
        session(),
        writable(campaign_id),
        body.official_id,
        body.demand_id,
        body.position,
        body.day,
        body.evidence,
        source_kind=body.source_kind,
        reference=body.reference,
        corrects=body.corrects_id,
        by=by(),
    )
    return _shown(made)


@operation("GET", "/campaigns/{campaign_id}/scoreboard", tag=TAG, scope=Scope.READ, returns=Scoreboard)
def get_scoreboard(campaign_id: UUID) -> Scoreboard:
    """Get the scoreboard.

    For each demand, how many of the campaign's targets stand at each position on the business date.
    """
    queries.campaign(session(), campaign_id)
    rows = queries_positions.scoreboard(session(), campaign_id, day(None))
    return Scoreboard(
        items=[
            ScoreOut(
                demand_id=row.demand.id,
                title=row.demand.title,
                asked=row.asked,
                counts={position.value: count for position, count in row.counts.items()},
            )
            for row in rows
        ]
    )


def _shown(row: PositionRecord) -> PositionOut:
    return PositionOut(**{name: getattr(row, name) for name in PositionOut.model_fields})
