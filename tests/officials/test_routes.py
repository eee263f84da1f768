"""Pages of the officials room, as people use them: without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core.db import db
from app.officials import panels
from app.officials.models import Official, Segment, Term
from app.officials.panels import Action, Column, Panel, Registry
from app.officials.rules import CommitteeRole, ContactKind, EndKind, OfficeKind
from tests.accounts.forms import csrf_of
from tests.officials import making

pytestmark = pytest.mark.usefixtures("business_date")
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def people(app: Flask) -> dict[str, UUID]:
    """A senator with a committee and an address, an unconfirmed mayor, a vacant seat."""
    with app.app_context():
        session = db.session
        jane = making.senator(session, "Jané", "Doe", state="IA", party="Democrat")
        making.sits(session, jane, making.committee(session), CommitteeRole.CHAIR, "Chairwoman")
        making.contact(
            session, jane, ContactKind.POSTAL, "511 Hart Senate Office Building Washington DC 20510"
        )
        making.contact(session, jane, ContactKind.EMAIL, "jane@example.org")
        mayor = making.official(session, "Una", "Unsure")
        ended = {"end": date(2022, 6, 1), "end_kind": EndKind.LISTED, "body_id": None}
        making.term(session, mayor, kind=OfficeKind.MAYOR, title="Mayor", **ended)
        seat = making.seat(session, "CA", "14")
        session.commit()
        return {"jane": jane.id, "mayor": mayor.id, "seat": seat.id}


def send(client: FlaskClient, page: str, path: str | None = None, **values: object) -> TestResponse:
    """Post a form of `page` with its token."""
    return client.post(
        path or page, data={"csrf_token": csrf_of(client, page), **values}, follow_redirects=True
    )


def test_the_directory(as_role: SignIn, people: dict[str, UUID]) -> None:
    page = as_role(Role.VIEWER).get("/officials/").text
    assert "Jané Doe" in page
    assert "Senator, Iowa (D)" in page
    assert "Not confirmed" in page
    assert "Chairwoman, Foreign Relations" in page
    assert "Add official" not in page


def test_search_filter_and_the_part_for_htmx(as_role: SignIn, people: dict[str, UUID]) -> None:
    client = as_role(Role.VIEWER)
    assert "Jané Doe" in client.get("/officials/?q=jane").text
    assert "No one named “nobody” matches" in client.get("/officials/?q=nobody").text
    assert "Jané Doe" not in client.get("/officials/?state=CA").text
    assert "Vacant seat" in client.get("/officials/?state=CA").text
    part = client.get("/officials/?state=IA", headers={"HX-Request": "true", "HX-Target": "results"}).text
    assert "Jané Doe" in part
    assert "<h1" not in part


def test_a_filter_that_means_nothing_is_named(as_role: SignIn, people: dict[str, UUID]) -> None:
    answer = as_role(Role.VIEWER).get("/officials/?office=king&sort=height&page=-3")
    assert answer.status_code == 200
    assert "One filter was left out." in answer.text


def test_an_official_with_forms_of_address(as_role: SignIn, people: dict[str, UUID]) -> None:
    page = as_role(Role.VIEWER).get(f"/officials/{people['jane']}").text
    for text in (
        "U.S. Senator, Iowa (D)",
        "Dear Senator Doe:",
        "Dear Chair Doe:",
        "511 Hart Senate Office Building",
    ):
        assert text in page
    why = as_role(Role.VIEWER).get(f"/officials/{people['jane']}/address").text
    assert "Models of Address" in why
    assert "No preference is on record" in why


def test_add_and_correct_by_hand(as_role: SignIn, app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    office = {
        "office-kind": "mayor",
        "office-title": "Mayor",
        "office-place": "Arroyo Vista",
        "office-state": "CA",
    }
    refused = send(
        client, "/officials/new", **office, **{"office-standing": "elected", "gendered_form": "unknown"}
    )
    assert refused.status_code == 422
    assert "Enter the family name." in refused.text
    person = {"first": "Ruth", "last": "Almaraz", "gendered_form": "ms"}
    added = send(client, "/officials/new", **person, **office, **{"office-standing": "elected"})
    assert "Mayor of Arroyo Vista" in added.text
    with app.app_context():
        who = db.session.scalars(sa.select(Official)).one().id
    edited = send(client, f"/officials/{who}/edit", first="Ruth", last="Almaraz Peña", gendered_form="ms")
    assert "Almaraz Peña" in edited.text


def test_fill_a_vacant_seat(as_role: SignIn, people: dict[str, UUID], app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    assert "CA-14" in client.get("/officials/vacant").text
    page = f"/officials/new?seat={people['seat']}"
    send(
        client,
        page,
        last="Filler",
        gendered_form="unknown",
        **{
            "office-seat_id": str(people["seat"]),
            "office-kind": "representative",
            "office-title": "Representative",
            "office-standing": "elected",
        },
    )
    assert "CA-14" not in client.get("/officials/vacant").text


def test_terms(as_role: SignIn, people: dict[str, UUID], app: Flask) -> None:
    client, who = as_role(Role.DRAFTER), people["mayor"]
    with app.app_context():
        term = db.session.scalars(sa.select(Term.id).where(Term.official_id == who)).one()
    assert "A confirmation that the office is still held" in client.get(f"/officials/{who}").text
    confirmed = send(client, f"/officials/{who}", f"/officials/{who}/terms/{term}/confirm")
    assert "A confirmation that the office" not in confirmed.text
    page = f"/officials/{who}/terms/{term}"
    early = send(client, page, f"{page}/end", last_day="2001-01-01")
    assert "before the first" in early.text
    ended = send(client, page, f"{page}/end", last_day="2023-01-03")
    assert "An office held on that day" in ended.text


def test_a_seat_in_a_body_can_be_changed(as_role: SignIn, people: dict[str, UUID], app: Flask) -> None:
    client, who = as_role(Role.DRAFTER), people["jane"]
    with app.app_context():
        found = sa.select(Term.id).where(Term.official_id == who, Term.body_id.is_not(None))
        term = db.session.scalars(found).first()
    page = f"/officials/{who}/terms/{term}"
    shown = client.get(page)
    assert shown.status_code == 200
    early = send(client, page, f"{page}/end", last_day="2001-01-01")
    assert "before the first" in early.text
    changed = send(client, page, title="Senator for the north", standing="elected", party="Independent")
    assert "The office is changed." in changed.text


def test_contact_points(as_role: SignIn, people: dict[str, UUID]) -> None:
    client, who = as_role(Role.DRAFTER), people["jane"]
    page = f"/officials/{who}/contacts/new"
    assert "is not an e-mail address" in send(client, page, kind="email", value="nobody").text
    shown = send(client, page, kind="fax", value="202-555-0178").text
    check = re.search(
        rf'href="(/officials/{who}/contacts/[^"]+/check)">Note a check<[^>]*> of 202-555-0178', shown
    )
    assert check
    noted = send(client, check.group(1), health="failing", checked_on="2023-01-03", note="Line was dead").text
    assert "Failing" in noted
    assert "Line was dead" in noted


def test_replace_a_form_of_address(as_role: SignIn, people: dict[str, UUID]) -> None:
    page = f"/officials/{people['jane']}/address/edit"
    shown = send(as_role(Role.DRAFTER), page, salutation="Dear Jané", reason="Her preference").text
    assert "Dear Jané:" in shown
    assert "Her preference" in shown


def test_house_style_is_for_administrators(as_role: SignIn) -> None:
    assert as_role(Role.APPROVER).get("/officials/address-style").status_code == 403
    saved = send(as_role(Role.ADMINISTRATOR), "/officials/address-style", president="named")
    assert "The house style is saved." in saved.text


def test_a_segment_by_buttons_alone(as_role: SignIn, people: dict[str, UUID], app: Flask) -> None:
    client = as_role(Role.DRAFTER)
    token = csrf_of(client, "/officials/segments/new")
    first = client.post(
        "/officials/segments/new", data={"csrf_token": token, "add": "office", "add_rule": "1"}
    )
    assert first.status_code == 303
    rules = {"rule-0-kind": "office", "rule-0-value": "senator"}
    second = client.post(
        "/officials/segments/new", data={"csrf_token": token, **rules, "add": "state", "add_rule": "1"}
    )
    page = client.get(second.headers["Location"]).text
    assert 'name="rule-1-kind" value="state"' in page
    assert "No one matches these two rules on January\u00a04, 2023." in page
    removed = client.post(
        "/officials/segments/new",
        data={"csrf_token": token, **rules, "rule-1-kind": "state", "rule-1-value": "IA", "remove": "0"},
    )
    assert "rule=state:IA" in removed.headers["Location"]
    nameless = client.post("/officials/segments/new", data={"csrf_token": token, **rules, "save": "1"})
    assert nameless.status_code == 422
    assert "Give the segment a name" in nameless.text
    saved = client.post(
        "/officials/segments/new", data={"csrf_token": token, **rules, "save": "1", "name": "Senators"}
    )
    assert "Jané Doe" in client.get(saved.headers["Location"]).text
    assert "Senators" in as_role(Role.VIEWER).get("/officials/").text
    with app.app_context():
        found = db.session.scalars(sa.select(Segment)).one().id
    read_only = as_role(Role.VIEWER).get(f"/officials/segments/{found}").text
    assert "Officials who hold the office U.S. Senator." in read_only
    deleted = send(client, f"/officials/segments/{found}/delete")
    assert "The segment Senators is deleted." in deleted.text


def test_a_broken_rule_in_an_address_is_named(as_role: SignIn) -> None:
    page = as_role(Role.DRAFTER).get("/officials/segments/new?rule=office:king&rule=&on=soon")
    assert page.status_code == 200
    assert "is not one of the choices" in page.text


def test_merge_and_take_apart(as_role: SignIn, people: dict[str, UUID]) -> None:
    client, one, two = as_role(Role.DRAFTER), people["jane"], people["mayor"]
    assert "Una Unsure" in client.get(f"/officials/{one}/merge?q=unsure").text
    page = f"/officials/{one}/merge?other={two}"
    merged = send(client, page, f"/officials/{one}/merge", other=str(two), keep=str(one))
    assert "Mayor" in merged.text
    assert client.get(f"/officials/{two}").status_code == 302
    undo = re.search(rf'action="(/officials/{one}/merges/[^"]+/undo)"', merged.text)
    assert undo
    send(client, f"/officials/{one}", undo.group(1))
    assert client.get(f"/officials/{two}").status_code == 200


def test_retire_asks_first(as_role: SignIn, people: dict[str, UUID]) -> None:
    client, who = as_role(Role.DRAFTER), people["jane"]
    assert "out of use?" in client.get(f"/officials/{who}/retire").text
    assert "Jané Doe is out of use." in send(client, f"/officials/{who}/retire").text
    assert "out of use since" in client.get(f"/officials/{who}").text
    assert client.get(f"/officials/{who}/edit").status_code == 409


def test_other_rooms_add_what_they_know(
    as_role: SignIn, people: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "registry", Registry())
    panels.register_panel(
        Panel("positions", "Positions", "Latest.", lambda _s, _id: Markup("<p>Committed</p>"))
    )
    panels.register_panel(Panel("nothing", "Hidden", "", lambda _s, _id: None))
    panels.register_column(Column("Last word", lambda _s, ids: dict.fromkeys(ids, ("Delivered Dec 21", ""))))
    panels.register_action(
        Action("Write to them", "add", lambda one: f"/letters/new?official={one}", primary=True)
    )
    client = as_role(Role.VIEWER)
    page = client.get(f"/officials/{people['jane']}").text
    assert "<p>Committed</p>" in page
    assert "Hidden" not in page
    assert f"/letters/new?official={people['jane']}" in page
    assert "Delivered Dec 21" in client.get("/officials/").text


def test_unknown_people_and_records(as_role: SignIn, client: FlaskClient, people: dict[str, UUID]) -> None:
    assert client.get("/officials/").status_code == 302
    viewer = as_role(Role.VIEWER)
    assert viewer.get("/officials/01a20000-0000-7000-8000-000000000000").status_code == 404
    assert viewer.get("/officials/new").status_code == 403
    assert viewer.get(f"/officials/{people['jane']}/edit").status_code == 403
