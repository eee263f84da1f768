"""The directory: search, filters, sorting, pages, vacant seats, and the same number of SELECTs at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.officials import queries
from app.officials.models import Official, Term
from app.officials.queries_directory import DirectoryQuery, Scope, Sort, directory, directory_counts
from app.officials.queries_vacant import vacant_seats
from app.officials.rules import (
    CommitteeRole,
    ContactHealth,
    ContactKind,
    EndKind,
    OfficeKind,
    Standing,
    succeeds,
    term_status,
)
from app.officials.segments import Rule, RuleKind
from app.officials.standing import status_on
from tests.officials import making

DAY = date(2023, 1, 4)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The SELECTs sent inside."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def names(session: Session, words: str = "", *rules: Rule, **options: Any) -> list[str]:
    query = DirectoryQuery(on=DAY, words=words, rules=rules, **options)
    return [row.name for row in directory(session, query).items]


@pytest.mark.parametrize("typed", ["limon", "LIMÓN", "Monique", "mon lim", "limón monique"])
def test_search_ignores_accents_case_and_order(session: Session, typed: str) -> None:
    making.senator(session, "Monique", "Limón")
    making.senator(session, "Ann", "Other")
    assert names(session, typed) == ["Monique Limón"]


def test_search_takes_wildcards_as_they_are(session: Session) -> None:
    making.senator(session)
    assert names(session, "%") == []
    assert names(session, "_") == []


def test_filters(session: Session) -> None:
    relations = making.committee(session)
    iowa = making.senator(session, "Ida", "Iowa", state="IA", party="Republican")
    ohio = making.senator(session, "Otto", "Ohio", state="OH", party="Democrat", standing=Standing.APPOINTED)
    house = making.senator(
        session,
        "Hal",
        "House",
        kind=OfficeKind.REPRESENTATIVE,
        title="Representative",
        state="OH",
        district="3",
    )
    making.sits(session, iowa, relations, CommitteeRole.CHAIR, "Chairman")
    making.sits(session, ohio, relations)
    making.leads(session, ohio, "Majority Whip")
    making.contact(session, house, ContactKind.EMAIL, "hal@example.org", health=ContactHealth.FAILING)
    on = str(relations.id)
    assert names(session, "", Rule(RuleKind.STATE, "OH")) == ["Hal House", "Otto Ohio"]
    assert names(session, "", Rule(RuleKind.PARTY, "Republican")) == ["Ida Iowa"]
    assert names(session, "", Rule(RuleKind.OFFICE, "representative")) == ["Hal House"]
    assert names(session, "", Rule(RuleKind.DISTRICT, "3")) == ["Hal House"]
    assert names(session, "", Rule(RuleKind.CHAMBER, "lower")) == ["Hal House"]
    assert names(session, "", Rule(RuleKind.COMMITTEE, on)) == ["Ida Iowa", "Otto Ohio"]
    assert names(session, "", Rule(RuleKind.COMMITTEE, on, role="chair")) == ["Ida Iowa"]
    assert names(session, "", Rule(RuleKind.COMMITTEE, on, denied=True)) == ["Hal House"]
    assert names(session, "", Rule(RuleKind.LEADERSHIP, "any")) == ["Otto Ohio"]
    assert names(session, "", Rule(RuleKind.STANDING, "appointed")) == ["Otto Ohio"]
    assert names(session, "", Rule(RuleKind.STATE, "OH", denied=True)) == ["Ida Iowa"]
    assert names(session, "", Rule(RuleKind.CONTACT, "email", state="failing")) == ["Hal House"]
    assert names(session, "", Rule(RuleKind.CONTACT, "email", state="none")) == ["Ida Iowa", "Otto Ohio"]
    both = (Rule(RuleKind.STATE, "OH"), Rule(RuleKind.OFFICE, "senator"))
    assert names(session, "", *both) == ["Otto Ohio"]


def test_office_rules_must_hold_for_one_and_the_same_term(session: Session) -> None:
    mover = making.senator(session, "Mo", "Mover", state="IA")
    making.term(session, mover, state="OH", start=date(2010, 1, 1), end=date(2012, 1, 1))
    assert names(session, "", Rule(RuleKind.STATE, "OH")) == []


def test_former_holders_only_when_asked_for(session: Session) -> None:
    making.senator(session, "Fay", "Former", start=date(2001, 1, 3), end=date(2007, 1, 3))
    making.senator(session, "Pat", "Present")
    assert names(session) == ["Pat Present"]
    assert names(session, scope=Scope.EVERYONE) == ["Fay Former", "Pat Present"]
    assert names(session, "", Rule(RuleKind.STANDING, "former")) == ["Fay Former"]


def test_retired_and_merged_records_are_left_out(session: Session) -> None:
    gone = making.senator(session, "Gus", "Gone")
    gone.retired_on = DAY
    assert names(session, scope=Scope.EVERYONE) == []


def test_an_unconfirmed_holder_is_shown_as_such_and_no_rule_counts_them(session: Session) -> None:
    making.senator(session, "Una", "Unsure", end=date(2022, 6, 1), end_kind=EndKind.LISTED)
    row = directory(session, DirectoryQuery(on=DAY)).items[0]
    assert row.term is not None and row.term.status.value == "unconfirmed"
    assert names(session, "", Rule(RuleKind.OFFICE, "senator")) == []
    assert names(session, "", Rule(RuleKind.STANDING, "unconfirmed")) == ["Una Unsure"]


def test_sorting_and_pages(session: Session) -> None:
    for number, state in enumerate(["WY", "AL", "IA"]):
        making.senator(session, f"P{number}", f"Person{number}", state=state, end=date(2025 + number, 1, 3))
    assert names(session, sort=Sort.STATE) == ["P1 Person1", "P2 Person2", "P0 Person0"]
    assert names(session, sort=Sort.UNTIL, descending=True)[0] == "P2 Person2"
    page = directory(session, DirectoryQuery(on=DAY, page=2, size=2))
    assert (page.total, page.pages, [row.name for row in page.items]) == (3, 2, ["P2 Person2"])


def test_vacant_seats(session: Session) -> None:
    empty = making.seat(session, "CA", "14")
    full = making.seat(session, "CA", "15")
    last = making.official(session, "Lee", "Left")
    making.term(
        session, last, seat_id=empty.id, kind=OfficeKind.REPRESENTATIVE, title="R", end=date(2022, 12, 1)
    )
    holder = making.official(session)
    making.term(session, holder, seat_id=full.id, kind=OfficeKind.REPRESENTATIVE, title="Representative")
    found = vacant_seats(session, DAY)
    assert [(seat.where, seat.last_holder, seat.since) for seat in found] == [
        ("CA-14", "Lee Left", date(2022, 12, 1))
    ]
    assert vacant_seats(session, date(2022, 6, 1)) == []
    assert vacant_seats(session, DAY, [Rule(RuleKind.STATE, "TX")]) == []


def test_counts(session: Session) -> None:
    both = making.senator(session)
    making.term(session, both, kind=OfficeKind.MAYOR, title="Mayor")
    making.senator(session, "Una", "Unsure", end=date(2022, 6, 1), end_kind=EndKind.LISTED)
    counts = directory_counts(session, DAY)
    assert (counts.people, counts.offices, counts.unconfirmed) == (2, 2, 1)


def test_the_same_number_of_selects_for_ten_and_for_a_thousand(session: Session) -> None:
    relations = making.committee(session)

    def grow(to: int) -> None:
        have = session.scalar(sa.select(sa.func.count(Official.id))) or 0
        for number in range(have, to):
            who = making.senator(session, f"N{number}", f"Person{number}")
            making.sits(session, who, relations, CommitteeRole.CHAIR, "Chair")
            making.contact(session, who, ContactKind.EMAIL, f"p{number}@example.org")
        session.expire_all()

    def measure() -> tuple[int, int, int]:
        with counted(session) as listed:
            directory(session, DirectoryQuery(on=DAY, size=200))
        ids = session.scalars(sa.select(Official.id)).all()
        session.expire_all()
        with counted(session) as facts:
            queries.official_facts(session, ids, DAY)
        with counted(session) as hits:
            queries.suggest(session, "person", day=DAY)
        return len(listed), len(facts), len(hits)

    grow(10)
    few = measure()
    grow(1000)
    assert measure() == few
    assert few[0] <= 6
    assert few[1] <= 8


def test_sql_and_rules_agree_on_standing(session: Session) -> None:
    """Every mixture of days and kinds, with and without a successor, means the same in both."""
    who, near = making.official(session), timedelta(days=1)
    days: list[date | None] = [None, DAY - 400 * near, DAY - near, DAY, DAY + near]
    for number, (start, end, kind, standing, confirmed) in enumerate(
        product(days, days, EndKind, [Standing.ELECTED, Standing.UNCONFIRMED, Standing.FORMER], days[:4])
    ):
        if start and end and end < start:
            continue
        place = making.seat(session, "CA", str(number)) if number % 2 else None
        values = {
            "end_kind": kind,
            "standing": standing,
            "confirmed_on": confirmed,
            "seat_id": place and place.id,
        }
        making.term(session, who, start=start, end=end, **values)
        if place and number % 3 == 0:
            making.term(session, who, start=DAY - near, end=DAY + 300 * near, seat_id=place.id)
    _agree(session)


def _agree(session: Session) -> None:
    rows = session.execute(sa.select(Term, status_on(DAY))).all()
    by_seat: dict[object, list[Term]] = {}
    for term, _status in rows:
        by_seat.setdefault(term.seat_id, []).append(term)
    assert len(rows) > 500
    for term, status in rows:
        later = [t for t in by_seat[term.seat_id] if term.seat_id and succeeds(t.facts(), term.facts())]
        begins = [day for t in later if (day := t.start or term.end)]
        expected = term_status(term.facts(min(begins) if begins else None), DAY)
        assert status == expected.value, term.facts()


def test_suggestions_put_names_that_begin_so_first(session: Session) -> None:
    making.senator(session, "Ann", "Marsh", state="IA", party="Democrat")
    making.senator(session, "Marsha", "Abel")
    making.senator(session, "Joe", "Lamar")
    found = queries.suggest(session, "mar", day=DAY)
    assert [hit.name for hit in found] == ["Marsha Abel", "Ann Marsh", "Joe Lamar"]
    assert found[1].label == "U.S. Senator, Iowa (D)"
    assert queries.suggest(session, "  ", day=DAY) == []


@pytest.fixture
def facts(session: Session) -> Callable[[Official], queries.OfficialFacts]:
    return lambda who: queries.official_facts(session, [who.id], DAY)[who.id]


def test_facts_for_a_letter(session: Session, facts: Callable[[Official], queries.OfficialFacts]) -> None:
    who = making.senator(session, "Jane", "Doe", state="IA")
    making.sits(session, who, making.committee(session), CommitteeRole.RANKING_MEMBER, "Ranking Member")
    making.contact(session, who, ContactKind.POSTAL, "511 Hart Senate Office Building Washington DC 20510")
    found = facts(who)
    assert found.missing == ()
    assert found.form.salutation == "Dear Senator Doe:"
    assert found.form.inside_address[-1] == "Washington, DC 20510"
    ranking = "Ranking Member, Committee on Foreign Relations"
    assert [form.capacity for form in found.forms] == ["Senator", ranking]
    assert found.form_as(ranking).inside_address[1] == ranking
    assert found.form_as("Gone") == found.form


def test_facts_name_what_is_missing(
    session: Session, facts: Callable[[Official], queries.OfficialFacts]
) -> None:
    mayor = making.official(session)
    making.term(
        session, mayor, kind=OfficeKind.MAYOR, title="Mayor", end=date(2022, 12, 1), body_id=None, state="CA"
    )
    assert facts(mayor).missing == ("an office held on that day", "postal address")
    nobody = making.official(session, "Noel", "Noone")
    assert "an office held on that day" in facts(nobody).missing
