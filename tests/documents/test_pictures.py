"""The picture against the text: what stands on the page is the letters that its words say, not others or boxes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageStat

from app.documents.fonts import FACES, find
from app.documents.paper import LetterPaper
from app.documents.service import Rendered, page_image
from tests.documents import reading

DPI = 300
SIZE = (240, 48)
"""Words are compared at this size, whatever the kerning made of their width."""
SERIF, ARMENIAN = "SourceSerif4-Regular.ttf", "NotoSerifArmenian-400.ttf"
WORDS = (("Łucja", SERIF), ("Źdźbło", SERIF), ("Muñoz", SERIF), ("Gonçalves", SERIF), ("Գրիգորյան", ARMENIAN))
OTHERS = {
    "Łucja": "Aucta",
    "Źdźbło": "Adabto",
    "Muñoz": "Mupaz",
    "Gonçalves": "Gonzalves",
    "Գրիգորյան": "Գրուգողյան",
}


def ink(picture: Image.Image) -> Image.Image:
    """Dark on white, cut to what is drawn and brought to one size."""
    grey = picture.convert("L")
    box = ImageOps.invert(grey).point(lambda value: 255 if value > 90 else 0).getbbox()
    assert box is not None, "nothing is drawn here"
    return grey.crop(box).resize(SIZE)


def drawn(word: str, file: str) -> Image.Image:
    """The word straight from the font file."""
    face = next(one for one in FACES if one.file == file)
    font = ImageFont.truetype(str(find(face)), 44)
    canvas = Image.new("L", (900, 120), 255)
    ImageDraw.Draw(canvas).text((20, 20), word, font=font, fill=0)
    return ink(canvas)


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, of 255."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


@pytest.mark.parametrize(("word", "file"), WORDS)
def test_a_name_looks_as_it_reads(
    word: str,
    file: str,
    printed: Callable[[LetterPaper], Rendered],
    paper: Callable[..., LetterPaper],
    tmp_path: Path,
) -> None:
    done = printed(paper(addressees=((word,),)))
    place = reading.find(reading.words(done.pdf, tmp_path), word, 1)[0]
    page = Image.open(io.BytesIO(page_image(done.pdf, 1, DPI)))
    edges = [
        round(edge * DPI / 25.4) for edge in (place.left - 0.3, place.top, place.right + 0.3, place.bottom)
    ]
    seen = ink(page.crop((edges[0], edges[1], edges[2], edges[3])))
    same, other = apart(seen, drawn(word, file)), apart(seen, drawn(OTHERS[word], file))
    assert same < 30
    assert other > 50, "wrong letters would be seen"
