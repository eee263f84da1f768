"""Pages of citing: settings, the insert menu, the sources of a letter, recorded reasons, tasks on Today."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.evidence import moving, service
from app.evidence.queries import claim_by_slug
from app.letters.models import Letter
from app.letters.styles import CitationStyle
from tests.evidence.factories import bridge, make_claim
from tests.letters.pages import TEXTS, Desk, make_desk

CITED = "The bridge was shut. [@bridge-closed]"


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    made = make_desk(app, as_role)
    with app.app_context():
        make_claim(db.session, made.world.approver)
        db.session.commit()
    return made


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_insert_menu_finds_claims_and_loses_nothing_typed(desk: Desk) -> None:
    values = {**{name: text for name, text in TEXTS.items()}, "facts": "Typed and not saved."}
    form = {
        "role": list(values), "text": list(values.values()), "based_on": "1", "do": "claims",
        "claim_q": "Alder bridge closed",
    }  # fmt: skip
    answer = desk.post(desk.drafter, "/write", form)
    assert answer.status_code == 200
    assert "[@bridge-closed]" in answer.text
    assert "Typed and not saved." in answer.text
    entered = desk.post(desk.drafter, "/write", {**form, "do": "enter"})
    assert "[@bridge-closed]" in entered.text
    none = desk.post(desk.drafter, "/write", {**form, "claim_q": "zeppelin"})
    assert "No claim has these words." in none.text


def test_the_style_is_chosen_in_the_settings_and_shows_in_the_preview(desk: Desk) -> None:
    assert desk.save(desk.drafter, 1, facts=CITED).status_code == 303
    page = desk.drafter.get(desk.home + "/settings").text
    assert "Sources on paper" in page
    with desk.app.app_context():
        letter = db.session.get_one(Letter, desk.letter_id)
        title, signers = letter.title, [str(each) for each in desk.signatory_ids]
    values = {
        "based_on": "2", "title": title, "subject": "The road", "letter_date": "2023-01-04", "closing": "Yours,",
        "citation_style": "numbered", "signatory_ids": signers,
        "people_before": "x", "letterhead_ids": [],
    }  # fmt: skip
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    values["people_before"] = unescape(hidden.get("people_before", ""))
    assert desk.post(desk.drafter, "/settings", values).status_code == 303
    with desk.app.app_context():
        assert db.session.get_one(Letter, desk.letter_id).citation_style is CitationStyle.NUMBERED
    preview = desk.drafter.get(desk.home + "?read=1").text
    assert '<sup><a href="#source-1">1</a></sup>' in preview
    assert "Sources for the statements of fact" in preview


def test_an_approver_records_a_reason_on_the_page_of_sources(desk: Desk) -> None:
    with desk.app.app_context():
        claim = claim_by_slug(db.session, "bridge-closed")
        service.edit_claim(
            db.session, claim, bridge(sources=()), by=desk.world.approver, reason="Of another bridge."
        )
        db.session.commit()
    desk.save(desk.drafter, 1, facts=CITED)
    page = desk.drafter.get(desk.home + "/sources").text
    assert "No source:" in page
    assert "Record the reason" not in page
    page = desk.approver.get(desk.home + "/sources").text
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page[page.index("No source:") :])
    assert found is not None
    form = {"digest": found[1], "reason": "The notice is in our files."}
    assert desk.post(desk.drafter, "/sources/reason", form).status_code == 403
    wrong = ({"reason": ""}, {"reason": "x" * 5000}, {"digest": "0" * 64}, {"digest": "'--"}, {"digest": ""})
    assert {desk.post(desk.approver, "/sources/reason", {**form, **one}).status_code for one in wrong} <= {
        404,
        409,
        422,
    }
    assert "The notice is in our files." not in desk.approver.get(desk.home + "/sources").text
    assert desk.post(desk.approver, "/sources/reason", form).status_code == 303
    page = words(desk.approver.get(desk.home + "/sources").text)
    assert "The notice is in our files." in page
    checks = words(desk.drafter.get(desk.home + "/write?plain=1").text)
    assert "The notice is in our files." in checks
    assert desk.post(desk.approver, "/sources/reason/withdraw", {"digest": "0" * 64}).status_code in (
        404,
        409,
        422,
    )
    assert "The notice is in our files." in words(desk.approver.get(desk.home + "/sources").text)
    assert desk.post(desk.approver, "/sources/reason/withdraw", {"digest": found[1]}).status_code == 303
    assert "No source:" in words(desk.drafter.get(desk.home + "/sources").text)


def test_a_changed_claim_stands_on_today_until_it_is_settled(desk: Desk) -> None:
    desk.save(desk.drafter, 1, facts=CITED)
    with desk.app.test_request_context():
        claim = claim_by_slug(db.session, "bridge-closed")
        moving.retract_claim(db.session, claim, "It was another bridge.", by=desk.world.approver)
        db.session.commit()
    today = words(desk.drafter.get("/").text)
    assert "To put right" in today
    assert "which was retracted: It was another bridge." in today
    page = desk.drafter.get(desk.home + "/sources").text
    action = re.search(r'action="([^"]*/sources/tasks/[^"]*)"', page)
    assert action is not None
    path = action[1].removeprefix(desk.home)
    assert desk.post(desk.drafter, path, {"note": ""}).status_code == 422
    assert desk.post(desk.drafter, path, {"note": "x" * 5000}).status_code == 422
    elsewhere = path.rsplit("/", 1)[0] + "/00000000-0000-7000-8000-000000000000"
    assert desk.post(desk.drafter, elsewhere, {"note": "Settled."}).status_code == 404
    assert "To put right" in words(desk.drafter.get("/").text)
    assert desk.post(desk.drafter, path, {"note": "Taken out of the draft."}).status_code == 303
    assert "To put right" not in words(desk.drafter.get("/").text)
    assert "Taken out of the draft." in words(desk.drafter.get(desk.home + "/sources").text)
