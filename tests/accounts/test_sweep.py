"""Every route and API operation against every role, nobody, and forms without their token.

Routes are read from the application's own map, so a new one is swept as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from app.accounts import queries, tokens
from app.accounts.access import access_of, scope_of
from app.accounts.rules import Actor, Permission, Role, Scope, role_allows, scopes_open_to
from app.core.db import db
from app.core.web.access import EVERYONE
from tests.accounts.forms import csrf_of

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SAFE = frozenset({"GET"})
_NOBODY = UUID("00000000-0000-7000-8000-000000000000")
_VALUES: dict[str, Any] = {
    "UUIDConverter": _NOBODY,
    "IntegerConverter": 1,
    "SmallIntegerConverter": 1,
    "FloatConverter": 1.0,
    "PathConverter": "a/b",
    "UnicodeConverter": "none",
    "AnyConverter": None,
}


def rules(app: Flask, *, api: bool) -> list[tuple[Rule, str]]:
    """Each rule with each of its methods; static files apart."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and rule.rule.startswith("/api/") is api
        for method in _METHODS
        if method in (rule.methods or ())
    ]


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule matches, naming records that do not exist."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        value = _VALUES.get(type(converter).__name__, "none")
        if value is None:
            assert isinstance(converter, AnyConverter)
            value = sorted(converter.items)[0]
        values[name] = value
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def call(client: FlaskClient, method: str, path: str, **headers: str) -> int:
    """The status of one call; the body is empty, so nothing valid is sent."""
    return client.open(path, method=method, headers=headers).status_code


class Forms:
    """The token of one form, and the cookie that it belongs to; both are good in any session of a browser."""

    def __init__(self, app: Flask, client: FlaskClient, page: str) -> None:
        self._name = app.config["SESSION_COOKIE_NAME"]
        self.token = {"X-CSRFToken": csrf_of(client, page)}
        cookie = client.get_cookie(self._name)
        assert cookie
        self._cookie = cookie.value

    def given_to(self, client: FlaskClient) -> FlaskClient:
        client.set_cookie(self._name, self._cookie)
        return client


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    forgot = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None}
    )
    assert not forgot, f"declare access with @requires or @open_to_everyone: {forgot}"


def test_declarations_name_a_permission(app: Flask) -> None:
    known = {EVERYONE, *(permission.value for permission in Permission)}
    assert {access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()} <= known


def test_nobody_gets_no_further_than_sign_in(app: Flask) -> None:
    wrong = []
    forms = Forms(app, app.test_client(), "/sign-in")
    for rule, method in rules(app, api=False):
        if access_of(app, rule.endpoint) == EVERYONE:
            continue
        client = forms.given_to(app.test_client())
        answer = client.open(address(app, rule), method=method, headers=forms.token)
        location = answer.headers.get("Location", "")
        if answer.status_code != 302 or not location.startswith("/sign-in"):
            wrong.append((method, rule.rule, answer.status_code, location))
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_the_declared_roles_only(
    app: Flask, as_role: Callable[..., FlaskClient], role: Role
) -> None:
    wrong = []
    forms = Forms(app, as_role(role), "/account")
    for rule, method in rules(app, api=False):
        access = access_of(app, rule.endpoint)
        if access is None or access == EVERYONE:
            continue
        # A fresh session each time: some of these routes end it.
        client = forms.given_to(as_role(role))
        headers = {} if method in _SAFE else forms.token
        status = call(client, method, address(app, rule), **headers)
        refused = status in (401, 403)
        if refused is role_allows(role, Permission(access)) or status >= 500:
            wrong.append((method, rule.rule, access, status))
    assert not wrong


def test_everyone_means_everyone(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for rule, method in rules(app, api=False) + rules(app, api=True):
        if access_of(app, rule.endpoint) == EVERYONE and method in _SAFE:
            status = call(client, method, address(app, rule))
            if status in (401, 403) or status >= 500:
                wrong.append((method, rule.rule, status))
    assert not wrong


def test_no_form_is_taken_without_its_token(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.ADMINISTRATOR)
    wrong = []
    for rule, method in rules(app, api=False):
        if method not in _SAFE:
            status = call(client, method, address(app, rule))
            if status != 400:
                wrong.append((method, rule.rule, status))
    assert not wrong
    assert client.get("/account").status_code == 200, "one of them signed out all the same"


@pytest.fixture
def bearer(
    app: Flask, person: Callable[..., UUID], actor: Callable[..., Actor]
) -> Callable[..., dict[str, str]]:
    """`bearer(role, scopes)`: the header of a token; by default with every scope that the role may give."""

    def make(role: Role, scopes: tuple[Scope, ...] | None = None) -> dict[str, str]:
        user_id = person(role)
        with app.app_context():
            owner = queries.user(db.session, user_id)
            given = scopes_open_to(role) if scopes is None else scopes
            _, text = tokens.create_token(db.session, owner, name="sweep", scopes=given, days=1, by=actor())
            db.session.commit()
        return {"Authorization": f"Bearer {text}"}

    return make


def test_operations_need_a_token(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    signed_in = as_role(Role.ADMINISTRATOR)
    wrong = [
        (method, rule.rule)
        for rule, method in rules(app, api=True)
        if access_of(app, rule.endpoint) != EVERYONE
        and {call(app.test_client(), method, address(app, rule)), call(signed_in, method, address(app, rule))}
        != {401}
    ]
    assert not wrong, "these answered without a token, or to a session cookie"


@pytest.mark.parametrize("role", list(Role))
def test_operations_open_for_the_declared_roles_only(
    app: Flask, bearer: Callable[..., dict[str, str]], role: Role
) -> None:
    header, client = bearer(role), app.test_client()
    wrong = []
    for rule, method in rules(app, api=True):
        access = access_of(app, rule.endpoint)
        if access is None or access == EVERYONE:
            continue
        status = call(client, method, address(app, rule), **header)
        if (status in (401, 403)) is role_allows(role, Permission(access)) or status >= 500:
            wrong.append((method, rule.rule, access, status))
    assert not wrong


@pytest.mark.parametrize("missing", list(Scope))
def test_operations_need_their_scope(
    app: Flask, bearer: Callable[..., dict[str, str]], missing: Scope
) -> None:
    header = bearer(Role.ADMINISTRATOR, tuple(scope for scope in Scope if scope is not missing))
    client = app.test_client()
    wrong = [
        (method, rule.rule)
        for rule, method in rules(app, api=True)
        if scope_of(app, rule.endpoint) is missing
        and call(client, method, address(app, rule), **header) != 403
    ]
    assert not wrong
