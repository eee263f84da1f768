"""Files for the archive: PDF/A-3a and PDF/UA-1 at once, by two profiles of an independent validator."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from app.documents.paper import LetterPaper
from app.documents.samples import demo_images, load_sample, template_slugs
from app.documents.service import Rendered, render
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]
DATA = json.dumps({"letter": "AV-2023-01", "entries": [{"number": 1, "statement": "Łódź, Երևան"}]})


def for_archive(slug: str) -> LetterPaper:
    return replace(load_sample(slug), archive=True, sources=("<p>One source.</p>",), data=DATA)


@pytest.mark.parametrize("slug", template_slugs())
def test_both_standards_hold_at_once(slug: str, printed: Print, tmp_path: Path) -> None:
    done = printed(for_archive(slug))
    for profile in ("ua1", "pdfa-3a"):
        report = page_validation.validate_pdf_bytes(done.pdf, profile=profile)
        assert report.is_compliant, (profile, [failure.message for failure in report.failures])
    (tmp_path / "one.pdf").write_bytes(done.pdf)
    assert "No syntax or stream encoding errors" in reading.run("qpdf", "--check", tmp_path / "one.pdf")


def test_the_file_says_what_it_is_in_plain_bytes(printed: Print) -> None:
    done = printed(for_archive("official_letter"))
    said = done.pdf.decode("latin-1")
    assert re.search(r'pdfaid:part="3" pdfaid:conformance="A"', said)
    assert 'pdfuaid:part="1"' in said
    pdf = pikepdf.open(io.BytesIO(done.pdf))
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert str(pdf.Root.Lang) == "en-US"


def test_the_sources_come_along_as_data(printed: Print) -> None:
    pdf = pikepdf.open(io.BytesIO(printed(for_archive("official_letter")).pdf))
    assert list(pdf.attachments) == ["sources.json"]
    held = pdf.attachments["sources.json"]
    assert json.loads(held.get_file().read_bytes()) == json.loads(DATA)
    assert held.obj.AFRelationship == "/Data"
    assert [each.objgen for each in pdf.Root.AF] == [held.obj.objgen]


def test_nothing_is_attached_unless_asked(printed: Print) -> None:
    for paper in (
        replace(for_archive("thank_you"), data=""),
        replace(for_archive("thank_you"), archive=False),
    ):
        assert not pikepdf.open(io.BytesIO(printed(paper).pdf)).attachments


def test_the_same_letter_has_the_same_bytes(printed: Print) -> None:
    paper = for_archive("joint_letter")
    assert render(paper, demo_images().__getitem__).pdf == render(paper, demo_images().__getitem__).pdf
    assert render(replace(paper, data="{}"), demo_images().__getitem__).pdf != printed(paper).pdf


def test_data_has_a_limit() -> None:
    with pytest.raises(ValueError, match="1,000,000 characters"):
        replace(for_archive("thank_you"), data="x" * 1_000_001)
