"""Single lines of text, set and drawn by WeasyPrint, each once for the whole batch.

A paragraph with another name in it breaks otherwise, but soon its lines begin where lines of other copies began, and
are known. What is kept is keyed by exactly what WeasyPrint looks at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.line_break import (
    create_layout,
    get_next_break_point,
    line_size,
    split_first_line,
    strut,
)

from app.documents.batch.drawing import Pen
from app.documents.kept_lines import looked_at

Heights = tuple[float, float, float, float]
"""Height, margins above and below, and baseline of a text box: all of it that the height of its line depends on."""

# `split_first_line` looks at so many characters for each font size that fits the width, if the second line can be
# broken within them.
_LOOKED_AT = 4
_WIDEST = 2**21
_SURE_BREAK = re.compile(r"[A-Za-z,] [A-Za-z]")


@dataclass(frozen=True, slots=True)
class Face:
    """How a text is set: a text box in its style, the number of that style, and the height of its lines in pixels."""

    box: Any
    style: int
    line_height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is set and drawn: `glyphs` are the operators after its place."""

    heights: Heights
    glyphs: bytes


@dataclass(frozen=True, slots=True)
class _Shaped:
    """A line without the space that its style puts above and below it. `used`: characters it uses up (None: all)."""

    height: float
    baseline: float
    glyphs: bytes
    used: int | None


K = TypeVar("K")
V = TypeVar("V")


class Bounded(dict[K, V]):
    """A dictionary that begins anew when it is full: what ten thousand copies have each for itself is not kept."""

    MOST = 1024

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, value)


class Lines:
    """Sets lines; what has been set once is kept, whatever the height of its lines is then."""

    def __init__(self) -> None:
        self._styles: dict[Any, int] = {}
        self._known = Bounded[tuple[Any, ...], _Shaped]()
        self._glyphs = Bounded[tuple[int, str], bytes]()
        self._layouts: dict[int, Any] = {}

    def face(self, box: Any) -> Face:
        """The face in which a text box is set."""
        key = (box.style.font_config, looked_at(box.style))
        line_height, _ = strut(box.style)
        return Face(box, self._styles.setdefault(key, len(self._styles)), line_height)

    def single(self, face: Face, text: str, width: float, pen: Pen) -> Line | None:
        """A text that fits on one line, or None when it does not."""
        shaped = self._line(face, text, width, pen)
        return _line_of(face, shaped) if shaped.used is None else None

    def broken(self, face: Face, text: str, widths: tuple[float, float], pen: Pen) -> list[Line]:
        """The lines of a text; `widths` of the first line and of the others."""
        lines: list[Line] = []
        rest = text
        while True:
            shaped = self._line(face, rest, widths[bool(lines)], pen)
            lines.append(_line_of(face, shaped))
            if shaped.used is None:
                return lines
            rest = rest[shaped.used :].lstrip(" ")

    def _line(self, face: Face, rest: str, width: float, pen: Pen) -> _Shaped:
        """The first line of a text."""
        style = face.box.style
        short = rest[: int(width / style["font_size"] * _LOOKED_AT)]
        whole = len(short) == len(rest)
        key = (face.style, width, short, whole)
        found = self._known.get(key)
        if found is not None:
            return found
        found = self._quick(face, short, width, pen, whole=whole)
        if found is not None:
            self._known[key] = found
            return found
        layout, _, resume, text_width, height, baseline = split_first_line(rest, style, None, width, 0)
        used = None if resume is None else len(rest.encode()[:resume].decode())
        layout.reactivate(style)
        shaped = _Shaped(height, baseline, self._drawn(face, layout, pen), used)
        layout.deactivate()
        if whole or (text_width <= width and _depends_on(short, layout.text)):
            self._known[key] = shaped
        return shaped

    def _quick(self, face: Face, short: str, width: float, pen: Pen, *, whole: bool) -> _Shaped | None:
        """The same as `split_first_line` where it has nothing unusual to do, else None.

        It shapes with one Pango layout what that function shapes with one for each line and one more for drawing.
        """
        style = face.box.style
        if not _usual(style, width):
            return None
        layout = self._layouts.get(face.style)
        if layout is None:
            layout = self._layouts[face.style] = create_layout(short, style, None, width, 0)
        else:
            pango.pango_layout_set_width(layout.layout, int(width * TO_UNITS))
            layout.set_text(short)
        first, resume = layout.get_first_line()
        if resume is None:
            if not whole or line_size(first, style)[0] > width:
                return None
            return self._finished(face, first, layout, pen, None)
        broken = _with_next_word(layout, first, resume, short, style, width)
        if broken is None:
            return None
        text, used = broken
        pango.pango_layout_set_width(layout.layout, -1)
        layout.set_text(text)
        first, _ = layout.get_first_line()
        return self._finished(face, first, layout, pen, used)

    def _finished(self, face: Face, first: Any, layout: Any, pen: Pen, used: int | None) -> _Shaped:
        """The line that an active layout holds."""
        _, height = line_size(first, face.box.style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        return _Shaped(height, baseline, self._drawn(face, layout, pen), used)

    def _drawn(self, face: Face, layout: Any, pen: Pen) -> bytes:
        key = (face.style, layout.text)
        glyphs = self._glyphs.get(key)
        if glyphs is None:
            glyphs = self._glyphs[key] = pen.glyphs(face.box, layout)
        return glyphs


def _usual(style: Any, width: float) -> bool:
    """Whether lines break between words alone, and a layout can be used for one text after the other."""
    return bool(
        style["white_space"] == "normal"
        and style["hyphens"] != "auto"
        and style["letter_spacing"] == "normal"
        and style["word_spacing"] == 0
        and style["font_size"] * _LOOKED_AT <= width < _WIDEST
    )


def _with_next_word(
    layout: Any, first: Any, resume: int, short: str, style: Any, width: float
) -> tuple[str, int] | None:
    """Step 3 of `split_first_line`: (first line, characters it uses up), or None when it would do more than that.

    `layout` holds `short`, which goes on after its first line. Pango may have cut that too early: the next word is
    tried on it as well.
    """
    if line_size(first, style)[0] > width:
        return None
    head = short.encode()[:resume].decode()
    rest = short[len(head) :]
    attributes = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
    point = get_next_break_point(attributes[len(head) + 1 : len(short)])
    if point is None or rest[point] != " ":
        return None
    word = rest[:point].rstrip(" ")
    if not word:
        return None
    longer = head + word
    layout.set_text(longer)
    first, again = layout.get_first_line()
    if again is None:
        return longer.rstrip(" "), len(longer) + 1
    if line_size(first, style)[0] > width:
        return None
    raw = longer.encode()
    return raw[: first.length].decode().rstrip(" "), len(raw[:again].decode())


def _line_of(face: Face, shaped: _Shaped) -> Line:
    """The box of a line as `split_text_box` makes it."""
    margin = (face.line_height - shaped.height) / 2
    return Line((shaped.height, margin, margin, shaped.baseline + margin), shaped.glyphs)


def heights(box: Any) -> Heights:
    """Those of a laid-out text box."""
    return (box.height, box.margin_top, box.margin_bottom, box.baseline)


def _depends_on(short: str, line: str) -> bool:
    """Whether the line would be the same whatever follows `short`: there is a second line in it, and it can break."""
    return short.startswith(line) and _SURE_BREAK.search(short, len(line) + 1, len(short) - 1) is not None
