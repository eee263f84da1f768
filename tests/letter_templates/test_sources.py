"""The page of sources, read back from the printed file: marks, links, entries, structure."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import page as page_validation
from pypdf import PdfReader

from app.documents.paper import LetterPaper
from app.documents.plaintext import letter_text
from app.documents.samples import load_sample
from app.documents.service import Rendered
from app.letters import markdown
from app.letters.compose import compose_draft
from app.letters.styles import CitationStyle
from app.letters.writers import annex
from app.letters.writers.html import blocks
from tests.documents import reading
from tests.letters.claim_samples import claim, source
from tests.letters.compose_samples import CONTEXT

DAY = date(2023, 1, 4)
LONG = (
    "https://example.org/news/2022/12/13/the-road-between-two-towns-was-closed-to-ordinary-traffic-on-monday"
)
TEXT = "Traffic stopped on December 12 [@road]. Gas stopped as well [@gas] [@road].\n\nThank you for reading this."


def paper() -> LetterPaper:
    """The sample letter with two claims cited."""
    claims = {
        "road": claim("road", source(url=LONG), wording="The road has been closed since December 12, 2022."),
        "gas": claim(
            "gas",
            source("Gas", "2022-12-16"),
            wording="Gas stopped on December 13",
            dispute="The company denies it",
        ),
    }
    context = replace(CONTEXT, claims=claims, citation_style=CitationStyle.NUMBERED)
    draft = compose_draft(markdown.read(TEXT), context)
    return replace(
        load_sample("official_letter"),
        blocks=blocks(draft.resolved),
        sources=annex.html_entries(draft.sources),
        sources_about=annex.about(draft.sources, CitationStyle.NUMBERED, DAY),
    )


def test_the_printed_letter_has_marks_and_a_page_of_sources(
    printed: Callable[[LetterPaper], Rendered], tmp_path: Path
) -> None:
    done = printed(paper())
    report = page_validation.validate_pdf_bytes(done.pdf, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    reader = PdfReader(io.BytesIO(done.pdf))
    first, last = reading.text(done.pdf, tmp_path, 1), reading.text(done.pdf, tmp_path, len(reader.pages))
    plain = " ".join(first.replace("\u00a0", " ").replace("\u2060", "").split())
    assert "stopped on December 12.1 Gas stopped as well.1, 2" in plain
    words = " ".join(last.replace("\u00a0", " ").replace("\u2060", "").split())
    assert "Sources for the statements of fact Numbers match the small figures in the letter." in words
    assert (
        "The road has been closed since December 12, 2022. Example Post, Road closed, December 13, 2022"
        in words
    )
    assert "Gas stopped on December 13. The company denies it." in words
    assert "Where a fact is disputed, the entry says so." in words
    # An address can be copied from the paper: nothing invisible stands in it.
    # (A reader drops the hyphen at the end of a line, so hyphens are left out of the comparison.)
    address = LONG.removeprefix("https://").replace("-", "")
    assert address in last.replace(" ", "").replace("-", "")


def test_marks_lead_to_their_entries_and_addresses_to_their_pages(
    printed: Callable[[LetterPaper], Rendered],
) -> None:
    reader = PdfReader(io.BytesIO(printed(paper()).pdf))
    links = [each.get_object() for page in reader.pages for each in page.get("/Annots") or ()]
    marks = [str(link["/Dest"]) for link in links if "/Dest" in link]
    assert marks == ["source-1", "source-1", "source-2"]
    assert {"source-1", "source-2"} <= set(reader.named_destinations)
    assert {str(link["/A"]["/URI"]) for link in links if "/A" in link} == {LONG, "https://example.org/road"}
    for link in links:
        left, bottom, right, top = (float(edge) for edge in link["/Rect"])
        assert abs(right - left) > 1
        assert abs(top - bottom) > 4


def test_the_plain_text_says_the_marks_and_the_sources_too() -> None:
    text = letter_text(paper())
    assert "stopped on December 12.[1] Gas stopped as well.[1, 2]" in text
    assert "\u2060" not in text
    assert f"Example Post, Road closed, December 13, 2022, {LONG.removeprefix('https://')}." in text


def test_an_address_is_not_broken_in_the_middle_of_a_word(
    printed: Callable[[LetterPaper], Rendered], tmp_path: Path
) -> None:
    entry = (
        "<p>It returned on December 16, and touched four calendar days. <cite>RFE/RL Armenian Service, Gas supplies "
        "unblocked, December 16, 2022, <span lang='zxx'>radio.example/a/32179721.html</span>; Example Post, "
        "Azerbaijan cuts off gas as road blockade continues{}, December 13, 2022, <span lang='zxx'>massispost.example"
        "/2022/12/azerbaijan-cuts-off-gas-supply-with-road-blockade-continuing-for-second-day</span>.</cite></p>"
    )
    sample = load_sample("official_letter")
    entries = tuple(entry.format("i" * more) for more in range(0, 40, 2))
    done = printed(replace(sample, blocks=sample.blocks[-2:], sources=entries))
    (tmp_path / "one.pdf").write_bytes(done.pdf)
    lines = [
        one.strip() for one in reading.run("pdftotext", "-layout", tmp_path / "one.pdf", "-").splitlines()
    ]
    assert sum("massispost.example" in one for one in lines) == len(entries)
    assert sum("radio.example" in one for one in lines) == len(entries)
