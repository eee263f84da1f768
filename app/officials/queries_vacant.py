"""Seats that nobody holds on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.officials.display import TermView
from app.officials.models import Body, Jurisdiction, Official, Seat, Term
from app.officials.rules import Standing, TermStatus
from app.officials.segments import Rule, RuleKind
from app.officials.standing import status_on


@dataclass(frozen=True)
class VacantSeat:
    """A seat that nobody holds on the day. `since` is the last day of the last holder, if known."""

    id: UUID
    label: str
    office: str
    where: str
    body: str
    since: date | None
    last_holder: str
    last_holder_id: UUID | None


def vacant_seats(
    session: Session, day: date, rules: Sequence[Rule] = (), limit: int = 200
) -> list[VacantSeat]:
    """Seats that nobody holds on `day`, not even without confirmation, with their last holder. Two SELECTs.

    Only rules that say something about a seat (office, body, chamber, state, district) narrow it.
    """
    holder = aliased(Term)
    held = (
        sa.exists()
        .where(
            holder.seat_id == Seat.id,
            holder.retired_on.is_(None),
            status_on(day, holder).in_((TermStatus.CURRENT.value, TermStatus.UNCONFIRMED.value)),
        )
        .correlate(Seat)
    )
    rows = session.execute(
        sa.select(Seat, Body.name, Jurisdiction.name)
        .join(Body, Seat.body_id == Body.id)
        .join(Jurisdiction, Body.jurisdiction_id == Jurisdiction.id)
        .where(Seat.retired_on.is_(None), sa.not_(held), *_seat_tests(rules))
        .order_by(Seat.kind, Seat.state, sa.func.length(Seat.district), Seat.district)
        .limit(limit)
    ).all()
    last = _last_holders(session, [row[0].id for row in rows], day)
    return [_vacant(seat, body, place, last.get(seat.id)) for seat, body, place in rows]


def _seat_tests(rules: Sequence[Rule]) -> list[sa.ColumnElement[bool]]:
    tests: list[sa.ColumnElement[bool]] = []
    for rule in rules:
        test: sa.ColumnElement[bool]
        if rule.kind is RuleKind.OFFICE:
            test = Seat.kind == rule.value
        elif rule.kind is RuleKind.BODY:
            test = Seat.body_id == UUID(rule.value)
        elif rule.kind is RuleKind.CHAMBER:
            test = Body.kind == rule.value
        elif rule.kind is RuleKind.STATE:
            test = Seat.state == rule.value
        elif rule.kind is RuleKind.DISTRICT:
            test = Seat.district == rule.value
        else:
            continue
        tests.append(sa.not_(test) if rule.denied else test)
    return tests


def _last_holders(
    session: Session, seat_ids: Sequence[UUID], day: date
) -> dict[UUID, tuple[date | None, str, UUID]]:
    rows = session.execute(
        sa.select(Term.seat_id, Term.end, Term.left_by, Official.full_name, Official.id)
        .join(Official, Term.official_id == Official.id)
        .where(
            Term.seat_id.in_(seat_ids),
            Term.retired_on.is_(None),
            sa.or_(Term.start.is_(None), Term.start <= day),
        )
        .order_by(Term.start.nulls_first(), Term.id)
    )
    return {seat: (left or end, name, who) for seat, end, left, name, who in rows if seat}


def _vacant(seat: Seat, body: str, place: str, last: tuple[date | None, str, UUID] | None) -> VacantSeat:
    as_term = TermView(
        id=seat.id,
        official_id=seat.id,
        kind=seat.kind,
        title=seat.label,
        status=TermStatus.FORMER,
        standing=Standing.ELECTED,
        state=seat.state,
        district=seat.district,
        at_large=seat.at_large,
        place=place,
    )
    since, name, who = last or (None, "", None)
    where = "" if as_term.where.split(", ")[-1] in as_term.office else as_term.where
    return VacantSeat(seat.id, seat.label, as_term.office, where, body, since, name, who)
