"""Every route under every wrong call: the answer it should give, in the form and with the headers of all others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import queries, tokens
from app.accounts.access import access_of
from app.accounts.rules import Role, Scope
from app.core.db import db
from app.core.web.access import EVERYONE
from app.core.web.headers import CSP
from tests.accounts.forms import csrf_of
from tests.security.addresses import kinds, rules, strange, unknown
from tests.security.world import World, system

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNSAFE = METHODS[1:]
PROBLEM = "application/problem+json"
_REQUEST_ID = re.compile(r"[0-9a-f]{32}")


def faults(answer: TestResponse, path: str) -> list[str]:
    """What is wrong with an answer, whatever it was asked for."""
    headers, found = answer.headers, []
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    if headers.get("Content-Security-Policy") != CSP:
        found.append("no policy")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("sniffable")
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append("no referrer policy")
    if not (path.startswith("/static/") and answer.status_code == 200):
        if not _REQUEST_ID.fullmatch(headers.get("X-Request-ID", "")):
            found.append("no request id")
        if headers.get("Cache-Control") != "no-store":
            found.append("may be cached")
    if path.startswith("/api/") and answer.status_code >= 400 and answer.request.method != "HEAD":
        if answer.content_type != PROBLEM:
            found.append(f"an error as {answer.content_type}")
        elif (
            not {"status": answer.status_code, "request_id": headers["X-Request-ID"]}.items()
            <= dict(answer.json or {}).items()
        ):
            found.append("a problem document that says otherwise")
    elif answer.status_code >= 400 and "Traceback" in answer.text:
        found.append("a stack trace")
    return found


class Caller:
    """Calls with the CSRF token or the bearer token that the address wants, and gathers what is wrong."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.wrong: list[tuple[str, str, int, str]] = []
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._form = {"X-CSRFToken": csrf_of(client, "/account")}

    def call(self, method: str, path: str) -> TestResponse:
        headers = self._bearer if path.startswith("/api/") else self._form if method in UNSAFE else {}
        answer = self.client.open(path, method=method, headers=headers)
        self.look(method, path, answer)
        return answer

    def look(self, method: str, path: str, answer: TestResponse) -> None:
        self.wrong += [(method, path[:120], answer.status_code, fault) for fault in faults(answer, path)]


@pytest.fixture
def caller(full: Flask, browser: Callable[..., FlaskClient], world: World) -> Iterator[Caller]:
    """An administrator with a browser and a token; at the end every answer must have been in order."""
    full.config["API_CALLS_PER_MINUTE"] = 100_000
    user_id: UUID = world.users[Role.ADMINISTRATOR]
    with full.app_context():
        owner = queries.user(db.session, user_id)
        _, token = tokens.create_token(
            db.session, owner, name="sweep", scopes=set(Scope), days=1, by=system(user_id)
        )
        db.session.commit()
    one = Caller(browser(Role.ADMINISTRATOR), token)
    yield one
    assert one.wrong == []


def methods_of(app: Flask, path: str) -> set[str]:
    return set(app.url_map.bind("localhost").allowed_methods(path))


def test_methods_that_a_route_does_not_take(full: Flask, caller: Caller) -> None:
    wrong = []
    for path in sorted({unknown(rule) for rule in rules(full)}):
        allowed = methods_of(full, path)
        for method in METHODS:
            if method not in allowed:
                answer = caller.call(method, path)
                told = set(re.split(r",\s*", answer.headers.get("Allow", "")))
                if answer.status_code != 405 or told != allowed:
                    wrong.append((method, path, answer.status_code, told))
    assert wrong == []


# The editor's script sends them a text, which is read before the letter is looked for.
TAKE_JSON = {
    "letters.live", "letters.make_version", "letters.mend_text", "letters.mended_text", "letters.page_of_text",
    "letters.save_working",
}  # fmt: skip
NEED_A_QUERY = {"api.compare_letter"}


def test_ids_that_name_nothing(full: Flask, caller: Caller) -> None:
    """A page that is not there is a 404, for reading and for writing; a body may be found wanting before."""
    # Checking, and a link that was used up or never was, are answered in words on a page of their own.
    apart = {"accounts.use_link", "accounts.use_link_post"}
    wrong = []
    for rule in rules(full):
        if not rule.arguments or rule.endpoint in apart:
            continue
        for method in sorted((rule.methods or set()) & {*METHODS, "HEAD"}):
            api = rule.rule.startswith("/api/")
            expected = (
                {404, 415, 422, 400} if method in UNSAFE and (api or rule.endpoint in TAKE_JSON) else {404}
            )
            if rule.endpoint in NEED_A_QUERY:
                expected |= {422}
            status = caller.call(method, unknown(rule)).status_code
            if status not in expected:
                wrong.append((method, rule.rule, status))
    assert wrong == []


