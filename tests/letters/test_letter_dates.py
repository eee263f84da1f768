"""How a letter writes its dates: from the organisation, by its settings, over the API, on every paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.organisation import change_organisation
from app.accounts.rules import Actor, Role
from app.core.day_styles import DayStyle
from app.core.db import db
from app.letters.changes import Changes
from app.letters.comparing import compare_versions
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models import Letter
from app.letters.recording import version_of
from app.letters.rendering import paper_of
from tests.letters.factories import BODY, World, make_letter, person
from tests.letters.pages import Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


DATED = BODY.replace("for a meeting", "on ((letter.date)) for a meeting")


def test_a_new_letter_writes_as_the_organisation_does(session: Session, world: World) -> None:
    change_organisation(session, {"date_style": "day_first"}, by=person(Role.ADMINISTRATOR, "Set-up"))
    letter = make_letter(session, world, body_markdown=DATED)
    paper = paper_of(session, letter, 1)
    assert paper.date_text == "4 January 2023"
    assert any("on 4 January 2023 for" in block for block in paper.blocks)


def test_another_style_is_another_text_for_signers(session: Session, world: World) -> None:
    letter = make_letter(session, world, body_markdown=DATED)
    before = version_of(session, letter).consent_hash
    changes = Changes(date_style=DayStyle.SHORT)
    made = save_version(session, letter, changes, based_on_version=1, by=world.writer)
    assert made.number == 2
    assert made.consent_hash != before
    assert content_of(made).date_style is DayStyle.SHORT
    assert paper_of(session, letter, 1).date_text == "Jan. 4, 2023"
    found = compare_versions(session, letter, 1, 2)
    assert "Jan. 4, 2023" in str(found)
    back = save_version(
        session, letter, Changes(date_style=DayStyle.LONG), based_on_version=2, by=world.writer
    )
    assert back.consent_hash == before


def test_the_style_is_chosen_in_the_settings_and_shown_by_the_editor(desk: Desk) -> None:
    page = desk.drafter.get(desk.home + "/settings").text
    assert "Dates are written" in page
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    with desk.app.app_context():
        title = db.session.get_one(Letter, desk.letter_id).title
    values = {
        "based_on": "1", "title": title, "subject": "The road", "letter_date": "2023-01-04", "closing": "Yours,",
        "date_style": "iso", "signatory_ids": [str(each) for each in desk.signatory_ids], "letterhead_ids": [],
        "people_before": unescape(hidden.get("people_before", "")),
    }  # fmt: skip
    assert desk.post(desk.drafter, "/settings", values).status_code == 303
    assert "2023-01-04" in desk.drafter.get(desk.home + "/write").text
    assert '<p class="date">2023-01-04</p>' in desk.drafter.get(desk.home + "?read=1").text
    del values["date_style"]  # a form that does not name it leaves it
    assert desk.post(desk.drafter, "/settings", {**values, "based_on": "2"}).status_code == 303
    assert '<p class="date">2023-01-04</p>' in desk.drafter.get(desk.home + "?read=1").text


def test_the_organisation_refuses_no_style_it_knows(
    app: Flask, actor: Callable[..., Actor], as_role: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        for style in DayStyle:
            change_organisation(db.session, {"date_style": style.value}, by=actor())
            db.session.flush()
        db.session.commit()
    assert "Jan. 4, 2023" in as_role(Role.ADMINISTRATOR).get("/organisation").text
