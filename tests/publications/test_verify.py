"""The page where anybody checks a letter, by its code or by its file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.core.db import db
from app.letters.ending import supersede
from app.letters.models import Letter
from tests.accounts.forms import csrf_of
from tests.letters.factories import make_letter
from tests.publications.conftest import Sent, make_sent, seal


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def hand_in(stranger: FlaskClient, data: bytes | None, name: str = "letter.pdf") -> Any:
    values: dict[str, Any] = {"csrf_token": csrf_of(stranger, "/verify")}
    if data is not None:
        values["file"] = (io.BytesIO(data), name)
    return stranger.post("/verify", data=values, content_type="multipart/form-data")


def test_a_code_tells_what_the_paper_says_and_no_more(stranger: FlaskClient, sent: Sent) -> None:
    page = words(stranger.get(f"/verify?code={sent.code.lower().replace('-', ' ')}").text)
    assert "A sealed letter has this code." in page
    for shown in ("January 4, 2023", "Elena Marchetti", sent.seal_hash):
        assert shown in page
    # The other copies went to other people, and numbers of letters are ours.
    for hidden in ("Ruiz", "Limón", sent.number):
        assert hidden not in page


def test_a_code_that_cannot_be_one_is_told_from_one_that_is_unknown(
    stranger: FlaskClient, sent: Sent
) -> None:
    for typed in ("hello", sent.code[:-1], sent.code + "7", "7K2M-9QXT-04BU", "<script>"):
        answer = stranger.get("/verify", query_string={"code": typed})
        assert answer.status_code == 404
        assert "This is not a whole code." in answer.text and "<script>" not in answer.text
    assert "This is not a whole code." not in stranger.get("/verify?code=0000-0000-0000").text


@pytest.mark.parametrize("copy_no", [1, 2])
def test_nothing_is_shown_that_the_paper_does_not_say(
    stranger: FlaskClient, sent: Sent, copy_no: int, tmp_path: Path
) -> None:
    """Every value on the page stands in the PDF: in its words, or (the seal) among its keywords."""
    reader = PdfReader(io.BytesIO(sent.pdfs[copy_no]))
    words = "".join(page.extract_text() for page in reader.pages) + str(dict(reader.metadata or {}))
    on_paper = re.sub(r"[\s\u00a0\u2060\u00ad]", "", words)
    page = hand_in(stranger, sent.pdfs[copy_no]).text
    told = page[page.index("<dl") : page.index("</dl>")]
    values = [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split())
        for one in re.findall(r"<dd.*?</dd>", told, re.S)
    ]
    assert len(values) == 6, values
    for value in values:
        for part in value.split("; "):
            assert re.sub(r"\s", "", part) in on_paper, part


def test_an_unknown_code_is_said_to_be_unknown(stranger: FlaskClient, sent: Sent) -> None:
    answer = stranger.get("/verify?code=0000-0000-0000")
    assert answer.status_code == 404
    assert "No sealed letter has this code." in answer.text


def test_every_sealed_file_is_genuine_and_names_its_own_addressee(stranger: FlaskClient, sent: Sent) -> None:
    for number, name, other in ((1, "To The Honorable Ana Ruiz", "Limón"), (2, "Limón", "Ruiz")):
        page = words(hand_in(stranger, sent.pdfs[number]).text)
        assert "This file is genuine." in page
        assert name in page
        assert other not in page


def test_a_flipped_byte_is_never_genuine(stranger: FlaskClient, sent: Sent) -> None:
    for share in (0.001, 0.3, 0.5, 0.8, 0.999):
        data = bytearray(sent.pdfs[1])
        data[int(len(data) * share)] ^= 1
        page = hand_in(stranger, bytes(data)).text
        assert "genuine" not in page, share
        assert "notice--stop" in page, share


def test_appended_bytes_are_counted(stranger: FlaskClient, sent: Sent) -> None:
    page = words(hand_in(stranger, sent.pdfs[1] + b"\n%more\n").text)
    assert "This file was changed after the seal." in page
    assert "7 bytes follow" in page


def test_a_later_revision_and_a_file_saved_anew_are_no_sealed_files(
    stranger: FlaskClient, sent: Sent
) -> None:
    revised = (
        sent.pdfs[1]
        + b"\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
    )
    assert "This file was changed after the seal." in hand_in(stranger, revised).text
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(sent.pdfs[1])) as pdf:
        pdf.save(saved)
    page = words(hand_in(stranger, saved.getvalue()).text)
    assert "This is not the sealed file." in page
    assert sent.seal_hash in page


def test_a_file_whose_words_are_gone_is_known_by_the_seal_it_names(stranger: FlaskClient, sent: Sent) -> None:
    """No reader opens it, and still it is told which letter it was made from."""
    torn = b"%PDF-1.7\n" + b"\xff" * 500 + f"seal sha256:{sent.seal_hash}".encode()
    page = words(hand_in(stranger, torn).text)
    assert "This is not the sealed file." in page and sent.code in page
    unknown = b"%PDF-1.7\n" + b"\xff" * 500 + b"seal sha256:" + b"0" * 64
    assert "This file is unknown here." in hand_in(stranger, unknown).text


def test_a_locked_copy_is_not_said_to_name_no_code(stranger: FlaskClient, sent: Sent) -> None:
    """Nobody can read its words, so nothing is said about them. Without a password, they are read and told."""
    for user, says in (("secret", "has no words that can be read"), ("", "This is not the sealed file.")):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(sent.pdfs[1])) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        page = words(hand_in(stranger, out.getvalue()).text)
        assert says in page and "genuine" not in page
        assert "names no code" not in page


def test_a_strange_file_is_unknown(stranger: FlaskClient) -> None:
    for data in (b"%PDF-1.7 nothing", b"Dear Senator", b"\x00" * 1000, b"PK\x03\x04broken"):
        answer = hand_in(stranger, data)
        assert answer.status_code == 404, data
        assert "This file is unknown here." in answer.text, data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "Choose the PDF file"),
        (b"", "Choose the PDF file"),
        (b"x" * (10 * 1024**2 + 1), "at most 10 MB"),
    ],
)
def test_no_file_or_too_large_a_one_is_named(stranger: FlaskClient, data: bytes | None, said: str) -> None:
    answer = hand_in(stranger, data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_replaced_letter_stays_genuine_and_says_so(
    app: Flask, stranger: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        sent = make_sent(run_jobs)
        newer = make_letter(db.session, sent.world)
        seal(db.session, sent.world, newer)
        supersede(db.session, db.session.get_one(Letter, sent.letter_id), newer, by=sent.world.approver)
        db.session.commit()
    # A code proves less than a file: it can be copied onto another paper.
    by_code, by_file = stranger.get(f"/verify?code={sent.code}").text, hand_in(stranger, sent.pdfs[1]).text
    assert "A sealed letter has this code, and a later letter has replaced it." in by_code
    assert "genuine" not in by_code
    assert "This file is genuine, and a later letter has replaced it." in by_file


def test_reading_for_strangers_has_an_end(stranger: FlaskClient, sent: Sent) -> None:
    """Files that must be read cost work, so one place gets only so many; a sealed file is always known."""
    answers = [hand_in(stranger, b"Dear Senator %d" % number).status_code for number in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert "This file is genuine." in hand_in(stranger, sent.pdfs[1]).text
