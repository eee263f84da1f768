"""Whether an inside address shows in the window of a #10 envelope, from the widths of its letters.

The page is the judge (`layout.py` counts the printed lines); this tells the same for hundreds of addresses in a moment,
without laying anything out. Kerning is left out, so that it errs towards another line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from fontTools.ttLib import TTFont

from app.documents.fonts import FACES, find

AddressForm = Literal["normal", "compact", "open"]

NORMAL_LINES = 5
COMPACT_LINES = 6

FIRST, LATER = 78.0, 75.0
"""Room for the first printed line of an address line and for those that follow it, in millimetres (letter.css)."""

_MM = 25.4 / 72
_SERIF, _SANS, _ARMENIAN = "Source Serif 4 Text", "Source Sans 3", "Noto Serif Armenian"
_BREAKS = re.compile(r"(?<=[ -])")


def address_form(lines: Sequence[str]) -> AddressForm:
    """How the address will be set: up to 5 printed lines normal, 6 compact; with more it leaves the window.

    Raises `FontsMissing`.
    """
    if sum(_printed(line, _SERIF, 10.5) for line in lines) <= NORMAL_LINES:
        return "normal"
    return "compact" if sum(_printed(line, _SANS, 8.8) for line in lines) <= COMPACT_LINES else "open"


def _printed(line: str, family: str, size: float) -> int:
    """Printed lines of one address line, set at `size` points."""
    count, room, used = 1, FIRST, 0.0
    for piece in _BREAKS.split(line.strip()):
        width = _width(piece, family, size)
        # A space at the end of a line takes no room.
        bare = _width(piece.rstrip(" "), family, size)
        if used and used + bare > room:
            count, room, used = count + 1, LATER, 0.0
        used += width
    return count


def _width(text: str, family: str, size: float) -> float:
    latin, armenian = _advances(family), _advances(_ARMENIAN)
    ems = sum(latin[c] if c in latin else 0.92 * armenian.get(c, 0.6) for c in text)
    return ems * size * _MM


@cache
def _advances(family: str) -> dict[str, float]:
    """The advance of each character of a family's regular face, in ems."""
    face = next(one for one in FACES if (one.family, one.weight, one.italic) == (family, 400, False))
    with TTFont(find(face), lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        return {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}
