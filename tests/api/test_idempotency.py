"""A POST that is sent again does nothing again; of two at once, one acts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts import tokens
from app.accounts.queries import user
from app.accounts.rules import Actor, Role, Scope
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.demands.models import Demand
from tests.api.conftest import TODAY, Api
from tests.support.accounts import make_user

DEMAND = {
    "slug": "open-road",
    "title": "Open the road",
    "clause": "call for the road to be opened",
    "paragraph": "We ask you to call for the road to be opened.",
    "grantable_by": ["president"],
}


def demands(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Demand)) or 0


def test_the_same_key_gets_the_same_answer(app: Flask, api: Callable[..., Api]) -> None:
    one = api()
    first = one.call("POST", "/demands", DEMAND, Idempotency_Key="a-1")
    again = one.call("POST", "/demands", DEMAND, Idempotency_Key="a-1")
    assert (first.status_code, first.data) == (201, again.data)
    assert again.status_code == 201
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert demands(app) == 1


def test_spacing_and_order_of_the_json_do_not_matter(app: Flask, api: Callable[..., Api]) -> None:
    one = api()
    one.post("/demands", DEMAND, 201, Idempotency_Key="a-1")
    one.post("/demands", dict(reversed(DEMAND.items())), 201, Idempotency_Key="a-1")
    assert demands(app) == 1


def test_the_same_key_with_another_body_is_refused(app: Flask, api: Callable[..., Api]) -> None:
    one = api()
    one.post("/demands", DEMAND, 201, Idempotency_Key="a-1")
    other = one.post("/demands", {**DEMAND, "slug": "other"}, 422, Idempotency_Key="a-1")
    assert "Idempotency-Key" in other["errors"]
    elsewhere = one.post(
        "/segments", {"name": "x", "rules": [{"kind": "state", "value": "CA"}]}, 422, Idempotency_Key="a-1"
    )
    assert "Idempotency-Key" in elsewhere["errors"]
    assert demands(app) == 1


def test_a_request_that_failed_may_be_mended_under_its_key(api: Callable[..., Api]) -> None:
    one = api()
    one.post("/demands", {**DEMAND, "grantable_by": []}, 422, Idempotency_Key="a-1")
    one.post("/demands", {**DEMAND, "clause": "ends with a stop."}, 422, Idempotency_Key="a-1")
    one.post("/demands", DEMAND, 201, Idempotency_Key="a-1")


def test_keys_belong_to_one_token(api: Callable[..., Api]) -> None:
    first, second = api(), api()
    first.post("/demands", DEMAND, 201, Idempotency_Key="a-1")
    second.post("/demands", {**DEMAND, "slug": "other"}, 201, Idempotency_Key="a-1")


def test_without_a_key_the_effect_is_not_repeated_silently(api: Callable[..., Api]) -> None:
    one = api()
    one.post("/demands", DEMAND, 201)
    assert "slug" in one.post("/demands", DEMAND, 422)["errors"]


@pytest.mark.parametrize("key", ["", " ", "has space", "é", "x" * 201])
def test_a_key_that_cannot_be_kept_is_refused(api: Callable[..., Api], key: str) -> None:
    assert api().call("POST", "/demands", DEMAND, Idempotency_Key=key).status_code == 422


def race(app: Flask, token: str, *bodies: dict[str, Any]) -> list[tuple[int, bool]]:
    """All at once with one key: (status, replayed) of each."""
    start, found = threading.Barrier(len(bodies)), []

    def call(body: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "race"}
        start.wait()
        answer = app.test_client().post("/api/v1/demands", json=body, headers=headers)
        found.append((answer.status_code, "Idempotency-Replayed" in answer.headers))

    threads = [threading.Thread(target=call, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def token_of(app: Flask) -> str:
    with app.app_context():
        by = Actor(None, "Set-up", Role.ADMINISTRATOR, utcnow(), TODAY, "test")
        owner = user(db.session, make_user(Role.ADMINISTRATOR))
        _, text = tokens.create_token(db.session, owner, name="race", scopes={Scope.WRITE}, days=1, by=by)
        db.session.commit()
    return text


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_many_at_once_one_acts(settings: Settings, kind: str, request: pytest.FixtureRequest) -> None:
    url = settings.database_url if kind == "sqlite" else request.getfixturevalue("pg_url")
    app = create_app(replace(settings, database_url=url))
    token = token_of(app)
    answers = race(app, token, *[DEMAND] * 6)
    assert answers == [(201, False)] + [(201, True)] * 5
    assert demands(app) == 1
    other = race(app, token, {**DEMAND, "slug": "other"}, DEMAND)
    assert other == [(201, True), (422, False)]
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
