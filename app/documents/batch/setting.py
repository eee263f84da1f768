"""Setting other words in a place of the exemplar, with WeasyPrint's own functions and nothing else.

What comes out has a measure: the heights and baselines of all its boxes, line by line. Where it equals the exemplar's,
the words take the exemplar's place and nothing around them moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import iter_line_boxes
from weasyprint.text.line_break import _font_style_cache_key, split_first_line, strut

from app.documents.batch.drawing import Pen, Unproved
from app.documents.batch.places import Header, Paragraph, Place, flat
from app.documents.batch.tokens import Key, words

Measure = tuple[Any, ...]
Chunks = tuple[bytes, ...]

# Line and paragraph separators would end a line; the rest has no place in a letter and goes the plain way.
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u2028\u2029]")
_TEXT_STYLE = (
    "letter_spacing", "word_spacing", "white_space", "overflow_wrap", "word_break", "hyphens", "direction",
    "font_kerning",
)  # fmt: skip


@dataclass(frozen=True)
class Set:
    """Words as they are set: their measure, and their text boxes (None where they were drawn before)."""

    measure: Measure
    chunks: Chunks


class Setter:
    """Sets words for all classes of a batch; what has been set once is kept."""

    def __init__(self) -> None:
        self._single: dict[tuple[Any, ...], tuple[Measure, bytes] | None] = {}

    def single(
        self, box: Any, style: tuple[Any, ...], text: str, width: float, pen: Pen
    ) -> tuple[Measure, bytes] | None:
        """(measure, glyphs) of a text that fits on one line in the style of `box`, or None when it does not."""
        key = (text, width, style)
        if key not in self._single:
            self._single[key] = _single(box, text, width, pen)
        return self._single[key]


class PlaceSetter:
    """Sets the words of one place in one layout of an exemplar."""

    def __init__(
        self, place: Place, values: Mapping[Key, str], document: Any, setter: Setter, pen: Pen
    ) -> None:
        self._place, self._setter, self._pen = place, setter, pen
        self._context = document.layout_context
        self._done: dict[tuple[str, ...], Set] = {}
        self.keys = _ordered(place)
        self._edges = [_edges(values[key]) for key in self.keys]
        if isinstance(place, Header):
            self.boxes = list(place.drawn)
            self.measure: Measure = (("line", _height(place.drawn[0])),)
        else:
            self.boxes = [box for line in place.lines for box in flat(line) if isinstance(box, boxes.TextBox)]
            self.measure = _measure(place.lines)
        self._alone = isinstance(place, Header) or (
            len(place.lines) == 1
            and len(place.line.children) == 1
            and list(place.lines[0].children) == self.boxes
        )
        self._style = _style_key(self.boxes[0].style) if self._alone else ()

    def set(self, values: Mapping[Key, str]) -> Set:
        """The given words, as they stand in the HTML. Raises `Unproved` when they are not just other words."""
        texts = tuple(values[key] for key in self.keys)
        if texts not in self._done:
            self._done[texts] = self._set(texts)
        return self._done[texts]

    def _set(self, texts: tuple[str, ...]) -> Set:
        if any(_ODD.search(text) for text in texts) or [_edges(text) for text in texts] != self._edges:
            raise Unproved("characters that may end a line, or other spaces around the words")
        if self._alone:
            found = self._one_line(words(texts[0]).strip(" "))
            if found is not None:
                return found
            if isinstance(self._place, Header):
                return Set((("too long", texts[0]),), ())
        assert isinstance(self._place, Paragraph)
        return self._lines(self._place, texts)

    def _one_line(self, text: str) -> Set | None:
        box = self.boxes[0]
        done = self._setter.single(box, self._style, text, self._width(box), self._pen)
        if done is None:
            return None
        measure, glyphs = done
        return Set(
            (("line", measure),) if isinstance(self._place, Header) else _like(self.measure, measure),
            (glyphs,),
        )

    def _width(self, box: Any) -> float:
        """The width that WeasyPrint would offer to the only text of the line."""
        block = self._place.block
        # The same sums in the same order as in `avoid_collisions` and `get_next_linebox`, for the same rounding.
        left = block.content_box_x()
        right = left + ((left + block.width) - left)
        return float(right - box.position_x)

    def _lines(self, place: Paragraph, texts: tuple[str, ...]) -> Set:
        other = dict(zip((id(box) for box, _ in place.texts), texts, strict=True))
        line = _with_words(place.line, other)
        made = [
            one
            for one, _ in iter_line_boxes(
                self._context, line, place.lines[0].position_y, 0, None, place.block, [], [], None, None
            )
        ]
        measure = _measure(made)
        if measure != self.measure:
            return Set(measure, ())
        mine = [box for one in made for box in flat(one) if isinstance(box, boxes.TextBox)]
        chunks = []
        for box, theirs in zip(mine, self.boxes, strict=True):
            box.position_y = theirs.position_y
            chunks.append(b"\n".join(filter(None, self._pen.write(box))))
        return Set(measure, tuple(chunks))

    def placed(self, found: Set, own: Sequence[bytes]) -> Chunks:
        """The chunks with their places; `own` are those of the exemplar, whose single lines lend theirs."""
        if not self._alone:
            return found.chunks
        return tuple(b"\n".join((*_until_placed(chunk), found.chunks[0])) for chunk in own)


def _ordered(place: Place) -> tuple[Key, ...]:
    return (place.key,) if isinstance(place, Header) else tuple(key for _, key in place.texts)


def _single(box: Any, text: str, width: float, pen: Pen) -> tuple[Measure, bytes] | None:
    style = box.style
    layout, length, resume, _, height, baseline = split_first_line(text, style, None, width, 0)
    if resume is not None or length != len(text.encode()):
        return None
    line_height, _ = strut(style)
    made = box.copy_with_text(layout.text)
    made.pango_layout = layout
    _, glyphs = pen.write(made)
    margin = (line_height - height) / 2
    return (height, margin, margin, baseline + margin), glyphs


def _height(box: Any) -> Measure:
    return (box.height, box.margin_top, box.margin_bottom, box.baseline)


def _like(measure: Measure, text: Measure) -> Measure:
    """The measure of a paragraph of one line and one text box with another text in it."""
    ((height, baseline, ((kind, element, tag, own),)),) = measure
    return ((height, baseline, ((kind, element, tag, text),)),) if own == text else (("other", text),)


def _measure(lines: Sequence[Any]) -> Measure:
    """All that the layout around the lines can depend on."""
    return tuple((line.height, line.baseline, tuple(_box_measure(line))) for line in lines)


def _box_measure(box: Any) -> Iterator[Measure]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield ("text", id(child.style), child.element_tag, _height(child))
        elif isinstance(child, boxes.InlineBox):
            yield ("inline", id(child.element), child.element_tag, tuple(_box_measure(child)))
        else:
            size = (child.margin_width(), child.margin_height(), getattr(child, "baseline", None))
            yield ("box", id(child.element), child.element_tag, size)


def _with_words(box: Any, other: Mapping[int, str]) -> Any:
    """A copy of a line box before layout with other words in its text boxes."""
    children = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            children.append(
                child.copy_with_text(_with_edges(child.text, other[id(child)]))
                if id(child) in other
                else child
            )
        elif isinstance(child, boxes.InlineBox):
            children.append(_with_words(child, other))
        else:
            children.append(child)
    return box.copy_with_children(children)


def _with_edges(old: str, new: str) -> str:
    """The new words with the spaces at the edges that were kept of the old ones."""
    bare = old.strip(" ")
    before, _, after = old.partition(bare)
    return before + words(new).strip(" ") + after


def _edges(text: str) -> tuple[bool, bool, bool]:
    """Whether words have a space before them and after them, and whether there are any."""
    text = words(text)
    return text.startswith(" "), text.endswith(" "), bool(text.strip(" "))


def _style_key(style: Any) -> tuple[Any, ...]:
    return (_font_style_cache_key(style, include_size=True), *(str(style[name]) for name in _TEXT_STYLE))


def _until_placed(chunk: bytes) -> tuple[bytes, bytes]:
    begin, matrix = chunk.split(b"\n", 2)[:2]
    return begin, matrix
