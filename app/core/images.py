"""Making an uploaded picture safe to show and to print: decoded, shrunk and written anew.

Only PNG and JPEG come in, and only the decoders of those two ever see the bytes. What goes out is a fresh
PNG or JPEG without any metadata, the same bytes for the same input.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from app.core.errors import RedressError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 25_000_000
LONGEST_SIDE = 2000
LEAST_DPI = 200
"""Fewer dots per inch than this show on paper; 300 are what a printer draws well."""
CSS_DPI = 96
"""A picture smaller than its place prints in so many dots per inch."""
_FORMATS = ("PNG", "JPEG")


class BadImage(RedressError):
    """The file cannot be used as a picture; `message` says why and what to do."""

    status = 422


@dataclass(frozen=True)
class CleanImage:
    """A picture written anew. `data` is a PNG or JPEG file, sides are in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean_image(data: bytes, *, longest_side: int = LONGEST_SIDE) -> CleanImage:
    """`data` as a fresh PNG (from PNG) or JPEG (from JPEG). Raises `BadImage`.

    Pictures are turned upright, and shrunk when a side is longer than `longest_side` pixels.
    """
    if not data:
        raise BadImage("The file is empty. Choose a PNG or JPEG picture.")
    if len(data) > MAX_BYTES:
        raise BadImage(f"The picture is larger than {MAX_BYTES // 1024 // 1024} MB. Choose a smaller one.")
    # WeasyPrint, where it is loaded, makes Pillow forgiving of files that are cut short; an upload must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # `open` reads the header only, so the size is known before anything is decoded.
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise BadImage(
                    f"The picture has {opened.width} by {opened.height} pixels. "
                    f"At most {MAX_PIXELS // 1_000_000} million pixels can be used."
                )
            kind = opened.format
            picture = _plain(opened)
    except Image.DecompressionBombError as error:
        raise BadImage("The picture has too many pixels to be used. Choose a smaller one.") from error
    except UnidentifiedImageError as error:
        raise BadImage("This is not a PNG or JPEG picture. Save it as one of those and try again.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadImage("The picture is damaged or incomplete. Choose another file.") from error
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    return _written(picture, kind or "PNG")


def dots_per_inch(width: int, height: int, box: tuple[float, float]) -> int:
    """How fine a picture of `width` by `height` pixels prints that is fitted whole into `box` (millimetres)."""
    return round(max(width / box[0] * 25.4, height / box[1] * 25.4, CSS_DPI))


def media_type(data: bytes) -> str:
    """`image/png` or `image/jpeg` of a file that `clean_image` wrote."""
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


def _plain(opened: Image.Image) -> Image.Image:
    """Decoded, upright, in a mode that both writers know."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):
        # Sixteen bits to a channel: keep the high byte, since `convert` would only cut values off.
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    if "transparency" in upright.info or upright.mode in ("RGBA", "LA", "PA"):
        return upright.convert("RGBA")
    return upright.convert("L" if upright.mode in ("1", "L") else "RGB")


def _written(picture: Image.Image, kind: str) -> CleanImage:
    # A new image carries no text, profile or EXIF of the old one.
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    out = io.BytesIO()
    if kind == "JPEG":
        fresh.save(out, "JPEG", quality=90, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=True)
    return CleanImage(
        data=out.getvalue(),
        media_type="image/jpeg" if kind == "JPEG" else "image/png",
        width=fresh.width,
        height=fresh.height,
    )
