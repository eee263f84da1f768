"""Invented officials for tests. Everything here is labelled as invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.officials import names
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    Jurisdiction,
    LeadershipRole,
    Official,
    Seat,
    Term,
)
from app.officials.rules import BodyKind, CommitteeRole, ContactKind, Level, OfficeKind

START, END = date(2021, 1, 3), date(2027, 1, 3)
SENATE, HOUSE = "Test Senate", "Test House"


def body(
    session: Session, name: str = SENATE, kind: BodyKind = BodyKind.UPPER, place: str = "Testland"
) -> Body:
    """The body of that name, made on the first call."""
    found = session.scalar(sa.select(Body).where(Body.name == name))
    if found is None:
        home = session.scalar(sa.select(Jurisdiction).where(Jurisdiction.name == place))
        if home is None:
            home = Jurisdiction(name=place, level=Level.FEDERAL)
            session.add(home)
            session.flush()
        found = Body(name=name, kind=kind, jurisdiction_id=home.id)
        session.add(found)
        session.flush()
    return found


def official(session: Session, first: str = "Jane", last: str = "Doe", **values: Any) -> Official:
    """A person without an office."""
    parts = names.NameParts(first=first, last=last, full=values.pop("full", ""))
    made = Official(
        first=first,
        last=last,
        full_name=parts.full or names.composed(parts),
        formal_name=names.formal(parts),
        search_text=names.search_text(parts),
        sort_name=names.sort_name(parts),
        **values,
    )
    session.add(made)
    session.flush()
    return made


def term(session: Session, who: Official, **values: Any) -> Term:
    """A six-year Senate term that covers the tests' day, unless `values` say otherwise."""
    values = {
        "kind": OfficeKind.SENATOR,
        "title": "Senator",
        "state": "CA",
        "start": START,
        "end": END,
    } | values
    if "body_id" not in values:
        house = values["kind"] is OfficeKind.REPRESENTATIVE
        home = body(session, HOUSE, BodyKind.LOWER) if house else body(session)
        values["body_id"] = home.id
    made = Term(official_id=who.id, **values)
    session.add(made)
    session.flush()
    return made


def senator(session: Session, first: str = "Jane", last: str = "Doe", **values: Any) -> Official:
    """A senator in office on the tests' day."""
    who = official(session, first, last)
    term(session, who, **values)
    return who


def seat(session: Session, state: str = "CA", district: str = "", **values: Any) -> Seat:
    """A seat without a holder."""
    kind = values.pop("kind", OfficeKind.REPRESENTATIVE)
    home = body(session, HOUSE, BodyKind.LOWER)
    made = Seat(
        body_id=home.id, kind=kind, label=f"{state}-{district}", state=state, district=district, **values
    )
    session.add(made)
    session.flush()
    return made


def contact(session: Session, who: Official, kind: ContactKind, value: str, **values: Any) -> ContactPoint:
    made = ContactPoint(official_id=who.id, kind=kind, value=value, **values)
    session.add(made)
    session.flush()
    return made


def committee(session: Session, name: str = "Senate Committee on Foreign Relations") -> Committee:
    """The committee of that name, made on the first call."""
    found = session.scalar(sa.select(Committee).where(Committee.name == name))
    if found is None:
        found = Committee(name=name, body_id=body(session).id)
        session.add(found)
        session.flush()
    return found


def sits(
    session: Session,
    who: Official,
    on: Committee,
    role: CommitteeRole = CommitteeRole.MEMBER,
    title: str = "",
) -> CommitteeMembership:
    made = CommitteeMembership(official_id=who.id, committee_id=on.id, role=role, title=title)
    session.add(made)
    session.flush()
    return made


def leads(session: Session, who: Official, title: str, **values: Any) -> LeadershipRole:
    made = LeadershipRole(official_id=who.id, title=title, **values)
    session.add(made)
    session.flush()
    return made
