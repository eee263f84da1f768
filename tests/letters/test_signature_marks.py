"""A signature is an image, drawn on a screen, or a name typed: it prints in its place, and the paper says which."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from pypdf import PdfReader

from app.core.db import db
from app.documents.typed import typed_name
from app.letters.models_record import Signature
from app.letters.rules import given
from app.letters.states import SignatureMark, SignatureMethod
from tests.letters.pages import Desk, make_desk

START = "data:image/png;base64,"


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    """A letter whose version 2 is approved."""
    made = make_desk(app, as_role)
    made.save(made.drafter, 1, "submit")
    made.post(made.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    return made


def drawing() -> str:
    """What the box sends for a stroke."""
    image = Image.new("RGBA", (900, 300))
    ImageDraw.Draw(image).line([(60, 200), (400, 80), (800, 210)], fill=(26, 26, 26, 255), width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return START + base64.b64encode(out.getvalue()).decode()


def consent(desk: Desk, **changes: Any) -> Any:
    values = {
        "version": "2", "method": "spoken", "mark": "typed", "consent_by": "Elena Marchetti", "witness": "R. Moss",
        "given_on": "2023-01-03", "note": "By telephone.", "agreed": "y",
    }  # fmt: skip
    return desk.post(desk.approver, f"/sign/{desk.signatory_ids[0]}", {**values, **changes})


def signature(desk: Desk) -> Signature | None:
    return db.session.scalar(
        sa.select(Signature).where(
            Signature.letter_id == desk.letter_id, Signature.signatory_id == desk.signatory_ids[0]
        )
    )


@pytest.mark.parametrize(
    ("changes", "mark", "words"),
    [
        ({"mark": "typed"}, SignatureMark.TYPED, "by typed name, with consent spoken before R. Moss"),
        (
            {"mark": "drawn", "drawn": drawing()},
            SignatureMark.DRAWN,
            "drawn by hand on a screen, with consent",
        ),
    ],
)
def test_it_prints_in_its_place_and_the_paper_says_how(
    desk: Desk, run_jobs: Callable[[], int], changes: dict[str, str], mark: SignatureMark, words: str
) -> None:
    assert consent(desk, **changes).status_code == 303
    with desk.app.app_context():
        row = signature(desk)
        assert row is not None and row.mark is mark and row.image_sha256
    for each in desk.signatory_ids[1:]:
        desk.post(desk.approver, f"/sign/{each}", {
            "version": "2", "method": "spoken", "mark": "image", "consent_by": "Lee", "witness": "R. Moss",
            "given_on": "2023-01-03", "note": "By telephone.", "agreed": "y",
        })  # fmt: skip
    assert desk.post(desk.approver, "/seal", {"version": "2", "read": "y"}).status_code == 303
    run_jobs()
    pdf = PdfReader(io.BytesIO(desk.drafter.get(f"{desk.home}/copies/1.pdf").data))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ").split())
    assert words[:1].upper() + words[1:] in text or words in text
    assert any(page.images for page in pdf.pages)


@pytest.mark.parametrize(
    "drawn",
    ["", "hello", START, START + "!!!!", START + base64.b64encode(b"no image").decode(), START + "A" * 2**21],
)
def test_a_drawing_that_is_none_is_told_and_changes_nothing(desk: Desk, drawn: str) -> None:
    answer = consent(desk, mark="drawn", drawn=drawn, note="Kept words.")
    assert answer.status_code == 422
    assert "Kept words." in answer.text
    with desk.app.app_context():
        row = signature(desk)
        assert row is None or row.image_sha256 is None


def test_a_way_that_is_not_offered_is_told(desk: Desk) -> None:
    assert consent(desk, mark="stamped").status_code == 422


def test_with_ink_nothing_prints_whatever_was_chosen(desk: Desk) -> None:
    scan = {"scan": (io.BytesIO(b"the page"), "page.pdf")}
    assert consent(desk, method="ink", mark="typed", **scan).status_code == 303
    with desk.app.app_context():
        row = signature(desk)
        assert row is not None and row.image_sha256 is None and row.mark is None


@pytest.mark.parametrize("name", ["Elena Marchetti", "José Núñez-O’Neill", "Անի Պետրոսյան"])
def test_a_name_is_typed_in_ink_on_a_clear_ground(name: str) -> None:
    image = Image.open(io.BytesIO(typed_name(name)))
    assert image.mode == "RGBA"
    low, high = image.getchannel("A").getextrema()
    assert (low, high) == (0, 255)
    assert image.getbbox() is not None


def test_a_name_without_glyphs_is_not_typed() -> None:
    assert typed_name("山田") == b""
    assert typed_name("  ") == b""


def test_older_records_say_image() -> None:
    assert given(SignatureMethod.EMAIL, "a day", "", image=True, digital=False).startswith("by image, ")
