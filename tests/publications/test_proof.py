"""The proof of a letter, checked as its README says: with openssl and pdfsig alone."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Actor, Role
from app.core.db import db
from app.core.errors import Conflict
from app.keys.service import create_self_signed
from app.letters.models import Letter, LetterVersion
from app.publications.proof import proof_entries
from app.publications.proof.preimages import consent_of
from tests.publications.conftest import SCAN, Sent, make_sent


@pytest.fixture
def viewer(as_role: Callable[..., FlaskClient]) -> FlaskClient:
    return as_role(Role.VIEWER)


def unpacked(viewer: FlaskClient, sent: Sent, place: Path, query: str = "") -> Path:
    answer = viewer.get(f"/letters/{sent.letter_id}/proof.zip{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.data)).extractall(place)
    return place


def run(command: str, place: Path) -> str:
    done = subprocess.run(
        shlex.split(command), cwd=place, capture_output=True, text=True, check=False, timeout=30
    )
    return done.stdout + done.stderr


def sums_of(place: Path) -> dict[str, str]:
    """SHA-256 by name."""
    lines = (line.split("  ", 1) for line in (place / "SHA256SUMS").read_text("utf-8").splitlines())
    return {name: digest for digest, name in lines}


def commands(readme: str) -> list[str]:
    return [line.strip() for line in readme.splitlines() if re.match(r"\s+(openssl|pdfsig|pdfinfo) ", line)]


def test_a_third_party_follows_the_readme(viewer: FlaskClient, sent: Sent, tmp_path: Path) -> None:
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1")
    readme = (place / "README.txt").read_text(encoding="utf-8")
    files, words, seal, named, signature = commands(readme)
    sums = sums_of(place)
    pdf = next(name for name in sums if name.endswith(".pdf"))
    assert (place / pdf).read_bytes() == sent.pdfs[1]
    assert run(files, place).strip().endswith(sums[pdf])
    record = json.loads((place / "record.json").read_text(encoding="utf-8"))
    consent = record["letter"]["consent_hash"]
    assert run(words, place).strip().endswith(consent)
    assert consent in readme
    assert [one["consent_hash"] for one in record["consents"] if one["state"] == "signed"] == [consent]
    assert [one["consent_hash"] for one in record["steps"] if one["step"] == "approved"] == [consent]
    assert json.loads((place / "seal.json").read_text())["consent"] == consent
    assert run(seal, place).strip().endswith(sent.seal_hash)
    assert sent.seal_hash in readme
    assert f"seal sha256:{sent.seal_hash}" in run(named, place)
    assert "does not contain any signatures" in run(signature, place)
    assert "https://letters.example.org/verify" in readme


def test_the_proof_of_a_signed_letter_names_its_signature(
    app: Flask, viewer: FlaskClient, run_jobs: Callable[[], int], actor: Callable[..., Actor], tmp_path: Path
) -> None:
    with app.app_context():
        secret = app.config["SECRET_KEY"]
        create_self_signed(db.session, "City of Arroyo Vista", secret_key=secret, by=actor())
        sent = make_sent(run_jobs)
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1")
    *_, named, signature = commands((place / "README.txt").read_text(encoding="utf-8"))
    assert f"seal sha256:{sent.seal_hash}" in run(named, place)
    told = run(signature, place)
    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_every_file_is_in_the_sums_and_the_proof_of_consent_is_there(
    viewer: FlaskClient, sent: Sent, tmp_path: Path
) -> None:
    place = unpacked(viewer, sent, tmp_path / "proof")
    sums = sums_of(place)
    assert set(sums) == {path.name for path in place.iterdir()} - {"README.txt", "SHA256SUMS"}
    assert all(hashlib.sha256((place / name).read_bytes()).hexdigest() == each for name, each in sums.items())
    assert (place / "consent 01 Elena Marchetti.eml").read_bytes() == SCAN
    assert sum(name.endswith(".pdf") for name in sums) == 2
    assert "OK" in run("sha256sum --check SHA256SUMS", place)


def test_the_proof_of_one_copy_holds_no_other_letter(viewer: FlaskClient, sent: Sent, tmp_path: Path) -> None:
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=2")
    (pdf,) = place.glob("*.pdf")
    assert pdf.read_bytes() == sent.pdfs[2]
    words = json.loads((place / "consent.json").read_text())
    assert "The road to Nagorno-Karabakh" in json.dumps(words, ensure_ascii=False)


def test_a_copy_that_does_not_exist_is_named(viewer: FlaskClient, sent: Sent) -> None:
    for query, status in (("?copy=9", 404), ("?copy=x", 422), ("?copy=-1", 422), ("?copy=1e9", 422)):
        assert viewer.get(f"/letters/{sent.letter_id}/proof.zip{query}").status_code == status, query


def test_the_page_offers_the_copies_and_strangers_get_nothing(
    app: Flask, viewer: FlaskClient, sent: Sent
) -> None:
    page = viewer.get(f"/letters/{sent.letter_id}/proof").text
    assert "All 2 copies" in page
    stranger = app.test_client()
    for address in ("proof", "proof.zip"):
        assert stranger.get(f"/letters/{sent.letter_id}/{address}").status_code in (302, 303)


def test_a_letter_that_is_not_sealed_has_no_proof(app: Flask, run_jobs: Callable[[], int]) -> None:
    from tests.letters.factories import make_letter

    with app.app_context():
        sent = make_sent(run_jobs)
        draft = make_letter(db.session, sent.world)
        with pytest.raises(Conflict, match="not sealed"):
            proof_entries(db.session, draft)


def test_words_that_are_not_those_sealed_are_never_proved(app: Flask, sent: Sent) -> None:
    """The triggers keep versions from changing; a proof does not trust even them."""
    with app.app_context():
        letter = db.session.get_one(Letter, sent.letter_id)
        text = db.session.scalars(
            sa.select(LetterVersion).where(LetterVersion.letter_id == letter.id)
        ).first()
        assert text is not None
        db.session.expunge(text)
        text.content = text.content.replace("Nagorno-Karabakh", "somewhere else")
        with pytest.raises(Conflict, match="not those that were sealed"):
            consent_of(text)
