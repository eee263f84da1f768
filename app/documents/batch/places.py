"""Where the words that differ stand on the exemplar's pages.

A place is found only where it is certain that other words of the same measure would leave everything else as it is:
in the lines of a block in normal flow, set flush left, also of one of fixed width that stands in a line, and in a
running header of fixed width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from app.documents.batch.drawing import Unproved
from app.documents.batch.tokens import Key, words

_BLANK = " "
_MARKER = "::marker"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with words that differ.

    `line` is its line box before layout, `texts` the text boxes in it with the keys of their words, `block` and `lines`
    what became of it on the pages.
    """

    line: Any
    texts: tuple[tuple[Any, Key], ...]
    block: Any
    lines: tuple[Any, ...]

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(key for _, key in self.texts)


@dataclass(frozen=True)
class Header:
    """One line that stands alike on several pages: its text boxes, the margin box of one, the key of its words."""

    drawn: tuple[Any, ...]
    block: Any
    key: Key

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset((self.key,))


Place = Paragraph | Header


@dataclass(frozen=True)
class Layout:
    """The places in one layout of the exemplar. Copies that differ in `fixed` keys are not proved by it."""

    places: tuple[Place, ...]
    fixed: frozenset[Key]


def find(
    document: Any, pieces: tuple[str, ...], carried: Mapping[Key, str], personal: frozenset[Key]
) -> Layout:
    """The places of the personal keys. Raises `Unproved` when HTML and boxes cannot be matched."""
    finder = _Finder(document, pieces)
    places: list[Place] = []
    found: set[Key] = set()
    texts = [key for key in personal if isinstance(key, int)]
    for paragraph in finder.paragraphs(sorted(texts)):
        places.append(paragraph)
        found |= paragraph.keys
    for key in sorted(key for key in personal if not isinstance(key, int)):
        header = finder.header(key, words(carried[key])) if str(key[1]).startswith("data-") else None
        if header is not None:
            found.add(key)
            if header.drawn:
                places.append(header)
    return Layout(tuple(places), personal - found)


def flat(box: Any) -> Iterator[Any]:
    """The text boxes of a line in order, atomic boxes as they are."""
    for child in box.children:
        if isinstance(child, boxes.LineBox | boxes.InlineBox):
            yield from flat(child)
        else:
            yield child


@dataclass
class _Fragment:
    """Lines on a page with the block that holds them; `plain`: in normal flow, all the way up."""

    line: Any
    block: Any
    plain: bool


class _Finder:
    def __init__(self, document: Any, pieces: tuple[str, ...]) -> None:
        self._document = document
        self._owners = dict(_owners(document._html.etree_element, pieces))
        self._words: dict[Any, list[int]] = {}
        for key, owner in self._owners.items():
            self._words.setdefault(owner, []).append(key)
        self._pieces = pieces
        self._before: dict[Any, list[Any]] = {}
        for line in _of_type(document.root_box, boxes.LineBox):
            if _MARKER in line.element_tag:
                continue
            self._before.setdefault(line.element, []).append(line)
        self._after: dict[Any, list[_Fragment]] = {}
        for page in document.pages:
            for fragment in _fragments(page._page_box, plain=True):
                self._after.setdefault(fragment.line.element, []).append(fragment)

    def paragraphs(self, keys: list[int]) -> Iterator[Paragraph]:
        """The paragraphs that hold the given words and can be set again alone."""
        wanted: dict[int, tuple[Any, set[int]]] = {}
        for key in keys:
            line = self._line_of(key)
            if line is not None:
                wanted.setdefault(id(line), (line, set()))[1].add(key)
        for line, personal in wanted.values():
            texts = self._matched(line)
            after = self._after.get(line.element, [])
            if texts is None or not after or not _simple(line, after):
                continue
            if personal <= {key for _, key in texts}:
                yield Paragraph(line, tuple(texts), after[0].block, tuple(one.line for one in after))

    def header(self, key: Key, text: str) -> Header | None:
        """Where a carried value stands in the margins, or None when that is not certain."""
        drawn: list[Any] = []
        margins: list[Any] = []
        for page in self._document.pages:
            for margin in page._page_box.children:
                if not isinstance(margin, boxes.MarginBox):
                    continue
                held = [box for line in _of_type(margin, boxes.LineBox) for box in flat(line)]
                if not any(text in getattr(box, "text", "") for box in held):
                    continue
                (box,) = held if len(held) == 1 else (None,)
                if not text or box is None or box.text != text or not _flush(margin):
                    return None
                if margin.style["width"] == "auto":
                    return None
                drawn.append(box)
                margins.append(margin)
        if len({(margin.content_box_x(), margin.width) for margin in margins}) > 1:
            return None
        return Header(tuple(drawn), margins[0] if margins else None, key)

    def _line_of(self, key: int) -> Any:
        """The one line box before layout that holds the words of a key."""
        owner = self._owners.get(key)
        while owner is not None:
            lines = self._before.get(owner, [])
            if lines:
                return lines[0] if len(lines) == 1 else None
            owner = _parent(self._document._html.etree_element, owner)
        return None

    def _matched(self, line: Any) -> list[tuple[Any, Key]] | None:
        """Each text box of the line with the key of its words, or None when they do not agree."""
        held: dict[Any, list[Any]] = {}
        for box in flat(line):
            if isinstance(box, boxes.TextBox) and "::" not in box.element_tag and box.text.strip(_BLANK):
                held.setdefault(box.element, []).append(box)
        texts: list[tuple[Any, Key]] = []
        for owner, found in held.items():
            keys = self._words.get(owner, [])
            if len(keys) != len(found):
                return None
            for box, key in zip(found, keys, strict=True):
                if box.text.strip(_BLANK) != words(self._pieces[key]).strip(_BLANK):
                    return None
                texts.append((box, key))
        return texts


