"""Imports on their pages: hand in, look, decide, write or lay aside."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.rules import Actor, Role
from app.core.db import db
from app.evidence import queries, service
from app.evidence.models import Claim, ClaimImport
from tests.accounts import forms
from tests.evidence.exchanging import SAMPLE, as_bytes, changed

AsRole = Callable[..., FlaskClient]


def send(client: FlaskClient, path: str, values: Mapping[str, Any]) -> TestResponse:
    """POST a form with the token of the list of imports."""
    return forms.send(client, path, values, page="/evidence/imports")


def claim() -> Claim:
    db.session.expire_all()
    return queries.claim_by_slug(db.session, "bridge-closed")


def hand_in(client: FlaskClient, data: bytes, name: str = "facts.yaml") -> Any:
    form = {"file": (io.BytesIO(data), name)}
    return send(client, "/evidence/imports", form)


def digest_of(page: str) -> str:
    return page.split('name="digest"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def test_a_file_is_looked_at_then_written_whole(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    path = hand_in(client, as_bytes(SAMPLE)).location
    page = client.get(path).text
    assert "3 claims are new" in page and "Nothing is written yet" in page
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 0
    assert send(client, f"{path}/apply", {"digest": "0" * 64}).status_code == 409
    assert send(client, f"{path}/apply", {"digest": digest_of(page)}).status_code == 302
    assert "3 new" in client.get(path).text
    assert send(client, f"{path}/apply", {"digest": digest_of(page)}).status_code == 409
    again = hand_in(client, client.get("/evidence/export/csv").data, "claims.csv").location
    assert "Nothing would change" in client.get(again).text
    assert send(client, f"{again}/discard", {}).status_code == 302
    assert "Laid aside" in client.get(again).text


def test_a_clash_is_shown_and_decided(app: Flask, actor: Callable[..., Actor], as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    path = hand_in(client, as_bytes(SAMPLE)).location
    send(client, f"{path}/apply", {"digest": digest_of(client.get(path).text)})
    with app.app_context():
        service.correct_claim(db.session, claim(), "Closed in March.", "Month.", by=actor())
        db.session.commit()
    path = hand_in(client, changed(0, claim="Closed for 5 days.")).location
    page = client.get(path).text
    assert "Changed here and there" in page and "Closed in March." in page and "Take the file’s words" in page
    done = send(
        client, f"{path}/apply", {"digest": digest_of(page), "take": "bridge-closed", "reason": "Recount."}
    )
    assert done.status_code == 302
    with app.app_context():
        assert (claim().current.wording, claim().current.reason) == ("Closed for 5 days.", "Recount.")


def test_a_bad_file_and_a_bad_row_change_nothing(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert "Choose a file" in send(client, "/evidence/imports", {}).text
    refused = hand_in(client, b"\x89PNG\r\n")
    assert refused.status_code == 422 and "This is a picture" in refused.text
    path = hand_in(client, changed(0, event_date="2022-02-30")).location
    page = client.get(path).text
    assert "1 entry is refused" in page and "no such day" in page and "line 4" in page
    assert send(client, f"{path}/apply", {"digest": digest_of(page)}).status_code == 422
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ClaimImport)) == 1
