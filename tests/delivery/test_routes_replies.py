"""Pages of replies: logging one with its positions, what is refused beside its field, mistakes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core.db import db
from app.delivery.models import Attachment, Reply
from app.delivery.routes import replies as routes
from app.officials.models import Official
from tests.accounts.forms import csrf_of, send

AsRole = Callable[..., FlaskClient]
PATH = "/campaigns/lachin-road/replies/new"
GIVEN = {
    "received_on": "2023-01-04",
    "channel": "letter",
    "summary": "Supports direct aid.",
    "quotation": "I will vote for it.",
    "answered_by": "Legislative staff",
}


@pytest.fixture
def official(app: Flask, letter_id: UUID) -> UUID:
    with app.app_context():
        return db.session.scalars(sa.select(Official.id).where(Official.last == "Ruiz")).one()


def _position(client: FlaskClient, official: UUID, title: str) -> str:
    """The name of the select for a demand."""
    page = client.get(f"{PATH}?official={official}").text
    return str(re.search(rf'for="(position-[0-9a-f-]+)">{title}', page).group(1))  # type: ignore[union-attr]


def _log(client: FlaskClient, official: UUID, **more: object) -> TestResponse:
    return send(client, PATH, {**GIVEN, "official": str(official), **more}, f"{PATH}?official={official}")


def test_only_members_log_replies(
    member: FlaskClient, official: UUID, as_role: AsRole, letter_id: UUID
) -> None:
    for client in (as_role(Role.VIEWER), as_role(Role.DRAFTER), as_role(Role.APPROVER)):
        assert client.get(PATH).status_code == 403
        token = csrf_of(client, "/account")
        assert client.post(PATH, data={"csrf_token": token, **GIVEN}).status_code == 403
    assert member.get(PATH).status_code == 200
    assert member.get("/campaigns/nowhere/replies/new").status_code == 404


def test_who_answered_is_chosen_first_also_without_script(member: FlaskClient, official: UUID) -> None:
    first = member.get(PATH).text
    assert "Ana Ruiz" in first and "What came back" not in first
    second = send(member, PATH, {"official": str(official), "choose": "1"}).text
    assert "What came back" in second and "AV-2023-01" in second, "the letters that went to them"
    assert "What came back" not in member.get(f"{PATH}?official={uuid4()}").text


def test_many_people_are_searched_and_paged(
    member: FlaskClient, official: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "FEW", 1)
    first = member.get(PATH).text
    assert first.count("?official=") == 1 and 'aria-label="Page 2"' in first
    second = member.get(f"{PATH}?page=2").text
    assert second.count("?official=") == 1
    found = member.get(f"{PATH}?q=ruíz").text
    assert f"?official={official}" in found and found.count("?official=") == 1
    assert "Nobody by that name" in member.get(f"{PATH}?q=nobody").text
    chosen = member.get(f"{PATH}?official={official}").text
    assert "What came back" in chosen and chosen.count("<option") < 40
    assert _log(member, official).status_code == 302


def test_a_reply_with_positions_and_the_reply_itself(app: Flask, member: FlaskClient, official: UUID) -> None:
    aid = _position(member, official, "Direct humanitarian aid")
    scan = (io.BytesIO(b"%PDF-1.7"), "reply.pdf")
    answer = _log(member, official, **{aid: "committed", "files": scan})
    assert answer.status_code == 302
    page = member.get(answer.location).text
    for words in (
        "Ana Ruiz",
        "Supports direct aid.",
        "I will vote for it.",
        "Legislative staff",
        "Committed",
        "reply.pdf",
    ):
        assert words in page
    listed = member.get("/replies").text
    assert "1 reply on file" in listed and "Committed" in listed
    with app.app_context():
        file = db.session.scalars(sa.select(Attachment)).one().id
    assert member.get(f"/sending/attachments/{file}").headers["Content-Disposition"].startswith("attachment")


def test_a_position_that_cannot_follow_is_refused_beside_it_and_everything_is_kept(
    app: Flask, member: FlaskClient, official: UUID
) -> None:
    aid = _position(member, official, "Direct humanitarian aid")
    law = _position(member, official, "Enforce Section 907")
    _log(member, official, **{aid: "committed"})
    answer = _log(member, official, **{aid: "noncommittal", law: "refused", "summary": "Kept words"})
    assert answer.status_code == 422
    text = answer.text
    assert f'id="{aid}-error"' in text and "Choose “reversed”" in text
    assert "Kept words" in text and "Legislative staff" in text
    for name, value in ((aid, "noncommittal"), (law, "refused")):
        chosen = text.split(f'id="{name}"')[1].split("</select>")[0]
        assert f'<option value="{value}" selected>' in chosen
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"summary": ""}, "Say in a sentence"),
        ({"received_on": "2031-01-01"}, "has not come yet"),
        ({"received_on": "yesterday"}, "Enter a day as year, month and day"),
        ({"promised_by": "2022-12-01"}, "before the reply"),
        ({"channel": "pigeon"}, "Not a valid choice"),
        ({"letter": str(uuid4())}, "Not a valid choice"),
        ({"position-nothing": "committed"}, "not known"),
        ({f"position-{uuid4()}": "committed"}, "not part of this campaign"),
        ({"files": (io.BytesIO(b""), "empty.pdf")}, "is empty"),
    ],
)
def test_what_is_wrong_is_told(
    app: Flask, member: FlaskClient, official: UUID, changes: dict[str, object], said: str
) -> None:
    answer = _log(member, official, **changes)
    assert answer.status_code == 422 and said in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 0


def test_a_mistake_is_marked_and_stays_readable(member: FlaskClient, official: UUID, as_role: AsRole) -> None:
    aid = _position(member, official, "Direct humanitarian aid")
    page = _log(member, official, **{aid: "committed"}).location
    assert "Mark as a mistake" not in as_role(Role.VIEWER).get(page).text
    assert send(member, f"{page}/withdraw", {"reason": ""}, page).status_code == 422
    assert send(member, f"{page}/withdraw", {"reason": "Another office."}, page).status_code == 302
    text = member.get(page).text
    assert "Logged by mistake." in text and "Another office." in text and "took no position" in text
    assert "Logged by mistake" in member.get("/replies").text
    token = csrf_of(member, "/account")
    again = member.post(f"{page}/withdraw", data={"csrf_token": token, "reason": "Again."})
    assert again.status_code == 409


def test_promises_that_are_due_are_listed(member: FlaskClient, official: UUID) -> None:
    _log(member, official, promised_by="2023-01-04")
    assert "1 promised answer is due." in member.get("/replies").text
