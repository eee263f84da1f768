"""Notes, open questions, and steps taken back: the row always says what the record adds up to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import given as given_by
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidInput, NotFound
from app.delivery import mending, queries
from app.delivery.events import events_of_one
from app.delivery.models import Dispatch
from app.delivery.rules import Channel, DispatchState, EventKind, Mark, moves_for
from app.delivery.rules_history import standing
from app.delivery.sending import mark_dispatches
from app.officials.contacts import check_contact
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth
from tests.delivery.factories import DAY, Sealed, health_of, make_sealed, mark, plan

S = DispatchState


@pytest.fixture
def given(session: Session) -> Sealed:
    return make_sealed(session, officials=1)


def _row(dispatch: Dispatch) -> dict[str, Any]:
    names = ("state", "state_day", "tracking_number", "left_on", "follow_up_on", "settled", "remind_on")
    return {name: getattr(dispatch, name) for name in names}


def _standing(dispatch: Dispatch) -> tuple[DispatchState, bool, date | None]:
    """(state, whether an open question is closed, when to remind of it), as they are now."""
    return dispatch.state, dispatch.settled, dispatch.remind_on


def _take_back(session: Session, dispatch: Dispatch, given: Sealed, reason: str = "Wrong row.") -> None:
    last = mending.last_open_event(session, dispatch.id)
    assert last is not None
    mending.take_back(session, dispatch, last.id, reason, by=given.by)


def test_each_step_can_be_taken_back_and_restores_everything(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given)
    rows = [_row(dispatch)]
    steps = [
        Mark(S.PRINTED, DAY - timedelta(days=0)),
        Mark(S.HANDED_OVER, DAY, "Counter 4", "9400 1"),
        Mark(S.OUTCOME_UNKNOWN, DAY, "", "9400 2"),
        Mark(S.DELIVERED, DAY),
    ]
    for step in steps:
        mark_dispatches(session, [dispatch], step, by=given.by)
        rows.append(_row(dispatch))
    assert rows[2]["tracking_number"] == "9400 1" and rows[3]["tracking_number"] == "9400 2"
    for before in reversed(rows[:-1]):
        _take_back(session, dispatch, given)
        assert _row(dispatch) == before
    assert mending.last_open_event(session, dispatch.id) is None, "a plan is cancelled, not taken back"
    kinds = [event.kind.value for event in events_of_one(session, dispatch.id)]
    assert kinds.count("corrected") == 4 and len(kinds) == 9, "the mistakes stay readable"


def test_only_the_last_step_and_only_with_a_reason(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given)
    mark(session, [dispatch], S.PRINTED, S.HANDED_OVER, by=given.by)
    printed = next(e for e in events_of_one(session, dispatch.id) if e.kind is EventKind.PRINTED)
    with pytest.raises(Conflict, match="Only the last step"):
        mending.take_back(session, dispatch, printed.id, "Wrong.", by=given.by)
    with pytest.raises(InvalidInput, match="what was wrong"):
        mending.take_back(session, dispatch, printed.id, "  ", by=given.by)
    with pytest.raises(NotFound):
        mending.take_back(session, dispatch, uuid4(), "Wrong.", by=given.by)
    _take_back(session, dispatch, given)
    with pytest.raises(Conflict, match="Only the last step"):
        handed = next(e for e in events_of_one(session, dispatch.id) if e.kind is EventKind.HANDED_OVER)
        mending.take_back(session, dispatch, handed.id, "Again.", by=given.by)
    assert dispatch.state is S.PRINTED


def test_a_step_is_not_taken_back_once_another_dispatch_took_its_place(
    session: Session, given: Sealed
) -> None:
    (first,) = plan(session, given)
    mark(session, [first], S.HANDED_OVER, S.RETURNED, by=given.by)
    (second,) = plan(session, given)
    with pytest.raises(Conflict, match="a newer dispatch of the same letter by this channel is under way"):
        _take_back(session, first, given)
    assert _standing(first)[0] is S.RETURNED, "nothing was changed, and the session still works"
    mark(session, [second], S.CANCELLED, by=given.by)
    _take_back(session, first, given)
    assert _standing(first)[0] is S.HANDED_OVER


def test_taking_an_outcome_back_gives_the_contact_point_back(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given, Channel.FAX)
    contact = session.get_one(ContactPoint, dispatch.contact_point_id)
    check_contact(session, contact.official_id, contact.id, ContactHealth.GOOD, DAY, "Rang.", by=given.by)
    mark(session, [dispatch], S.HANDED_OVER, S.FAILED, by=given.by)
    assert health_of(session, contact.id) == (ContactHealth.FAILING, DAY)
    _take_back(session, dispatch, given)
    assert health_of(session, contact.id) == (ContactHealth.GOOD, DAY)
    assert contact.note == "Rang."
    mark(session, [dispatch], S.DELIVERED, by=given.by)
    check_contact(session, contact.official_id, contact.id, ContactHealth.WRONG, DAY, "Changed.", by=given.by)
    _take_back(session, dispatch, given)
    assert health_of(session, contact.id)[0] is ContactHealth.WRONG, "a check since then stands"


def test_an_open_question_is_asked_answered_closed_and_opened_again(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given, Channel.FAX)
    with pytest.raises(Conflict, match="outcome of this dispatch is known"):
        mending.note_asked(session, dispatch, "Rang.", by=given.by)
    mark(session, [dispatch], S.HANDED_OVER, S.OUTCOME_UNKNOWN, by=given.by)
    with pytest.raises(InvalidInput, match="what the record should say"):
        mending.note_asked(session, dispatch, "", by=given.by)
    with pytest.raises(InvalidInput) as refused:
        mending.note_asked(session, dispatch, "Rang.", by=given.by, remind_on=DAY - timedelta(days=1))
    assert list(refused.value.errors) == ["remind_on"]
    mending.note_asked(session, dispatch, "Rang.", by=given.by, remind_on=DAY + timedelta(days=1))
    assert dispatch.remind_on == DAY + timedelta(days=1)
    assert [row.dispatch.id for row in queries.needs_decision(session)] == [dispatch.id]
    mending.settle_unknown(session, dispatch, "", by=given.by)
    assert _standing(dispatch) == (S.OUTCOME_UNKNOWN, True, None)
    assert queries.needs_decision(session) == [] and queries.count_undecided(session) == 0
    with pytest.raises(Conflict, match="closed already"):
        mending.settle_unknown(session, dispatch, "", by=given.by)
    _take_back(session, dispatch, given)
    assert _standing(dispatch)[1:] == (False, DAY + timedelta(days=1))
    mending.settle_unknown(session, dispatch, "", by=given.by)
    mark(session, [dispatch], S.DELIVERED, by=given.by)
    assert not dispatch.settled, "a closed question can still be answered"


def test_notes_change_nothing_and_need_words(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given)
    before = _row(dispatch)
    mending.add_note(session, dispatch, "Envelope was torn.", by=given.by, day=DAY)
    assert _row(dispatch) == before
    for note, day, field in (
        ("", DAY, "note"),
        ("x" * 2001, DAY, "note"),
        ("x", DAY + timedelta(days=1), "day"),
    ):
        with pytest.raises(InvalidInput) as refused:
            mending.add_note(session, dispatch, note, by=given.by, day=day)
        assert list(refused.value.errors) == [field]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given_by(data=st.data())
def test_the_row_always_says_what_the_events_add_up_to(session: Session, given: Sealed, data: Any) -> None:
    channel = data.draw(st.sampled_from([Channel.POST, Channel.FAX]))
    point = session.begin_nested()
    (dispatch,) = plan(session, given, channel)
    for _ in range(data.draw(st.integers(0, 6))):
        acts = ["note", *sorted(moves_for(channel, dispatch.state))]
        last = mending.last_open_event(session, dispatch.id)
        act = data.draw(st.sampled_from([*acts, "back"] if last else acts))
        if act == "note":
            mending.add_note(session, dispatch, "Seen.", by=given.by)
        elif act == "back" and last:
            mending.take_back(session, dispatch, last.id, "Wrong.", by=given.by)
        else:
            mark(session, [dispatch], S(act), by=given.by)
        session.refresh(dispatch)
        now = standing(events_of_one(session, dispatch.id))
        row = (
            dispatch.state,
            dispatch.state_day,
            dispatch.left_on,
            dispatch.tracking_number,
            dispatch.settled,
        )
        assert row == (now.state, now.day, now.left_on, now.tracking_number, now.settled)
        assert (dispatch.follow_up_on is None) == (dispatch.left_on is None)
    point.rollback()


def test_the_table_refuses_a_row_that_contradicts_itself(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given)
    for change in (
        "settled = true",
        "state = 'delivered'",
        "remind_on = '2023-01-05'",
        "left_on = '2023-01-04'",
    ):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(sa.text(f"UPDATE dispatch SET {change}"))
    assert dispatch.state is S.PLANNED
