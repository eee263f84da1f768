"""The people of the demonstration: staff, real holders of public office, an invented legislature."""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.passwords import set_password
from app.accounts.people import create_user
from app.accounts.rules import Role
from app.demo.models import DemoRecord
from app.demo.script import Stage, loader_actor
from app.officials import names
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    ExternalId,
    Jurisdiction,
    Official,
    Seat,
    Term,
)
from app.officials.rules import (
    BodyKind,
    CommitteeRole,
    ContactHealth,
    ContactKind,
    GenderedForm,
    Level,
    OfficeKind,
)

SOURCE = "demo"
Row = TypeVar("Row", Jurisdiction, Body, Seat, Term, Committee, CommitteeMembership, ContactPoint)
_CHAMBERS = {
    "upper": (BodyKind.UPPER, OfficeKind.STATE_SENATOR),
    "lower": (BodyKind.LOWER, OfficeKind.STATE_REPRESENTATIVE),
}
_CONTACTS = {
    "fax": ContactKind.FAX,
    "email": ContactKind.EMAIL,
    "web_form": ContactKind.WEB_FORM,
    "phone": ContactKind.PHONE,
}


def hire_staff(stage: Stage) -> dict[str, str]:
    """Create the three members of staff. Returns their passwords by e-mail address, to be shown once."""
    passwords = {}
    by = loader_actor()
    for row in stage.script["staff"]:
        user = create_user(
            stage.session,
            email=row["email"],
            name=row["name"],
            position_title=row["position"],
            role=Role(row["role"]),
            by=by,
        )
        password = "-".join(secrets.token_hex(3) for _ in range(4))
        set_password(stage.session, user, password, by=by)
        stage.people[row["role"]] = user
        stage.keep(f"staff:{row['role']}", user)
        passwords[user.email] = password
    return passwords


def seat_public_officials(stage: Stage) -> None:
    """Real holders of public office, with public office data only."""
    session = stage.session
    place = _row(session, Jurisdiction, "us", name="United States", level=Level.FEDERAL)
    executive = _row(
        session, Body, "executive", name="Executive branch", kind=BodyKind.EXECUTIVE, jurisdiction_id=place.id
    )
    for row in stage.script["public_officials"]:
        official = _person(stage, row["key"], row["name"], row.get("gendered"))
        body = executive
        if row.get("body"):
            body = _row(
                session, Body, row["key"], name=row["body"], kind=BodyKind.EXECUTIVE, jurisdiction_id=place.id
            )
        _row(
            session,
            Term,
            row["key"],
            official_id=official.id,
            body_id=body.id,
            kind=OfficeKind(row["office"]),
            title=row["title"],
            start=row["start"],
            end=row["end"],
        )
        _postal(session, row["key"], official, row["address"], row["source"])
        for kind in ("phone", "web_form"):
            if kind in row:
                _contact(session, row["key"], official, kind, row[kind], row["source"])


def seat_invented_legislature(stage: Stage) -> None:
    """A legislature that does not exist, with a committee and a vacant seat."""
    session, script = stage.session, stage.script
    plan = script["fictional_body"]
    place = _row(session, Jurisdiction, "westmark", name=plan["state"], level=Level.STATE, state="WM")
    bodies = {
        chamber: _row(session, Body, chamber, name=plan[chamber]["body"], kind=kind, jurisdiction_id=place.id)
        for chamber, (kind, _office) in _CHAMBERS.items()
    }
    for row in script["fictional_officials"]:
        _member(stage, row, bodies, plan)
    for row in plan["vacant"]:
        _seat(session, row, bodies, plan)


