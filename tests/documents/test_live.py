"""Pages of a letter that is being written: the quick page is the real one, and only the newest text is drawn."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from app.documents.errors import MissingGlyphs
from app.documents.live import LivePage, live_page
from app.documents.paper import LetterPaper
from app.documents.samples import demo_images, load_sample


def page(paper: LetterPaper, **wanted: object) -> LivePage | None:
    """The first page at 400 pixels, unless said otherwise."""
    values: dict[str, object] = {"key": "test", "turn": 1, "page": 1, "width": 400, "setting": None} | wanted
    return live_page(paper, demo_images().__getitem__, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def long_letter() -> LetterPaper:
    paper = load_sample("official_letter")
    return replace(paper, blocks=paper.blocks * 3, sources=("A source of the letter.",))


def test_the_quick_first_page_is_that_of_the_whole_letter(long_letter: LetterPaper) -> None:
    whole = page(long_letter)
    assert whole is not None
    assert whole.whole
    assert whole.pages > 1
    assert len(whole.breaks) >= 1
    quick = page(long_letter, setting=(whole.inside, whole.fit), ends=whole.breaks[0])
    assert quick is not None
    assert not quick.whole
    assert quick.image == whole.image


def test_a_text_that_became_short_is_laid_out_whole(long_letter: LetterPaper) -> None:
    short = replace(long_letter, blocks=tuple(block[:12] + "</p>" for block in ["<p>Short words."] * 9))
    quick = page(short, setting=("normal", 0), ends=3)
    assert quick is not None
    assert quick.whole
    assert quick.breaks == ()


def test_a_page_past_the_end_is_the_last_one(long_letter: LetterPaper) -> None:
    whole = page(long_letter, page=50)
    assert whole is not None
    assert whole.page == whole.pages


def test_an_older_text_of_the_same_window_is_dropped(long_letter: LetterPaper) -> None:
    assert page(long_letter, key="window", turn=9) is not None
    assert page(long_letter, key="window", turn=8) is None
    assert page(long_letter, key="another window", turn=8, setting=("normal", 0)) is not None


def test_the_image_has_the_width_asked_for(long_letter: LetterPaper) -> None:
    shown = page(long_letter, width=640)
    assert shown is not None
    with Image.open(BytesIO(shown.image)) as picture:
        assert picture.format == "JPEG"
        assert abs(picture.width - 640) <= 1
        assert abs(picture.height / picture.width - 11 / 8.5) < 0.01


def test_characters_that_no_font_has_are_named(long_letter: LetterPaper) -> None:
    with pytest.raises(MissingGlyphs):
        page(replace(long_letter, blocks=("<p>漢字</p>",)))
