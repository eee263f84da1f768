"""The page that begins a press statement: who may, from which letters, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.letters.models import Letter
from app.letters.sealing import seal_letter
from tests.letters.factories import signed
from tests.letters.pages import Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    """A drafter with a sealed letter."""
    made = make_desk(app, as_role)
    with app.app_context():
        db.session.add_all(made.world.signatories)
        letter = signed(db.session, made.world, db.session.get_one(Letter, made.letter_id))
        seal_letter(db.session, letter, version=letter.current_version, by=made.world.approver)
        db.session.commit()
    return made


def test_passages_of_a_sealed_letter_begin_a_statement_to_the_public(desk: Desk) -> None:
    page = desk.drafter.get(desk.home + "/statement")
    assert (page.status_code, "Passages of the sealed letter" in page.text) == (200, True)
    done = desk.post(desk.drafter, "/statement", {"passage": ["0"]})
    assert done.status_code == 303
    assert done.location.endswith("/write")
    assert "The public" in desk.drafter.get("/letters/").text


@pytest.mark.parametrize(
    "chosen", [[], ["99"], ["-1"], ["x"], ["0", "1", "2", "3", "4"], ["99999999999999999999"]]
)
def test_a_wrong_choice_is_told_and_kept(desk: Desk, chosen: list[str]) -> None:
    answer = desk.post(desk.drafter, "/statement", {"passage": chosen})
    assert answer.status_code == 422
    assert "notice" in answer.text
    if chosen[:1] == ["0"]:
        assert answer.text.count(" checked") >= 4


def test_only_a_sealed_letter_is_quoted(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    draft = make_desk(app, as_role)
    assert draft.drafter.get(draft.home + "/statement").status_code == 409
    assert draft.post(draft.drafter, "/statement", {"passage": ["0"]}).status_code == 409


def test_readers_may_not(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    reader = as_role(Role.VIEWER)
    assert reader.get(desk.home + "/statement").status_code == 403
    assert desk.post(reader, "/statement", {"passage": ["0"]}).status_code == 403
