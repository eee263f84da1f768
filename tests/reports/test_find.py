"""Find or jump to: by number, name, title; with and without script; for those who may read."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app.accounts.rules import Role
from app.core.db import db
from tests.letters.factories import make_senator
from tests.reports.conftest import AsRole, Place
from tests.reports.reading import css, get, only, words


def found(client: FlaskClient, typed: str) -> dict[str, list[str]]:
    """Titles by group."""
    page = get(client, f"/find?q={typed}")
    return {
        words(only(group, "h2")): [words(a) for a in css(group, "li a")]
        for group in css(page, "section.hung")
    }


@pytest.mark.parametrize(
    ("typed", "group", "title"),
    [
        ("rutherford", "Officials", "Celia Rutherford"),
        ("RUTHERFORD celia", "Officials", "Celia Rutherford"),
        ("victor reyes", "Officials", "Víctor Reyes-Lund"),
        ("nagorno", "Letters", "The road to Nagorno-Karabakh"),
        ("2022-01", "Letters", "The road to Nagorno-Karabakh"),
        ("lachin", "Campaigns", "Reopen the Lachin road"),
        ("section 907", "Demands", "Enforce Section 907"),
    ],
)
def test_each_kind_is_found_by_its_words(place: Place, typed: str, group: str, title: str) -> None:
    assert title in found(place.drafter, typed).get(group, [])


def test_a_whole_letter_number_jumps_straight_to_the_letter(place: Place) -> None:
    for typed in ("AV-2022-01", "av-2022-01", " AV-2022-01 "):
        answer = place.drafter.get("/find", query_string={"q": typed})
        assert answer.status_code == 302
        assert answer.location == f"/letters/{place.letter_id}"


def test_the_listbox_answers_with_options_alone(place: Place) -> None:
    answer = place.drafter.get("/find?q=AV-2022-01", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    options = html.fragments_fromstring(answer.get_data(as_text=True))
    assert [option.get("role") for option in options] == ["option"]
    assert options[0].get("data-href") == f"/letters/{place.letter_id}"
    none = place.drafter.get("/find?q=zzzz", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Nothing found for “zzzz”" in none


@pytest.mark.parametrize("typed", ["", "   ", "%25", "_", "'", '"<b>', "a" * 5000, "%F0%9F%98%80"])
def test_odd_words_find_nothing_and_break_nothing(place: Place, typed: str) -> None:
    answer = place.drafter.get("/find", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<b>" not in answer.get_data(as_text=True).replace("<body", "")


def test_at_most_eight_of_a_kind(app: Flask, place: Place) -> None:
    with app.app_context():
        for number in range(12):
            make_senator(db.session, "Many", f"Example{number}")
        db.session.commit()
    assert len(found(place.drafter, "many example")["Officials"]) == 8


def test_strangers_find_nothing_and_viewers_everything(app: Flask, place: Place, as_role: AsRole) -> None:
    stranger = app.test_client()
    assert stranger.get("/find?q=AV-2022-01").status_code == 302
    assert "/sign-in" in stranger.get("/find?q=AV-2022-01").location
    assert stranger.get("/find?q=r", headers={"HX-Request": "true"}).status_code == 401
    assert "Officials" in found(as_role(Role.VIEWER), "rutherford")
