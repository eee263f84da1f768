"""From one editor to the other with what is typed, and who is asked for the review from the rich one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.letters.models import Letter
from app.letters.queries_reviewing import open_requests
from tests.letters.pages import TEXTS, Desk, make_desk
from tests.letters.test_editor_routes import opened, post
from tests.support.accounts import user_of


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def to_rich(desk: Desk, **changes: str) -> Any:
    texts = {**TEXTS, **changes}
    values = {
        "role": list(texts), "text": list(texts.values()), "based_on": "1", "do": "rich", "plain": "1",
        "base": json.dumps(opened(desk)["base"]),
    }  # fmt: skip
    return desk.post(desk.drafter, "/write", values)


def version(desk: Desk) -> int:
    with desk.app.app_context():
        return db.session.get_one(Letter, desk.letter_id).current_version


def test_the_rich_editor_goes_on_from_what_is_typed_in_the_plain_one(desk: Desk) -> None:
    answer = to_rich(desk, opening="Typed in the plain editor.")
    assert answer.status_code == 303
    assert answer.location.startswith(f"{desk.home}/write")
    assert "plain" not in answer.location
    assert "Typed in the plain editor." in json.dumps(opened(desk)["tree"])
    assert version(desk) == 1


def test_text_that_cannot_be_read_stays_in_the_plain_editor(desk: Desk) -> None:
    answer = to_rich(desk, opening="::: variant chamber=senate\nNever closed.")
    assert answer.status_code == 422
    assert "Never closed.</textarea>" in answer.text
    assert "This variant is not closed" in answer.text


def test_both_texts_are_shown_where_somebody_else_wrote_the_same_section(desk: Desk) -> None:
    form = {"base": json.dumps(opened(desk)["base"]), "based_on": "1", "do": "rich", "plain": "1"}
    to_rich(desk, opening="Theirs.")
    texts = {**TEXTS, "opening": "Ours."}
    answer = desk.post(desk.drafter, "/write", {**form, "role": list(texts), "text": list(texts.values())})
    assert answer.status_code == 409
    assert "Ours." in answer.text
    assert "Theirs." in answer.text


def test_each_editor_names_the_way_to_the_other(desk: Desk) -> None:
    rich = desk.drafter.get(desk.home + "/write").text
    text_pane = rich.split('id="pane-text"')[1].split('id="pane-preview"')[0]
    assert "data-to-plain" in text_pane
    assert 'name="do" value="rich"' in desk.drafter.get(desk.home + "/write?plain=1").text


def submit(desk: Desk, **asked: str) -> Any:
    answer = opened(desk)
    return post(
        desk, "/working/version", {"tree": answer["tree"], "base": answer["base"], "do": "submit", **asked}
    )


def test_the_rich_editor_asks_one_approver_by_a_day(desk: Desk) -> None:
    page = desk.drafter.get(desk.home + "/write").text
    approver = str(user_of(desk.approver))
    assert f'<option value="{approver}"' in page.split('id="rich-reviewer-id"')[1].split("</select>")[0]
    assert submit(desk, reviewer_id=approver, due_on="2023-01-20").status_code == 200
    with desk.app.app_context():
        asked = open_requests(db.session, [desk.letter_id])[desk.letter_id]
        assert (str(asked.reviewer_id), str(asked.due_on)) == (approver, "2023-01-20")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"reviewer_id": "nobody"}, "reviewer"),
        ({"reviewer_id": "01a20246-87ed-706d-b8eb-fc012aa415f9"}, "reviewer"),
        ({"reviewer_id": "{approver}", "due_on": "Friday"}, "due day"),
        ({"reviewer_id": "{approver}", "due_on": "2001-01-01"}, "due day"),
    ],
)
def test_a_wrong_reviewer_or_day_sends_nothing(desk: Desk, asked: dict[str, str], named: str) -> None:
    approver = str(user_of(desk.approver))
    refused = submit(desk, **{name: text.format(approver=approver) for name, text in asked.items()})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == [named]
    assert desk.state() == "draft"
