"""How large an address is set: the usual size where it fits, smaller where it does not. Measured with the fonts' own
widths, so what is decided here is what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from app.documents.errors import DocumentError
from app.documents.fonts import FACES, find

POINT = 25.4 / 72
_SANS, _ARMENIAN, _ARMENIAN_SIZE = "SourceSans3-Regular.ttf", "NotoSerifArmenian-400.ttf", 0.92
_SAFETY = 1.01


@dataclass(frozen=True)
class Step:
    """Size and leading in points."""

    size: float
    leading: float


ENVELOPE_STEPS = (Step(11, 14), Step(9.5, 12), Step(8.6, 10.3), Step(7.4, 8.9))
LABEL_STEPS = (Step(8.6, 10.3), Step(7.4, 8.9), Step(6.6, 7.8), Step(6.0, 7.0))


class TooLong(DocumentError):
    """An address that does not fit at any size."""


def step_for(
    lines: Sequence[str],
    steps: Sequence[Step],
    width: float,
    height: float,
    hang: float,
    *,
    wraps_first: bool,
) -> int:
    """Which of `steps` an address is set in: the first at which all its lines, wrapped, fit. Millimetres.

    `wraps_first`: whether a line may wrap at the first size. Raises `TooLong` naming the address.
    """
    for place, step in enumerate(steps):
        wrapped = [wrapped_lines(line, step.size, width, hang) for line in lines]
        if place == 0 and not wraps_first and any(count > 1 for count in wrapped):
            continue
        if 0 not in wrapped and sum(wrapped) * step.leading * POINT <= height:
            return place
    raise TooLong(
        f"The address of {lines[0] if lines else 'nobody'} is too long to be printed here. Shorten it."
    )


def wrapped_lines(line: str, size: float, width: float, hang: float) -> int:
    """How many lines a line becomes; 0 when one of its words is wider than the paper."""
    count, used, room = 1, 0.0, width
    space = width_of(" ", size)
    for word in line.split():
        wide = width_of(word, size)
        if wide > width - hang:
            return 0
        if used and used + space + wide > room:
            count, used, room = count + 1, wide, width - hang
        else:
            used += (space if used else 0) + wide
    return count


def width_of(text: str, size: float) -> float:
    """The width of a text in millimetres, without kerning and a little more."""
    return sum(_advance(letter) for letter in text) * size * POINT * _SAFETY


@cache
def _advance(letter: str) -> float:
    for file, scale in ((_SANS, 1.0), (_ARMENIAN, _ARMENIAN_SIZE)):
        widths = _widths(file)
        if ord(letter) in widths:
            return widths[ord(letter)] * scale
    return 1.0


@cache
def _widths(file: str) -> dict[int, float]:
    """Advance widths in ems by code point."""
    with TTFont(find(next(face for face in FACES if face.file == file)), lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}
