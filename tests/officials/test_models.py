"""Constraints that hold whatever the program does, and the rules of terms against their SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.officials.models import ExternalId, FieldMark, ImportRun, Official, Term
from app.officials.rules import (
    EndKind,
    ImportState,
    OfficeKind,
    Standing,
    TermFacts,
    TermStatus,
    held_on,
    term_status,
)
from app.officials.standing import status_on
from tests.officials import making

D = date


@pytest.mark.parametrize(
    "change",
    [
        lambda o: setattr(o, "last", ""),
        lambda o: setattr(o, "full_name", ""),
        lambda o: setattr(o, "merged_into_id", o.id),
    ],
)
def test_officials_have_names_and_merge_into_others(
    session: Session, change: Callable[[Official], None]
) -> None:
    official = making.official(session)
    change(official)
    with pytest.raises(IntegrityError):
        session.flush()


def test_merged_officials_are_out_of_use(session: Session) -> None:
    one, two = making.official(session), making.official(session, "John")
    one.merged_into_id = two.id
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_identifier_belongs_to_one_official(session: Session) -> None:
    for first in ("Ana", "Bo"):
        session.add(ExternalId(official_id=making.official(session, first).id, scheme="bioguide", value="T1"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_terms_do_not_end_before_they_start(session: Session) -> None:
    with pytest.raises(IntegrityError):
        making.term(session, making.official(session), start=D(2023, 1, 2), end=D(2023, 1, 1))


def test_a_source_key_names_one_record_and_staff_records_need_none(session: Session) -> None:
    official = making.official(session)
    making.term(session, official)
    making.term(session, official)
    making.term(session, official, source_key="x/terms#1")
    with pytest.raises(IntegrityError):
        making.term(session, official, source_key="x/terms#1")


def test_an_import_says_why_it_was_refused_and_when_it_was_applied(session: Session) -> None:
    for state in (ImportState.REFUSED, ImportState.APPLIED):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(ImportRun(state=state, by_name="Test"))
            session.flush()


def test_a_field_is_marked_once(session: Session) -> None:
    official = making.official(session)
    for _ in range(2):
        session.add(
            FieldMark(record_type="official", record_id=official.id, field="last", value="x", by_name="Test")
        )
    with pytest.raises(IntegrityError):
        session.flush()


# Who holds what when


@pytest.mark.parametrize(
    ("facts", "day", "status"),
    [
        (TermFacts(D(2023, 1, 3), D(2025, 1, 3)), D(2025, 1, 3), TermStatus.CURRENT),
        (TermFacts(D(2023, 1, 3), D(2025, 1, 3)), D(2025, 1, 4), TermStatus.FORMER),
        (TermFacts(D(2023, 1, 3), D(2025, 1, 3)), D(2023, 1, 2), TermStatus.UPCOMING),
        (
            TermFacts(D(2025, 1, 21), D(2026, 11, 3), EndKind.UNTIL_SUCCESSOR),
            D(2026, 12, 1),
            TermStatus.CURRENT,
        ),
        (
            TermFacts(D(2025, 1, 21), D(2026, 11, 3), EndKind.UNTIL_SUCCESSOR, succeeded_on=D(2026, 11, 30)),
            D(2026, 12, 1),
            TermStatus.FORMER,
        ),
        (TermFacts(None, D(2024, 3, 30), EndKind.LISTED), D(2026, 6, 1), TermStatus.UNCONFIRMED),
        (
            TermFacts(None, D(2024, 3, 30), EndKind.LISTED, confirmed_on=D(2026, 5, 1)),
            D(2026, 6, 1),
            TermStatus.CURRENT,
        ),
        (
            TermFacts(None, D(2024, 3, 30), EndKind.LISTED, confirmed_on=D(2024, 1, 1)),
            D(2026, 6, 1),
            TermStatus.UNCONFIRMED,
        ),
        (TermFacts(D(2022, 12, 5), None, EndKind.OPEN), D(2026, 6, 1), TermStatus.CURRENT),
        (TermFacts(None, None, EndKind.UNKNOWN, Standing.FORMER), D(1900, 1, 1), TermStatus.FORMER),
        (TermFacts(D(2025, 1, 3), D(2027, 1, 3), left_by=D(2026, 6, 1)), D(2026, 6, 1), TermStatus.FORMER),
        (TermFacts(D(2025, 1, 3), D(2027, 1, 3), left_by=D(2026, 6, 1)), D(2026, 5, 31), TermStatus.CURRENT),
        (
            TermFacts(standing=Standing.UNCONFIRMED, end_kind=EndKind.OPEN),
            D(2023, 1, 4),
            TermStatus.UNCONFIRMED,
        ),
    ],
)
def test_where_a_term_stands(facts: TermFacts, day: date, status: TermStatus) -> None:
    assert term_status(facts, day) is status
    assert held_on(facts, day) is (status is TermStatus.CURRENT)


days = st.none() | st.integers(0, 40).map(lambda n: D(2023, 1, 1) + timedelta(days=n))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=days,
    end=days,
    kind=st.sampled_from(EndKind),
    standing=st.sampled_from(Standing),
    confirmed=days,
    left=days,
    later_start=days,
    day=st.integers(0, 40).map(lambda n: D(2023, 1, 1) + timedelta(days=n)),
)
def test_the_rule_and_its_sql_agree(
    session: Session,
    start: date | None,
    end: date | None,
    kind: EndKind,
    standing: Standing,
    confirmed: date | None,
    left: date | None,
    later_start: date | None,
    day: date,
) -> None:
    if start and end and end < start:
        start, end = end, start
    try:
        seat, who = making.seat(session, district="9"), making.official(session)
        values = {"end_kind": kind, "standing": standing, "confirmed_on": confirmed, "left_by": left}
        term = making.term(session, who, seat_id=seat.id, start=start, end=end, **values)
        succeeded = None
        if later_start:
            making.term(session, who, seat_id=seat.id, start=later_start, end=None)
            follows = later_start > start if start else end is not None and later_start >= end
            succeeded = later_start if follows else None
        expected = term_status(term.facts(succeeded), day)
        assert session.scalar(sa.select(status_on(day)).where(Term.id == term.id)) == expected.value
    finally:
        session.rollback()


def test_searching_for_an_official_needs_no_accents(session: Session) -> None:
    making.official(session, "Jesús", "García")
    found = session.scalars(sa.select(Official).where(Official.search_text.contains("jesus garcia"))).all()
    assert [official.full_name for official in found] == ["Jesús García"]
    assert OfficeKind("mayor") is OfficeKind.MAYOR