def test_children_of_records_that_are_there(full: Flask, caller: Caller, world: World) -> None:
    """The first part of the address names a record, the rest names nothing: 404, never another record's child."""
    wrong = []
    for rule in rules(full, api=False):
        own = {name for name, kind in kinds(rule).items() if kind != "AnyConverter"}
        names = own & world.ids.keys()
        if not names or len(own) < 2:
            continue
        for known in names:
            path = unknown(rule, **{known: world.ids[known]})
            for method in sorted((rule.methods or set()) & set(METHODS)):
                status = caller.call(method, path).status_code
                # A demand or a person that exists elsewhere is "not in this campaign", which is a conflict.
                if status != 404 and not (status == 409 and rule.endpoint in ABSENT_IS_CONFLICT):
                    wrong.append((method, path, status))
    assert wrong == []


ABSENT_IS_CONFLICT = {"campaigns.demand_move", "campaigns.member_remove"}


def test_strange_ids(full: Flask, caller: Caller) -> None:
    """Too long, too large, negative, with a zero byte or in other scripts: refused in order, whatever they are."""
    try_strange_ids(full, caller, 2)


@pytest.mark.slow
def test_every_strange_id_in_every_place(full: Flask, caller: Caller) -> None:
    try_strange_ids(full, caller, None)


def try_strange_ids(full: Flask, caller: Caller, most: int | None) -> None:
    tried = 0
    for turn, rule in enumerate(rules(full)):
        method = "GET" if "GET" in (rule.methods or ()) else sorted((rule.methods or set()) & set(UNSAFE))[0]
        for path in strange(rule, turn * (most or 1), most):
            answer = caller.call(method, path)
            tried += 1
            if "%00" in path and answer.status_code not in (400, 404):
                caller.wrong.append((method, path, answer.status_code, "a zero byte got through"))
    assert tried > 400


def test_addresses_that_are_no_route(caller: Caller) -> None:
    paths = (
        "/nothing",
        "/api/v1/nothing",
        "/api/v2/letters",
        "/letters/%2e%2e/people",
        "//evil.example/",
        "/%ff",
        "/\\x",
    )
    for path in paths:
        for method in METHODS:
            answer = caller.call(method, path)
            assert answer.status_code in (404, 405, 400, 302, 308), (method, path, answer.status_code)
            assert not re.match(r"\w+:|//", answer.headers.get("Location", "")), path


def test_strange_queries(full: Flask, caller: Caller) -> None:
    """No page breaks on a parameter that it knows or does not know."""
    values = ("%00", "%ff", "-1", LONG_QUERY, "%F0%9F%98%80", "[]", "%27", "2023-02-30", "0", "9" * 30, "")
    names = (
        "page",
        "q",
        "state",
        "sort",
        "from",
        "to",
        "day",
        "cursor",
        "limit",
        "next",
        "campaign",
        "letter",
    )
    for rule in rules(full):
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        for turn in range(3):
            pairs = [f"{name}={values[(place + turn * 4) % len(values)]}" for place, name in enumerate(names)]
            caller.call("GET", f"{rule.rule}?" + "&".join(pairs))


LONG_QUERY = "x" * 1500


def test_pages_without_their_person(full: Flask, caller: Caller) -> None:
    """Nobody signed in, and a form without its token: the refusals carry what every answer carries."""
    for rule in rules(full):
        path = unknown(rule)
        for method in sorted((rule.methods or set()) & set(METHODS)):
            nobody = full.test_client().open(path, method=method)
            caller.look(method, path, nobody)
            if access_of(full, rule.endpoint) == EVERYONE:
                continue
            if path.startswith("/api/"):
                assert nobody.status_code == 401, path
            else:
                assert nobody.status_code == (302 if method == "GET" else 400), (method, path)
            if method != "GET" and not path.startswith("/api/"):
                forged = caller.client.open(path, method=method, headers={"X-CSRFToken": "forged"})
                caller.look(method, path, forged)
                assert forged.status_code == 400, path


def test_bodies_that_are_too_large(full: Flask, caller: Caller) -> None:
    """A length past the limit is refused before anything is read."""
    for path in ("/officials/imports", "/account/name", "/sign-in", "/api/v1/demands", "/api/v1/letters"):
        headers = caller._bearer if path.startswith("/api/") else caller._form
        answer = caller.client.post(
            path,
            headers=headers,
            content_type="application/json"
            if path.startswith("/api/")
            else "multipart/form-data; boundary=x",
            environ_overrides={"CONTENT_LENGTH": str(10**10)},
        )
        caller.look("POST", path, answer)
        assert answer.status_code == 413, (path, answer.status_code)


def test_the_front_door_and_files(caller: Caller) -> None:
    for path in (
        "/",
        "/sign-in",
        "/healthz",
        "/readyz",
        "/verify",
        "/api/v1/openapi.json",
        "/static/css/base.css",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            caller.call(method, path)
    host = caller.client.get("/", headers={"Host": "evil.example"})
    caller.look("GET", "/", host)
    assert "evil.example" not in host.headers.get("Location", "")
