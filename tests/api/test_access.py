"""Tokens, scopes, and the campaigns of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import app.api.resources  # noqa: F401  (registers the operations)
from app.accounts.models import ApiToken, AuditEvent
from app.accounts.rules import Role, Scope
from app.api.http.operations import OPERATIONS
from app.core.clock import utcnow
from app.core.db import db
from tests.api.conftest import Api, Small, letter_body


def test_each_act_on_a_letter_has_its_own_scope() -> None:
    wanted = {
        "submit_letter": Scope.WRITE,
        "approve_letter": Scope.APPROVE,
        "return_letter": Scope.APPROVE,
        "sign_letter": Scope.SIGN,
        "decline_to_sign": Scope.SIGN,
        "seal_letter": Scope.SEAL,
        "withdraw_letter": Scope.WRITE,
    }
    assert {op.name: op.scope for op in OPERATIONS if op.name in wanted} == wanted
    assert [op.name for op in OPERATIONS if op.unsafe and op.scope is Scope.READ] == ["start_export"]


def test_a_session_cookie_opens_nothing(as_role: Callable[..., FlaskClient]) -> None:
    answer = as_role(Role.ADMINISTRATOR).get("/api/v1/letters")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_form_token_is_asked_for_and_no_form_is_read(api: Callable[..., Api]) -> None:
    one = api()
    answer = one.app.test_client().post(
        "/api/v1/demands", data={"slug": "x"}, headers={"Authorization": f"Bearer {one.token}"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/campaigns/{campaign_id}"),
        ("POST", "/campaigns/{campaign_id}/close"),
        ("POST", "/campaigns/{campaign_id}/targets"),
        ("POST", "/campaigns/{campaign_id}/anchors"),
        ("POST", "/campaigns/{campaign_id}/positions"),
        ("PATCH", "/letters/{letter_id}"),
        ("POST", "/letters/{letter_id}/submit"),
        ("POST", "/letters/{letter_id}/withdraw"),
    ],
)
def test_campaigns_of_others_are_read_and_not_changed(
    api: Callable[..., Api], small: Small, method: str, path: str
) -> None:
    bodies: dict[str, Any] = {
        "/campaigns/{campaign_id}": {"title": "Mine now"},
        "/campaigns/{campaign_id}/close": {},
        "/campaigns/{campaign_id}/targets": {"official_ids": small.officials},
        "/campaigns/{campaign_id}/anchors": {"name": "mine", "label": "Mine", "day": "2022-12-12"},
        "/campaigns/{campaign_id}/positions": {
            "official_id": small.officials[0],
            "demand_id": small.demand_id,
            "position": "met",
            "day": "2023-01-04",
            "evidence": "Says who?",
        },
        "/letters/{letter_id}": {"based_on_version": 1, "subject": "Mine"},
        "/letters/{letter_id}/submit": {},
        "/letters/{letter_id}/withdraw": {"reason": "Mine."},
    }
    letter = api(Role.ADMINISTRATOR).post("/letters", letter_body(small), 201)
    stranger = api(Role.DRAFTER)
    ids = {"campaign_id": small.campaign_id, "letter_id": letter["id"]}
    stranger.send(method, path.format(**ids), bodies[path], 403)
    assert stranger.get(f"/letters/{letter['id']}") == letter


def test_letters_replies_and_dispatches_need_membership(
    api: Callable[..., Api], small: Small, join: Callable[[Api, Small], Api]
) -> None:
    stranger = api(Role.DRAFTER)
    reply = {
        "campaign_id": small.campaign_id,
        "official_id": small.officials[0],
        "received_on": "2023-01-04",
        "channel": "phone",
        "summary": "Yes.",
    }
    stranger.post("/letters", letter_body(small), 403)
    stranger.post("/replies", reply, 403)
    join(stranger, small)
    letter = stranger.post("/letters", letter_body(small), 201)
    stranger.post("/replies", reply, 201)
    assert letter["created_by"] == "Dana Drafter"


def test_an_editorial_change_needs_the_scope_to_approve(api: Callable[..., Api], small: Small) -> None:
    writer = api(Role.ADMINISTRATOR, Scope.READ, Scope.WRITE)
    letter = writer.post("/letters", letter_body(small), 201)
    change = {"based_on_version": 1, "subject": "Road", "editorial_reason": "A slip."}
    refused = writer.send("PATCH", f"/letters/{letter['id']}", change, 403)
    assert "approve" in refused["detail"]
    classed = {"version": 1, "reason": "A slip."}
    refused = writer.post(f"/letters/{letter['id']}/class-editorial", classed, 403)
    assert "approve" in refused["detail"]


def test_objects_of_another_campaign_are_not_reached_through_this_one(
    api: Callable[..., Api], small: Small
) -> None:
    one = api()
    other = {"title": "Another", "slug": "another", "goal": "Else."}
    other_id = one.post("/campaigns", other, 201)["id"]
    anchor = one.get(f"/campaigns/{small.campaign_id}/anchors")["items"][0]["id"]
    one.send("DELETE", f"/campaigns/{other_id}/anchors/{anchor}", None, 404)
    body = {"name": "x", "label": "x", "day": "2022-12-12"}
    one.send("PUT", f"/campaigns/{other_id}/anchors/{anchor}", body, 404)
    one.send("DELETE", f"/campaigns/{other_id}/demands/{small.demand_id}", None, 404)
    refused = one.post("/letters", letter_body(small, campaign_id=other_id), 422)
    assert "demand_ids" in refused["errors"]
    point = {"kind": "phone", "value": "202-555-0178"}
    made = one.post(f"/officials/{small.officials[0]}/contact-points", point, 201)
    one.send("PUT", f"/officials/{small.officials[1]}/contact-points/{made['id']}", point, 404)


def test_a_revoked_token_ends_at_once(app: Flask, api: Callable[..., Api]) -> None:
    one = api()
    one.get("/letters")
    with app.app_context():
        db.session.execute(sa.update(ApiToken).values(revoked_at=utcnow()))
        db.session.commit()
    one.get("/letters", 401)


def test_the_record_names_the_token(app: Flask, api: Callable[..., Api], small: Small) -> None:
    api().post("/letters", letter_body(small), 201)
    with app.app_context():
        event = db.session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "letters.created"))
        assert event is not None
        assert (event.actor_name, event.origin) == ("Ada Administrator", "127.0.0.1 token test")


def test_a_token_that_calls_too_often_is_told_to_wait(app: Flask, api: Callable[..., Api]) -> None:
    app.config["API_CALLS_PER_MINUTE"] = 3
    one, other = api(), api()
    assert [one.call("GET", "/templates").status_code for _ in range(3)] == [200, 200, 200]
    refused = one.call("GET", "/letters")
    assert refused.content_type == "application/problem+json"
    assert refused.json is not None
    assert "3 times a minute" in refused.json["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    assert other.call("GET", "/templates").status_code == 200
