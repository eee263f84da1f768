"""The page of one dispatch: steps with receipts, notes, cancelling, taking back, open questions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.delivery.models import Attachment, DispatchEvent
from app.delivery.rules import Channel, DispatchState
from tests.accounts.forms import csrf_of, send
from tests.delivery.walking import DAY, mark_by_page, plan_by_page, state_of

AsRole = Callable[..., FlaskClient]
S = DispatchState


def test_a_step_with_its_receipt_kept_and_given_back_only_as_download(
    app: Flask, letter_id: UUID, member: FlaskClient
) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    nasty = (io.BytesIO(b"<script>alert(1)</script>"), "..\\..\\receipt.html", "text/html")
    answer = mark_by_page(
        member, dispatch, S.HANDED_OVER, tracking_number="9400 1", clock="16:02:51", files=nasty
    )
    assert answer.status_code == 302
    page = member.get(f"/sending/dispatches/{dispatch}").text
    assert "receipt.html" in page and "9400 1" in page and "4:02:51 PM" in page
    with app.app_context():
        file = db.session.scalars(sa.select(Attachment)).one()
        assert file.media_type == "text/html"
        path = f"/sending/attachments/{file.id}"
    given = member.get(path)
    assert given.data == b"<script>alert(1)</script>"
    assert given.headers["Content-Disposition"].startswith("attachment; filename=receipt.html")
    assert given.mimetype == "application/octet-stream"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_a_refused_file_leaves_the_step_unrecorded(app: Flask, letter_id: UUID, member: FlaskClient) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    empty = (io.BytesIO(b""), "receipt.pdf")
    answer = mark_by_page(member, dispatch, S.PRINTED, note="On cream paper", files=empty)
    assert answer.status_code == 422 and "is empty" in answer.text and "On cream paper" in answer.text
    assert state_of(member, dispatch) is S.PLANNED
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DispatchEvent)) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": ""}, "Give a day"),
        ({"day": "2023-02-30"}, "Enter a day as year, month and day"),
        ({"day": "2031-01-01"}, "has not come yet"),
        ({"clock": "quarter past"}, "Enter a time as hours and minutes"),
        ({"state": "met"}, "Not a valid choice"),
        ({"note": "x" * 2001}, "under 2,000 characters"),
    ],
)
def test_wrong_steps_are_told_and_keep_what_was_typed(
    letter_id: UUID, member: FlaskClient, changes: dict[str, str], said: str
) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    page = f"/sending/dispatches/{dispatch}"
    values = {"state": "printed", "day": DAY, "note": "Kept words", **changes}
    answer = send(member, f"{page}/mark", values, page)
    assert answer.status_code == 422 and said in answer.text
    assert changes.get("note", "Kept words") in answer.text and state_of(member, dispatch) is S.PLANNED


def test_cancelling_is_asked_first(letter_id: UUID, member: FlaskClient) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    page = member.get(f"/sending/dispatches/{dispatch}").text
    assert 'value="cancelled"' not in page and f"/sending/dispatches/{dispatch}/cancel" in page
    assert "Cancel the post to Ana Ruiz?" in member.get(f"/sending/dispatches/{dispatch}/cancel").text
    assert state_of(member, dispatch) is S.PLANNED
    assert send(member, f"/sending/dispatches/{dispatch}/cancel", {}).status_code == 302
    assert state_of(member, dispatch) is S.CANCELLED
    token = csrf_of(member, f"/sending/dispatches/{dispatch}")
    assert (
        member.post(f"/sending/dispatches/{dispatch}/cancel", data={"csrf_token": token}).status_code == 409
    )


def test_taking_the_last_step_back(letter_id: UUID, member: FlaskClient) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    mark_by_page(member, dispatch, S.PRINTED)
    page = f"/sending/dispatches/{dispatch}"
    event = re.findall(r'name="event_id" value="([^"]+)"', member.get(page).text)[0]
    assert send(member, f"{page}/take-back", {"event_id": event, "reason": ""}, page).status_code == 422
    assert send(member, f"{page}/take-back", {"event_id": "x", "reason": "Wrong."}, page).status_code == 422
    assert (
        send(member, f"{page}/take-back", {"event_id": event, "reason": "Wrong row."}, page).status_code
        == 302
    )
    text = member.get(page).text
    assert "<del>Printed</del>" in text and "Wrong row." in text
    again = send(member, f"{page}/take-back", {"event_id": event, "reason": "Again."}, page)
    assert again.status_code == 409


def test_notes_stand_in_the_record(letter_id: UUID, member: FlaskClient) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    page = f"/sending/dispatches/{dispatch}"
    assert send(member, f"{page}/note", {"note": ""}, page).status_code == 422
    send(member, f"{page}/note", {"note": "<b>torn</b>", "day": DAY, "clock": "09:05"}, page)
    text = member.get(page).text
    assert "&lt;b&gt;torn&lt;/b&gt;" in text and "9:05:00 AM" in text


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ("asked", S.OUTCOME_UNKNOWN, "Noted that you asked"),
        ("delivered", S.DELIVERED, "Marked as delivered"),
        ("failed", S.FAILED, "one more dispatch"),
        ("settled", S.OUTCOME_UNKNOWN, "cannot be known"),
    ],
)
def test_four_honest_answers(
    letter_id: UUID, member: FlaskClient, answer: str, state: DispatchState, said: str
) -> None:
    dispatch, page = _unknown(member, letter_id)
    values = {"answer": answer, "note": "Rang the office.", "remind_on": "2023-01-05"}
    told = send(member, f"{page}/outcome", values, page)
    assert told.status_code == 302 and said in member.get(page).text
    assert state_of(member, dispatch) is state
    listed = "Outcome unknown" in member.get("/sending").text.split("Sealed letters")[0]
    assert listed == (answer == "asked"), "closed and answered questions leave the list"


def _unknown(member: FlaskClient, letter_id: UUID) -> tuple[UUID, str]:
    (dispatch, _) = plan_by_page(member, letter_id, Channel.FAX)
    for state in (S.HANDED_OVER, S.OUTCOME_UNKNOWN):
        mark_by_page(member, dispatch, state, clock="16:03:37", note="Line broke off")
    return dispatch, f"/sending/dispatches/{dispatch}"


def test_the_question_shows_what_is_known_and_needs_an_answer(letter_id: UUID, member: FlaskClient) -> None:
    dispatch, page = _unknown(member, letter_id)
    for shown in (member.get(page).text, member.get(f"/sending/letters/{letter_id}").text):
        assert "It may have arrived. Sending again could put two copies on one desk." in shown
        assert "4:03:37 PM" in shown and "202-555-0142" in shown and "Line broke off" in shown
        assert not re.search(r'name="answer"[^>]*checked', shown), "nothing is chosen in advance"
    assert "1 needs a decision" in member.get(f"/sending/letters/{letter_id}").text
    none = send(member, f"{page}/outcome", {"note": "x"}, page)
    assert none.status_code == 422 and "Choose one of the four answers" in none.text
    empty = send(member, f"{page}/outcome", {"answer": "asked"}, page)
    assert empty.status_code == 422 and state_of(member, dispatch) is S.OUTCOME_UNKNOWN
