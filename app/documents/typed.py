"""A name set in italics as an image, for signatories who have their name typed in the place of a signature."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.documents.fonts import FACES, coverage_of, find

SIZE = 150
"""Pixels to the em: about 600 to the inch at the height in which signatures print."""

_INK = (26, 26, 26)
_FAMILIES = ("Source Serif 4 Display", "Noto Serif Armenian")


def typed_name(name: str) -> bytes:
    """PNG with a clear ground; empty for a name that none of the letter fonts holds whole."""
    wanted = {ord(letter) for letter in name if not letter.isspace()}
    for family in _FAMILIES:
        if wanted and wanted <= coverage_of(family):
            return _drawn(name, family)
    return b""


def _drawn(name: str, family: str) -> bytes:
    face = max((one for one in FACES if one.family == family), key=lambda one: (one.italic, -one.weight))
    font = ImageFont.truetype(str(find(face)), SIZE, layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = font.getbbox(name)
    edge = SIZE // 10
    image = Image.new("RGBA", (int(right - left) + 2 * edge, int(bottom - top) + 2 * edge), (*_INK, 0))
    ImageDraw.Draw(image).text((edge - left, edge - top), name, font=font, fill=(*_INK, 255))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
