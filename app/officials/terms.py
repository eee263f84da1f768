"""Terms by hand: add, correct, end, confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import InvalidInput, NotFound
from app.officials.marks import change, mark_fields
from app.officials.models import Body, Jurisdiction, Seat, Term
from app.officials.models.columns import STAFF
from app.officials.rules import CONGRESS_KINDS, BodyKind, EndKind, Level, OfficeKind, Precision, Standing
from app.officials.service import in_use
from app.officials.states import STATE_NAMES

_LEVELS = {
    **dict.fromkeys((OfficeKind.MAYOR, OfficeKind.COUNCIL_MEMBER, OfficeKind.COUNCIL_PRESIDENT), Level.LOCAL),
    OfficeKind.COUNTY_OFFICIAL: Level.LOCAL,
    **dict.fromkeys(
        (OfficeKind.HEAD_OF_STATE, OfficeKind.HEAD_OF_GOVERNMENT, OfficeKind.FOREIGN_AMBASSADOR),
        Level.FOREIGN,
    ),
    OfficeKind.SECRETARY_GENERAL: Level.INTERNATIONAL,
    **dict.fromkeys(CONGRESS_KINDS, Level.FEDERAL),
    **dict.fromkeys(
        (
            OfficeKind.PRESIDENT,
            OfficeKind.VICE_PRESIDENT,
            OfficeKind.CABINET_SECRETARY,
            OfficeKind.AMBASSADOR,
        ),
        Level.FEDERAL,
    ),
}
_BODY_KINDS = {
    OfficeKind.SENATOR: BodyKind.UPPER,
    OfficeKind.STATE_SENATOR: BodyKind.UPPER,
    **dict.fromkeys(CONGRESS_KINDS - {OfficeKind.SENATOR}, BodyKind.LOWER),
    **dict.fromkeys(
        (OfficeKind.STATE_REPRESENTATIVE, OfficeKind.ASSEMBLY_MEMBER, OfficeKind.STATE_DELEGATE),
        BodyKind.LOWER,
    ),
    **dict.fromkeys((OfficeKind.COUNCIL_MEMBER, OfficeKind.COUNCIL_PRESIDENT), BodyKind.COUNCIL),
    OfficeKind.OTHER: BodyKind.OTHER,
}
_CONGRESS_BODIES = {
    OfficeKind.SENATOR: "United States Senate",
    **dict.fromkeys(CONGRESS_KINDS - {OfficeKind.SENATOR}, "United States House of Representatives"),
}


@dataclass(frozen=True)
class TermInput:
    """What staff type of a term. `body` and `place` are names; they are found or made.

    `seat_id` set: office, body, state and district are the seat's. Days are inclusive; `end` None: open.
    """

    title: str
    kind: OfficeKind = OfficeKind.OTHER
    body: str = ""
    place: str = ""
    state: str = ""
    district: str = ""
    party: str = ""
    standing: Standing = Standing.ELECTED
    start: date | None = None
    end: date | None = None
    seat_id: UUID | None = None


def add_term(session: Session, official_id: UUID, given: TermInput, *, by: Actor) -> Term:
    """Give an official an office. Raises `InvalidInput` by field, `NotFound`, `Conflict`."""
    official = in_use(session, official_id)
    _check(given)
    seat = _seat(session, given)
    values = _values(given) | (_of_seat(seat) if seat else {"body_id": _body(session, given)})
    term = Term(**values, official_id=official.id, source=STAFF)
    session.add(term)
    session.flush()
    summary = f"Added the office {term.title} to {official.full_name}"
    record(session, by, "officials.term.add", "official", official.id, summary=summary, detail=_detail(term))
    return term


def edit_term(session: Session, official_id: UUID, term_id: UUID, given: TermInput, *, by: Actor) -> Term:
    """Correct a term. Its seat and body stay; end it and add another for another seat."""
    official = in_use(session, official_id)
    term = term_of(session, official_id, term_id)
    _check(given)
    values = _values(given)
    for fixed in ("kind", "state", "district") if term.seat_id else ():
        values.pop(fixed)
    if term.seat_id is None and given.body:
        values["body_id"] = _body(session, given)
    return _changed(
        session, term, values, by=by, summary=f"Changed the office {term.title} of {official.full_name}"
    )


def end_term(session: Session, official_id: UUID, term_id: UUID, last_day: date, *, by: Actor) -> Term:
    """The office was held up to and including `last_day`. Raises `InvalidInput` for a day before its start."""
    official = in_use(session, official_id)
    term = term_of(session, official_id, term_id)
    if term.start and last_day < term.start:
        raise InvalidInput({"last_day": "The last day is before the first. Enter a later one."})
    values = {"end": last_day, "end_kind": EndKind.FIXED, "end_precision": Precision.DAY}
    return _changed(
        session, term, values, by=by, summary=f"Ended the office {term.title} of {official.full_name}"
    )


def confirm_term(session: Session, official_id: UUID, term_id: UUID, *, by: Actor) -> Term:
    """Somebody checked that the office is still held today."""
    official = in_use(session, official_id)
    term = term_of(session, official_id, term_id)
    values = {"confirmed_on": by.today}
    return _changed(session, term, values, by=by, summary=f"Confirmed {official.full_name} as {term.title}")


def term_of(session: Session, official_id: UUID, term_id: UUID) -> Term:
    """Raises `NotFound` for a term of somebody else, too."""
    term = session.get(Term, term_id)
    if term is None or term.official_id != official_id or term.retired_on is not None:
        raise NotFound("There is no such term.")
    return term


def _changed(session: Session, term: Term, values: dict[str, Any], *, by: Actor, summary: str) -> Term:
    changed = change(term, values)
    if changed:
        by_hand = {name: getattr(term, name) for name in changed if name not in ("confirmed_on", "body_id")}
        mark_fields(session, "term", term.id, by_hand, by=by)
        shown = {name: list(pair) for name, pair in changed.items() if name != "body_id"}
        record(
            session,
            by,
            "officials.term.edit",
            "official",
            term.official_id,
            summary=summary,
            detail={"changed": shown},
        )
    return term


def _check(given: TermInput) -> None:
    errors: dict[str, str] = {}
    if not given.title.strip():
        errors["title"] = "Enter the title as its holder styles it, for example Mayor."
    for field, limit in (("title", 200), ("body", 200), ("place", 200), ("district", 80), ("party", 80)):
        if len(getattr(given, field)) > limit:
            errors[field] = f"{limit} characters at most."
    if given.state and given.state not in STATE_NAMES:
        errors["state"] = "Choose a state or territory from the list."
    if given.start and given.end and given.end < given.start:
        errors["end"] = "The last day is before the first. Enter a later one."
    council = given.kind in (OfficeKind.COUNCIL_MEMBER, OfficeKind.COUNCIL_PRESIDENT)
    if council and not given.body and not given.seat_id:
        errors["body"] = "Enter the council, for example Pasadena City Council."
    needs_place = _LEVELS.get(given.kind, Level.STATE) in (Level.LOCAL, Level.FOREIGN)
    if needs_place and not given.place and not given.seat_id:
        errors["place"] = "Enter the city, county or country."
    needs_state = given.kind in CONGRESS_KINDS or (
        given.kind not in _LEVELS and given.kind is not OfficeKind.OTHER
    )
    if needs_state and not given.state and not given.seat_id:
        errors["state"] = "Choose the state."
    if errors:
        raise InvalidInput(errors)


def _values(given: TermInput) -> dict[str, Any]:
    return {
        "kind": given.kind,
        "title": given.title.strip(),
        "state": given.state,
        "district": given.district.strip(),
        "party": given.party.strip(),
        "standing": given.standing,
        "start": given.start,
        "end": given.end,
        "end_kind": EndKind.FIXED if given.end else EndKind.OPEN,
    }


def _seat(session: Session, given: TermInput) -> Seat | None:
    """The seat that was named, or the only one that fits."""
    if given.seat_id:
        seat = session.get(Seat, given.seat_id)
        if seat is None or seat.retired_on is not None:
            raise NotFound("There is no such seat.")
        return seat
    if given.kind not in CONGRESS_KINDS - {OfficeKind.SENATOR}:
        return None
    fits = sa.select(Seat).where(
        Seat.kind == given.kind,
        Seat.state == given.state,
        Seat.district == given.district,
        Seat.retired_on.is_(None),
    )
    found = session.scalars(fits.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _of_seat(seat: Seat) -> dict[str, Any]:
    return {
        "seat_id": seat.id,
        "body_id": seat.body_id,
        "kind": seat.kind,
        "state": seat.state,
        "district": seat.district,
        "at_large": seat.at_large,
        "senate_class": seat.senate_class,
    }


def _body(session: Session, given: TermInput) -> UUID | None:
    """The body of that name in that place, made when it is new; None for an office without either."""
    level = _LEVELS.get(given.kind, Level.STATE if given.state else Level.LOCAL)
    place = given.place.strip() or STATE_NAMES.get(given.state, "")
    if level is Level.FEDERAL:
        place = "United States"
    elif level is Level.INTERNATIONAL:
        place = place or "United Nations"
    name = (
        given.body.strip() or _CONGRESS_BODIES.get(given.kind) or (f"Government of {place}" if place else "")
    )
    if not name:
        return None
    found = session.scalar(
        sa.select(Body)
        .join(Jurisdiction, Body.jurisdiction_id == Jurisdiction.id)
        .where(
            Body.retired_on.is_(None),
            sa.func.lower(Body.name) == name.lower(),
            Jurisdiction.level == level,
            sa.func.lower(Jurisdiction.name) == place.lower(),
        )
        .limit(1)
    )
    if found is None:
        kind = _BODY_KINDS.get(given.kind, BodyKind.EXECUTIVE)
        home = _jurisdiction(session, place or name, level, given.state)
        found = Body(jurisdiction_id=home.id, name=name, kind=kind, source=STAFF)
        session.add(found)
        session.flush()
    return found.id


def _jurisdiction(session: Session, name: str, level: Level, state: str) -> Jurisdiction:
    state = state if level in (Level.STATE, Level.LOCAL) else ""
    found = session.scalar(
        sa.select(Jurisdiction)
        .where(
            sa.func.lower(Jurisdiction.name) == name.lower(),
            Jurisdiction.level == level,
            Jurisdiction.state == state,
            Jurisdiction.retired_on.is_(None),
        )
        .limit(1)
    )
    if found is None:
        found = Jurisdiction(name=name, level=level, state=state, source=STAFF)
        session.add(found)
        session.flush()
    return found


def _detail(term: Term) -> dict[str, Any]:
    return {"title": term.title, "start": str(term.start or ""), "end": str(term.end or "")}
