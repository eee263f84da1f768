"""Pages of campaigns, per role, with what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Actor, Role
from app.campaigns import queries, queries_targets
from app.campaigns.models import Campaign
from app.campaigns.positions import record_position
from app.campaigns.rules import AnchorDetails, CountRule
from app.campaigns.rules_positions import Position
from app.core.db import db
from tests.accounts.forms import csrf_of, send
from tests.campaigns.factories import library, make_campaign, make_official, make_segment
from tests.conftest import TODAY
from tests.support.accounts import user_of

AsRole = Callable[..., FlaskClient]
MakeActor = Callable[..., Actor]
ANCHOR = AnchorDetails("blockade", "Road disrupted", date(2022, 12, 12), CountRule.INCLUSIVE)
PAGES = ("demands", "targets", "settings", "members")
NEW = {
    "title": "Reopen the Lachin road",
    "goal": "Free movement and aid.",
    "follow_up_days": "10",
    "anchor_rule": "inclusive",
}


@pytest.fixture
def campaign(app: Flask, actor: MakeActor) -> UUID:
    """A campaign that nobody belongs to, on the business date of the tests."""
    with app.app_context():
        from app.accounts.queries import organisation

        organisation(db.session).business_date = TODAY
        made, _ = make_campaign(db.session, actor(), anchor=ANCHOR)
        db.session.commit()
        return made.id


def _join(app: Flask, campaign: UUID, client: FlaskClient, actor: MakeActor) -> FlaskClient:
    from app.campaigns.service import add_member

    with app.app_context():
        add_member(db.session, queries.campaign(db.session, campaign), user_of(client), by=actor())
        db.session.commit()
    return client


def test_everyone_on_staff_reads_and_only_members_get_forms(
    app: Flask, campaign: UUID, as_role: AsRole, actor: MakeActor
) -> None:
    viewer, drafter = as_role(Role.VIEWER), as_role(Role.DRAFTER)
    member = _join(app, campaign, as_role(Role.DRAFTER, email="m@example.org", name="Mem Ber"), actor)
    for page in PAGES:
        path = f"/campaigns/lachin-road/{page}"
        for client in (viewer, drafter):
            answer = client.get(path)
            assert answer.status_code == 200 and f'action="{path}' not in answer.text
        assert "Reopen the Lachin road" in member.get(path).text
    assert "Add demand" in member.get("/campaigns/lachin-road/demands").text
    assert drafter.get("/campaigns/lachin-road/edit").status_code == 403
    token = csrf_of(drafter, "/account")
    refused = drafter.post(
        "/campaigns/lachin-road/facts", data={"csrf_token": token, "key": "a", "value": "b"}
    )
    assert refused.status_code == 403 and "Only members" in refused.text


def test_a_campaign_begins_from_the_form(app: Flask, as_role: AsRole, actor: MakeActor) -> None:
    with app.app_context():
        ids = {slug: str(row.id) for slug, row in library(db.session, actor()).items()}
        db.session.commit()
    client = as_role(Role.DRAFTER)
    values = {
        **NEW,
        "demands": [ids["meeting"], ids["section-907"]],
        "anchor_label": "Road disrupted",
        "anchor_day": "2022-12-12",
    }
    answer = send(client, "/campaigns/new", values)
    assert answer.location == "/campaigns/reopen-the-lachin-road/targets"
    with app.app_context():
        made = queries.campaign_by_slug(db.session, "reopen-the-lachin-road")
        assert {row.demand.slug for row in queries.demands_of(db.session, made.id)} == {
            "meeting",
            "section-907",
        }
        assert [(row.name, row.day) for row in queries.anchors_of(db.session, made.id)] == [
            ("road-disrupted", date(2022, 12, 12))
        ]
        assert queries.is_member(db.session, made.id, user_of(client))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "Enter a title"),
        ({"goal": "x" * 401}, "Shorten this to 400"),
        ({"slug": "lachin-road"}, "Another campaign already uses"),
        ({"slug": "Not this"}, "small letters"),
        ({"follow_up_days": "soon"}, "whole number"),
        ({"follow_up_days": "0"}, "from 1 to 365"),
        ({"letter_prefix": "av"}, "capital letters"),
        ({"demands": ["garbage"]}, "Choose demands"),
        ({"anchor_day": "12/2022"}, "year, month and day"),
        ({"anchor_label": "Road disrupted"}, "Enter the day it happened"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, campaign: UUID, as_role: AsRole, changes: dict[str, str], says: str
) -> None:
    answer = send(
        as_role(Role.DRAFTER), "/campaigns/new", {**NEW, "goal": "Kept as typed ’n all.", **changes}
    )
    assert answer.status_code == 422 and says in answer.text
    assert "Nothing is saved yet" in answer.text
    kept = changes.get("goal", "Kept as typed ’n all.")
    assert kept in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Campaign)) == 1


def test_demands_are_added_moved_dated_and_removed(app: Flask, campaign: UUID, as_role: AsRole) -> None:
    client, path = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road/demands"
    with app.app_context():
        from app.demands.queries import demand_by_slug

        ids = {slug: demand_by_slug(db.session, slug).id for slug in ("meeting", "recognition")}
    assert send(client, path, {"demand_id": "", "deadline": "2022-01-01"}).status_code == 422
    late = send(client, path, {"demand_id": str(ids["recognition"]), "deadline": "2022-01-01"})
    assert late.status_code == 422 and "has not passed" in late.text and 'value="2022-01-01"' in late.text
    assert send(client, path, {"demand_id": str(ids["recognition"])}).status_code == 302
    assert send(client, f"{path}/{ids['meeting']}/move", {"direction": "up"}, path).status_code == 302
    wrong = send(client, f"{path}/{ids['meeting']}/deadline", {"deadline": "2022-12-31"}, path)
    assert wrong.status_code == 422 and 'value="2022-12-31"' in wrong.text
    assert (
        send(client, f"{path}/{ids['meeting']}/deadline", {"deadline": "2023-01-20"}, path).status_code == 302
    )
    assert send(client, f"{path}/{ids['recognition']}/remove", {}, path).status_code == 302
    with app.app_context():
        rows = queries.demands_of(db.session, campaign)
        assert [(row.demand.slug, row.deadline) for row in rows] == [
            ("humanitarian-aid", None),
            ("meeting", date(2023, 1, 20)),
            ("section-907", None),
        ]


def test_an_answered_demand_stays(app: Flask, campaign: UUID, as_role: AsRole, actor: MakeActor) -> None:
    client, path = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road/demands"
    with app.app_context():
        asked = queries.demands_of(db.session, campaign)[0].demand_id
        ada = make_official(db.session, "Ada Zorn")
        held = queries.campaign(db.session, campaign)
        record_position(db.session, held, ada.id, asked, Position.COMMITTED, TODAY, "Said so.", by=actor())
        db.session.commit()
        official_id = ada.id
    refused = send(client, f"{path}/{asked}/remove", {}, path)
    assert refused.status_code == 409 and "stays in the campaign’s record" in refused.text
    page = client.get(f"/officials/{official_id}").text
    assert "Positions" in page and "Said so." in page and "Committed" in page


def test_targets_come_from_search_and_segments_and_can_be_left_out(
    app: Flask, campaign: UUID, as_role: AsRole
) -> None:
    client, path = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road/targets"
    with app.app_context():
        ada = make_official(db.session, "Ada Żorn", state="OR").id
        bo = make_official(db.session, "Bo Young").id
        segment = make_segment(db.session, "California", "CA").id
        db.session.commit()
    assert "Ada Żorn" in client.get(path, query_string={"find": "zorn"}).text
    nobody = send(client, f"{path}/officials", {}, path)
    assert nobody.status_code == 422 and "Tick at least one" in nobody.text
    unknown = send(client, f"{path}/officials", {"official_id": [str(uuid4())]}, path)
    assert unknown.status_code == 422 and "from the directory" in unknown.text
    assert send(client, f"{path}/officials", {"official_id": [str(ada)]}, path).status_code == 302
    assert send(client, f"{path}/segments", {"segment_id": "nothing"}, path).status_code == 422
    assert send(client, f"{path}/segments", {"segment_id": str(segment)}, path).status_code == 302
    assert "Targets 2" in client.get(path).text
    out = f"{path}/{bo}/leave-out"
    assert send(client, out, {"reason": "x" * 301}).status_code == 422
    assert send(client, out, {"reason": "Met in person"}).status_code == 302
    page = client.get(path).text
    assert "Targets 1" in page and "Met in person" in page
    with app.app_context():
        row = queries_targets.left_out(db.session, campaign)[0].row.id
    assert send(client, f"{path}/left-out/{row}/back", {}, path).status_code == 302
    assert "Targets 2" in client.get(path).text


def test_day_counts_and_facts_are_kept_on_the_settings_page(
    app: Flask, campaign: UUID, as_role: AsRole
) -> None:
    client, path = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road/settings"
    page = client.get(path).text
    assert "December 12, 2022" in page.replace("\u00a0", " ") and ">24<" in "".join(page.split())
    base = "/campaigns/lachin-road"
    twice = send(
        client,
        f"{base}/anchors",
        {"label": "Again", "name": "blockade", "day": "2022-12-13", "rule": "elapsed"},
        path,
    )
    assert (
        twice.status_code == 422 and "already has a day count" in twice.text and 'value="Again"' in twice.text
    )
    empty = send(client, f"{base}/facts", {"key": "Population", "value": ""}, path)
    assert empty.status_code == 422 and "small letters" in empty.text and "Say where" in empty.text
    good = {"key": "org.population", "value": "203,400", "source_note": "State estimate"}
    assert send(client, f"{base}/facts", good, path).status_code == 302
    with app.app_context():
        anchor = queries.anchors_of(db.session, campaign)[0].id
        assert queries.fact_values(db.session, campaign) == {"org.population": "203,400"}
    moved = {"label": "Gas cut", "name": "gas", "day": "2022-12-13", "rule": "elapsed"}
    assert send(client, f"{base}/anchors/{anchor}", moved).status_code == 302
    assert "((day gas))" in client.get(path).text
    assert send(client, f"{base}/anchors/{anchor}/remove", {}, path).status_code == 302
    assert "No day count yet" in client.get(path).text


def test_closing_and_reopening_ask_first(campaign: UUID, as_role: AsRole) -> None:
    client, base = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road"
    assert "Close this campaign?" in client.get(f"{base}/close").text
    assert send(client, f"{base}/close", {"note": "The road is open."}).status_code == 302
    page = client.get(f"{base}/demands").text
    assert "This campaign is closed." in page and "The road is open." in page and "Add demand" not in page
    assert "Reopen this campaign?" in client.get(f"{base}/close").text
    assert send(client, f"{base}/edit", {"title": "New", "goal": "New"}).status_code == 409
    assert send(client, f"{base}/reopen", {}, f"{base}/close").status_code == 302
    assert "Add demand" in client.get(f"{base}/demands").text


def test_members_come_and_go(campaign: UUID, as_role: AsRole) -> None:
    client, path = as_role(Role.ADMINISTRATOR), "/campaigns/lachin-road/members"
    drafter, viewer = as_role(Role.DRAFTER), as_role(Role.VIEWER)
    assert send(client, path, {"user_id": ""}).status_code == 422
    reader = send(client, path, {"user_id": str(user_of(viewer))})
    assert reader.status_code == 422 and "can only read" in reader.text
    assert send(client, path, {"user_id": str(user_of(drafter))}).status_code == 302
    assert drafter.get("/campaigns/lachin-road/edit").status_code == 200
    gone = send(client, f"{path}/{user_of(drafter)}/remove", {}, path)
    assert gone.status_code == 302
    assert drafter.get("/campaigns/lachin-road/edit").status_code == 403


def test_the_list_names_campaigns_with_their_day_and_members(
    app: Flask, campaign: UUID, as_role: AsRole, actor: MakeActor
) -> None:
    client = _join(app, campaign, as_role(Role.DRAFTER), actor)
    text = " ".join(client.get("/campaigns").text.split())
    assert "Reopen the Lachin road" in text and "Day 24" in text and "Dana Drafter" in text
    assert client.get("/campaigns/nowhere/demands").status_code == 404
