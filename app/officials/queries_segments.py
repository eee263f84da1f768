"""Segments and who belongs to them, found anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import InvalidInput, NotFound
from app.officials.models import Official, Segment
from app.officials.queries_match import matching
from app.officials.segments import SegmentQuery, parse


@dataclass(frozen=True)
class SegmentView:
    """A segment with the number of its members on the day asked about; `count` None: its rules are broken."""

    segment: Segment
    count: int | None


def segment(session: Session, segment_id: UUID) -> Segment:
    """Raises `NotFound`, also for a segment that was deleted."""
    found = session.get(Segment, segment_id)
    if found is None or found.retired_on is not None:
        raise NotFound("There is no such segment.")
    return found


def query_of(found: Segment) -> SegmentQuery:
    """The segment's rules. Raises `InvalidInput` when what is stored cannot be read."""
    return parse(found.query)


def members(session: Session, found: Segment, day: date) -> Sequence[UUID]:
    """Ids of the officials that belong to the segment on `day` (or on its own day), by name. One SELECT."""
    return members_by(session, query_of(found), day)


def members_by(session: Session, query: SegmentQuery, day: date) -> Sequence[UUID]:
    """As `members`, for rules that are not saved."""
    return session.scalars(
        sa.select(Official.id)
        .where(*matching(query.rules, query.on or day))
        .order_by(Official.sort_name, Official.id)
    ).all()


def count(session: Session, query: SegmentQuery, day: date) -> int:
    """How many officials match. One SELECT."""
    matched = sa.select(sa.func.count(Official.id)).where(*matching(query.rules, query.on or day))
    return session.scalar(matched) or 0


def segments(session: Session, day: date) -> list[SegmentView]:
    """All segments by name with their counts: two SELECTs for any number of segments."""
    found = session.scalars(
        sa.select(Segment)
        .where(Segment.retired_on.is_(None))
        .order_by(sa.func.lower(Segment.name), Segment.id)
    ).all()
    numbers = counts_of(session, found, day)
    return [SegmentView(one, numbers.get(one.id)) for one in found]


def counts_of(session: Session, found: Sequence[Segment], day: date) -> dict[UUID, int]:
    """Members of each segment on `day`, by its id; a segment whose rules are broken has none. One SELECT."""
    queries: dict[UUID, SegmentQuery] = {}
    for one in found:
        try:
            queries[one.id] = query_of(one)
        except InvalidInput:
            continue  # shown without a count, so that somebody mends it
    if not queries:
        return {}
    counts = session.execute(
        sa.select(
            *(
                sa.select(sa.func.count(Official.id))
                .where(*matching(query.rules, query.on or day))
                .scalar_subquery()
                for query in queries.values()
            )
        )
    ).one()
    return dict(zip(queries, counts, strict=True))
