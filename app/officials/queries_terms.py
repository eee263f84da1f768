"""Terms, contact points and roles of any number of officials, each in one SELECT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.officials.display import ContactView, TermView
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    Jurisdiction,
    LeadershipRole,
    Seat,
    Term,
)
from app.officials.queries_match import leads_on
from app.officials.rules import CommitteeRole, Side, TermStatus
from app.officials.standing import status_on
from app.officials.states import state_name


@dataclass(frozen=True)
class SeatOnCommittee:
    """A seat on a committee, with the committee's and, for a subcommittee, its parent's name."""

    id: UUID
    official_id: UUID
    committee_id: UUID
    name: str
    parent: str
    role: CommitteeRole
    title: str
    side: Side
    rank: int | None


@dataclass(frozen=True)
class Leads:
    """A leadership role held on the day that was asked about."""

    id: UUID
    official_id: UUID
    title: str
    body: str


def _columns(day: date) -> sa.Select[Term, str, str, str, str]:
    body = aliased(Body)
    place = aliased(Jurisdiction)
    return (
        sa.select(Term, status_on(day).label("status"), body.name, place.name, Seat.label)
        .outerjoin(Seat, Term.seat_id == Seat.id)
        .outerjoin(body, body.id == sa.func.coalesce(Term.body_id, Seat.body_id))
        .outerjoin(place, place.id == body.jurisdiction_id)
        .where(Term.retired_on.is_(None))
    )


def terms_where(session: Session, day: date, *conditions: sa.ColumnElement[bool]) -> list[TermView]:
    """Terms that meet `conditions`, with their status on `day`, in no particular order."""
    rows = session.execute(_columns(day).where(*conditions))
    return [
        _term_view(term, status, body or "", place or "", seat or "")
        for term, status, body, place, seat in rows
    ]


def terms_of(session: Session, ids: Collection[UUID], day: date) -> dict[UUID, list[TermView]]:
    """All terms by official, the telling one first: held, unconfirmed, upcoming, former; then the latest."""
    found: dict[UUID, list[TermView]] = defaultdict(list)
    for view in terms_where(session, day, Term.official_id.in_(ids)):
        found[view.official_id].append(view)
    for views in found.values():
        views.sort(key=lambda view: (view.start or date.min, view.id), reverse=True)
        views.sort(key=lambda view: _ORDER[view.status])
    return found


_ORDER = {TermStatus.CURRENT: 0, TermStatus.UNCONFIRMED: 1, TermStatus.UPCOMING: 2, TermStatus.FORMER: 3}


def _term_view(term: Term, status: str, body: str, place: str, seat: str) -> TermView:
    return TermView(
        id=term.id,
        official_id=term.official_id,
        kind=term.kind,
        title=term.title,
        status=TermStatus(status),
        standing=term.standing,
        body_id=term.body_id,
        body=body,
        place=place or state_name(term.state),
        state=term.state,
        district=term.district,
        at_large=term.at_large,
        party=term.party,
        seat_id=term.seat_id,
        seat_label=seat,
        start=term.start,
        start_precision=term.start_precision,
        end=term.end,
        end_precision=term.end_precision,
        end_kind=term.end_kind,
        left_by=term.left_by,
        confirmed_on=term.confirmed_on,
        source=term.source,
    )


def contacts_of(session: Session, ids: Collection[UUID]) -> dict[UUID, list[ContactView]]:
    """Contact points in use by official, in their own order."""
    found: dict[UUID, list[ContactView]] = defaultdict(list)
    points = session.scalars(
        sa.select(ContactPoint)
        .where(ContactPoint.official_id.in_(ids), ContactPoint.retired_on.is_(None))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    for point in points:
        found[point.official_id].append(contact_view(point))
    return found


def contact_view(point: ContactPoint) -> ContactView:
    """Plain values of one contact point."""
    return ContactView(
        id=point.id,
        official_id=point.official_id,
        kind=point.kind,
        value=point.value,
        label=point.label,
        lines=tuple(point.lines),
        hours=point.hours,
        health=point.health,
        last_checked=point.last_checked,
        note=point.note,
        source=point.source,
    )


def committee_seats_of(
    session: Session, ids: Collection[UUID], *conditions: sa.ColumnElement[bool]
) -> dict[UUID, list[SeatOnCommittee]]:
    """Committee seats in use by official: titled ones first, then by committee."""
    parent = aliased(Committee)
    rows = session.execute(
        sa.select(CommitteeMembership, Committee.name, parent.name)
        .join(Committee, CommitteeMembership.committee_id == Committee.id)
        .outerjoin(parent, Committee.parent_id == parent.id)
        .where(
            CommitteeMembership.official_id.in_(ids),
            CommitteeMembership.retired_on.is_(None),
            Committee.retired_on.is_(None),
            *conditions,
        )
        .order_by(parent.name.is_not(None), Committee.name, CommitteeMembership.id)
    )
    found: dict[UUID, list[SeatOnCommittee]] = defaultdict(list)
    for seat, name, over in rows:
        found[seat.official_id].append(
            SeatOnCommittee(
                seat.id,
                seat.official_id,
                seat.committee_id,
                name,
                over or "",
                seat.role,
                seat.title,
                seat.side,
                seat.rank,
            )
        )
    for seats in found.values():
        seats.sort(key=lambda seat: (bool(seat.parent), seat.role is CommitteeRole.MEMBER))
    return found


def leadership_of(session: Session, ids: Collection[UUID], day: date) -> dict[UUID, list[Leads]]:
    """Leadership roles held on `day`, by official."""
    rows = session.execute(
        sa.select(LeadershipRole, Body.name)
        .outerjoin(Body, LeadershipRole.body_id == Body.id)
        .where(LeadershipRole.official_id.in_(ids), leads_on(LeadershipRole, day))
        .order_by(LeadershipRole.start, LeadershipRole.id)
    )
    found: dict[UUID, list[Leads]] = defaultdict(list)
    for role, body in rows:
        found[role.official_id].append(Leads(role.id, role.official_id, role.title, body or ""))
    return found


def first(views: Mapping[UUID, list[TermView]], official_id: UUID) -> TermView | None:
    """The telling term of an official, or None when there is none."""
    terms = views.get(official_id)
    return terms[0] if terms else None
