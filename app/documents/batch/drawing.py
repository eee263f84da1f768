"""Drawing a laid-out document with WeasyPrint, and keeping what it draws where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.document import Page
from weasyprint.draw.text import draw_text
from weasyprint.pdf import generate_pdf
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.stream import Stream

from app.documents.batch import glyphs
from app.documents.batch.parts import Part, Shared, Store, part_of
from app.documents.kept import full_options
from app.documents.kept_lines import another

# What a reader may not tell apart: a no-break space is a space. Both are one glyph, and a file names it once.
_ALIKE = {"\u00a0": " ", "\u202f": " ", "\u2009": " "}


class Unproved(Exception):
    """It cannot be shown that a copy would come out as by itself."""


class _Meanings(dict[int, str]):
    """The text of each glyph of a font, first come first kept; tells when a glyph is used for another text."""

    def __init__(self, fonts: Fonts, known: Mapping[int, str]) -> None:
        super().__init__(known)
        self._fonts = fonts

    def __contains__(self, glyph: object) -> bool:
        # WeasyPrint asks before it writes; saying no makes it tell the text of every glyph it draws.
        return False

    def __setitem__(self, glyph: int, text: str) -> None:
        known = self.setdefault(glyph, text)
        if known != text and _ALIKE.get(known, known) != _ALIKE.get(text, text):
            self._fonts.doubts += 1


class Fonts:
    """The fonts of a whole batch with every glyph that any copy shows. `doubts` counts glyphs with two meanings."""

    def __init__(self) -> None:
        self.used: dict[Any, Any] = {}
        self.doubts = 0
        self.pieces: glyphs.Known = {}

    def watch(self, stream: Stream) -> None:
        """See to it that the stream's text is drawn with these fonts."""
        add = stream.add_font

        def added(pango_font: Any) -> tuple[Any, Any]:
            font, size = add(pango_font)
            if type(font.to_unicode) is dict:
                font.to_unicode = _Meanings(self, font.to_unicode)
            return font, size

        stream._fonts = self.used
        stream.add_font = added

    def written(self, store: Store) -> Part:
        """The dictionary that names the fonts, one subset for all copies; what it names goes into the store."""
        pdf = pydyf.PDF()
        options = {**DEFAULT_OPTIONS, "pdf_version": "1.7"}
        named = build_fonts_dictionary(pdf, self.used, True, True, options)

        def shared(number: int) -> Shared:
            return store.put(part_of(pdf.objects[number], shared))

        return part_of(named, shared)


class RecordedPage(Page):
    """A page that remembers the stream it was drawn to, and the number of each marked piece of text in it."""

    def __init__(self, page: Page, fonts: Fonts | None) -> None:
        self.__dict__.update(page.__dict__)
        self._fonts = fonts
        self.stream: Any = None
        self.marks: dict[Any, int] = {}

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw, as `Page.paint` does."""
        if self._fonts is not None:
            self._fonts.watch(stream)
        super().paint(stream, scale)
        self.stream = stream
        self.marks = {box: tag["mcid"] for box, tag in stream._tags.items()}


@dataclass(frozen=True)
class Drawn:
    """A drawn document before it is written: the PDF as values, and its recorded pages."""

    pdf: pydyf.PDF
    pages: list[RecordedPage]


def draw(document: Any, options: Mapping[str, Any], fonts: Fonts) -> Drawn:
    """Draw with the fonts of the batch, which are not in the file. Nothing is compressed or written yet."""
    pages = [RecordedPage(page, fonts) for page in document.pages]
    return Drawn(generate_pdf(document.copy(pages), None, 1, **full_options(options)), pages)


class Pen:
    """Draws single lines of text as they stand in the content of a page."""

    def __init__(self, document: Any, fonts: Fonts) -> None:
        resources = pydyf.Dictionary({"ExtGState": pydyf.Dictionary()})
        self._stream = Stream(fonts.used, (0, 0, 1, 1), resources, {}, None, {}, document.output_intent)
        fonts.watch(self._stream)
        self._fonts = fonts

    def write(self, textbox: Any) -> tuple[bytes, bytes]:
        """(place, glyphs): the operators of a laid-out text box from BT to Tm, and from there to ET.

        Raises `Unproved` when a glyph stands for another text than elsewhere in the batch.
        """
        doubts = self._fonts.doubts
        stream = self._stream
        stream.stream.clear()
        draw_text(stream, textbox, 0, "clip", "none")
        if self._fonts.doubts != doubts:
            raise Unproved("a glyph with two meanings")
        return split_text(stream.stream)

    def glyphs(self, textbox: Any, layout: Any) -> bytes:
        """The operators of a line from its place to ET. `layout`: an active Pango layout that holds just this line.

        Raises `Unproved` as `write` does.
        """
        doubts = self._fonts.doubts
        stream, text = self._stream, layout.text
        if not text.strip():
            raise Unproved("a line of nothing but spaces")
        stream.stream.clear()
        stream.begin_text()
        usual = glyphs.write(stream, layout, text, self._fonts.pieces)
        stream.end_text()
        if not usual:
            made = textbox.copy_with_text(text)
            made.pango_layout = another(layout)
            return self.write(made)[1]
        if self._fonts.doubts != doubts:
            raise Unproved("a glyph with two meanings")
        return b"\n".join(stream.stream[1:])


def split_text(operators: list[Any]) -> tuple[bytes, bytes]:
    """One text object: (from BT to Tm, from there to ET). Raises `Unproved` when there is more than one."""
    if operators.count(b"BT") != 1 or operators[-1] != b"ET":
        raise Unproved("more than plain text")
    begin = operators.index(b"BT")
    placed = begin + 2 if len(operators) > begin + 2 else begin + 1
    return b"\n".join(operators[begin:placed]), b"\n".join(operators[placed:])