def _member(stage: Stage, row: dict[str, Any], bodies: dict[str, Body], plan: dict[str, Any]) -> None:
    session, chamber = stage.session, row["chamber"]
    parts = {name: row.get(name, "") for name in ("first", "middle", "last", "suffix")}
    official = _person(stage, row["key"], parts, row.get("gendered"))
    seat = _seat(session, row, bodies, plan)
    _row(
        session,
        Term,
        row["key"],
        official_id=official.id,
        seat_id=seat.id,
        body_id=bodies[chamber].id,
        kind=_CHAMBERS[chamber][1],
        title=plan[chamber]["title"],
        state="WM",
        district=row["district"],
        party=row["party"],
        start=stage.script["business_date"].replace(year=2021, day=3),
        end=stage.script["business_date"].replace(year=2025, day=3),
    )
    address = [plan["address"][0], f"{plan['address'][1]}, Room {row['room']}", plan["town"]]
    _postal(session, row["key"], official, address, "Invented for the demonstration")
    for kind in _CONTACTS:
        if kind in row:
            _contact(session, row["key"], official, kind, str(row[kind]), "Invented for the demonstration")
    for role, title in (("chair", "Chair"), ("ranking", "Ranking Member")):
        if role in row:
            _on_committee(session, row, bodies[chamber], official, CommitteeRole(_ROLES[role]), title)


_ROLES = {"chair": "chair", "ranking": "ranking_member"}


def _on_committee(
    session: Session, row: dict[str, Any], body: Body, official: Official, role: CommitteeRole, title: str
) -> None:
    name = row.get("chair") or row["ranking"]
    committee = _row(session, Committee, "foreign-relations", body_id=body.id, name=name)
    _row(
        session,
        CommitteeMembership,
        row["key"],
        official_id=official.id,
        committee_id=committee.id,
        role=role,
        title=title,
    )


def _seat(session: Session, row: dict[str, Any], bodies: dict[str, Body], plan: dict[str, Any]) -> Seat:
    chamber = row["chamber"]
    title = plan[chamber]["title"]
    return _row(
        session,
        Seat,
        f"{chamber}-{row['district']}",
        body_id=bodies[chamber].id,
        kind=_CHAMBERS[chamber][1],
        label=f"{title}, {plan['state']}, district {row['district']}",
        state="WM",
        district=row["district"],
    )


def _person(stage: Stage, key: str, parts: dict[str, str], gendered: str | None) -> Official:
    typed = names.NameParts(
        first=parts.get("first", ""),
        middle=parts.get("middle", ""),
        nickname="",
        last=parts["last"],
        suffix=parts.get("suffix", ""),
        full=parts.get("full", ""),
    )
    official = Official(
        first=typed.first,
        middle=typed.middle,
        last=typed.last,
        suffix=typed.suffix,
        full_name=typed.full or names.composed(typed),
        formal_name=names.formal(typed),
        gendered_form=GenderedForm(gendered or "unknown"),
        search_text=names.search_text(typed),
        sort_name=names.sort_name(typed),
        source=SOURCE,
        source_key=f"{SOURCE}/official/{key}",
    )
    stage.session.add(official)
    stage.session.flush()
    stage.session.add(ExternalId(official_id=official.id, scheme=SOURCE, value=key))
    stage.keep(f"official:{key}", official)
    return official


def _postal(session: Session, key: str, official: Official, lines: list[str], source: str) -> None:
    _row(
        session,
        ContactPoint,
        f"{key}/post",
        official_id=official.id,
        kind=ContactKind.POSTAL,
        label="Office",
        value="\n".join(lines),
        lines=lines,
        note=source,
    )


def _contact(session: Session, key: str, official: Official, kind: str, value: str, source: str) -> None:
    _row(
        session,
        ContactPoint,
        f"{key}/{kind}",
        official_id=official.id,
        kind=_CONTACTS[kind],
        label="Office",
        value=value,
        note=source,
        health=ContactHealth.UNCHECKED,
    )


def _row(session: Session, model: type[Row], key: str, **values: Any) -> Row:
    """The record of that key, made once."""
    source_key = f"{SOURCE}/{model.__tablename__}/{key}"
    found: Row | None = session.scalar(sa.select(model).where(model.source_key == source_key))
    if found is None:
        found = model(source=SOURCE, source_key=source_key, **values)
        session.add(found)
        session.flush()
        session.add(DemoRecord(table_name=model.__tablename__, record_id=found.id))
    return found
