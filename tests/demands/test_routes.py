"""Pages of the demand library."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Actor, Role
from app.core.db import db
from app.demands import queries
from app.demands.library import load_library
from tests.accounts.forms import send

AsRole = Callable[..., FlaskClient]
NEW = {
    "title": "Reopen the road",
    "slug": "reopen-road",
    "clause": "reopen the road",
    "paragraph": "The road should be reopened “at once”.",
    "legal_basis": "A law | Pub. L. 1-1",
    "grantable_by": ["president", "mayor"],
    "tags": "Roads, aid",
}


@pytest.fixture
def shipped(app: Flask, actor: Callable[..., Actor]) -> None:
    """The demands that come with Redress."""
    with app.app_context():
        load_library(db.session, actor())
        db.session.commit()


def test_the_list_filters_by_words_and_office(shipped: None, as_role: AsRole) -> None:
    client = as_role(Role.VIEWER)
    everything = client.get("/library/demands").text
    assert "Enforce Section 907" in everything and "22 U.S.C. 5812 note" in everything
    assert "New demand" not in everything
    some = client.get("/library/demands?q=friendship&office=council").text
    assert "End a friendship-city tie" in some and "Enforce Section 907" not in some
    assert "No demand matches" in client.get("/library/demands?q=zzz").text
    assert client.get("/library/demands?office=king&state=odd&page=x").status_code == 200


def test_a_demand_is_added_reworded_and_read_back(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    assert send(client, "/library/demands/new", NEW).location == "/library/demands/reopen-road"
    with app.app_context():
        demand = queries.demand_by_slug(db.session, "reopen-road")
        assert demand.grantable_by == ["president", "mayor"] and demand.tags == ["roads", "aid"]
        assert demand.current.paragraph == "The road should be reopened “at once”."
    path = "/library/demands/reopen-road/edit"
    changed = {**NEW, "clause": "reopen the road now", "note": "Sharper", "revision": "1"}
    assert send(client, path, changed).status_code == 302
    page = client.get("/library/demands/reopen-road").text
    assert "We ask you to reopen the road now." in page and "Revision 1" in page and "Sharper" in page
    stale = send(client, path, {**changed, "clause": "typed on top of revision one"})
    assert stale.status_code == 409
    assert "while you were writing" in stale.text and "typed on top of revision one" in stale.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "Enter a short title"),
        ({"slug": "Reopen Road"}, "small letters"),
        ({"clause": "reopen the road."}, "punctuation"),
        ({"paragraph": "x" * 2001}, "Shorten this to 2000"),
        ({"grantable_by": []}, "at least one office"),
        ({"grantable_by": ["king"]}, "valid choice"),
        ({"tags": ",".join(f"t{n}" for n in range(13))}, "at most 12 tags"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_role: AsRole, changes: dict[str, object], says: str
) -> None:
    answer = send(as_role(Role.DRAFTER), "/library/demands/new", {**NEW, "guidance": "Kept note.", **changes})
    assert answer.status_code == 422 and says in answer.text and "Kept note." in answer.text


def test_a_short_name_is_used_once(shipped: None, as_role: AsRole) -> None:
    answer = send(as_role(Role.DRAFTER), "/library/demands/new", {**NEW, "slug": "section-907"})
    assert answer.status_code == 422 and "already uses the short name" in answer.text


def test_retiring_and_restoring(shipped: None, as_role: AsRole) -> None:
    client, path = as_role(Role.DRAFTER), "/library/demands/meeting"
    assert send(client, f"{path}/retire", {}, path).status_code == 302
    assert "This demand is retired." in client.get(path).text
    assert "A meeting" not in client.get("/library/demands").text
    assert "A meeting" in client.get("/library/demands?state=retired").text
    again = send(client, f"{path}/retire", {}, path)
    assert again.status_code == 409 and "already retired" in again.text
    assert send(client, f"{path}/restore", {}, path).status_code == 302
    assert client.get("/library/demands/nothing").status_code == 404


def test_viewers_cannot_write(shipped: None, as_role: AsRole) -> None:
    client = as_role(Role.VIEWER)
    page = client.get("/library/demands/meeting").text
    assert "Retire" not in page
    assert client.get("/library/demands/meeting/edit").status_code == 403
