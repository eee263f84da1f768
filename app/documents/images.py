"""Uploaded images: what may be shown or printed, made safe before it is kept.

Only PNG and JPEG are accepted, opened with those two decoders in the drawing process, under its limits;
pixels are written anew, so no metadata, comment or hidden payload survives. Crests and signatures are
trimmed to what is drawn and keep their transparency.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.errors import ImageRefused, RenderFailed
from app.documents.process import RefusedWork, shared

if TYPE_CHECKING:
    from app.documents.imagework import Kind
    from app.documents.process import DrawingProcess

MAX_BYTES = 12 * 1024 * 1024
SECONDS = 15.0


@dataclass(frozen=True)
class PreparedImage:
    """A clean image: bytes to store, type, size in pixels, and the name under which it is stored."""

    data: bytes
    mime: str
    width: int
    height: int
    sha256: str


def prepare_image(
    data: bytes, kind: Kind = "picture", process: DrawingProcess | None = None
) -> PreparedImage:
    """Check and re-encode an upload (`kind`: signature, crest or picture). Raises `ImageRefused` with a sentence."""
    if not data:
        raise ImageRefused("The file is empty.")
    if len(data) > MAX_BYTES:
        raise ImageRefused(
            f"The image is {len(data) / 1_048_576:.1f} MB; at most {MAX_BYTES // 1_048_576} MB are accepted."
        )
    if not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise ImageRefused("This is not a PNG or JPEG image. Save it as PNG or JPEG and send it again.")
    try:
        reply, parts = (process or shared()).ask({"do": "image", "kind": kind}, [data], wall=SECONDS)
    except RefusedWork as problem:
        raise ImageRefused(str(problem)) from problem
    except RenderFailed as problem:
        raise ImageRefused(
            "The image could not be read within the limits. Save it anew and send it again."
        ) from problem
    clean = parts[0]
    return PreparedImage(
        clean, reply["mime"], reply["width"], reply["height"], hashlib.sha256(clean).hexdigest()
    )
