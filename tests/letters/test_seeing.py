"""What the drawn pages tell counts wherever a letter is sent for review or decided on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.documents import service as documents
from app.documents.errors import RenderFailed
from app.letters import seeing
from app.letters.check_settings import change_checks
from app.letters.compose import Code, PageFacts
from app.letters.compose.policy import Level
from tests.api.conftest import Api
from tests.api.conftest import api as api_tokens
from tests.letters.factories import person
from tests.letters.pages import Desk, make_desk
from tests.letters.test_editor_routes import opened, post

api = api_tokens
LONG = "\n\n".join(
    "We count on the road being open, and we say so at length for as long as it takes. " * 5 for _ in range(9)
)
OVER = "Runs to page 2, which has"


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    made = make_desk(app, as_role)
    with app.app_context():
        levels = {Code.TOO_MANY_PAGES: Level.BLOCK, Code.LONELY_SIGNATURE: Level.BLOCK}
        change_checks(db.session, levels, 1, by=person(Role.ADMINISTRATOR, "Set-up"))
        db.session.commit()
    return made


def drawn(app: Flask, desk: Desk) -> PageFacts:
    with app.app_context():
        return seeing.drawn_now(db.session, desk.letter_id).pages


def test_the_plain_editor_does_not_send_too_many_pages(app: Flask, desk: Desk) -> None:
    assert desk.save(desk.drafter, 1, position=LONG).status_code == 303
    told = drawn(app, desk)
    assert told.pages == 2
    assert told.lines_on_last
    answer = desk.post(desk.drafter, "/submit")
    assert answer.status_code == 422
    assert f"{OVER} {told.lines_on_last} lines" in answer.text
    assert desk.state() == "draft"
    assert OVER in desk.drafter.get(desk.home + "/write?plain=1").text


def test_the_rich_editor_does_not_send_too_many_pages(desk: Desk) -> None:
    desk.save(desk.drafter, 1, position=LONG)
    answer = opened(desk)
    sent = {"tree": answer["tree"], "base": answer["base"], "do": "submit"}
    refused = post(desk, "/working/version", sent)
    assert refused.status_code == 422
    assert any(OVER in text for text in refused.json["errors"].values())
    assert desk.state() == "draft"


def test_the_interface_lists_and_refuses_too_many_pages(
    app: Flask, desk: Desk, api: Callable[..., Api]
) -> None:
    desk.save(desk.drafter, 1, position=LONG)
    client, home = api(Role.ADMINISTRATOR), f"/letters/{desk.letter_id}"
    items = client.get(f"{home}/problems")["items"]
    assert [one["severity"] for one in items if one["code"] == "too_many_pages"] == ["blocks"]
    refused = client.post(f"{home}/submit", {}, 422)
    assert OVER in str(refused)


def test_the_page_of_review_shows_what_the_pages_tell(app: Flask, desk: Desk) -> None:
    desk.save(desk.drafter, 1, position=LONG)
    with app.app_context():
        change_checks(
            db.session, {Code.TOO_MANY_PAGES: Level.ADVISE}, 1, by=person(Role.ADMINISTRATOR, "Set-up")
        )
        db.session.commit()
    assert desk.post(desk.drafter, "/submit").status_code == 303
    assert OVER in desk.approver.get(desk.home + "/review").text


def test_nothing_of_the_database_is_held_while_pages_are_drawn(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    measure = documents.measure

    def watched(*arguments: Any) -> documents.Measured:
        held.append(db.session.in_transaction())
        return measure(*arguments)

    monkeypatch.setattr(documents, "measure", watched)
    desk.save(desk.drafter, 1, opening="Something that no page held before.", do="submit")
    assert desk.state() == "in_review"
    assert held == [False]
    desk.approver.get(desk.home + "/review")
    assert held == [False]  # the paper reads the same, so it is not drawn again


def test_a_letter_that_cannot_be_drawn_is_not_sent_and_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> documents.Measured:
        raise RenderFailed("The document took too long to draw.")

    monkeypatch.setattr(documents, "measure", fails)
    answer = desk.save(desk.drafter, 1, opening="Other words that no page held before.", do="submit")
    assert answer.status_code == 422
    assert "The pages of this letter cannot be drawn. The document took too long to draw." in answer.text
    assert desk.state() == "draft"
    monkeypatch.undo()
    assert desk.post(desk.drafter, "/submit").status_code == 303
