"""Lines of text that WeasyPrint has broken once are not broken again. Runs only in the drawing process.

A letter is laid out several times: in the forms that its length asks for, after each change in a preview, as one of
many copies. Most of its lines come out as before, and shaping them is the dearest part of a layout. What is kept is
keyed by everything that `split_first_line` looks at, so that a kept line is the one that would be made again.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import weasyprint
from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import Layout, split_first_line

from app.documents.structure import WEASYPRINT

MOST = 2048
"""So many lines are kept in each of two halves: about as many as fifty pages have."""

looked_at = itemgetter(
    "direction", "lang", "font_language_override", "font_family", "font_style", "font_stretch", "font_weight",
    "font_size", "font_variation_settings", "font_kerning", "font_variant_ligatures", "font_variant_position",
    "font_variant_caps", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings", "text_decoration_line", "letter_spacing", "word_spacing", "white_space", "overflow_wrap",
    "word_break", "hyphens", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character",
)  # fmt: skip
"""All of a style that `split_first_line` and the drawing of a line depend on, colour and decoration aside."""

Split = tuple[Any, int, int | None, float, float, float]
"""What `split_first_line` gives: layout, length and resume index in bytes, width, height and baseline in pixels."""


class KeptLines:
    """The lines of one font configuration. `split` stands for WeasyPrint's `split_first_line`."""

    def __init__(self, split: Callable[..., Split] = split_first_line, most: int = MOST) -> None:
        self._split, self._most = split, most
        self._now: dict[Any, Split] = {}
        self._before: dict[Any, Split] = {}

    def first(
        self, text: str, style: Any, context: Any, max_width: Any, spacing: float, at_start: bool, least: bool
    ) -> Split:
        """The first line of a text; parameters as those of `split_first_line`."""
        key = (text, max_width, spacing, at_start, least, looked_at(style))
        found = self._now.get(key)
        if found is None:
            found = self._before.get(key)
            if found is None:
                found = self._split(text, style, context, max_width, spacing, at_start, least)
            if len(self._now) >= self._most:
                self._before, self._now = self._now, {}
            self._now[key] = found
        return (another(found[0]), *found[1:])


def install() -> None:
    """Have WeasyPrint ask for kept lines first. Raises `RuntimeError` for a WeasyPrint that was not read."""
    if weasyprint.__version__ != WEASYPRINT:
        raise RuntimeError(f"Lines are kept for WeasyPrint {WEASYPRINT}, not {weasyprint.__version__}.")
    inline.split_first_line = preferred.split_first_line = _first_line


def _first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Split:
    # As WeasyPrint does with the heights of lines, they are kept beside the fonts that made them.
    fonts = style.font_config
    kept = fonts.__dict__.get("kept_lines")
    if kept is None:
        kept = fonts.kept_lines = KeptLines()
    made: Split = kept.first(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    return made


def another(layout: Any) -> Any:
    """The layout of a line for one more text box: drawing changes it."""
    made = Layout.__new__(Layout)
    made.__dict__.update(layout.__dict__)
    return made
