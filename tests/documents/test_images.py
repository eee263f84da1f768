"""Uploaded images: PNG and JPEG only, made anew, without what came along."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from app.documents.errors import ImageRefused
from app.documents.images import MAX_BYTES, prepare_image
from app.documents.samples import demo_images


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _signature(mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (600, 300), "white" if mode == "RGB" else (0, 0, 0, 0))
    ImageDraw.Draw(image).line(
        [(100, 200), (300, 100), (500, 180)], fill=(20, 30, 60, 255)[: len(mode)], width=8
    )
    return image


def test_signature_is_trimmed_and_re_encoded() -> None:
    sent = _encoded(_signature(), "JPEG", quality=95)
    done = prepare_image(sent, "signature")
    assert done.mime == "image/png"
    assert 390 <= done.width <= 430
    assert 90 <= done.height <= 130
    assert done.sha256 == hashlib.sha256(done.data).hexdigest()
    assert Image.open(io.BytesIO(done.data)).size == (done.width, done.height)


def test_transparency_is_kept() -> None:
    done = prepare_image(_encoded(_signature("RGBA"), "PNG"), "signature")
    image = Image.open(io.BytesIO(done.data))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0)) == (0, 0, 0, 0) or image.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_metadata_and_trailing_bytes_are_dropped() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET-PLACE", zip=False)
    sent = _encoded(_signature(), "PNG", pnginfo=text) + b"SECRET-TAIL<script>"
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    photo = _encoded(_signature(), "JPEG", exif=exif, comment=b"SECRET-TAIL")
    for data in (sent, photo):
        assert b"SECRET" in data
        for kind in ("signature", "crest", "picture"):
            clean = prepare_image(data, kind).data
            assert b"SECRET" not in clean
            assert not Image.open(io.BytesIO(clean)).getexif()


def test_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    done = prepare_image(_encoded(Image.new("RGB", (80, 40), "navy"), "JPEG", exif=exif), "picture")
    assert (done.width, done.height) == (40, 80)
    assert done.mime == "image/jpeg"


def test_large_pictures_are_made_smaller() -> None:
    done = prepare_image(_encoded(Image.new("RGB", (4000, 1000), "navy"), "PNG"), "picture")
    assert (done.width, done.height) == (3000, 750)


def test_same_upload_same_name() -> None:
    data = next(iter(demo_images().values()))
    assert prepare_image(data, "crest") == prepare_image(data, "crest")


def _bomb(width: int, height: int) -> bytes:
    """A small PNG file that claims, and would unpack to, a great many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"GIF89a" + bytes(100), "not a PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG or JPEG"),
        (b"%PDF-1.7", "not a PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "damaged"),
        (b"\xff\xd8\xff" + b"%!PS-Adobe" + bytes(200), "damaged"),
        (_bomb(60_000, 60_000), "far too many pixels"),
        (_bomb(7_000, 6_000), "7,000 by 6,000 pixels"),
        (_bomb(20_000, 100), "20,000 by 100 pixels"),
        (_bomb(6_000, 6_000), "damaged or cut short"),
        (_encoded(Image.new("RGB", (5, 5), "navy"), "PNG"), "too few to print"),
        (_encoded(_signature(), "PNG")[:900], "damaged or cut short"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES), "at most 12 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusals_say_why(data: bytes, sentence: str) -> None:
    with pytest.raises(ImageRefused, match=sentence):
        prepare_image(data, "picture")


def test_a_blank_signature_is_refused() -> None:
    with pytest.raises(ImageRefused, match="blank"):
        prepare_image(_encoded(Image.new("RGB", (300, 100), "white"), "PNG"), "signature")
    with pytest.raises(ImageRefused, match="blank"):
        prepare_image(_encoded(Image.new("RGBA", (300, 100), (0, 0, 0, 0)), "PNG"), "signature")


def test_unusual_modes_become_ordinary() -> None:
    for mode in ("1", "L", "LA", "P", "I;16"):
        image = Image.new(mode, (64, 64))
        done = prepare_image(_encoded(image, "PNG"), "picture")
        assert Image.open(io.BytesIO(done.data)).mode in ("L", "RGB", "RGBA")
    cmyk = prepare_image(_encoded(Image.new("CMYK", (64, 64)), "JPEG"), "picture")
    assert Image.open(io.BytesIO(cmyk.data)).mode == "RGB"
