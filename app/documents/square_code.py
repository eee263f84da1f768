"""The square code (QR) on the last page: the address at which the paper is checked, black on white.

An image and not an outline: its hundreds of corners would cost each letter ten milliseconds, and more than 400 dots per
inch are as sharp as paper shows. Medium error correction (ISO/IEC 18004 level M) or better; the four white modules that
the standard asks for around the code are the empty margin of the paper.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from io import BytesIO

import segno
from PIL import Image

SCHEME = "letter-code"
LONGEST = 300
DOTS = 8
"""Dots for each module, across and down."""


def code_address(text: str) -> str:
    """How a letter's markup names the code: the same text has the same name, so it is drawn once for many copies."""
    return f"{SCHEME}:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


@lru_cache(maxsize=64)
def code_png(text: str) -> bytes:
    """The code for `text` as PNG without a white edge. Raises `ValueError` for a text that no small code holds."""
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"The address for checking a letter may have at most {LONGEST} characters.")
    rows = segno.make(text, error="m", micro=False).matrix
    small = Image.frombytes(
        "L", (len(rows), len(rows)), bytes(0 if dark else 255 for row in rows for dark in row)
    )
    out = BytesIO()
    small.resize((len(rows) * DOTS, len(rows) * DOTS), Image.Resampling.NEAREST).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
