"""The proof of a letter, checked as its README says: with openssl and pdfsig alone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.documents.seals.keys import make_self_signed
from app.documents.seals.rules import KeyPair, Level
from app.keys.rules import as_pem
from app.keys.service import change_settings, create_self_signed, install_key
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import Signature
from app.publications.proof import proof_entries
from app.publications.proof.preimages import consent_of
from tests.letters.factories import make_world
from tests.publications.conftest import SCAN, Sent, make_sent
from tests.support.authorities import town


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
    """As somebody types it into a shell, in the folder of the proof."""
    done = subprocess.run(
        ["sh", "-c", command], cwd=place, capture_output=True, text=True, check=False, timeout=30
    )
    return done.stdout + done.stderr


def sums_of(place: Path) -> dict[str, str]:
    """SHA-256 by name."""
    lines = (line.split("  ", 1) for line in (place / "SHA256SUMS").read_text("utf-8").splitlines())
    return {name: digest for digest, name in lines}


def commands(readme: str) -> list[str]:
    return [
        line.strip() for line in readme.splitlines() if re.match(r"\s+(openssl |pdfsig |pdfinfo |\()", line)
    ]


def followed(place: Path) -> list[tuple[str, str]]:
    """Every command of the README with what it said, in order."""
    return [(command, run(command, place)) for command in commands((place / "README.txt").read_text("utf-8"))]


def said_by(told: list[tuple[str, str]], words: str) -> list[str]:
    return [said for command, said in told if words in command]


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
    # The same place as on the paper, whichever setting it comes from.
    printed = re.search(r"verify at (\S+/verify)", run(f'pdftotext "{pdf}" -', place))
    assert printed and f"://{printed[1]}" in readme


def record_in(place: Path) -> Any:
    return json.loads((place / "record.json").read_text("utf-8"))


def test_the_proof_of_a_letter_with_a_self_signed_seal(
    app: Flask, viewer: FlaskClient, run_jobs: Callable[[], int], actor: Callable[..., Actor], tmp_path: Path
) -> None:
    with app.app_context():
        secret = app.config["SECRET_KEY"]
        row = create_self_signed(db.session, "City of Arroyo Vista", secret_key=secret, by=actor())
        fingerprint = row.fingerprint
        sent = make_sent(run_jobs)
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1")
    told = followed(place)
    (named,), (valid,) = said_by(told, "pdfinfo"), said_by(told, "pdfsig -nocert")
    assert f"seal sha256:{sent.seal_hash}" in named
    assert "Signature is Valid" in valid and "Total document signed" in valid
    assert said_by(told, "x509")[0].replace(":", "").lower().strip().endswith(fingerprint)
    assert said_by(told, "cms -verify") == ["CMS Verification successful\n"]
    readme = (place / "README.txt").read_text("utf-8")
    assert "City of Arroyo Vista, self-signed certificate" in readme and "vouches for itself" in readme
    assert record_in(place)["digital_signatures"] == [
        {
            "name": "City of Arroyo Vista", "certificate": "certificate 01 City of Arroyo Vista.pem",
            "certificate_sha256": fingerprint, "self_signed": True, "of_the_organisation": True,
            "level": "PAdES B-B",
        }
    ]  # fmt: skip


def test_a_signature_of_another_certificate_or_of_other_bytes_fails(
    app: Flask, viewer: FlaskClient, run_jobs: Callable[[], int], actor: Callable[..., Actor], tmp_path: Path
) -> None:
    """What the README has people do would find a file that was changed, and a signer who takes the name."""
    with app.app_context():
        secret = app.config["SECRET_KEY"]
        create_self_signed(db.session, "City of Arroyo Vista", secret_key=secret, by=actor())
        sent = make_sent(run_jobs)
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1")
    (certificate,) = place.glob("certificate *.pem")
    other = make_self_signed("City of Arroyo Vista", utcnow()).certificate
    own, imposter = certificate.read_text(), as_pem(base64.b64encode(other).decode())
    certificate.write_text(imposter)
    assert "successful" not in said_by(followed(place), "cms -verify")[0]
    certificate.write_text(own)
    (pdf,) = place.glob("*.pdf")
    changed = bytearray(pdf.read_bytes())
    changed[len(changed) - 600] ^= 1
    pdf.write_bytes(bytes(changed))
    told = followed(place)
    assert "successful" not in said_by(told, "cms -verify")[0]
    assert "Signature is Valid" not in said_by(told, "pdfsig -nocert")[0]


@pytest.mark.parametrize(
    "level",
    [
        pytest.param(Level.T, marks=pytest.mark.slow),
        pytest.param(Level.LT, marks=pytest.mark.slow),
        Level.LTA,
    ],
)
def test_the_proof_of_a_letter_with_issued_certificates(
    level: Level, app: Flask, viewer: FlaskClient, run_jobs: Callable[[], int],
    actor: Callable[..., Actor], tmp_path: Path,
) -> None:  # fmt: skip
    """Several signers, an authority that stamps time, evidence: all that the README says comes true."""
    with town() as place_of_issue, app.app_context():
        secret, admin = app.config["SECRET_KEY"], actor()
        issued = place_of_issue.issue("City of Arroyo Vista")
        pair = KeyPair(issued.der, issued.private, (place_of_issue.root.der,))
        install_key(db.session, pair, secret_key=secret, by=admin)
        change_settings(db.session, level, f"{place_of_issue.address}/tsa", by=admin)
        world = make_world(db.session, officials=2)
        own = place_of_issue.issue("Elena Marchetti")
        mine = KeyPair(own.der, own.private, (place_of_issue.root.der,))
        install_key(db.session, mine, secret_key=secret, by=admin, signatory_id=world.signatories[0].id)
        sent = make_sent(run_jobs, world=world)
        root = place_of_issue.root.pem
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1")
    (place / "authority.pem").write_bytes(root)
    told = followed(place)
    valid = said_by(told, "pdfsig -nocert")[0]
    assert valid.count("Signature is Valid") == 2
    assert said_by(told, "cms -verify") == ["CMS Verification successful\n"] * 2
    assert [one["name"] for one in record_in(place)["digital_signatures"]] == [
        "Elena Marchetti", "City of Arroyo Vista",
    ]  # fmt: skip
    stamped = said_by(told, "ts -verify")
    assert len(stamped) == (1 if level is Level.LTA else 0)
    assert all("Verification: OK" in said for said in stamped)
    readme = (place / "README.txt").read_text("utf-8")
    assert "self-signed" not in readme and level.label in readme
    for issuer in place.glob("certificate *.pem"):
        assert issuer.read_text().count("BEGIN CERTIFICATE") == 2


def test_what_signatories_handed_in_can_stay_here(viewer: FlaskClient, sent: Sent, tmp_path: Path) -> None:
    """A message shows private addresses; its SHA-256 in the record lets it be shown later."""
    page = viewer.get(f"/letters/{sent.letter_id}/proof").text
    assert 'name="without"' in page and "private addresses" in page
    place = unpacked(viewer, sent, tmp_path / "proof", "?copy=1&without=y")
    names = {path.name for path in place.iterdir()}
    assert not [name for name in names if name.startswith("consent ")]
    assert set(sums_of(place)) == names - {"README.txt", "SHA256SUMS"}
    assert "was left out" in (place / "README.txt").read_text("utf-8")
    assert {one["scan_sha256"] for one in record_in(place)["consents"]} == {hashlib.sha256(SCAN).hexdigest()}


def test_a_proof_holds_no_remark_of_staff_and_no_secret(
    app: Flask, viewer: FlaskClient, sent: Sent, tmp_path: Path
) -> None:
    with app.app_context():
        notes = [note for note in db.session.scalars(sa.select(Signature.note)) if note]
    assert notes
    place = unpacked(viewer, sent, tmp_path / "proof")
    whole = b"".join(path.read_bytes() for path in place.iterdir()).decode("utf-8", "replace")
    for hidden in (*notes, "PRIVATE KEY", app.config["SECRET_KEY"]):
        assert hidden not in whole


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