def _owners(root: Any, pieces: tuple[str, ...]) -> Iterator[tuple[int, Any]]:
    """The element in which each text stands. Raises `Unproved` when parser and tokens disagree."""
    texts = [(key, words(pieces[key])) for key in range(0, len(pieces), 2)]
    told = [(key, text) for key, text in texts if text.strip(_BLANK)]
    parsed = [(owner, text) for owner, text in _walk(root) if words_again(text).strip(_BLANK)]
    if len(told) != len(parsed):
        raise Unproved("the texts of the HTML are read differently")
    for (key, text), (owner, other) in zip(told, parsed, strict=True):
        if text != words_again(other):
            raise Unproved("the texts of the HTML are read differently")
        yield key, owner


def words_again(text: str) -> str:
    """White space as `words` leaves it, of a text whose entities are resolved already."""
    return words(text.replace("&", "&amp;"))


def _walk(element: Any) -> Iterator[tuple[Any, str]]:
    if element.text:
        yield element, element.text
    for child in element:
        yield from _walk(child)
        if child.tail:
            yield element, child.tail


def _parent(root: Any, wanted: Any) -> Any:
    for element in root.iter():
        if any(child is wanted for child in element):
            return element
    return None


def _of_type(box: Any, kind: type) -> Iterator[Any]:
    if isinstance(box, kind):
        yield box
    for child in getattr(box, "children", ()):
        yield from _of_type(child, kind)


def _fragments(box: Any, *, plain: bool) -> Iterator[_Fragment]:
    """The lines on a page outside its margins, but for list marks, which no words of an item move."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or _MARKER in (child.element_tag or ""):
            continue
        if isinstance(child, boxes.LineBox):
            yield _Fragment(child, box, plain)
            yield from _fragments(child, plain=plain)
        else:
            yield from _fragments(child, plain=plain and (_in_flow(child) or _beside(child)))


def _in_flow(box: Any) -> bool:
    """Whether a block has its width from outside and lets its lines follow each other."""
    return type(box) is boxes.BlockBox and box.is_in_normal_flow() and _unmoved(box.style)


def _beside(box: Any) -> bool:
    """Whether a block that stands in a line has its width from outside too, as joint addressees have."""
    return type(box) is boxes.InlineBlockBox and box.style["width"] != "auto" and _unmoved(box.style)


def _unmoved(style: Any) -> bool:
    return bool(
        style["column_count"] == style["column_width"] == "auto"
        and not style["transform"]
        and style["opacity"] == 1
        and style["overflow"] == "visible"
        and _told_by_attributes(style["string_set"])
        and style["bookmark_level"] == "none"
    )


def _told_by_attributes(string_set: Any) -> bool:
    """Whether running strings are taken from attributes alone, not from the words of the element."""
    if string_set in ("none", ()):
        return True
    return all(kind in ("attr()", "string") for _, values in string_set for kind, *_ in values)


def _simple(line: Any, after: list[_Fragment]) -> bool:
    """Whether the lines can be set again alone: flush left, nothing drawn but text, nothing that others lead to."""
    block = after[0].block
    if not all(one.plain and one.block.element is block.element for one in after) or not _flush(block):
        return False
    if getattr(block, "first_letter_style", None) or getattr(block, "first_line_style", None):
        return False
    return all(_undecorated(box) for box in _of_type(line, boxes.Box) if box is not line)


def _flush(box: Any) -> bool:
    style = box.style
    return style["text_align_all"] in ("left", "start") and style["direction"] == "ltr"


def _undecorated(box: Any) -> bool:
    style = box.style
    if isinstance(box, boxes.TextBox):
        return bool(style["text_transform"] == "none" and style["text_decoration_line"] == "none")
    if not isinstance(box, boxes.InlineBox):
        return box.is_in_normal_flow() and not box.link
    borders = (style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left"))
    bare = style["background_color"].alpha == 0 and all(
        image == "none" or image[0] == "none" for image in style["background_image"]
    )
    return bool(not style["anchor"] and bare and not any(_length(one) for one in borders))


def _length(value: Any) -> float:
    return float(getattr(value, "value", value))
