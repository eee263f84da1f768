"""Decoding uploaded images and drawing PDF pages. Runs only in the drawing process (see `child.py`)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageChops, ImageFile, ImageOps

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
SMALLEST = 16

Kind = Literal["signature", "crest", "picture"]
LONGEST_SIDE: dict[str, int] = {"signature": 2000, "crest": 2000, "picture": 3000}
_NEAR_WHITE = 246


class Unacceptable(Exception):
    """The image is refused; the message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Cleaned:
    """A re-encoded image without metadata."""

    data: bytes
    mime: str
    width: int
    height: int


def clean_image(data: bytes, kind: Kind) -> Cleaned:
    """Decode a PNG or JPEG, apply its orientation, trim a signature or crest, and encode it anew."""
    image = _decoded(data)
    if kind == "picture":
        image = (
            _flat(image)
            if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info
            else image
        )
    else:
        image = _trimmed(image.convert("RGBA"))
    image.thumbnail((LONGEST_SIDE[kind], LONGEST_SIDE[kind]), Image.Resampling.LANCZOS)
    return _encoded(image, as_jpeg=kind == "picture" and data.startswith(b"\xff\xd8"))


def _decoded(data: bytes) -> Image.Image:
    """The pixels, right way up. Size is checked on the header, before any pixel is decoded."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        decoder = "PNG"
    elif data.startswith(b"\xff\xd8\xff"):
        decoder = "JPEG"
    else:
        raise Unacceptable("This is not a PNG or JPEG image. Save it as PNG or JPEG and send it again.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # WeasyPrint makes Pillow forgiving of files that are cut short; an upload must be whole.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            image = Image.open(BytesIO(data), formats=[decoder])
        except Image.DecompressionBombError as error:
            raise Unacceptable(_too_many("far too many")) from error
        except Exception as error:
            raise Unacceptable("The image file is damaged and cannot be opened.") from error
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise Unacceptable(_too_many(f"{width:,} by {height:,}"))
        if min(width, height) < SMALLEST:
            raise Unacceptable(f"The image has only {width} by {height} pixels, too few to print.")
        try:
            image.seek(0)
            image.load()
            return ImageOps.exif_transpose(image)
        except Exception as error:
            raise Unacceptable("The image file is damaged or cut short and cannot be read.") from error


def _too_many(size: str) -> str:
    return (
        f"The image has {size} pixels. At most {MAX_PIXELS // 1_000_000} million are accepted, and at most "
        f"{MAX_SIDE:,} on a side; make it smaller and send it again."
    )


def _flat(image: Image.Image) -> Image.Image:
    return image.convert("L" if image.mode in ("1", "L", "I", "I;16") else "RGB")


def _trimmed(image: Image.Image) -> Image.Image:
    """Cut away transparent or near-white edges, keeping alpha. Raises when nothing is left."""
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    shown = Image.alpha_composite(white, image).convert("L")
    marks = ImageChops.invert(shown).point(lambda value: 255 if value > 255 - _NEAR_WHITE else 0)
    box = marks.getbbox()
    if box is None:
        raise Unacceptable("The image is blank: there is nothing to print.")
    return image.crop(box)


def _encoded(image: Image.Image, *, as_jpeg: bool) -> Cleaned:
    """Pixels only: a fresh image is made, so that no text, profile, comment or time stamp comes along."""
    mode = "RGBA" if "A" in image.mode or "transparency" in image.info else image.mode
    if mode not in ("RGBA", "RGB", "L"):
        mode = "RGB"
    fresh = Image.new(mode, image.size)
    fresh.paste(image.convert(mode))
    out = BytesIO()
    if as_jpeg and mode != "RGBA":
        fresh.save(out, "JPEG", quality=90, optimize=True)
        return Cleaned(out.getvalue(), "image/jpeg", *fresh.size)
    fresh.save(out, "PNG", optimize=True)
    return Cleaned(out.getvalue(), "image/png", *fresh.size)


def page_png(pdf: bytes, page: int, dpi: int) -> tuple[bytes, int]:
    """One page (from 1) of a PDF as PNG, and the number of pages. Raises `Unacceptable` for a page not there."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        if not 1 <= page <= count:
            raise Unacceptable(f"There is no page {page}: the document has {count}.")
        bitmap = document[page - 1].render(scale=dpi / 72, may_draw_forms=False)
        out = BytesIO()
        bitmap.to_pil().save(out, "PNG", compress_level=4)
        return out.getvalue(), count
    finally:
        document.close()
