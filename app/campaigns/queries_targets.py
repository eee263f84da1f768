"""Whom a campaign writes to: its own officials and everyone in its segments, less those left out.

Segments are looked up anew for the day asked about. A merged record counts as the one that took over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import CampaignTarget
from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.officials.models import Official, Segment
from app.officials.queries_match import matching, named
from app.officials.queries_terms import first, terms_of
from app.officials.segments import parse


@dataclass(frozen=True)
class Target:
    """One official to write to. `direct`: added by hand; `segments`: names of segments that hold them."""

    official_id: UUID
    name: str
    office: str
    direct: bool
    segments: tuple[str, ...]


@dataclass(frozen=True)
class SegmentSource:
    """A segment that the campaign takes officials from, and how many it holds on the day."""

    row: CampaignTarget
    name: str
    count: int


@dataclass(frozen=True)
class LeftOut:
    """An official kept out although a segment may hold them."""

    row: CampaignTarget
    name: str


def target_row(session: Session, campaign_id: UUID, target_id: UUID) -> CampaignTarget:
    """Raises `NotFound`."""
    found = session.get(CampaignTarget, target_id)
    if found is None or found.campaign_id != campaign_id:
        raise NotFound("This is no longer among the campaign’s targets.")
    return found


def official_row(session: Session, campaign_id: UUID, official_id: UUID) -> CampaignTarget | None:
    """The row that names the official, whether as a target or as left out."""
    return session.scalar(
        sa.select(CampaignTarget).where(
            CampaignTarget.campaign_id == campaign_id, CampaignTarget.official_id == official_id
        )
    )


def segment_row(session: Session, campaign_id: UUID, segment_id: UUID) -> CampaignTarget | None:
    """The row that names the segment."""
    return session.scalar(
        sa.select(CampaignTarget).where(
            CampaignTarget.campaign_id == campaign_id, CampaignTarget.segment_id == segment_id
        )
    )


def campaign_segments(session: Session, campaign_id: UUID) -> Sequence[tuple[CampaignTarget, Segment]]:
    """The campaign's segments by name."""
    rows = session.execute(
        sa.select(CampaignTarget, Segment)
        .join(Segment, Segment.id == CampaignTarget.segment_id)
        .where(CampaignTarget.campaign_id == campaign_id)
        .order_by(Segment.name, Segment.id)
    )
    return [(row[0], row[1]) for row in rows]


def choosable_segments(session: Session, campaign_id: UUID) -> Sequence[Segment]:
    """Segments in use that the campaign does not take officials from yet, by name."""
    taken = sa.select(CampaignTarget.segment_id).where(
        CampaignTarget.campaign_id == campaign_id, CampaignTarget.segment_id.is_not(None)
    )
    return session.scalars(
        sa.select(Segment)
        .where(Segment.retired_on.is_(None), Segment.id.not_in(taken))
        .order_by(Segment.name, Segment.id)
    ).all()


def _hand_picked(campaign_id: UUID, *, excluded: bool) -> sa.Select[UUID]:
    return (
        sa.select(sa.func.coalesce(Official.merged_into_id, Official.id))
        .join(CampaignTarget, CampaignTarget.official_id == Official.id)
        .where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.excluded.is_(excluded))
    )


def _in_segment(segment: Segment, day: date) -> list[sa.ColumnElement[bool]]:
    query = parse(segment.query)
    return matching(query.rules, query.on or day)


def target_conditions(session: Session, campaign_id: UUID, day: date) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Official` that hold for the campaign's targets on `day`. One query, for the segments."""
    segments = [segment for _row, segment in campaign_segments(session, campaign_id)]
    held: list[sa.ColumnElement[bool]] = [Official.id.in_(_hand_picked(campaign_id, excluded=False))]
    held.extend(sa.and_(*_in_segment(segment, day)) for segment in segments)
    return [
        Official.retired_on.is_(None),
        sa.or_(*held),
        Official.id.not_in(_hand_picked(campaign_id, excluded=True)),
    ]


def target_ids(session: Session, campaign_id: UUID, day: date) -> list[UUID]:
    """Targets by name. Two queries."""
    wanted = sa.select(Official.id).where(*target_conditions(session, campaign_id, day))
    return list(session.scalars(wanted.order_by(Official.sort_name, Official.id)))


def count_targets(session: Session, campaign_id: UUID, day: date) -> int:
    """How many officials the campaign writes to. Two queries."""
    wanted = sa.select(Official.id).where(*target_conditions(session, campaign_id, day))
    return session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0


def targets(session: Session, campaign_id: UUID, day: date) -> list[Target]:
    """Every target by name, with office and why they are one. A constant number of queries."""
    rows = session.execute(
        sa.select(Official.id, Official.full_name)
        .where(*target_conditions(session, campaign_id, day))
        .order_by(Official.sort_name, Official.id)
    ).all()
    return described(session, campaign_id, day, rows)


def target_page(
    session: Session, campaign_id: UUID, day: date, *, words: str = "", page: int = 1, size: int = 50
) -> Page[Target]:
    """One page of targets by name, those whose names hold every word of `words`."""
    wanted: Any = (
        sa.select(Official.id, Official.full_name)
        .where(*target_conditions(session, campaign_id, day))
        .order_by(Official.sort_name, Official.id)
    )
    if words.strip():
        wanted = wanted.where(named(words))
    found = paginate(session, wanted, page=page, size=size, scalars=False)
    return Page(described(session, campaign_id, day, found.items), found.total, found.page, found.size)


def described(session: Session, campaign_id: UUID, day: date, rows: Sequence[Any]) -> list[Target]:
    """Targets given as rows with `id` and `full_name`, in their order. A constant number of queries."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    terms = terms_of(session, ids, day)
    direct = set(session.scalars(_hand_picked(campaign_id, excluded=False)))
    holding: dict[UUID, list[str]] = {}
    segments = [segment for _row, segment in campaign_segments(session, campaign_id)]
    if segments:
        per_segment = (
            sa.select(Official.id, sa.literal(place).label("place")).where(
                Official.id.in_(ids), *_in_segment(each, day)
            )
            for place, each in enumerate(segments)
        )
        for official_id, place in session.execute(sa.union_all(*per_segment)):
            holding.setdefault(official_id, []).append(segments[place].name)
    described = []
    for row in rows:
        term = first(terms, row.id)
        office = term.label if term else ""
        names = tuple(sorted(holding.get(row.id, ())))
        described.append(Target(row.id, row.full_name, office, row.id in direct, names))
    return described


def segment_sources(session: Session, campaign_id: UUID, day: date) -> list[SegmentSource]:
    """The campaign's segments with their size on `day`. Two queries."""
    held = campaign_segments(session, campaign_id)
    if not held:
        return []
    sizes = sa.union_all(
        *(
            sa.select(sa.literal(place).label("place"), sa.func.count().label("size"))
            .select_from(Official)
            .where(*_in_segment(segment, day))
            for place, (_row, segment) in enumerate(held)
        )
    )
    size_of = {row.place: row.size for row in session.execute(sizes)}
    return [SegmentSource(row, segment.name, size_of[place]) for place, (row, segment) in enumerate(held)]


def left_out(session: Session, campaign_id: UUID) -> list[LeftOut]:
    """Officials kept out, by name."""
    person = aliased(Official)
    rows = session.execute(
        sa.select(CampaignTarget, person.full_name)
        .join(person, person.id == CampaignTarget.official_id)
        .where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.excluded.is_(True))
        .order_by(person.sort_name, person.id)
    )
    return [LeftOut(row[0], row[1]) for row in rows]
