"""Pictures drawn for the demonstration: signatures of people who do not exist, and a labelled consent note."""

from __future__ import annotations

import io
import itertools
import math
import random
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from app.demo.art_glyphs import BARS, DOTS, LARGE, SMALL, Point, points

_INK = (22, 32, 66, 255)
_SCALE = 3
_SIZE = (900, 240)
_UNIT = 46.0  # pixels to the height of a small letter, before the drawing is fitted to the picture


def signature(name: str) -> bytes:
    """The name as somebody might sign it, the same for the same name. PNG, transparent, 900 by 240.

    First names shrink to an initial, small letters lose height as the pen hurries on, and a line ends it.
    """
    chance = random.Random(name)
    strokes = _fitted(list(_strokes(name, chance)))
    width, height = _SIZE
    picture = Image.new("RGBA", (width * _SCALE, height * _SCALE), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        _ink(pen, _smooth(stroke))
    return _png(picture.resize(_SIZE, Image.Resampling.LANCZOS))


def _strokes(name: str, chance: random.Random) -> Iterator[list[Point]]:
    """Each run of the pen in units, x to the right and y upward."""
    *firsts, last = name.split()
    at, slope = 0.0, chance.uniform(0.02, 0.07)
    for word in [*(first[0] for first in firsts), last]:
        run: list[Point] = []
        for number, letter in enumerate(word):
            height = max(0.55, 1.0 - 0.045 * number) * chance.uniform(0.92, 1.06)
            shape, reach = _shape(letter, height, at, slope)
            if letter.isupper() and run:
                yield run
                run = []
            run += shape
            for shapes in (BARS, DOTS):
                extra = _extra(shapes, letter, height, at, slope)
                if extra:
                    yield extra
            at += reach
        yield run
        at += 0.25
    yield _flourish(at, chance)


def _shape(letter: str, height: float, at: float, slope: float) -> tuple[list[Point], float]:
    shape = points(LARGE.get(letter) or SMALL.get(letter.lower(), SMALL["n"]))
    scale = 1.0 if letter in LARGE else 2.0 if letter.isupper() else height
    wide = 1.25 if letter.islower() else 1.0
    return [_placed(p, scale, wide, at, slope) for p in shape], shape[-1][0] * scale * wide


def _placed(point: Point, scale: float, wide: float, at: float, slope: float) -> Point:
    """Set on a rising base line and leaning to the right."""
    x, y = at + point[0] * scale * wide, point[1] * scale
    return x + 0.3 * y, y + slope * x


def _extra(shapes: dict[str, str], letter: str, height: float, at: float, slope: float) -> list[Point]:
    """A bar or a dot, drawn after the letter."""
    return [_placed(p, height, 1.25, at, slope) for p in points(shapes.get(letter, ""))]


def _flourish(end: float, chance: random.Random) -> list[Point]:
    start, low = end * chance.uniform(0.25, 0.45), -chance.uniform(0.5, 0.8)
    return [(end * 0.98, low + 0.25), (start, low), (start - 0.3, low - 0.12), (end * 1.12, low + 0.5)]


def _fitted(strokes: list[list[Point]]) -> list[list[Point]]:
    """In pixels of the large picture, filling it but for a margin."""
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    width, height = (side * _SCALE for side in _SIZE)
    room = 0.92
    scale = min(room * width / (max(xs) - min(xs)), room * height / (max(ys) - min(ys)), _UNIT * _SCALE * 2)
    left = 0.04 * width - min(xs) * scale
    low = height / 2 + (max(ys) + min(ys)) / 2 * scale
    return [[(left + x * scale, low - y * scale) for x, y in stroke] for stroke in strokes]


def _smooth(stroke: list[Point], steps: int = 14) -> list[Point]:
    """A curve through all points (Catmull-Rom)."""
    padded = [stroke[0], *stroke, stroke[-1]]
    curve = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_between(p0[0], p1[0], p2[0], p3[0], t), _between(p0[1], p1[1], p2[1], p3[1], t)))
    return [*curve, stroke[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _ink(pen: ImageDraw.ImageDraw, curve: list[Point]) -> None:
    """Strokes toward the writer press harder."""
    thick = 7.0
    for (x, y), (x2, y2) in itertools.pairwise(curve):
        length = math.hypot(x2 - x, y2 - y) or 1.0
        wanted = 7.5 + 6.5 * max(0.0, (y2 - y) / length)
        thick += (wanted - thick) * 0.3
        pen.line((x, y, x2, y2), fill=_INK, width=round(thick))
        pen.ellipse((x2 - thick / 2, y2 - thick / 2, x2 + thick / 2, y2 + thick / 2), fill=_INK)


def consent_note(name: str, day: str) -> bytes:
    """A picture of a note that says whose invented consent it is. PNG, 800 by 500."""
    picture = Image.new("RGB", (800, 500), (252, 251, 247))
    pen = ImageDraw.Draw(picture)
    lines = ("DEMONSTRATION", "", f"I agree to the letter of {day}", "as it was shown to me.", "", name)
    for number, line in enumerate(lines):
        pen.text((60, 60 + number * 58), line, fill=(40, 40, 40), font=ImageFont.load_default(size=34))
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
