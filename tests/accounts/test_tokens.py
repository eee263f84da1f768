"""Bearer tokens: shown once, narrowed by scope and role, ended at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask, Response, jsonify
from flask.testing import FlaskClient

from app import create_app
from app.accounts import queries, tokens
from app.accounts.access import current_actor, open_to_everyone, requires
from app.accounts.models import ApiToken, AuditEvent
from app.accounts.rules import Actor, Permission, Role, Scope
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.forms import send

Person = Callable[..., UUID]


def _operations() -> Blueprint:
    """A small API beside the real one, with one operation of each kind."""
    bp = Blueprint("try", __name__, url_prefix="/api/v1/try")

    @bp.get("/read")
    @requires(Permission.READ)
    def read() -> Response:
        return jsonify(name=current_actor().name, origin=current_actor().origin)

    @bp.get("/approve")
    @requires(Permission.APPROVE)
    def approve() -> Response:
        return jsonify(ok=True)

    @bp.get("/seal")
    @requires(Permission.APPROVE, scope=Scope.SEAL)
    def seal() -> Response:
        return jsonify(ok=True)

    @bp.get("/open")
    @open_to_everyone
    def open_to_all() -> Response:
        return jsonify(ok=True)

    @bp.get("/forgot")
    def forgot() -> Response:
        return jsonify(ok=True)

    return bp


@pytest.fixture
def api(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    application.register_blueprint(_operations())
    yield application


@pytest.fixture
def token(api: Flask, person: Person, actor: Callable[..., Actor]) -> Callable[..., str]:
    def make(role: Role, *scopes: Scope) -> str:
        user_id = person(role)
        with api.app_context():
            owner = queries.user(db.session, user_id)
            _, text = tokens.create_token(db.session, owner, name="try", scopes=scopes, days=1, by=actor())
            db.session.commit()
        return text

    return make


def call(api: Flask, path: str, token: str = "", **headers: str) -> tuple[int, dict[str, object]]:
    given = {"Authorization": f"Bearer {token}", **headers} if token else headers
    answer = api.test_client().get(f"/api/v1/try/{path}", headers=given)
    return answer.status_code, answer.get_json()


def test_each_scope_opens_its_own(api: Flask, token: Callable[..., str]) -> None:
    text = token(Role.APPROVER, Scope.READ, Scope.APPROVE)
    assert call(api, "read", text)[0] == 200
    assert call(api, "approve", text)[0] == 200
    status, body = call(api, "seal", text)
    assert status == 403
    assert "scope seal" in str(body["detail"])


def test_a_demoted_owner_takes_the_token_along(api: Flask, token: Callable[..., str]) -> None:
    text = token(Role.APPROVER, Scope.APPROVE)
    with api.app_context():
        approver = queries.user_by_email(db.session, "approver@example.org")
        assert approver is not None
        approver.role = Role.DRAFTER
        db.session.commit()
    assert call(api, "approve", text)[0] == 403


@pytest.mark.parametrize("offered", ["", "redress_" + "x" * 43, "nonsense", "redress_"])
def test_without_a_good_token_nothing_opens(api: Flask, offered: str) -> None:
    answer = api.test_client().get("/api/v1/try/read", headers={"Authorization": f"Bearer {offered}"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert answer.mimetype == "application/problem+json"


def test_a_session_cookie_is_no_key_to_the_api(api: Flask, as_role: Callable[..., FlaskClient]) -> None:
    key = as_role(Role.ADMINISTRATOR).get_cookie("redress")
    assert key is not None
    assert call(api, "read", Cookie=f"redress={key.value}")[0] == 401


def test_undeclared_is_refused_and_open_is_open(api: Flask, token: Callable[..., str]) -> None:
    assert call(api, "forgot", token(Role.ADMINISTRATOR, Scope.MANAGE))[0] == 403
    assert call(api, "open")[0] == 200


@pytest.mark.parametrize("end", ["revoked", "expired", "deactivated"])
def test_ended_tokens_open_nothing(api: Flask, token: Callable[..., str], end: str) -> None:
    text = token(Role.DRAFTER, Scope.READ)
    assert call(api, "read", text)[0] == 200
    with api.app_context():
        row = db.session.scalars(sa.select(ApiToken)).one()
        if end == "revoked":
            row.revoked_at = utcnow()
        elif end == "expired":
            row.created_at, row.expires_at = utcnow() - timedelta(days=2), utcnow() - timedelta(days=1)
        else:
            row.user.active = False
        db.session.commit()
    assert call(api, "read", text)[0] == 401


def test_use_is_noted_once_and_names_the_token(api: Flask, token: Callable[..., str]) -> None:
    text = token(Role.DRAFTER, Scope.READ)
    for _ in range(3):
        status, body = call(api, "read", text)
        assert (status, body["name"], body["origin"]) == (200, "Dana Drafter", "127.0.0.1 token try")
    with api.app_context():
        actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)).all()
        everything = " ".join(str(vars(event)) for event in db.session.scalars(sa.select(AuditEvent)))
    assert actions == ["accounts.token_create", "accounts.token_use"]
    assert text not in everything


def test_a_token_is_made_and_revoked_on_the_page(as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.DRAFTER)
    made = send(client, "/account/tokens/new", {"name": "export", "scopes": ["read"], "days": "30"})
    found = re.search(r"redress_[A-Za-z0-9_-]{43}", made.text)
    assert found
    page = client.get("/account").text
    assert found.group() not in page
    token_id = re.search(r"/account/tokens/([0-9a-f-]{36})/revoke", page)
    assert token_id
    stranger = as_role(Role.VIEWER)
    revoke = f"/account/tokens/{token_id.group(1)}/revoke"
    assert send(stranger, revoke, {}, "/account").status_code == 404
    assert send(client, revoke, {}, "/account").status_code == 302
    assert "No tokens yet" in client.get("/account").text


def test_scopes_beyond_the_role_are_refused(as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.DRAFTER)
    answer = send(client, "/account/tokens/new", {"name": "x", "scopes": ["read", "seal"], "days": "30"})
    assert answer.status_code == 422
