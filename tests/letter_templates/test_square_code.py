"""The square code on the last page: read back from the picture as a telephone would, and measured in millimetres."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.documents.paper import LetterPaper, PageSize, Verification
from app.documents.samples import load_sample, template_slugs
from app.documents.service import Rendered, page_image
from app.documents.square_code import code_png
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]
CODE = "7QK4-M2XD-9PTR"


def seen(pdf: bytes, page: int, dpi: int = 150) -> list[zxingcpp.Barcode]:
    """The square codes on a page as it prints in greys."""
    return list(zxingcpp.read_barcodes(Image.open(io.BytesIO(page_image(pdf, page, dpi))).convert("L")))


@pytest.mark.parametrize(
    ("slug", "size"), [*((slug, "letter") for slug in template_slugs()), ("official_letter", "a4")]
)
def test_it_stands_on_the_last_page_alone_and_leads_to_the_check(
    slug: str, size: PageSize, printed: Print
) -> None:
    sample = load_sample(slug)
    done = printed(replace(sample, page_size=size))
    assert sample.verification is not None
    for page in range(1, done.pages):
        assert seen(done.pdf, page) == []
    (found,) = seen(done.pdf, done.pages)
    code, address = sample.verification.code, sample.verification.address
    assert found.text == f"https://{address}?code={code}"
    mm = 25.4 / 150
    corners = found.position
    height, right = (279.4, 215.9 - 33) if size == "letter" else (297, 210 - 30)
    assert (corners.top_right.x - corners.top_left.x) * mm == pytest.approx(14.5, abs=0.4)
    assert (corners.bottom_left.y - corners.top_left.y) * mm == pytest.approx(14.5, abs=0.4)
    assert corners.top_right.x * mm == pytest.approx(right, abs=0.4)
    assert height - corners.bottom_left.y * mm == pytest.approx(10.5, abs=0.5)


@pytest.mark.parametrize("slug", template_slugs())
def test_without_a_public_address_the_paper_still_names_its_code(
    slug: str, printed: Print, tmp_path: Path
) -> None:
    done = printed(replace(load_sample(slug), verification=Verification(CODE, "")))
    words = reading.text(done.pdf, tmp_path)
    assert CODE in words and "verify at" not in words and f"{CODE} at" not in words and "at ." not in words
    assert [seen(done.pdf, page) for page in range(1, done.pages + 1)] == [[]] * done.pages


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_it_is_black_on_white_and_reads_at_every_resolution(dpi: int, printed: Print) -> None:
    done = printed(load_sample("official_letter"))
    picture = Image.open(io.BytesIO(page_image(done.pdf, 2, dpi))).convert("RGB")
    (found,) = seen(done.pdf, 2, dpi)
    place, margin = found.position, round(1.7 * dpi / 25.4)
    square = picture.crop((place.top_left.x, place.top_left.y, place.bottom_right.x, place.bottom_right.y))
    greys = square.convert("L").histogram()
    assert greys[0] > 0.3 * sum(greys)
    assert greys[255] > 0.3 * sum(greys)
    around = (place.top_left.x - margin, place.top_left.y, place.top_left.x - 2, place.bottom_left.y)
    assert not any(picture.crop(around).convert("L").histogram()[:250]), "white around the code"


def test_the_code_is_also_in_the_words(printed: Print, tmp_path: Path) -> None:
    plain = printed(load_sample("official_letter"))
    assert f"Code {CODE}" in reading.structure(plain.pdf, tmp_path).replace("\u2060", "").replace("\xa0", " ")
    annex = printed(replace(load_sample("official_letter"), sources=("<p>A statement.</p>",)))
    found = reading.text(annex.pdf, tmp_path, annex.pages).replace("\u2060", "")
    assert f"enter the code {CODE} at arroyovista.example/verify, or scan the square code below." in found
    assert [len(seen(annex.pdf, page)) for page in range(1, annex.pages + 1)] == [0, 0, 1]


def test_no_code_on_drafts_nor_without_an_address(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("thank_you")
    draft = printed(replace(sample, draft=True))
    bare = printed(replace(sample, verification=Verification(CODE, "arroyovista.example/verify")))
    assert seen(draft.pdf, 1) == []
    assert seen(bare.pdf, 1) == []
    assert f"Code {CODE}" in reading.text(bare.pdf, tmp_path)


def test_each_letter_has_its_own_code(printed: Print) -> None:
    sample = load_sample("thank_you")
    links = [f"https://one.example/verify?code={n:04d}-AAAA-AAAA" for n in range(3)]
    for link in (*links, links[0]):
        done = printed(replace(sample, verification=Verification(CODE, "one.example/verify", link)))
        assert [found.text for found in seen(done.pdf, 1)] == [link]


def test_an_address_too_long_for_a_small_code_is_refused() -> None:
    with pytest.raises(ValueError, match="300 characters"):
        code_png("https://a.example/" + "x" * 300)
    with pytest.raises(ValueError, match="300 characters"):
        Verification("A", "b", "https://a.example/" + "x" * 300)
