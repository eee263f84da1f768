"""Terms, contact points and roles of any number of officials, each in one SELECT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any
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


# Plain columns, not mapped objects: letters to hundreds of people read thousands of rows.
_TERM_COLUMNS = (
    Term.id,
    Term.official_id,
    Term.kind,
    Term.title,
    Term.standing,
    Term.body_id,
    Term.state,
    Term.district,
    Term.at_large,
    Term.party,
    Term.seat_id,
    Term.start.label("start"),
    Term.start_precision,
    Term.end.label("end"),
    Term.end_precision,
    Term.end_kind,
    Term.left_by,
    Term.confirmed_on,
    Term.source,
)


@lru_cache(maxsize=64)  # building it costs more than asking it
def _columns(day: date) -> sa.Select[*tuple[Any, ...]]:
    body = aliased(Body)
    place = aliased(Jurisdiction)
    named = (
        status_on(day).label("status"),
        body.name.label("body"),
        place.name.label("place"),
        Seat.label.label("seat_label"),
    )
    return (
        sa.select(*_TERM_COLUMNS, *named)
        .outerjoin(Seat, Term.seat_id == Seat.id)
        .outerjoin(body, body.id == sa.func.coalesce(Term.body_id, Seat.body_id))
        .outerjoin(place, place.id == body.jurisdiction_id)
        .where(Term.retired_on.is_(None))
    )


def terms_where(session: Session, day: date, *conditions: sa.ColumnElement[bool]) -> list[TermView]:
    """Terms that meet `conditions`, with their status on `day`, in no particular order."""
    return [_term_view(row) for row in session.execute(_columns(day).where(*conditions)).mappings()]


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


def _term_view(row: sa.RowMapping) -> TermView:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["status"] = TermStatus(values["status"])
    values["place"] = values["place"] or state_name(values["state"])
    values["body"], values["seat_label"] = values["body"] or "", values["seat_label"] or ""
    return TermView(**values)


def contacts_of(session: Session, ids: Collection[UUID]) -> dict[UUID, list[ContactView]]:
    """Contact points in use by official, in their own order."""
    found: dict[UUID, list[ContactView]] = defaultdict(list)
    rows = session.execute(
        sa.select(*_CONTACT_COLUMNS)
        .where(ContactPoint.official_id.in_(ids), ContactPoint.retired_on.is_(None))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    for row in rows.mappings():
        found[row["official_id"]].append(ContactView(**{**row, "lines": tuple(row["lines"])}))
    return found


_CONTACT_COLUMNS = (
    ContactPoint.id,
    ContactPoint.official_id,
    ContactPoint.kind,
    ContactPoint.value,
    ContactPoint.label,
    ContactPoint.lines,
    ContactPoint.hours,
    ContactPoint.health,
    ContactPoint.last_checked,
    ContactPoint.note,
    ContactPoint.source,
)


@cache
def _seats() -> sa.Select[*tuple[Any, ...]]:
    parent = aliased(Committee)
    return (
        sa.select(
            CommitteeMembership.id,
            CommitteeMembership.official_id,
            CommitteeMembership.committee_id,
            Committee.name,
            sa.func.coalesce(parent.name, ""),
            CommitteeMembership.role,
            CommitteeMembership.title,
            CommitteeMembership.side,
            CommitteeMembership.rank,
        )
        .join(Committee, CommitteeMembership.committee_id == Committee.id)
        .outerjoin(parent, Committee.parent_id == parent.id)
        .where(CommitteeMembership.retired_on.is_(None), Committee.retired_on.is_(None))
        .order_by(parent.name.is_not(None), Committee.name, CommitteeMembership.id)
    )


def committee_seats_of(
    session: Session, ids: Collection[UUID], *conditions: sa.ColumnElement[bool]
) -> dict[UUID, list[SeatOnCommittee]]:
    """Committee seats in use by official: titled ones first, then by committee."""
    rows = session.execute(_seats().where(CommitteeMembership.official_id.in_(ids), *conditions))
    found: dict[UUID, list[SeatOnCommittee]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(SeatOnCommittee(*row))
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
