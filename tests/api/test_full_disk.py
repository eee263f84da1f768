"""A disk that is full while something is written: 507 on pages and over the API, nothing half done, and again later."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core import storage
from app.core.db import db
from app.demands.models import Demand
from app.signatories.models import Signatory
from tests.accounts.forms import csrf_of, send
from tests.api.conftest import Api
from tests.api.test_idempotency import DEMAND
from tests.signatories.test_routes import PERSON, picture

MOST = 400
NO_LIMIT = 2**30


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """The database may not grow any more. SQLite then says what it says on a full disk."""

    def limit(pages: int) -> Callable[..., None]:
        return lambda connection, *_: connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        engine = db.engine
    few, many = limit(1), limit(NO_LIMIT)
    sa.event.listen(engine, "checkout", few)
    try:
        yield
    finally:
        sa.event.remove(engine, "checkout", few)
        sa.event.listen(engine, "checkout", many)


def count(app: Flask, table: type[Demand] | type[Signatory]) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_the_api_says_so_and_the_same_key_works_later(app: Flask, api: Callable[..., Api]) -> None:
    one = api()
    with full(app):
        for number in range(MOST):
            body = {**DEMAND, "slug": f"road-{number}", "paragraph": "Open the road. " * 60}
            answer = one.call("POST", "/demands", body, Idempotency_Key=f"key-{number}")
            if answer.status_code != 201:
                break
        assert answer.status_code == 507 and answer.mimetype == "application/problem+json"
        assert answer.json and answer.json["detail"].startswith("There is no room left on the server’s disk.")
        assert count(app, Demand) == number
        assert one.call("GET", "/demands").status_code == 200, "what is there can still be read"
    again = one.call("POST", "/demands", body, Idempotency_Key=f"key-{number}")
    assert again.status_code == 201 and count(app, Demand) == number + 1


def test_a_page_says_so_and_works_later(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    client, path = as_role(Role.DRAFTER), "/library/signatories/new"
    with full(app):
        for number in range(MOST):
            answer = send(client, path, {**PERSON, "name": f"P{number} {'n' * 150}", "title": "t" * 150})
            if answer.status_code != 302:
                break
        assert answer.status_code == 507
        assert "<h1>There is no room left</h1>" in answer.text and "Nothing was changed." in answer.text
        assert count(app, Signatory) == number
    assert send(client, path, PERSON).status_code == 302


def test_a_picture_that_finds_no_room_leaves_nothing(
    app: Flask, as_role: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(Role.DRAFTER)
    page = str(send(client, "/library/signatories/new", PERSON).location)

    def put() -> Any:
        sent = {"image": (io.BytesIO(picture()), "s.png"), "authority": "By hand"}
        return client.post(
            f"{page}/image",
            data={"csrf_token": csrf_of(client, page), **sent},
            content_type="multipart/form-data",
        )

    def no_room(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(storage, "flush", no_room)
        answer = put()
    assert answer.status_code == 507 and "There is no room left" in answer.text
    assert "/library/images/" not in client.get(page).text
    assert put().status_code == 302 and "/library/images/" in client.get(page).text
