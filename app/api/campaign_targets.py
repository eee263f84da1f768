"""Whom a campaign writes to: officials by hand, segments, and those left out."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, day, session, writable
from app.api.campaigns import TAG
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut
from app.api.schemas.targets import (
    LeaveOut,
    LeftOutOut,
    LeftOuts,
    SegmentSourceNew,
    SegmentSourceOut,
    SegmentSources,
    TargetFilters,
    TargetOut,
    TargetPage,
    TargetsAdded,
    TargetsNew,
)
from app.campaigns import queries, queries_targets, targeting
from app.core.errors import NotFound
from app.officials.models import Official
from app.officials.queries_match import named


@operation(
    "GET",
    "/campaigns/{campaign_id}/targets",
    tag=TAG,
    scope=Scope.READ,
    query=TargetFilters,
    returns=TargetPage,
)
def list_targets(campaign_id: UUID, query: TargetFilters) -> TargetPage:
    """List targets.

    Everybody whom the campaign writes to on the day, by family name, with why they are a target.
    """
    queries.campaign(session(), campaign_id)
    on = day(query.on)
    conditions = queries_targets.target_conditions(session(), campaign_id, on)
    select = sa.select(Official.id, Official.full_name).where(*conditions)
    if query.q.strip():
        select = select.where(named(query.q))
    keys = by_name(Official.sort_name, Official.id)
    page = cut(session(), select, keys, limit=query.limit, cursor=query.cursor)
    items = [
        TargetOut(
            official_id=one.official_id,
            name=one.name,
            office=one.office,
            direct=one.direct,
            segments=list(one.segments),
        )
        for one in queries_targets.described(session(), campaign_id, on, page.rows)
    ]
    return TargetPage(items=items, next_cursor=page.next_cursor)


@operation(
    "POST",
    "/campaigns/{campaign_id}/targets",
    tag=TAG,
    scope=Scope.WRITE,
    body=TargetsNew,
    returns=TargetsAdded,
)
def add_targets(campaign_id: UUID, body: TargetsNew) -> TargetsAdded:
    """Add targets.

    Officials that are targets already stay as they are; those left out come back in.
    """
    found = writable(campaign_id)
    added = targeting.add_officials(session(), found, body.official_ids, body.reason, by=by())
    return TargetsAdded(added=added)


@operation("GET", "/campaigns/{campaign_id}/segments", tag=TAG, scope=Scope.READ, returns=SegmentSources)
def list_segment_sources(campaign_id: UUID) -> SegmentSources:
    """List a campaign's segments.

    The segments that it takes officials from, with their size on the business date.
    """
    queries.campaign(session(), campaign_id)
    return SegmentSources(items=_sources(campaign_id))


@operation(
    "POST",
    "/campaigns/{campaign_id}/segments",
    tag=TAG,
    scope=Scope.WRITE,
    body=SegmentSourceNew,
    returns=SegmentSourceOut,
    status=201,
)
def add_segment_source(campaign_id: UUID, body: SegmentSourceNew) -> SegmentSourceOut:
    """Take officials from a segment.

    Its members are found anew each time the campaign looks at them.
    """
    targeting.add_segment(session(), writable(campaign_id), body.segment_id, by=by())
    session().flush()
    return next(one for one in _sources(campaign_id) if one.segment_id == body.segment_id)


@operation(
    "DELETE", "/campaigns/{campaign_id}/segments/{target_id}", tag=TAG, scope=Scope.WRITE, returns=None
)
def remove_segment_source(campaign_id: UUID, target_id: UUID) -> None:
    """Take no more officials from a segment.

    `target_id` is the id of the source within the campaign. Officials added by hand stay.
    """
    targeting.remove_segment(session(), writable(campaign_id), target_id, by=by())


@operation("GET", "/campaigns/{campaign_id}/left-out", tag=TAG, scope=Scope.READ, returns=LeftOuts)
def list_left_out(campaign_id: UUID) -> LeftOuts:
    """List officials left out.

    People whom the campaign does not write to although a segment may hold them.
    """
    queries.campaign(session(), campaign_id)
    return LeftOuts(items=_left_out(campaign_id))


@operation(
    "POST",
    "/campaigns/{campaign_id}/left-out",
    tag=TAG,
    scope=Scope.WRITE,
    body=LeaveOut,
    returns=LeftOutOut,
    status=201,
)
def leave_out(campaign_id: UUID, body: LeaveOut) -> LeftOutOut:
    """Leave an official out.

    What was sent to them and what they said stays on record.
    """
    targeting.leave_out(session(), writable(campaign_id), body.official_id, body.reason, by=by())
    session().flush()
    return next(one for one in _left_out(campaign_id) if one.official_id == body.official_id)


@operation(
    "DELETE", "/campaigns/{campaign_id}/left-out/{target_id}", tag=TAG, scope=Scope.WRITE, returns=None
)
def take_back_in(campaign_id: UUID, target_id: UUID) -> None:
    """Take an official back in.

    `target_id` is the id of the entry within the campaign. They are a target again when a segment holds them.
    """
    targeting.take_back_in(session(), writable(campaign_id), target_id, by=by())


def _sources(campaign_id: UUID) -> list[SegmentSourceOut]:
    found = []
    for one in queries_targets.segment_sources(session(), campaign_id, day(None)):
        if one.row.segment_id is None:
            raise NotFound("This is not a segment of the campaign.")
        found.append(
            SegmentSourceOut(id=one.row.id, segment_id=one.row.segment_id, name=one.name, count=one.count)
        )
    return found


def _left_out(campaign_id: UUID) -> list[LeftOutOut]:
    return [
        LeftOutOut(id=one.row.id, official_id=one.row.official_id, name=one.name, reason=one.row.reason)
        for one in queries_targets.left_out(session(), campaign_id)
        if one.row.official_id is not None
    ]
