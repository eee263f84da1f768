"""Letters as PDF, read back with other programs: order, place, structure, and what is never read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as page_validation
import pytest
from PIL import Image
from pypdf import PdfReader

from app.documents.errors import AssetMissing, DocumentError, MissingGlyphs, RenderFailed
from app.documents.paper import LetterPaper, SignatureBlock, used_assets
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, letter_html, page_image, render, render_letter, unprintable
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]
MakePaper = Callable[..., LetterPaper]


def test_metadata_names_title_author_subject_language(printed: Print) -> None:
    sample = load_sample("official_letter")
    reader = PdfReader(io.BytesIO(printed(sample).pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == sample.title
    assert reader.metadata.author == sample.author
    assert reader.metadata.subject == sample.subject
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/EmbeddedFiles" not in root.get("/Names", {})


def test_same_paper_same_bytes(printed: Print) -> None:
    """Also in another process: test_same_bytes.py."""
    sample = load_sample("joint_letter")
    assert render(sample, demo_images().__getitem__).pdf == printed(sample).pdf


def test_another_word_gives_another_identifier(printed: Print, paper: MakePaper) -> None:
    one, two = printed(paper()), printed(paper(salutation="Dear Mr. President:"))
    assert PdfReader(io.BytesIO(one.pdf)).trailer["/ID"] != PdfReader(io.BytesIO(two.pdf)).trailer["/ID"]


def test_optional_parts_leave_no_gap(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    (signer,) = paper().signatures
    bare = paper(
        subject=None, cc=(), enclosures=(), verification=None, signatures=(replace(signer, signed_note=None),)
    )
    whole = paper()
    full, short = (reading.words(printed(one).pdf, tmp_path) for one in (whole, bare))
    subject = reading.find(full, "The closed road")[0]
    assert reading.find(short, "Dear President Biden:")[0].top == pytest.approx(subject.top, abs=0.4)
    assert reading.find(short, "Mayor, City of")[-1].page == short[-1].page
    assert short[-1].text == "California"
    assert "P (block)\n        \n" not in reading.structure(printed(bare).pdf, tmp_path)
    for missing in ("Re:", "cc:", "Enclosure", "Signed:", "Verify:", "Letter"):
        assert missing not in [word.text for word in short]


def test_single_optional_part_moves_the_rest_up(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    full = reading.words(printed(paper()).pdf, tmp_path)
    without = reading.words(printed(paper(enclosures=())).pdf, tmp_path)
    assert reading.find(without, "Signed:")[0].top == pytest.approx(
        reading.find(full, "Enclosure:")[0].top, abs=0.1
    )


def test_wet_ink_space_where_there_is_no_image(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    unsigned = paper(signatures=(SignatureBlock("Anahit Sarkissian", "Mayor"),))
    found = reading.words(printed(unsigned).pdf, tmp_path)
    gap = reading.find(found, "Anahit Sarkissian")[0].top - reading.find(found, "Respectfully,")[0].bottom
    assert 20 <= gap <= 26


def test_draft_says_so_on_paper_and_aloud(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    draft, final = printed(paper(draft=True)), printed(paper())
    found = reading.text(draft.pdf, tmp_path)
    assert "Draft. Not approved, not signed, not sent." in found
    assert "7QK4" not in found
    metadata = PdfReader(io.BytesIO(draft.pdf)).metadata
    assert metadata is not None
    assert metadata.title == "Draft: Letter to the President on the Lachin road"
    dots = [
        Image.open(io.BytesIO(page_image(one.pdf, 1, 60))).convert("L").histogram() for one in (draft, final)
    ]
    assert sum(dots[0][236:246]) > 5 * sum(dots[1][236:246]), "the watermark is not there"


def test_unknown_characters_are_named_before_anything_is_printed(paper: MakePaper) -> None:
    strange = paper(salutation="Dear 王 and 🕊:", blocks=("<p>Plain, Łódź, ñ, Հայերեն.</p>",))
    assert list(unprintable(strange)) == ["王", "🕊"]
    with pytest.raises(MissingGlyphs, match=r"王 \(U\+738B\)"):
        render_letter(strange, demo_images().__getitem__)
    assert list(unprintable(paper())) == []


def test_armenian_and_diacritics_are_drawn_and_read(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    lines = ("Տիկին Լուսինե Գրիգորյան-Տեր-Հովհաննիսյան", "Աբովյան փողոց 12", "Երևան 0001", "ARMENIA")
    body = "<p>Շնորհակալություն Ձեր նամակի համար։ Thanks to Łucja Wiśniewska-Peña.</p>"
    done = printed(paper(addressees=(lines,), header_name=lines[0], blocks=(body,)))
    found = reading.text(done.pdf, tmp_path)
    assert lines[0] in found
    assert "Շնորհակալություն Ձեր նամակի համար։" in found
    assert "Łucja Wiśniewska-Peña" in found
    (tmp_path / "fonts.pdf").write_bytes(done.pdf)
    assert "Noto-Serif-Armenian" in reading.run("pdffonts", tmp_path / "fonts.pdf")
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant


def test_text_comes_out_word_for_word(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    words = (
        "“We do not forget,” she said—twice—on December 12–16, 2022; see Pub. L. 102-511, 22 U.S.C. 5812, "
        "H.R. 7555 and S. Res. 833. The $164 million (20 percent) was counted by the GAO’s twenty-four-page "
        "report on Nagorno-Karabakh, as José Muñoz, Jr., and Dr. J. R. Ōta wrote to Zoë Źdźbło."
    )
    done = printed(paper(blocks=(f"<p>{words}</p>", f"<p>{words * 3}</p>")))
    assert words in reading.text(done.pdf, tmp_path).replace("\u2060", "")
    assert "\u2060" not in reading.text(done.pdf, tmp_path)


def test_images_only_from_the_letter_itself(paper: MakePaper) -> None:
    crest = used_assets(paper())[0]
    with pytest.raises(AssetMissing, match="may not print"):
        render_letter(paper(assets=()), demo_images().__getitem__)
    with pytest.raises(AssetMissing, match="not in the file store"):
        render_letter(paper(), dict[str, bytes]().__getitem__)
    with pytest.raises(AssetMissing, match="damaged"):
        render_letter(paper(), lambda sha: b"\x89PNG\r\n\x1a\n other bytes")
    asked: list[str] = []

    def read(sha: str) -> bytes:
        asked.append(sha)
        return demo_images()[sha]

    render_letter(replace(paper(), signatures=(SignatureBlock("A B"),)), read)
    assert asked == [crest]


def test_an_image_that_is_not_one_is_refused(paper: MakePaper) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    sha = hashlib.sha256(svg).hexdigest()
    signed = paper(signatures=(SignatureBlock("A B", image_asset=sha),), letterheads=(), assets=(sha,))
    with pytest.raises(RenderFailed, match="image of the letter"):
        render_letter(signed, {sha: svg}.__getitem__)


def test_too_long_is_refused_and_the_next_letter_works(printed: Print, paper: MakePaper) -> None:
    with pytest.raises(RenderFailed, match="characters"):
        render_letter(paper(blocks=("<p>" + "word " * 30_000 + "</p>",) * 3), demo_images().__getitem__)
    with pytest.raises(RenderFailed, match="pages"):
        render_letter(paper(blocks=("<p>word</p>",) * 1900), demo_images().__getitem__)
    assert printed(paper()).pages == 1


def test_page_image_sizes_and_refusals(printed: Print, paper: MakePaper) -> None:
    pdf = printed(paper()).pdf
    assert Image.open(io.BytesIO(page_image(pdf, 1, 96))).size == (816, 1056)
    assert Image.open(io.BytesIO(page_image(printed(paper(page_size="a4")).pdf, 1, 96))).size == (794, 1123)
    with pytest.raises(DocumentError, match="no page 2"):
        page_image(pdf, 2, 96)
    with pytest.raises(ValueError, match="dots per inch"):
        page_image(pdf, 1, 5000)
    with pytest.raises(DocumentError):
        page_image(b"not a PDF", 1, 96)
    assert page_image(pdf, 1, 40).startswith(b"\x89PNG")


def test_screen_likeness_has_no_inline_style_and_the_same_words(paper: MakePaper) -> None:
    html = letter_html(paper(draft=True), "/images/{}".format)
    assert html.startswith('<div class="letter-paper official_letter size-letter')
    for forbidden in ("style=", "<style", "<script", "asset:", "<html"):
        assert forbidden not in html
    assert f"/images/{used_assets(paper())[0]}" in html
    assert "Dear President Biden:" in html
    assert "accent-1c3557" in html


def test_unknown_template_is_refused(paper: MakePaper) -> None:
    with pytest.raises(ValueError, match="no letter template"):
        paper(template="../../etc")
    with pytest.raises(RenderFailed, match="no letter template"):
        render_letter(paper(template="not_there"), demo_images().__getitem__)
