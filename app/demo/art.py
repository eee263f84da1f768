"""Pictures drawn for the demonstration: signatures of people who do not exist, and a labelled consent note."""

from __future__ import annotations

import io
import itertools
import math
import random

from PIL import Image, ImageDraw, ImageFont

_INK = (22, 32, 66, 255)
_SCALE = 3


def signature(name: str) -> bytes:
    """A pen stroke in the manner of a signature, the same for the same name. PNG, transparent, 900 by 240."""
    chance = random.Random(name)
    width, height = 900 * _SCALE, 240 * _SCALE
    picture = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    points = _stroke(chance, width, height)
    for (x, y), (x2, y2) in itertools.pairwise(points):
        thick = 7 + 6 * math.sin(x / 160) ** 2
        pen.line((x, y, x2, y2), fill=_INK, width=round(thick))
        pen.ellipse((x2 - thick / 2, y2 - thick / 2, x2 + thick / 2, y2 + thick / 2), fill=_INK)
    small = picture.resize((900, 240), Image.Resampling.LANCZOS)
    return _png(small)


def _stroke(chance: random.Random, width: int, height: int) -> list[tuple[float, float]]:
    """Loops that shrink from left to right, then a flourish."""
    loops = [(chance.uniform(0.5, 1.1), chance.uniform(0.7, 1.3)) for _ in range(7)]
    points = []
    steps = 900
    for step in range(steps):
        t = step / steps
        tall, quick = loops[min(int(t * len(loops)), len(loops) - 1)]
        swing = height * 0.34 * tall * (1 - 0.72 * t)
        angle = t * 2 * math.pi * len(loops) * (0.85 + 0.1 * quick)
        x = width * (0.06 + 0.74 * t) + swing * 0.55 * math.cos(angle)
        y = height * 0.52 + swing * math.sin(angle) - height * 0.06 * math.sin(t * 3)
        points.append((x, y))
    x, y = points[-1]
    points += [
        (x + width * 0.16 * s, y - height * 0.12 * math.sin(s * 2.4)) for s in (n / 60 for n in range(61))
    ]
    return points


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
