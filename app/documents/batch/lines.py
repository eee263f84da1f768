"""Single lines of text, set and drawn by WeasyPrint, each once for the whole batch.

A paragraph with another name in it breaks otherwise, but soon its lines begin where lines of other copies began, and
are known. What is kept is keyed by exactly what WeasyPrint looks at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, pango
from weasyprint.text.line_break import (
    _font_style_cache_key,
    create_layout,
    line_size,
    split_first_line,
    strut,
)

from app.documents.batch.drawing import Pen

Heights = tuple[float, float, float, float]
"""Height, margins above and below, and baseline of a text box: all of it that the height of its line depends on."""

StyleKey = tuple[Any, ...]

_TEXT_STYLE = (
    "letter_spacing", "word_spacing", "white_space", "overflow_wrap", "word_break", "hyphens", "direction",
    "font_kerning",
)  # fmt: skip
# `split_first_line` looks at so many characters for each font size that fits the width, if the second line can be
# broken within them.
_LOOKED_AT = 4
_SURE_BREAK = re.compile(r"[A-Za-z,] [A-Za-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is set and drawn: `glyphs` are the operators after its place."""

    heights: Heights
    glyphs: bytes


class Lines:
    """Sets lines; what has been set once is kept."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[Line, int | None]] = {}
        self._glyphs: dict[tuple[StyleKey, str], bytes] = {}

    def single(self, box: Any, style: StyleKey, text: str, width: float, pen: Pen) -> Line | None:
        """A text that fits on one line in the style of `box`, or None when it does not."""
        line, used = self._line(box, style, text, width, pen)
        return line if used is None else None

    def _fitting(self, box: Any, style: StyleKey, text: str, width: float, pen: Pen) -> Line | None:
        """The same as `_line` for a text that fits, with less work: steps 1 and 2 of `split_first_line`."""
        layout = create_layout(text, box.style, None, width, 0)
        first, more = layout.get_first_line()
        if more is not None or line_size(first, box.style)[0] > width:
            layout.deactivate()
            return None
        _, height = line_size(first, box.style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        known = self._glyphs.get((style, text))
        if known is None:
            known = self._glyphs[(style, text)] = pen.glyphs(box, layout, active=True)
        return _line_of(box, height, baseline, known)

    def broken(
        self, box: Any, style: StyleKey, text: str, widths: tuple[float, float], pen: Pen
    ) -> list[Line]:
        """The lines of a text in the style of `box`; `widths` of the first line and of the others."""
        lines: list[Line] = []
        rest = text
        while True:
            line, used = self._line(box, style, rest, widths[bool(lines)], pen)
            lines.append(line)
            if used is None:
                return lines
            rest = rest[used:].lstrip(" ")

    def _line(self, box: Any, style: StyleKey, rest: str, width: float, pen: Pen) -> tuple[Line, int | None]:
        """The first line of a text, and how many characters it uses up (None: all)."""
        short = rest[: int(width / box.style["font_size"] * _LOOKED_AT)]
        key = (style, width, short, len(short) == len(rest))
        found = self._known.get(key)
        if found is not None:
            return found
        if len(short) == len(rest) and box.style["font_size"] * _LOOKED_AT <= width:
            fitting = self._fitting(box, style, rest, width, pen)
            if fitting is not None:
                self._known[key] = (fitting, None)
                return fitting, None
        layout, _, resume, text_width, height, baseline = split_first_line(rest, box.style, None, width, 0)
        used = None if resume is None else len(rest.encode()[:resume].decode())
        line = _line_of(box, height, baseline, self._drawn(box, style, layout, pen))
        if len(short) == len(rest) or (text_width <= width and _depends_on(short, layout.text)):
            self._known[key] = (line, used)
        return line, used

    def _drawn(self, box: Any, style: StyleKey, layout: Any, pen: Pen) -> bytes:
        key = (style, layout.text)
        glyphs = self._glyphs.get(key)
        if glyphs is None:
            glyphs = self._glyphs[key] = pen.glyphs(box, layout, active=False)
        return glyphs


def _line_of(box: Any, height: float, baseline: float, glyphs: bytes) -> Line:
    """The box of a line as `split_text_box` makes it."""
    line_height, _ = strut(box.style)
    margin = (line_height - height) / 2
    return Line((height, margin, margin, baseline + margin), glyphs)


def style_key(style: Any) -> StyleKey:
    """Equal for styles in which text comes out the same, its colour aside."""
    return (_font_style_cache_key(style, include_size=True), *(str(style[name]) for name in _TEXT_STYLE))


def heights(box: Any) -> Heights:
    """Those of a laid-out text box."""
    return (box.height, box.margin_top, box.margin_bottom, box.baseline)


def _depends_on(short: str, line: str) -> bool:
    """Whether the line would be the same whatever follows `short`: there is a second line in it, and it can break."""
    return short.startswith(line) and _SURE_BREAK.search(short, len(line) + 1, len(short) - 1) is not None
