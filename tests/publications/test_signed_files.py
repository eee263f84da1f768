"""What the page says of the digital signatures in a file that somebody shows it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import db
from app.documents.errors import RenderFailed
from app.documents.seals import checking
from app.documents.seals.cms import Hand
from app.documents.seals.keys import make_self_signed
from app.documents.seals.reports import Later, SealReport, SignatureReport
from app.documents.seals.sealing import Sealer, Signer
from app.keys import service
from app.keys.vault import installation_key
from app.publications.rules_signed import MOST_NAME, State, shown, told
from tests.publications.conftest import Sent, make_sent
from tests.publications.test_verify import hand_in, words

GOOD = SignatureReport(
    field="Seal", signer="City of Arroyo Vista", issuer="Arroyo Vista Test CA", fingerprint="ab" * 32,
    self_signed=False, intact=True, whole=True, allowed=True, later=Later.NOTHING, certifies=True, is_time_stamp=False,
    signed_at=datetime(2023, 1, 4, 15, 4, tzinfo=UTC), stamped_at=None, stamped_by="",
)  # fmt: skip


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed(app: Flask, actor: Callable[..., Actor], run_jobs: Callable[[], int]) -> Sent:
    """Sealed with a self-signed key."""
    with app.app_context():
        admin = actor(Role.ADMINISTRATOR)
        service.create_self_signed(
            db.session, "City of Arroyo Vista", secret_key=installation_key(), by=admin
        )
        return make_sent(run_jobs)


def unsigned(data: bytes) -> bytes:
    """The letter without its signature, as somebody would make it who wants to put another one there."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj.Annots
        pdf.save(out)
    return out.getvalue()


def only(report: SealReport) -> str:
    (one,) = told(report, ["ab" * 32])
    assert one.state is State.BROKEN
    return one.since


def test_a_sealed_file_tells_its_signature_and_says_self_signed(stranger: FlaskClient, signed: Sent) -> None:
    page = words(hand_in(stranger, signed.pdfs[1]).text)
    assert "This file is genuine." in page
    assert "City of Arroyo Vista (self-signed certificate)" in page
    assert (
        "It is the certificate with which this letter was sealed. Self-signed: it vouches for itself" in page
    )
    assert "by the signer’s own clock. No time stamp confirms it." in page
    assert "Nothing was changed or added after it." in page and "Holds" in page
    for hidden in ("Limón", signed.number, "Command line"):
        assert hidden not in page


def test_a_sealed_file_without_a_signature_says_so(stranger: FlaskClient, sent: Sent) -> None:
    page = words(hand_in(stranger, sent.pdfs[1]).text)
    assert "This file is genuine." in page and "The file carries no digital signature." in page


def test_a_signature_on_a_changed_file_is_said_not_to_hold(stranger: FlaskClient, signed: Sent) -> None:
    """By a byte in the middle, by bytes at the end; never genuine."""
    data = bytearray(signed.pdfs[1])
    data[len(data) - 600] ^= 1
    for changed in (bytes(data), signed.pdfs[1] + b"%more"):
        page = words(hand_in(stranger, changed).text)
        assert "genuine" not in page.replace("does not make a file genuine", "")
        assert "Does not hold" in page


def test_somebody_who_takes_the_name_is_not_taken_for_the_sender(stranger: FlaskClient, signed: Sent) -> None:
    """Same words, same name in the certificate, a good signature: and yet not the sealed file, and not the sender."""
    now = utcnow()
    forged = Sealer([Signer(Hand(make_self_signed("City of Arroyo Vista", now)))])
    page = words(hand_in(stranger, forged.seal(unsigned(signed.pdfs[1]), now)).text)
    assert "This is not the sealed file." in page
    assert "Somebody who calls themselves “City of Arroyo Vista” (self-signed certificate)" in page
    assert "this signature is not the sender’s" in page
    assert "A signature that holds does not make a file genuine" in page
    assert "Holds" not in page


def test_what_a_stranger_writes_into_a_certificate_stays_text(stranger: FlaskClient, signed: Sent) -> None:
    now = utcnow()
    name = "<b>Mayor</b> {{ 7 * 7 }} \u202eatsiV oyorrA"
    forged = Sealer([Signer(Hand(make_self_signed(name, now)))])
    answer = hand_in(stranger, forged.seal(unsigned(signed.pdfs[1]), now))
    assert answer.status_code == 200
    assert "&lt;b&gt;Mayor&lt;/b&gt; {{ 7 * 7 }} atsiV oyorrA" in answer.text
    assert "\u202e" not in answer.text


def test_a_file_that_takes_too_long_is_told_without_its_signatures(
    stranger: FlaskClient, signed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that reads is killed; the answer by the bytes stands, and the next file is read."""

    class Slow:
        def ask(self, head: object, parts: object, wall: float) -> None:
            assert wall <= 10
            raise RenderFailed("It took too long.")

    monkeypatch.setattr(checking, "shared", Slow)
    changed = signed.pdfs[1] + b"%more"
    page = words(hand_in(stranger, changed).text)
    assert "This file was changed after the seal." in page and "Digital signature" not in page
    monkeypatch.undo()
    assert "Does not hold" in words(hand_in(stranger, changed).text)


def test_a_genuine_file_is_read_once_however_often_it_is_shown(
    stranger: FlaskClient, signed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = words(hand_in(stranger, signed.pdfs[1]).text)
    monkeypatch.setattr("app.publications.signatures.inspect", None)
    assert words(hand_in(stranger, signed.pdfs[1]).text) == first


def test_the_words_follow_what_was_found() -> None:
    (one,) = told(SealReport((GOOD,), 1, 0), ["ab" * 32])
    assert one.state is State.HOLDS and one.title == "City of Arroyo Vista"
    assert one.time == "January 4, 2023, 15:04 UTC by the signer’s own clock. No time stamp confirms it."
    (other,) = told(SealReport((GOOD,), 1, 0), (), ["ab" * 32])
    assert other.state is State.HOLDS and "not the one on record for this letter" in other.certificate
    stamped = replace(
        GOOD, stamped_at=GOOD.signed_at and GOOD.signed_at + timedelta(minutes=1), stamped_by="Time"
    )
    (timed,) = told(SealReport((stamped,), 1, 0), ["ab" * 32])
    assert "A time stamp by Time says that it was there on January 4, 2023, 15:05 UTC." in timed.time
    assert "does not allow" in only(SealReport((replace(GOOD, later=Later.OTHER),), 2, 0))
    assert "does not allow" in only(SealReport((replace(GOOD, allowed=False),), 2, 0))
    assert "proves nothing" in only(SealReport((replace(GOOD, intact=False),), 1, 0))
    assert only(SealReport((GOOD,), 1, 1)) == "1 byte was added to the file after it."
    assert len(told(SealReport((GOOD,) * 50, 50, 0))) == 10


@pytest.mark.parametrize("name", ["", "\x00\n", "a" * 5000, "é\u200b\u202e\U000e0041"])
def test_a_name_is_short_and_in_one_line(name: str) -> None:
    made = shown(name)
    assert 0 < len(made) <= MOST_NAME and made.isprintable()
