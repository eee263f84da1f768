"""The pages of the organisation's templates, and the API's view of them."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.letters.queries_templates import own_template
from tests.accounts.forms import csrf_of
from tests.letters.pages import Desk, make_desk

SLUG = "own-road-request"
HOME = f"/letters/templates/{SLUG}"


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def save(desk: Desk, **values: object) -> str:
    """Save the desk's letter as a template, as the page offers it."""
    texts = {
        "opening": "((We write)) about the road.[@a-claim]",
        "asks": "((We ask)) you to [act]{ask=section-907}.",
    }
    answer = desk.post(
        desk.drafter,
        "/template",
        {
            "name": "Road request", "use_when": "For the road.", "closing": "Respectfully,", "citation_style": "annex",
            "role": list(texts), "text": list(texts.values()), **values,
        },
    )  # fmt: skip
    return answer.headers.get("Location", "") or unescape(answer.text)


def send(client: FlaskClient, path: str, **values: object) -> int:
    return client.post(path, data={**values, "csrf_token": csrf_of(client, "/account")}).status_code


def test_a_letter_becomes_a_template_that_letters_begin_with(desk: Desk) -> None:
    offered = unescape(desk.drafter.get(desk.home + "/template").text)
    assert "((recipient.surname))" in offered and "December 12, 2022]]" in offered
    assert save(desk).endswith(HOME)
    page = unescape(desk.drafter.get(HOME).text)
    assert "It is not approved yet." in page and "Approve revision 1" not in page
    assert SLUG not in desk.drafter.get("/letters/new").text
    assert "Approve revision 1" in desk.approver.get(HOME).text
    assert send(desk.approver, HOME + "/approve", revision="1") == 303
    assert SLUG in desk.drafter.get("/letters/new").text
    assert "In use" in desk.drafter.get("/letters/templates").text
    assert send(desk.approver, HOME + "/retire") == 303
    assert SLUG not in desk.drafter.get("/letters/new").text
    assert send(desk.approver, HOME + "/restore") == 303


def test_a_new_revision_is_shown_against_the_one_in_use(desk: Desk) -> None:
    save(desk)
    send(desk.approver, HOME + "/approve", revision="1")
    values = {
        "name": "Road request", "closing": "Respectfully,", "citation_style": "annex", "based_on": "1",
        "role": ["opening"], "text": ["((We write)) about the closed road."],
    }  # fmt: skip
    assert send(desk.drafter, HOME + "/edit", **values) == 303
    page = unescape(desk.approver.get(HOME).text)
    assert "Until it is, letters begin with revision 1" in page and "<ins>" in page
    assert send(desk.approver, HOME + "/approve", revision="1") == 409
    assert send(desk.drafter, HOME + "/edit", **values) == 422


def test_slips_stay_on_the_page_with_what_was_typed(desk: Desk) -> None:
    page = save(desk, name="", text=["My own words.", "::: variant\nopen"])
    assert "Name the template" in page and "My own words." in page
    page = save(desk, text=["My own words.", "::: variant chamber=senate\nopen"])
    assert "not closed" in page and 'aria-invalid="true"' in page


def test_sections_are_moved_added_and_removed_without_saving(desk: Desk) -> None:
    page = save(desk, do="down:0")
    assert page.index("[act]") < page.index("about the road")
    assert save(desk, do="remove:0").count('name="text"') == 1
    assert save(desk, do="add", add_role="meeting").count('name="text"') == 3


def test_readers_look_and_only_approvers_decide(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    save(desk)
    viewer = as_role(Role.VIEWER)
    assert viewer.get(HOME).status_code == 200
    assert viewer.get(HOME + "/edit").status_code == 403
    assert send(desk.drafter, HOME + "/approve", revision="1") == 403
    assert send(desk.drafter, HOME + "/retire") == 403
    assert desk.drafter.get("/letters/templates/own-nothing").status_code == 404
    with desk.app.app_context():
        assert own_template(db.session, SLUG).approved_no is None


def work_of(client: FlaskClient) -> str:
    """Today, from its first heading to the side."""
    return unescape(client.get("/").text)


def test_a_proposed_wording_goes_back_to_its_author_with_the_reason(desk: Desk) -> None:
    save(desk)
    waiting = work_of(desk.approver)
    assert (
        "proposes revision 1" in waiting
        and HOME in waiting
        and "proposes revision" not in work_of(desk.drafter)
    )
    for reason in ("", " ", "x" * 501):
        answer = desk.approver.post(
            HOME + "/return",
            data={"revision": "1", "reason": reason, "csrf_token": csrf_of(desk.approver, "/account")},
        )
        assert answer.status_code == 422 and (reason.strip() in answer.text)
        assert "Say what its author should change." in answer.text or "500 characters or fewer" in answer.text
    assert send(desk.approver, HOME + "/return", revision="1", reason="Name the road <first>.") == 303
    page = desk.drafter.get(HOME).text
    assert "Revision 1 was returned." in page and "Name the road &lt;first&gt;." in page
    assert "Returned" in desk.drafter.get("/letters/templates").text
    mine = work_of(desk.drafter)
    assert "“Name the road <first>.”" in mine and HOME + "/edit" in mine
    assert "proposes revision" not in work_of(desk.approver)
    assert send(desk.approver, HOME + "/approve", revision="1") == 409, "a returned wording is reworded first"
    values = {
        "name": "Road request", "closing": "Respectfully,", "citation_style": "annex", "based_on": "1",
        "role": ["opening"], "text": ["((We write)) about the road to the valley."],
    }  # fmt: skip
    assert send(desk.drafter, HOME + "/edit", **values) == 303
    assert HOME + "/edit" not in work_of(desk.drafter) and "proposes revision 2" in work_of(desk.approver)
    assert send(desk.approver, HOME + "/return", revision="1", reason="Late.") == 409
    assert send(desk.approver, HOME + "/approve", revision="2") == 303
    assert "proposes revision" not in work_of(desk.approver)
    assert send(desk.approver, HOME + "/return", revision="2", reason="Too late.") == 409


def test_only_an_approver_who_did_not_write_it_returns_a_wording(
    desk: Desk, as_role: Callable[..., FlaskClient]
) -> None:
    save(desk)
    assert send(desk.drafter, HOME + "/return", revision="1", reason="No.") == 403
    assert send(as_role(Role.VIEWER), HOME + "/return", revision="1", reason="No.") == 403
    values = {
        "name": "Road request", "closing": "Respectfully,", "citation_style": "annex", "based_on": "1",
        "role": ["opening"], "text": ["My own words."],
    }  # fmt: skip
    assert send(desk.approver, HOME + "/edit", **values) == 303
    assert "Return revision 2" not in desk.approver.get(HOME).text and "proposes" not in work_of(
        desk.approver
    )
    assert send(desk.approver, HOME + "/return", revision="2", reason="No.") == 403
    assert send(desk.approver, HOME + "/return", revision="none", reason="No.") == 422
    assert send(desk.approver, "/letters/templates/own-nothing/return", revision="1", reason="No.") == 404
