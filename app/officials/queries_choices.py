"""What filters and rules offer to choose from, as it is on record, and the printed name of a rule's value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.officials.display import office_word
from app.officials.models import Body, Committee, LeadershipRole, Term
from app.officials.queries_match import leads_on
from app.officials.rules import BodyKind, ContactKind, OfficeKind, Standing
from app.officials.segments import ANY, STANDINGS, Rule, RuleKind
from app.officials.states import state_name

Choice = tuple[str, str]

CHAMBERS = {
    BodyKind.UPPER: "upper chamber",
    BodyKind.LOWER: "lower chamber",
    BodyKind.LEGISLATURE: "single chamber",
    BodyKind.EXECUTIVE: "executive",
    BodyKind.COUNCIL: "council",
    BodyKind.OTHER: "other body",
}
CONTACTS = {
    ContactKind.EMAIL: "email address",
    ContactKind.POSTAL: "postal address",
    ContactKind.FAX: "fax number",
    ContactKind.PHONE: "phone number",
    ContactKind.WEB_FORM: "web form",
    ContactKind.WEBSITE: "website",
}


@dataclass(frozen=True)
class Choices:
    """Values and names to choose from, by kind of rule; those that occur, in reading order."""

    by_kind: Mapping[RuleKind, Sequence[Choice]]

    def of(self, kind: RuleKind) -> Sequence[Choice]:
        return self.by_kind.get(kind, ())

    def name_of(self, rule: Rule) -> str:
        """The printed value of a rule; the value itself where it no longer occurs."""
        named = dict(self.of(rule.kind))
        if rule.value in named:
            return named[rule.value]
        if rule.kind in (RuleKind.COMMITTEE, RuleKind.BODY):
            return (
                "a committee no longer on record"
                if rule.kind is RuleKind.COMMITTEE
                else "a body no longer on record"
            )
        return _FIXED_NAMES.get(rule.kind, str)(rule.value)


_FIXED_NAMES: Mapping[RuleKind, Callable[[str], str]] = {
    RuleKind.OFFICE: lambda value: office_word(OfficeKind(value)),
    RuleKind.STATE: state_name,
    RuleKind.CHAMBER: lambda value: CHAMBERS[BodyKind(value)],
    RuleKind.STANDING: lambda value: STANDINGS[Standing(value)],
    RuleKind.CONTACT: lambda value: CONTACTS[ContactKind(value)],
}


def choices(session: Session, day: date) -> Choices:
    """Five SELECTs, however large the directory is."""
    kinds, states, parties, bodies = set(), set(), set(), set()
    grouped = (
        sa.select(Term.kind, Term.state, Term.party, Term.body_id).where(Term.retired_on.is_(None)).distinct()
    )
    for kind, state, party, body in session.execute(grouped):
        kinds.add(kind)
        states.add(state)
        parties.add(party)
        bodies.add(body)
    return Choices(
        {
            RuleKind.OFFICE: [(kind.value, office_word(kind)) for kind in OfficeKind if kind in kinds],
            RuleKind.STATE: sorted(((s, state_name(s)) for s in states if s), key=lambda pair: pair[1]),
            RuleKind.PARTY: [(party, party) for party in sorted(parties) if party],
            RuleKind.BODY: _bodies(session, bodies),
            RuleKind.CHAMBER: [(kind.value, name) for kind, name in CHAMBERS.items()],
            RuleKind.STANDING: [(standing.value, name) for standing, name in STANDINGS.items()],
            RuleKind.COMMITTEE: _committees(session),
            RuleKind.LEADERSHIP: _leadership(session, day),
            RuleKind.CONTACT: [(kind.value, name) for kind, name in CONTACTS.items()],
        }
    )


def _bodies(session: Session, used: set[UUID | None]) -> list[Choice]:
    rows = session.execute(sa.select(Body.id, Body.name).where(Body.retired_on.is_(None)).order_by(Body.name))
    return [(str(row.id), row.name) for row in rows if row.id in used]


def _committees(session: Session) -> list[Choice]:
    parent = aliased(Committee)
    rows = session.execute(
        sa.select(Committee.id, Committee.name, parent.name.label("over"))
        .outerjoin(parent, Committee.parent_id == parent.id)
        .where(Committee.retired_on.is_(None))
        .order_by(sa.func.coalesce(parent.name, Committee.name), parent.name.is_not(None), Committee.name)
    )
    return [(str(row.id), f"{row.over}: {row.name}" if row.over else row.name) for row in rows]


def _leadership(session: Session, day: date) -> list[Choice]:
    titles = session.scalars(
        sa.select(LeadershipRole.title)
        .where(leads_on(LeadershipRole, day))
        .distinct()
        .order_by(LeadershipRole.title)
    )
    return [(ANY, "any leadership role"), *((title, title) for title in titles)]
