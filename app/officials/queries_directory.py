"""The directory: officials by rules and words, in pages, with what a row shows. Constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.pagination import MAX_SIZE, Page
from app.officials.display import ContactView, TermView, channel_health
from app.officials.models import Official, Term
from app.officials.queries_match import matching, named
from app.officials.queries_terms import SeatOnCommittee, committee_seats_of, contacts_of, first, terms_of
from app.officials.rules import TermStatus
from app.officials.segments import TERM_KINDS, Rule, RuleKind
from app.officials.standing import status_on


class Scope(StrEnum):
    """Whom the directory shows when no rule asks for a standing."""

    SERVING = "serving"  # held, listed without confirmation, or about to begin
    EVERYONE = "everyone"


class Sort(StrEnum):
    """Orders of the directory; "-" before the value turns it round."""

    NAME = "name"
    STATE = "state"
    OFFICE = "office"
    UNTIL = "until"


@dataclass(frozen=True)
class DirectoryQuery:
    """What to show. `on` is the day to look at."""

    on: date
    words: str = ""
    rules: tuple[Rule, ...] = ()
    scope: Scope = Scope.SERVING
    sort: Sort = Sort.NAME
    descending: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class DirectoryRow:
    """One official with the term that says most, or None where none is on record."""

    official_id: UUID
    name: str
    term: TermView | None
    committee: str
    health: tuple[tuple[str, str], ...]
    contacts: tuple[ContactView, ...] = ()


_ORDER = (TermStatus.CURRENT, TermStatus.UNCONFIRMED, TermStatus.UPCOMING)


def _telling(day: date) -> sa.Subquery:
    """For each official the one term that a row shows, with its status and how many are held."""
    status = status_on(day)
    rank = sa.case(
        {state.value: place for place, state in enumerate(_ORDER)}, value=status, else_=len(_ORDER)
    )
    ranked = (
        sa.select(
            Term.id.label("term_id"),
            Term.official_id.label("official_id"),
            status.label("status"),
            rank.label("rank"),
            Term.kind.label("kind"),
            Term.state.label("state"),
            Term.district.label("district"),
            Term.end.label("end"),
            sa.func.row_number()
            .over(
                partition_by=Term.official_id, order_by=(rank, Term.start.desc().nulls_last(), Term.id.desc())
            )
            .label("place"),
        )
        .where(Term.retired_on.is_(None))
        .subquery()
    )
    return sa.select(ranked).where(ranked.c.place == 1).subquery()


def conditions_of(query: DirectoryQuery) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Official` for everything that the query asks, apart from order and page."""
    conditions = matching(query.rules, query.on)
    if query.words.strip():
        conditions.append(named(query.words))
    asks_standing = any(rule.kind in TERM_KINDS for rule in query.rules)
    if query.scope is Scope.SERVING and not asks_standing:
        held, anything = aliased(Term), aliased(Term)
        serving = sa.select(held.official_id).where(
            held.retired_on.is_(None), status_on(query.on, held).in_([state.value for state in _ORDER])
        )
        on_record = sa.select(anything.official_id).where(anything.retired_on.is_(None))
        conditions.append(sa.or_(Official.id.in_(serving), Official.id.not_in(on_record)))
    return conditions


def _sorted(query: DirectoryQuery, conditions: list[sa.ColumnElement[bool]]) -> sa.Select[UUID, str]:
    """Ids and names in order. Only orders by something of the office look at every term."""
    found = sa.select(Official.id, Official.full_name).where(*conditions)
    by_name = (Official.sort_name, Official.id)
    if query.sort is Sort.NAME:
        return found.order_by(*(column.desc() if query.descending else column for column in by_name))
    telling = _telling(query.on)
    columns: dict[Sort, tuple[Any, ...]] = {
        Sort.STATE: (telling.c.state, sa.func.length(telling.c.district), telling.c.district),
        Sort.OFFICE: (telling.c.kind, telling.c.state),
        Sort.UNTIL: (sa.func.coalesce(telling.c.end, date.max),),
    }
    order = [column.desc() if query.descending else column.asc() for column in columns[query.sort]]
    return found.outerjoin(telling, telling.c.official_id == Official.id).order_by(*order, *by_name)


def directory(session: Session, query: DirectoryQuery) -> Page[DirectoryRow]:
    """One page of rows: five SELECTs whatever the number of officials."""
    conditions = conditions_of(query)
    total = session.scalar(sa.select(sa.func.count(Official.id)).where(*conditions)) or 0
    size = max(1, min(query.size, MAX_SIZE))
    number = max(1, min(query.page, -(-total // size)))
    chosen = session.execute(_sorted(query, conditions).limit(size).offset((number - 1) * size)).all()
    return Page(items=rows_of(session, query, chosen), total=total, page=number, size=size)


def rows_of(session: Session, query: DirectoryQuery, chosen: Sequence[Any]) -> list[DirectoryRow]:
    """What a list shows of officials given as rows with `id` and `full_name`, in their order. Three SELECTs."""
    ids = [row.id for row in chosen]
    terms = terms_of(session, ids, query.on)
    contacts = contacts_of(session, ids)
    seats = committee_seats_of(session, ids)
    committees = [rule.value for rule in query.rules if rule.kind is RuleKind.COMMITTEE and not rule.denied]
    return [
        DirectoryRow(
            official_id=row.id,
            name=row.full_name,
            term=first(terms, row.id),
            committee=_committee_text(seats.get(row.id, []), committees),
            health=channel_health(contacts.get(row.id, ()), query.on),
            contacts=tuple(contacts.get(row.id, ())),
        )
        for row in chosen
    ]


def _committee_text(seats: Sequence[SeatOnCommittee], asked: Sequence[str]) -> str:
    """The role on the committee that was asked for; else the most telling of all."""
    for seat in seats:
        if str(seat.committee_id) in asked:
            return seat.title or seat.role.value.replace("_", " ").capitalize()
    titled = [seat for seat in seats if seat.title and not seat.parent]
    if titled:
        return f"{titled[0].title}, {short_committee(titled[0].name)}"
    whole = [seat for seat in seats if not seat.parent]
    if not whole:
        return ""
    return short_committee(whole[0].name) if len(whole) == 1 else f"{len(whole)} committees"


def short_committee(name: str) -> str:
    """ "Senate Committee on Foreign Relations" as "Foreign Relations"."""
    for head in ("Senate ", "House ", "Joint ", "Select ", "Special ", "Permanent Select "):
        name = name.removeprefix(head)
    for head in ("Committee on the ", "Committee on ", "Select Committee on ", "Special Committee on "):
        name = name.removeprefix(head)
    return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class DirectoryCounts:
    """For the standfirst: people in use, offices held on the day, and those to be confirmed."""

    people: int
    offices: int
    unconfirmed: int


def directory_counts(session: Session, day: date) -> DirectoryCounts:
    """One SELECT."""
    status = status_on(day)
    used = sa.and_(Term.retired_on.is_(None), Term.official_id == Official.id, Official.retired_on.is_(None))

    def terms_with(state: TermStatus) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(Term.id)).where(used, status == state.value).scalar_subquery()

    people = (
        sa.select(sa.func.count(sa.distinct(Term.official_id)))
        .where(used, status.in_([state.value for state in _ORDER]))
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(people, terms_with(TermStatus.CURRENT), terms_with(TermStatus.UNCONFIRMED))
    ).one()
    return DirectoryCounts(*row)
