"""Setting other words in a place of the exemplar, with WeasyPrint's own functions and nothing else.

What comes out has a measure: the heights and baselines of all its boxes, line by line. Where it equals the exemplar's,
the words take the exemplar's place and nothing around them moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import iter_line_boxes

from app.documents.batch.drawing import Pen, Unproved
from app.documents.batch.lines import Bounded, Lines, heights
from app.documents.batch.places import Header, Paragraph, Place, flat
from app.documents.batch.tokens import Key, words

Measure = tuple[Any, ...]
Chunks = tuple[bytes, ...]

# Line and paragraph separators would end a line; the rest has no place in a letter and goes the plain way.
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u2028\u2029]")

_POINTS = 0.75
# The words of one copy are looked at once for every layout.
_AT_HAND = 256


@dataclass(frozen=True)
class Set:
    """Words as they are set: their measure, and the operators of their text boxes, with or without their places.

    The rectangles of the links among them follow.
    """

    measure: Measure
    chunks: Chunks
    placed: bool = True


class PlaceSetter:
    """Sets the words of one place in one layout of an exemplar."""

    def __init__(
        self, place: Place, values: Mapping[Key, str], document: Any, lines: Lines, pen: Pen
    ) -> None:
        self._place, self._lines, self._pen = place, lines, pen
        self._context = document.layout_context
        self._done = Bounded[tuple[str, ...], Set]()
        self.keys = _ordered(place)
        self._edges = [_edges(values[key]) for key in self.keys]
        if isinstance(place, Header):
            self.boxes = list(place.drawn)
            self._inlines: list[Any] = []
            self.measure: Measure = (heights(place.drawn[0]),)
            self._alone = True
        else:
            self.boxes = [box for line in place.lines for box in flat(line) if isinstance(box, boxes.TextBox)]
            self._inlines = [box for line in place.lines for box in _inlines(line)]
            self.measure = _measure(place.lines)
            self._alone = _alone(place)
        self._heights = tuple(heights(box) for box in self.boxes)
        self._face = lines.face(self.boxes[0])

    def set(self, values: Mapping[Key, str]) -> Set:
        """The given words, as they stand in the HTML. Raises `Unproved` when they are not just other words."""
        texts = tuple(values[key] for key in self.keys)
        found = self._done.get(texts)
        if found is None:
            found = self._done[texts] = self._set(texts)
        return found

    def _set(self, texts: tuple[str, ...]) -> Set:
        if any(_odd(text) for text in texts) or [_edges(text) for text in texts] != self._edges:
            raise Unproved("characters that may end a line, or other spaces around the words")
        if not self._alone:
            return self._whole(texts)
        text, box = words(texts[0]).strip(" "), self.boxes[0]
        if isinstance(self._place, Header):
            line = self._lines.single(self._face, text, self._width(box.position_x), self._pen)
            return (
                Set((line.heights,), (line.glyphs,), placed=False) if line else Set(("too long", texts), ())
            )
        widths = self._width(box.position_x), self._width(self._place.block.content_box_x())
        lines = self._lines.broken(self._face, text, widths, self._pen)
        found = tuple(line.heights for line in lines)
        if found != self._heights:
            return Set(("lines", found), ())
        return Set(self.measure, tuple(line.glyphs for line in lines), placed=False)

    def _width(self, begin: float) -> float:
        """The width that WeasyPrint would offer to the only text of a line that begins there."""
        block = self._place.block
        # The same sums in the same order as in `avoid_collisions` and `get_next_linebox`, for the same rounding.
        left = block.content_box_x()
        right = left + ((left + block.width) - left)
        return float(right - begin)

    def _whole(self, texts: tuple[str, ...]) -> Set:
        """A paragraph of several texts, set as a whole."""
        place = self._place
        assert isinstance(place, Paragraph)
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
        both = zip((box for one in made for box in _inlines(one)), self._inlines, strict=True)
        chunks += [rectangle(box, theirs.link_annotation) for box, theirs in both if _annotated(theirs)]
        return Set(measure, tuple(chunks))

    def links(self) -> list[Any]:
        """The annotations of the links in this place, once the layout has been drawn."""
        return [box.link_annotation for box in self._inlines if _annotated(box)]

    def placed(self, found: Set, own: Sequence[bytes]) -> Chunks:
        """The chunks with their places; `own` are those of the exemplar, whose single lines lend theirs."""
        if found.placed:
            return found.chunks
        several = found.chunks if len(found.chunks) == len(own) else found.chunks * len(own)
        return tuple(
            b"\n".join((_until_placed(chunk), glyphs)) for chunk, glyphs in zip(own, several, strict=True)
        )


def _ordered(place: Place) -> tuple[Key, ...]:
    return (place.key,) if isinstance(place, Header) else tuple(key for _, key in place.texts)


def _alone(place: Paragraph) -> bool:
    """Whether every line holds one text box and nothing else, of one text without spaces at its ends."""
    (first, *more) = place.line.children
    return (
        not more
        and isinstance(first, boxes.TextBox)
        and first.text == first.text.strip(" ")
        and all(
            len(line.children) == 1 and isinstance(line.children[0], boxes.TextBox) for line in place.lines
        )
    )


def _measure(lines: Sequence[Any]) -> Measure:
    """All that the layout around the lines can depend on."""
    return tuple((line.height, line.baseline, tuple(_box_measure(line))) for line in lines)


def _box_measure(box: Any) -> Iterator[Measure]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield ("text", id(child.style), child.element_tag, heights(child))
        elif isinstance(child, boxes.InlineBox):
            yield ("inline", id(child.element), child.element_tag, tuple(_box_measure(child)))
        else:
            size = (child.margin_width(), child.margin_height(), getattr(child, "baseline", None))
            yield ("box", id(child.element), child.element_tag, size)


def _inlines(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            yield child
            yield from _inlines(child)


def _annotated(box: Any) -> bool:
    return getattr(box, "link_annotation", None) is not None


def rectangle(box: Any, annotation: Any) -> bytes:
    """Where a link is in points: from left to right by its box, and as high as the annotation of the exemplar's."""
    left, _, width, _ = box.hit_area()
    _, top, _, bottom = annotation["Rect"]
    return bytes(pydyf.Array([left * _POINTS, top, (left + width) * _POINTS, bottom]).data)


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


@lru_cache(maxsize=_AT_HAND)
def _odd(text: str) -> bool:
    """Whether there are characters in words that layout treats otherwise than words."""
    return _ODD.search(text) is not None


@lru_cache(maxsize=_AT_HAND)
def _edges(text: str) -> tuple[bool, bool, bool]:
    """Whether words have a space before them and after them, and whether there are any."""
    text = words(text)
    return text.startswith(" "), text.endswith(" "), bool(text.strip(" "))


def _until_placed(chunk: bytes) -> bytes:
    """BT and the matrix of a text object."""
    begin, matrix, _ = chunk.split(b"\n", 2)
    return begin + b"\n" + matrix
