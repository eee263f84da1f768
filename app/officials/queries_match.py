"""Rules of a segment or of the directory's filters as SQL. One SELECT, however many officials there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.text import search_words
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    LeadershipRole,
    Official,
    Term,
)
from app.officials.rules import (
    BodyKind,
    CommitteeRole,
    ContactHealth,
    ContactKind,
    OfficeKind,
    Standing,
    TermStatus,
)
from app.officials.segments import ANY, TERM_KINDS, ContactState, Rule, RuleKind
from app.officials.standing import status_on

_BROKEN = (ContactHealth.FAILING, ContactHealth.WRONG)
_CHAIRS = (CommitteeRole.CHAIR, CommitteeRole.COCHAIR)


def matching(rules: Iterable[Rule], day: date) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Official` for all of `rules` on `day`, and for being in use at all.

    Rules about an office must hold for one and the same term. Unless a rule asks for another standing,
    that term must be held on the day; an office that is listed but not confirmed does not count.
    """
    rules = tuple(rules)
    about_terms = [rule for rule in rules if rule.kind in TERM_KINDS]
    conditions: list[sa.ColumnElement[bool]] = [Official.retired_on.is_(None)]
    if about_terms or rules:
        conditions.append(_holds(about_terms, day))
    conditions.extend(_OTHERS[rule.kind](rule, day) for rule in rules if rule.kind not in TERM_KINDS)
    return conditions


def named(words: str) -> sa.ColumnElement[bool]:
    """Officials whose names hold every word of `words`, whatever the accents and capitals."""
    return sa.and_(
        sa.true(), *(Official.search_text.contains(word, autoescape=True) for word in search_words(words))
    )


def _holds(rules: Sequence[Rule], day: date) -> sa.ColumnElement[bool]:
    term = aliased(Term)
    asked = [rule for rule in rules if rule.kind is RuleKind.STANDING]
    others = [rule for rule in rules if rule.kind is not RuleKind.STANDING]
    tests = [_TERM_TESTS[rule.kind](term, rule) for rule in others]
    tests.extend(_standing(term, rule, day) for rule in asked)
    if not any(not rule.denied for rule in asked):
        tests.append(status_on(day, term) == TermStatus.CURRENT.value)
    # A list that stands alone, not a test for each official: SQLite then walks the terms once.
    return Official.id.in_(sa.select(term.official_id).where(term.retired_on.is_(None), *tests))


def _standing(term: Any, rule: Rule, day: date) -> sa.ColumnElement[bool]:
    status = status_on(day, term)
    wanted = Standing(rule.value)
    test: sa.ColumnElement[bool]
    if wanted is Standing.UNCONFIRMED:
        test = status == TermStatus.UNCONFIRMED.value
    elif wanted is Standing.FORMER:
        test = status == TermStatus.FORMER.value
    elif wanted is Standing.ELECT:
        test = sa.and_(
            sa.or_(term.standing == Standing.ELECT, status == TermStatus.UPCOMING.value),
            status != TermStatus.FORMER.value,
        )
    else:
        test = sa.and_(term.standing == wanted, status == TermStatus.CURRENT.value)
    return sa.not_(test) if rule.denied else test


def _equals(column: str, convert: Callable[[str], Any]) -> Callable[[Any, Rule], sa.ColumnElement[bool]]:
    def test(term: Any, rule: Rule) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = getattr(term, column) == convert(rule.value)
        return sa.func.coalesce(sa.not_(found), sa.true()) if rule.denied else found

    return test


def _chamber(term: Any, rule: Rule) -> sa.ColumnElement[bool]:
    bodies = sa.select(Body.id).where(Body.kind == BodyKind(rule.value))
    found: sa.ColumnElement[bool] = term.body_id.in_(bodies)
    return sa.func.coalesce(sa.not_(found), sa.true()) if rule.denied else found


_TERM_TESTS: Mapping[RuleKind, Callable[[Any, Rule], sa.ColumnElement[bool]]] = {
    RuleKind.OFFICE: _equals("kind", OfficeKind),
    RuleKind.BODY: _equals("body_id", UUID),
    RuleKind.CHAMBER: _chamber,
    RuleKind.STATE: _equals("state", str),
    RuleKind.DISTRICT: _equals("district", str),
    RuleKind.PARTY: _equals("party", str),
}


def _denied(rule: Rule, found: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.not_(found) if rule.denied else found


def _committee(rule: Rule, _day: date) -> sa.ColumnElement[bool]:
    seat = aliased(CommitteeMembership)
    tests = [seat.committee_id == UUID(rule.value), seat.retired_on.is_(None)]
    if rule.role == CommitteeRole.CHAIR.value:
        tests.append(seat.role.in_(_CHAIRS))
    elif rule.role:
        tests.append(seat.role == CommitteeRole(rule.role))
    used = sa.select(Committee.id).where(Committee.retired_on.is_(None))
    tests.append(seat.committee_id.in_(used))
    return _denied(rule, Official.id.in_(sa.select(seat.official_id).where(*tests)))


def leads_on(role: Any, day: date) -> sa.ColumnElement[bool]:
    """Whether the leadership role is held on `day`."""
    return sa.and_(
        role.retired_on.is_(None),
        sa.or_(role.start.is_(None), role.start <= day),
        sa.or_(role.end.is_(None), role.end >= day),
    )


def _leadership(rule: Rule, day: date) -> sa.ColumnElement[bool]:
    role = aliased(LeadershipRole)
    tests = [leads_on(role, day)]
    if rule.value != ANY:
        tests.append(role.title == rule.value)
    return _denied(rule, Official.id.in_(sa.select(role.official_id).where(*tests)))


def _contact(rule: Rule, _day: date) -> sa.ColumnElement[bool]:
    point = aliased(ContactPoint)
    state = ContactState(rule.state or ContactState.ANY)
    tests = [
        point.kind == ContactKind(rule.value),
        point.retired_on.is_(None),
    ]
    if state is ContactState.WORKING:
        tests.append(point.health == ContactHealth.GOOD)
    elif state is ContactState.UNCHECKED:
        tests.append(point.health == ContactHealth.UNCHECKED)
    elif state is ContactState.FAILING:
        tests.append(point.health.in_(_BROKEN))
    found = Official.id.in_(sa.select(point.official_id).where(*tests))
    return _denied(rule, sa.not_(found) if state is ContactState.NONE else found)


_OTHERS: Mapping[RuleKind, Callable[[Rule, date], sa.ColumnElement[bool]]] = {
    RuleKind.COMMITTEE: _committee,
    RuleKind.LEADERSHIP: _leadership,
    RuleKind.CONTACT: _contact,
}
