"""Superseding a sealed letter through its page: asked first, nothing chosen beforehand, once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.letters.ending import supersede
from app.letters.models import Letter
from app.letters.sealing import seal_letter
from tests.accounts.forms import csrf_of
from tests.letters.factories import make_letter, signed
from tests.letters.pages import Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def sealed(desk: Desk, count: int) -> list[UUID]:
    """The desk's letter and others, all sealed."""
    world = desk.world
    with desk.app.app_context():
        db.session.add_all((world.campaign, world.letterhead, *world.officials, *world.signatories))
        db.session.add_all(world.demands.values())
        letters = [db.session.get_one(Letter, desk.letter_id)]
        letters += [make_letter(db.session, desk.world) for _ in range(count - 1)]
        for letter in letters:
            signed(db.session, desk.world, letter)
            seal_letter(db.session, letter, version=1, by=desk.world.approver)
        db.session.commit()
        return [letter.id for letter in letters]


def successor(desk: Desk, letter_id: UUID) -> UUID | None:
    with desk.app.app_context():
        return db.session.get_one(Letter, letter_id).superseded_by_id


def test_superseding_asks_first_and_chooses_nothing_beforehand(desk: Desk) -> None:
    _, newer = sealed(desk, 2)
    assert f"{desk.home}/supersede" in desk.approver.get(desk.home).text
    page = desk.approver.get(f"{desk.home}/supersede").text
    assert "cannot be taken back" in page and '<option value="">Choose a letter</option>' in page
    for value in ("", "not-a-letter", str(desk.letter_id)):
        answer = desk.post(desk.approver, "/supersede", {"newer": value})
        assert answer.status_code == 422 and "Choose the letter that takes its place." in answer.text
    assert successor(desk, desk.letter_id) is None
    assert desk.post(desk.approver, "/supersede", {"newer": str(newer)}).status_code == 303
    assert successor(desk, desk.letter_id) == newer
    assert f"{desk.home}/supersede" not in desk.approver.get(desk.home).text
    assert desk.post(desk.approver, "/supersede", {"newer": str(newer)}).status_code == 409
    assert "No letter can take its place now." in desk.approver.get(f"{desk.home}/supersede").text


def test_a_draft_has_nothing_to_supersede_and_drafters_may_not(desk: Desk) -> None:
    assert "No letter can take its place now." in desk.approver.get(f"{desk.home}/supersede").text
    assert desk.post(desk.approver, "/supersede", {"newer": str(desk.letter_id)}).status_code == 409
    assert desk.drafter.get(f"{desk.home}/supersede").status_code == 403


def test_letters_do_not_take_each_others_place_in_a_circle(desk: Desk) -> None:
    first, second, third = sealed(desk, 3)
    with desk.app.app_context():
        one, two, three = (db.session.get_one(Letter, each) for each in (first, second, third))
        supersede(db.session, one, two, by=desk.world.approver)
        supersede(db.session, two, three, by=desk.world.approver)
        db.session.commit()
    answer = desk.approver.post(
        f"/letters/{third}/supersede",
        data={"newer": str(first), "csrf_token": _token(desk, third)},
    )
    assert answer.status_code == 422 and "Choose another, later letter." in answer.text
    assert successor(desk, third) is None


def _token(desk: Desk, letter_id: UUID) -> str:
    return csrf_of(desk.approver, f"/letters/{letter_id}/supersede")
