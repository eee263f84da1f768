"""The trail: append-only, chained, readable; without its row nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts import audit, people
from app.accounts.models import AuditEvent, AuditHead, User
from app.accounts.rules import Actor, Role
from app.core.db import db
from tests.accounts.forms import send
from tests.support.accounts import user_of

Act = Callable[..., Actor]
_TRIGGERS = ("audit_event_no_update", "audit_event_no_delete", "audit_event_no_replace", "audit_head_forward")


def fill(session: Session, by: Actor, count: int = 5) -> None:
    for number in range(count):
        audit.record(
            session,
            by,
            "test.act",
            "thing",
            str(number),
            summary=f"Did {number}",
            detail={"n": number, "é": ["ü", None]},
        )
    session.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET summary = 'nothing' WHERE position = 2",
        "DELETE FROM audit_event WHERE position = 2",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE position = 2",
        "UPDATE audit_head SET position = 1",
        "DELETE FROM audit_head",
    ],
)
def test_raw_statements_cannot_change_the_trail(session: Session, actor: Act, statement: str) -> None:
    fill(session, actor())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        session.execute(sa.text(statement))
    session.rollback()
    assert audit.verify(session).whole


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE audit_event SET summary = 'nothing' WHERE position = 2", 2),
        ("UPDATE audit_event SET actor_name = 'Eve' WHERE position = 5", 5),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00.000000' WHERE position = 1", 1),
        ("UPDATE audit_event SET detail = '{}' WHERE position = 3", 3),
        ("DELETE FROM audit_event WHERE position = 3", 3),
        ("DELETE FROM audit_event WHERE position = 5", 5),
        ("DELETE FROM audit_event", 1),
    ],
)
def test_verify_finds_what_a_stronger_hand_changed(
    session: Session, actor: Act, statement: str, position: int
) -> None:
    fill(session, actor())
    for trigger in _TRIGGERS:
        session.execute(sa.text(f"DROP TRIGGER {trigger}"))
    session.execute(sa.text(statement))
    report = audit.verify(session)
    assert not report.whole
    assert report.broken_at == position


@given(
    summary=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50),
    detail=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
        st.one_of(
            st.integers(-(2**53), 2**53),
            st.booleans(),
            st.none(),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
        ),
        max_size=4,
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_any_event_verifies_after_its_round_trip(
    session: Session, actor: Act, summary: str, detail: dict[str, object]
) -> None:
    audit.record(session, actor(), "test.act", "thing", "1", summary=summary, detail=detail)
    session.commit()
    session.expire_all()
    assert audit.verify(session).whole


def test_without_its_event_the_action_does_not_happen(app: Flask, actor: Act) -> None:
    with app.app_context():
        db.session.execute(
            sa.text(
                "CREATE TRIGGER broken BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
        db.session.commit()
        with pytest.raises(sa.exc.DBAPIError):
            people.create_user(db.session, email="x@example.org", name="X", role=Role.VIEWER, by=actor())
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


def test_a_page_whose_event_fails_changes_nothing(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        db.session.execute(
            sa.text(
                "CREATE TRIGGER broken BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
        db.session.commit()
    values = {"email": "x@example.org", "name": "X", "role": "viewer"}
    assert send(admin, "/people/new", values).status_code in (409, 500)
    assert "x@example.org" not in admin.get("/people").text


def test_the_page_filters_by_who_what_record_and_period(
    app: Flask, as_role: Callable[..., FlaskClient], actor: Act
) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        by = actor(user_id=user_of(admin), name="Ada")
        audit.record(db.session, by, "letters.seal", "letter", "77", summary="Sealed letter seventy-seven")
        early = actor(at=by.at - timedelta(days=400))
        audit.record(db.session, early, "officials.merge", "official", "88", summary="Merged eighty-eight")
        db.session.commit()
    day = by.at.date()

    def shown(**query: str) -> tuple[bool, bool]:
        text = admin.get("/audit", query_string=query).text
        return "Sealed letter seventy-seven" in text, "Merged eighty-eight" in text

    assert shown() == (True, True)
    assert shown(who=str(user_of(admin))) == (True, False)
    assert shown(action="officials.merge") == (False, True)
    assert shown(record_type="letter", record_id="77") == (True, False)
    assert shown(since=str(day - timedelta(days=2))) == (True, False)
    assert shown(until=str(day - timedelta(days=100))) == (False, True)
    assert shown(who="nonsense", since="never", page="999") == (True, True)
    assert "Not a valid" not in admin.get("/audit").text
    assert "Not a valid date" in admin.get("/audit?since=never").text


def test_the_page_goes_by_fifty(app: Flask, as_role: Callable[..., FlaskClient], actor: Act) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        fill(db.session, actor(), 120)
    assert admin.get("/audit").text.count('<th scope="row">') == 50
    assert admin.get("/audit?page=3").text.count('<th scope="row">') == 20


def test_markup_in_events_shows_as_text(app: Flask, as_role: Callable[..., FlaskClient], actor: Act) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        bad = "</pre><script>alert(1)</script>"
        audit.record(db.session, actor(name=bad), "a.b", "thing", bad[:60], summary=bad, detail={bad: bad})
        db.session.commit()
    assert "<script>alert" not in admin.get("/audit").text


def test_the_page_verifies_and_says_where_it_breaks(
    app: Flask, as_role: Callable[..., FlaskClient], actor: Act
) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        fill(db.session, actor())
    send(admin, "/audit/verify", {}, "/audit")
    assert "The trail is whole: 5 events" in admin.get("/audit").text
    with app.app_context():
        db.session.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        db.session.execute(sa.text("UPDATE audit_event SET summary = 'x' WHERE position = 4"))
        db.session.commit()
    send(admin, "/audit/verify", {}, "/audit")
    assert "broken at event 4" in admin.get("/audit").text


def test_an_empty_trail_is_whole(session: Session) -> None:
    report = audit.verify(session)
    assert (report.whole, report.events) == (True, 0)
    assert session.get_one(AuditHead, 1).position == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0
