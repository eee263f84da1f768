"""The square code (QR) on the last page: the address at which the paper is checked, as line art.

One filled outline of black on white, so no viewer shows hairlines between its rows and it prints as sharp as the
printer can. Medium error correction (ISO/IEC 18004 level M) or better; the four white modules that the standard asks
for around the code are the empty margin of the paper.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import segno

SCHEME = "letter-code"
LONGEST = 300


def code_address(text: str) -> str:
    """How a letter's markup names the code: the same text has the same name, so it is drawn once for many copies."""
    return f"{SCHEME}:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


@lru_cache(maxsize=64)
def code_svg(text: str) -> bytes:
    """The code for `text` as SVG, one unit for each module. Raises `ValueError` for a text that no small code holds."""
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"The address for checking a letter may have at most {LONGEST} characters.")
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = "".join(_row(row, y) for y, row in enumerate(matrix))
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
        f'<path fill="#000" d="{runs}"/></svg>'
    ).encode()


def _row(row: bytes | bytearray, y: int) -> str:
    """Outlines of the dark runs of one row."""
    found, x = [], 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            found.append(f"M{start} {y}h{x - start}v1H{start}z")
        x += 1
    return "".join(found)
