"""Draw the line art of the letter templates: the draft mark, and the demonstration crest and signatures.

Run by hand when the art changes; the results are committed. The demonstration art is invented.
"""

from __future__ import annotations

import itertools
import math
import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BASE = ROOT / "letter_templates" / "_base"
DEMO = BASE / "demo"
BLUE = (28, 53, 87, 255)
INK = (23, 32, 62, 255)
WHITE = (255, 255, 255, 255)
OVER = 4

Point = tuple[float, float]


def draft(name: str, width: float, height: float) -> None:
    """The word DRAFT in outlines from the lower left to the upper right of a page (millimetres)."""
    font = TTFont(ROOT / "node_modules" / "source-sans" / "TTF" / "SourceSans3-Bold.ttf")
    glyphs, cmap, metrics = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
    advance = sum(metrics[cmap[ord(c)]][0] + 60 for c in "DRAFT") - 60
    scale = 205 / advance
    turn = math.radians(-52)
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
    middle = (advance / 2, 330)
    paths, x = [], 0.0
    for character in "DRAFT":
        glyph = cmap[ord(character)]
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.2f}".rstrip("0").rstrip("."))
        dx, dy = x - middle[0], -middle[1]
        matrix = (cos, sin, sin, -cos, width / 2 + dx * cos + dy * sin, height / 2 + dx * sin - dy * cos)
        glyphs[glyph].draw(TransformPen(pen, matrix))
        paths.append(pen.getCommands())
        x += metrics[glyph][0] + 60
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}"><path d="{"".join(paths)}" fill="#eff1f3"/></svg>\n'
    )
    (BASE / name).write_text(svg, encoding="utf-8")


def crest() -> None:
    """A shield with sun, two peaks and a stream; 330 by 405 pixels."""
    w, h = 440 * OVER, 540 * OVER
    image = Image.new("RGBA", (w, h), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for inset, colour in ((0, BLUE), (18, WHITE), (28, BLUE), (36, WHITE)):
        pen.polygon(_shield(w, h, inset * OVER), fill=colour)
    inner = Image.new("L", (w, h), 0)
    ImageDraw.Draw(inner).polygon(_shield(w, h, 46 * OVER), fill=255)
    scene = Image.new("RGBA", (w, h), WHITE)
    _scene(ImageDraw.Draw(scene))
    image.paste(scene, (0, 0), inner)
    image.resize((330, 405), Image.Resampling.LANCZOS).save(DEMO / "crest.png", optimize=True)


def _shield(w: int, h: int, inset: int) -> list[Point]:
    left, right, top, bottom = inset, w - inset, inset, h - inset * 1.15
    shoulder = top + (bottom - top) * 0.58
    middle = (left + right) / 2
    points: list[Point] = [(left, top), (right, top), (right, shoulder)]
    points += _curve((right, shoulder), (right, bottom * 0.86), (middle, bottom))
    return points + _curve((middle, bottom), (left, bottom * 0.86), (left, shoulder))


def _curve(a: Point, b: Point, c: Point, steps: int = 60) -> list[Point]:
    found = []
    for i in range(1, steps + 1):
        t = i / steps
        found.append(
            (
                (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * b[0] + t * t * c[0],
                (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * b[1] + t * t * c[1],
            )
        )
    return found


def _scene(pen: ImageDraw.ImageDraw) -> None:
    o = OVER
    pen.ellipse([112 * o, 82 * o, 172 * o, 142 * o], outline=BLUE, width=9 * o)
    for i in range(8):
        turn = math.pi * i / 4
        start, end = (
            (142 + 41 * math.cos(turn), 112 + 41 * math.sin(turn)),
            (142 + 54 * math.cos(turn), 112 + 54 * math.sin(turn)),
        )
        pen.line([start[0] * o, start[1] * o, end[0] * o, end[1] * o], fill=BLUE, width=8 * o)
    ridge = [(0, 360), (140, 200), (205, 278), (282, 158), (440, 352), (440, 540), (0, 540)]
    pen.polygon([(x * o, y * o) for x, y in ridge], fill=BLUE)
    for base in (372, 410, 448):
        wave = [(x * o, (base + 13 * math.sin(x / 440 * 4 * math.pi + base)) * o) for x in range(0, 441, 2)]
        pen.line(wave, fill=WHITE, width=11 * o, joint="curve")


def signature(name: str, stroke: list[list[Point]], width: int, height: int) -> None:
    """A pen stroke through points, smoothed (Catmull-Rom) and slightly thinner where it is quick."""
    image = Image.new("RGBA", (width * OVER, height * OVER), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for points in stroke:
        path = _smooth(points)
        for (x0, y0), (x1, y1) in itertools.pairwise(path):
            speed = math.hypot(x1 - x0, y1 - y0)
            radius = max(2.5, 4.3 - speed * 0.26) * OVER
            pen.ellipse(
                [x0 * OVER - radius, y0 * OVER - radius, x0 * OVER + radius, y0 * OVER + radius], fill=INK
            )
            pen.line([x0 * OVER, y0 * OVER, x1 * OVER, y1 * OVER], fill=INK, width=int(radius * 2))
    small = image.resize((width * 3 // 4, height * 3 // 4), Image.Resampling.LANCZOS)
    small.crop(small.getbbox()).save(DEMO / name, optimize=True)


def _smooth(points: list[Point], steps: int = 24) -> list[Point]:
    padded = [points[0], *points, points[-1]]
    path: list[Point] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for i in range(steps):
            t = i / steps
            path.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t**2
                        + (3 * b - a - 3 * c + d) * t**3
                    )
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return [*path, points[-1]]


def _points(text: str) -> list[Point]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


FIRST = (
    "150,40 95,25 40,70 35,140 75,165 130,120 150,60 120,35 105,60 150,95 200,100 230,90 "
    "215,150 260,100 270,155 310,95 315,150 355,90 400,20 385,15 360,110 375,150 420,100 430,150 "
    "470,110 455,190 425,200 450,160 520,130 570,140 640,105 720,98"
)
SECOND = (
    "40,175 60,60 75,30 90,90 105,150 135,70 155,30 165,120 185,160 215,105 230,150 260,100 "
    "275,150 310,110 345,30 352,15 335,90 350,150 390,105 410,145 450,110 480,140 540,128 620,120"
)
UNDERLINE = "215,185 330,178 470,170 600,172"


def main() -> int:
    DEMO.mkdir(parents=True, exist_ok=True)
    draft("draft-letter.svg", 215.9, 279.4)
    draft("draft-a4.svg", 210, 297)
    crest()
    signature("signature-one.png", [_points(FIRST)], 760, 215)
    signature("signature-two.png", [_points(SECOND), _points(UNDERLINE)], 660, 205)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
