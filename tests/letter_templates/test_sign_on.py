"""The sign-on letter: many names in three columns, leads first, the count counted, rows whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pytest

from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import load_sample
from app.documents.service import Rendered
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]


NINE = SignatureBlock("Thaddeus Quennell", "Mayor", "City of Mill Bend")


@pytest.mark.parametrize("count", [38, 39])
def test_names_stand_in_rows_of_three(count: int, printed: Print, tmp_path: Path) -> None:
    """39 fill the last row, 38 leave a place free."""
    sample = load_sample("sign_on_letter")
    sample = replace(sample, signatures=(*sample.signatures, NINE)[:count])
    done = printed(sample)
    found = reading.words(done.pdf, tmp_path)
    assert (len(sample.signatures), done.pages) == (count, 3)
    assert f"{count} signatories" in reading.text(done.pdf, tmp_path, 3)
    names = [reading.find(found, " ".join(one.name.split()[:2]))[0] for one in sample.signatures]
    for start in range(0, count, 3):
        row = names[start : start + 3]
        assert len({(one.page, round(one.top, 1)) for one in row}) == 1, "a row is never split"
        assert [round(one.left) for one in row] == [33, 85, 136][: len(row)]
    assert [one.page for one in names[:3]] == [1, 1, 1], "the leads stand below the text"
    titles = [word for word in found if word.text == "Mayor" and word.page > 1]
    assert titles, "a second line stands below every name"


@pytest.mark.parametrize("count", [3, 40])
def test_the_count_is_counted(count: int, printed: Print, tmp_path: Path) -> None:
    sample = load_sample("sign_on_letter")
    people = (*sample.signatures, *sample.signatures[3:5])[:count]
    done = printed(replace(sample, signatures=people))
    for page in range(1, done.pages + 1):
        found = reading.text(done.pdf, tmp_path, page)
        assert f"Sign-on letter 5TQD-81WM-KX3E · verify at arroyovista.example/verify · {count} sign" in found
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant


def test_one_addressee_keeps_the_window(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("sign_on_letter")
    done = printed(replace(sample, addressees=sample.addressees[:1], subject="The closed road"))
    assert (done.address_lines, done.in_window) == (5, True)
    found = reading.words(done.pdf, tmp_path)
    assert reading.find(found, "The Honorable Antony")[0].top == pytest.approx(64.2, abs=0.7)
    assert reading.find(found, "Re:")[0].top == pytest.approx(92.6, abs=0.5)


def test_it_is_read_in_order(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("sign_on_letter")
    said = " ".join(re.findall(r'"(.*)"', reading.structure(printed(sample).pdf, tmp_path)))
    said = re.sub(r"\s+", " ", said.replace("\u2060", ""))
    parts = [
        sample.letterheads[0].office, sample.date_text, *sample.addressees[0], *sample.addressees[1],
        sample.salutation, "publish what aid", "brief the offices", sample.closing,
        *(" ".join(one.name.split()[:2]) for one in sample.signatures), "Code 5TQD",
    ]  # fmt: skip
    at = -1
    for part in parts:
        after = said.find(part, at + 1)
        assert after > at, f"{part!r} is missing or out of order"
        at = after
