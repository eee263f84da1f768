"""One copy for another program: Word, plain text and Markdown, of a draft and of a sealed letter."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.letters.pages import Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def test_a_draft_comes_out_in_every_form_with_its_fields_filled_in(desk: Desk) -> None:
    text = desk.drafter.get(desk.home + "/copies/2.txt")
    assert text.mimetype == "text/plain"
    assert "Draft_AV-2023-01_02_Limon.txt" in text.headers["Content-Disposition"]
    assert "I thank you, Senator Limón." in text.text and "((" not in text.text
    assert "I thank you, Senator Limón." in desk.drafter.get(desk.home + "/copies/2.md").text
    word = desk.drafter.get(desk.home + "/copies/2.docx")
    assert (word.mimetype or "").endswith("wordprocessingml.document")
    document = docx.Document(io.BytesIO(word.data))
    assert any("I thank you, Senator Limón." in paragraph.text for paragraph in document.paragraphs)
    assert document.core_properties.title.startswith("Draft: ")


@pytest.mark.parametrize("form", ["docx", "txt", "md"])
def test_no_copy_no_file(desk: Desk, form: str) -> None:
    assert desk.drafter.get(f"{desk.home}/copies/0.{form}").status_code == 404
    assert desk.drafter.get(f"{desk.home}/copies/99.{form}").status_code == 404


def test_the_page_offers_them(desk: Desk) -> None:
    page = desk.drafter.get(desk.home + "?read=1").text
    for form in ("docx", "txt", "md"):
        assert f"{desk.home}/copies/1.{form}" in page
