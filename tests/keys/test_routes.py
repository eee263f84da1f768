"""Pages of keys, through the browser's edge."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.keys import queries
from tests.accounts.forms import csrf_of, send
from tests.support.authorities import Town

AsRole = Callable[..., FlaskClient]
PAGE = "/organisation/seal-key"


def upload(client: FlaskClient, address: str, data: bytes, passphrase: str, page: str = PAGE) -> Any:
    values = {"csrf_token": csrf_of(client, page), "passphrase": passphrase}
    files = {"file": (io.BytesIO(data), "key.p12")}
    return client.post(address, data={**values, **files}, content_type="multipart/form-data")


def test_without_a_key_the_pages_say_so(as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    for page in (PAGE, "/organisation"):
        assert "Letters are sealed without a digital signature." in client.get(page).text


def test_a_self_signed_key_is_made_labelled_and_retired(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    values = {"name": "City of Arroyo Vista", "years": "2", "kind": "p256"}
    assert send(client, f"{PAGE}/create", values, page=PAGE).status_code == 303
    for page in (PAGE, "/organisation"):
        assert "Self-signed" in client.get(page).text
    with app.app_context():
        row = queries.active_key(db.session)
        assert row is not None
        key_id, serial = row.id, row.fingerprint[:4].upper()
    assert serial in client.get(PAGE).text
    pem = client.get(f"/keys/{key_id}/certificate.pem")
    assert pem.text.startswith("-----BEGIN CERTIFICATE-----") and "PRIVATE" not in pem.text
    asked = client.get(f"{PAGE}/retire").text
    assert "Retire the seal key?" in asked and "cannot be brought back" in asked
    assert send(client, f"{PAGE}/retire", {}, page=f"{PAGE}/retire").status_code == 303
    assert "No key is in use." in client.get(f"{PAGE}/retire").text
    text = client.get(PAGE).text
    assert "Letters are sealed without a digital signature." in text and "Retired certificates" in text
    assert send(client, f"{PAGE}/retire", {}, page=PAGE).status_code == 409


def test_a_key_file_is_installed_and_its_passphrase_forgotten(
    app: Flask,
    as_role: AsRole,
    place: Town,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    client = as_role(Role.ADMINISTRATOR)
    one = place.issue("City of Arroyo Vista")
    answer = upload(client, f"{PAGE}/upload", place.pkcs12(one, "open sesame "), "open sesame ")
    assert answer.status_code == 303, answer.text
    text = client.get(PAGE).text
    assert "Arroyo Vista Test Root" in text and 'tag--plain">Self-signed' not in text
    said = caplog.text + capsys.readouterr().out
    assert "open sesame" not in said and one.private.hex()[80:140] not in said


def test_a_bad_file_keeps_the_page_and_says_why(as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    for data, says in ((b"", "Choose the .p12"), (b"x", "not a PKCS#12"), (b"0" * 5_000_000, "larger than")):
        answer = upload(client, f"{PAGE}/upload", data, "")
        assert answer.status_code == 422 and says in answer.text


def test_bad_values_are_named(as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    for path, values, says in (
        ("create", {"name": "", "years": "5", "kind": "p256"}, "Give a name of 1 to 64"),
        ("create", {"name": "x", "years": "50", "kind": "p256"}, "years from 1 to 10"),
        ("create", {"name": "x", "years": "5", "kind": "dsa"}, "Not a valid choice"),
        ("evidence", {"level": "t", "authority": ""}, "Give its address"),
        ("evidence", {"level": "t", "authority": "http://tsa.example.org"}, "Use https"),
        ("evidence", {"level": "z", "authority": ""}, "Not a valid choice"),
    ):
        answer = send(client, f"{PAGE}/{path}", values, page=PAGE)
        assert answer.status_code == 422 and says in answer.text, path


def test_a_signatorys_own_certificate(app: Flask, as_role: AsRole, place: Town) -> None:
    from app.signatories.models import Signatory
    from tests.letters.factories import make_world

    with app.app_context():
        make_world(db.session)
        db.session.commit()
        signatory_id = db.session.query(Signatory).first().id  # type: ignore[union-attr]
    client = as_role(Role.ADMINISTRATOR)
    page = f"/library/signatories/{signatory_id}/certificate"
    assert page in client.get(f"/library/signatories/{signatory_id}").text
    answer = upload(client, page, place.pkcs12(place.issue("Elena Marchetti"), "word"), "word", page=page)
    assert answer.status_code == 303
    assert "Elena Marchetti" in client.get(page).text and "names somebody else" not in client.get(page).text
    other = place.pkcs12(place.issue("Samuel Lee"), "word")
    assert upload(client, page, other, "word", page=page).status_code == 303
    assert "The certificate names somebody else." in client.get(page).text
    assert page not in as_role(Role.VIEWER).get(f"/library/signatories/{signatory_id}").text
    assert "Retire the certificate of" in client.get(f"{page}/retire").text
    assert send(client, f"{page}/retire", {}, page=f"{page}/retire").status_code == 303
    assert as_role(Role.APPROVER).get(page).status_code == 403
