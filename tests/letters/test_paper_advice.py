"""Trouble on paper is told before anybody seals: at review, beside the signatures, and at the seal."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.letters.checks import outside_window
from app.letters.compose import Code, PageFacts
from app.letters.compose.checking import pages
from app.letters.compose.policy import Policy
from app.letters.contexts import CopyFacts
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.routes import paper_view, review_view
from app.letters.seeing import Drawn
from tests.letters.pages import Desk, make_desk

FACTS = PageFacts(
    3,
    fill=((38.0, 1.0), (30.0, 2.5), (9.2, 28.0)),
    coarse=(("Signature of Ana Ruiz", 96),),
    outside=("Senator Ruiz", "Senator Poe", "Senator Lee", "Senator Day"),
)


def said(facts: PageFacts, limit: int = 2) -> dict[Code, str]:
    found = pages.check(facts, Policy(page_limit=limit))
    return {problem.code: f"{problem.message} {problem.mend}" for problem in found}


def test_each_says_what_to_do() -> None:
    told = said(FACTS)
    assert "Runs to page 3" in told[Code.TOO_MANY_PAGES]
    assert "Cut about 7 lines of text" in told[Code.TOO_MANY_PAGES]
    window = told[Code.ADDRESS_OUTSIDE_WINDOW]
    assert "4 addresses do not show" in window
    assert "Senator Ruiz, Senator Poe, Senator Lee and 1 more" in window
    assert "envelope face or a label" in window
    coarse = told[Code.COARSE_IMAGE]
    assert "Signature of Ana Ruiz: too coarse for print, 96 dots per inch" in coarse
    assert "4 times as wide" in coarse


def test_one_of_each_is_singular_and_nothing_says_nothing() -> None:
    told = said(PageFacts(2, fill=((38.0, 1.0), (0.4, 30.0)), outside=("Senator Ruiz",)), limit=1)
    assert "An address does not show" in told[Code.ADDRESS_OUTSIDE_WINDOW]
    assert "for this copy" in told[Code.ADDRESS_OUTSIDE_WINDOW]
    assert "Cut about 1 line of text" in told[Code.TOO_MANY_PAGES]
    assert said(PageFacts(2)) == {}
    tall = said(PageFacts(2, tall=2.2))[Code.ADDRESS_OUTSIDE_WINDOW]
    assert "The letterhead is 3 mm too tall" in tall
    assert "Shorten the name, the office or the contact lines" in tall
    assert "Shorten the text" in said(PageFacts(9, fill=((40.0, 0.0),) * 9))[Code.TOO_MANY_PAGES]


@pytest.mark.parametrize("page", ["/sign", "/seal"])
def test_the_pages_of_signatures_and_seal_say_it(
    app: Flask, as_role: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    desk = make_desk(app, as_role)
    assert desk.post(desk.drafter, "/submit").status_code == 303
    assert "On paper" not in desk.approver.get(desk.home + "/sign").text
    assert (
        desk.post(
            desk.approver, "/review", {"version": letter_version(desk), "decision": "approve", "read": "y"}
        ).status_code
        == 303
    )
    desk.post(desk.approver, "/ask")
    monkeypatch.setattr(paper_view, "drawn_now", lambda *_: Drawn(1, FACTS))
    shown = desk.approver.get(desk.home + page).text
    assert "Runs to page 3" in shown
    assert "Cut about 7 lines" in shown
    assert "96 dots per inch" in shown
    # The addresses are read from the letter itself.
    assert "Senator Poe" not in shown


def test_the_review_says_it_above_what_is_in_the_words(
    app: Flask, as_role: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(app, as_role)
    desk.post(desk.drafter, "/submit")
    monkeypatch.setattr(review_view, "drawn_now", lambda *_: Drawn(1, FACTS))
    shown = desk.approver.get(desk.home + "/review").text
    assert shown.index("On paper") < shown.index("Cut about 7 lines") < shown.index(">Checks<")
    assert shown.count("Cut about 7 lines") == 1


def letter_version(desk: Desk) -> str:
    with desk.app.app_context():
        return str(db.session.get_one(Letter, desk.letter_id).current_version)


def test_addresses_are_looked_at_in_every_copy(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    desk = make_desk(app, as_role)
    with app.app_context():
        copies = gather(db.session, db.session.get_one(Letter, desk.letter_id)).copies
    assert outside_window(copies) == ()

    def longer(copy: CopyFacts, lines: int) -> Any:
        form = SimpleNamespace(inside_address=("A line",) * lines)
        return SimpleNamespace(main=(SimpleNamespace(form=form, facts=copy.main[0].facts),))

    name = copies[1].main[0].facts.formal_name
    assert outside_window([longer(copies[0], 6), longer(copies[1], 7)]) == (name,), "two may have one surname"
    both = longer(copies[0], 9)
    both.main = both.main * 2
    assert outside_window([both]) == (), "two addressees go without a window"
