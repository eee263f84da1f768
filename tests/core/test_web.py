"""What every answer carries, what errors look like, what logs leave out."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.web.logs import GONE, redact


def test_every_answer_carries_the_policy_and_a_request_id(client: FlaskClient) -> None:
    for path in ("/healthz", "/sign-in", "/nothing-here", "/api/v1/letters"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])
        assert headers["Cache-Control"] == "no-store"


def test_a_caller_s_request_id_is_kept_when_it_is_plain(client: FlaskClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-ID": "abc-12345678"}).headers["X-Request-ID"]
        == "abc-12345678"
    )
    forged = client.get("/healthz", headers={"X-Request-ID": "x<script>"}).headers["X-Request-ID"]
    assert "<" not in forged


def test_ready_says_what_is_wrong(app: Flask, client: FlaskClient) -> None:
    assert client.get("/readyz").get_json()["checks"] == {"database": True, "files": True}
    with app.app_context():
        from app.core.db import db

        db.session.connection().exec_driver_sql("DROP TABLE alembic_version")
        db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["database"] is False


def test_a_page_that_is_not_there_is_told_in_words(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_an_unknown_error_gives_an_id_and_no_inner_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("inner words")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "status.healthz", fail)
    monkeypatch.setattr(fail, "redress_access", "everyone", raising=False)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "inner words" not in answer.text


@pytest.mark.parametrize(
    "event",
    [
        {"password": "hunter2hunter2"},
        {"detail": {"api_key": "abc", "nested": [{"token": "abc"}]}},
        {"header": "Bearer abcdefghijkl"},
        {"path": "/link/" + "a" * 43},
        {"url": "/x?token=abcdef"},
    ],
)
def test_logs_leave_secrets_out(event: dict[str, object]) -> None:
    written = str(redact(None, "info", dict(event)))
    assert GONE in written
    for secret in ("hunter2", "abcdefghijkl", "a" * 43, "'abc'", "abcdef"):
        assert secret not in written
