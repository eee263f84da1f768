"""The letter itself: address, text, signatures, notes and sources, in the order in which they are read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt

from app.documents.joins import NBSP
from app.documents.lines import Kind, Line, lines_of
from app.documents.service import require_sensible
from app.documents.sheet import COLUMNS_FROM, STATEMENT, footer_text, how_signed, in_order, said_by
from app.documents.word.embedding import embed_fonts
from app.documents.word.letterhead import Letterhead
from app.documents.word.numbering import Numbering
from app.documents.word.oxml import add_field, add_link, describe, plain_table, rule, run_in, set_language
from app.documents.word.package import as_xml_can_hold, describe_document, to_bytes
from app.documents.word.styles import ARMENIAN, Sheet, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from app.documents.paper import LetterPaper, SignatureBlock

_STYLES = {
    Kind.TEXT: "Body Text",
    Kind.QUOTE: "Quote",
    Kind.NUMBERED: "List Number",
    Kind.BULLET: "List Bullet",
}
_LISTS = (Kind.NUMBERED, Kind.BULLET)
_INSIDE_LINE = Pt(11.5)
_INSIDE_CHARACTERS = 44  # about what 75 mm hold


def letter_docx(paper: LetterPaper, read_asset: Callable[[str], bytes]) -> bytes:
    """One paper as a .docx file; the same paper gives the same bytes.

    `read_asset` gives an image by its SHA-256. Characters that no XML can hold are left out. Raises what `read_asset`
    raises, `FontsMissing`, and `RenderFailed` for a text too long.
    """
    require_sensible(paper)
    paper = as_xml_can_hold(paper)
    document = docx.Document()
    sheet = prepare(document, paper)
    writer = _Writer(document, sheet, paper, read_asset)
    writer.write()
    embed_fonts(document, armenian=writer.armenian)
    describe_document(document, paper)
    return to_bytes(document)


@dataclass
class _Writer:
    document: Document
    sheet: Sheet
    paper: LetterPaper
    read_asset: Callable[[str], bytes]
    armenian: bool = False
    pictures: Any = field(default_factory=lambda: count(1))

    def write(self) -> None:
        accent = self.paper.letterheads[0].accent if self.paper.letterheads else "#1c3557"
        self.lists = Numbering(self.document, accent.lstrip("#").upper())
        self._running()
        self._front()
        self._text()
        if self.paper.template == STATEMENT:
            self._put(self.document.add_paragraph(), "Closing", self.paper.closing)
        else:
            self._ending()
        self._notes()
        self._sources()

    # Page 1 above the fold

    def _running(self) -> None:
        section = self.document.sections[0]
        for footer in (section.first_page_footer, section.footer):
            self._put(footer.paragraphs[0], "Letter footer", footer_text(self.paper))
        header = section.header.paragraphs[0]
        self._put(header, "Continuation header", self.paper.header_name)
        header.paragraph_format.space_before = Mm(7.8)
        header.paragraph_format.tab_stops.add_tab_stop(self.sheet.measure, WD_TAB_ALIGNMENT.RIGHT)
        header.add_run(f"\t{self.paper.date_text} · Page{NBSP}")
        add_field(header, "PAGE")
        header.add_run(" of ")
        add_field(header, "NUMPAGES")
        rule(header, "bottom", 4, "8A929C", 6)

    def _front(self) -> None:
        header = self.document.sections[0].first_page_header
        head = Letterhead(header, self.sheet, self.read_asset, lambda: next(self.pictures))
        if self.paper.draft:
            head.say("Draft")
        begins = head.draw(self.paper.letterheads)
        if self.paper.template == STATEMENT:
            self._release()
            return
        date = self._put(self.document.add_paragraph(), "Letter date", self.paper.date_text)
        date.paragraph_format.space_before = Length(max(0, self.sheet.date_top - begins))
        date.paragraph_format.space_after = Length(self.sheet.front_top - self.sheet.date_top - Pt(12.75))
        depth = self._joint() if len(self.paper.addressees) > 1 else self._inside()
        rest = self.sheet.front_end - self.sheet.front_top - depth
        self.document.paragraphs[-1].paragraph_format.space_after = Length(max(Pt(15), rest))

    def _release(self) -> None:
        """In place of date and address: that the words may be used at once, and whom to ask."""
        first = self._put(self.document.add_paragraph(), "Salutation", "For immediate release")
        first.paragraph_format.space_before = Mm(8)
        self._put(self.document.add_paragraph(), "Salutation", self.paper.date_text)
        for line in ("Contact", *self.paper.contact) if self.paper.contact else ():
            self._put(self.document.add_paragraph(), "Inside address", line)

    def _inside(self) -> Length:
        lines = self.paper.addressees[0] if self.paper.addressees else ()
        for line in lines:
            paragraph = self._put(self.document.add_paragraph(), "Inside address", line)
            paragraph.paragraph_format.right_indent = Length(self.sheet.measure - Mm(75))
        return Length(_INSIDE_LINE * sum(math.ceil(max(len(line), 1) / _INSIDE_CHARACTERS) for line in lines))

    def _joint(self) -> Length:
        rows = math.ceil(len(self.paper.addressees) / 2)
        table = self._table(rows, 2, Length(self.sheet.measure // 2))
        for place, lines in enumerate(self.paper.addressees):
            self._stack(table.cell(place // 2, place % 2), [("Inside address", line) for line in lines])
        self._put(self.document.add_paragraph(), "Inside address", "")
        deepest = max(len(lines) for lines in self.paper.addressees)
        return Length(_INSIDE_LINE * (rows * deepest + 1))

    # Text

    def _text(self) -> None:
        if self.paper.subject and self.paper.template == STATEMENT:
            self._put(self.document.add_paragraph(), "Headline", self.paper.subject)
        elif self.paper.subject:
            subject = self._put(self.document.add_paragraph(), "Subject", "Re:\t")
            subject.runs[0].bold, subject.runs[0].italic = False, True
            subject.add_run(self.paper.subject)
        self._put(self.document.add_paragraph(), "Salutation", self.paper.salutation)
        lines = [line for block in self.paper.blocks for line in lines_of(block)]
        for place, line in enumerate(lines):
            following = lines[place + 1] if place + 1 < len(lines) else None
            self._line(line, following)
            ends = following is None or following.kind is not Kind.QUOTE
            if line.kind is Kind.QUOTE and ends and said_by(self.paper):
                self._put(self.document.add_paragraph(), "Signatory title", said_by(self.paper))

    def _line(self, line: Line, following: Line | None) -> None:
        leads = line.kind is Kind.TEXT and following is not None and following.first
        paragraph = self.document.add_paragraph(style="Lead-in" if leads else _STYLES[line.kind])
        if line.kind in _LISTS:
            look = "asks" if line.kind is Kind.NUMBERED else "points"
            self.lists.put(paragraph, look, first=line.first, level=line.level, start=line.start)
        if line.kind in _LISTS and (following is None or following.first or following.kind not in _LISTS):
            paragraph.paragraph_format.space_after = Pt(7.5)
        if following is None:
            paragraph.paragraph_format.keep_with_next = True
        self._runs(paragraph, line)

    def _runs(self, paragraph: Paragraph, line: Line) -> None:
        for piece in line.runs:
            parent = add_link(paragraph, piece.href) if piece.href else paragraph._p
            run = run_in(parent, paragraph, piece.text)
            run.bold, run.italic = piece.bold or None, piece.italic or None
            run.font.superscript = piece.raised or None
            if piece.language:
                set_language(run, piece.language)
            if piece.language.startswith("hy"):
                run.font.name = ARMENIAN
                self.armenian = True

    # Closing, signatures, notes

    def _ending(self) -> None:
        closing = self._put(self.document.add_paragraph(), "Closing", self.paper.closing)
        closing.paragraph_format.space_before = Pt(0)
        signers = in_order(self.paper.signatures)
        if len(signers) <= 1:
            self._stack(self.document, self._who(signers[0])) if signers else None
            return
        columns = 3 if len(signers) >= COLUMNS_FROM else 2
        table = self._table(math.ceil(len(signers) / columns), columns, Length(self.sheet.measure // columns))
        # All at once: asked for one by one, each cell costs as much as the whole table.
        cells = [cell for row in table.rows for cell in row.cells]
        for cell, person in zip(cells, signers, strict=False):
            self._stack(cell, self._who(person))

    def _who(self, person: SignatureBlock) -> list[tuple[str, str | SignatureBlock]]:
        below = (person.title, person.body)
        return [
            ("Signature", person),
            ("Signatory", person.name),
            *(("Signatory title", one) for one in below if one),
        ]

    def _sign(self, paragraph: Paragraph, person: SignatureBlock) -> None:
        """The signature image, or the room for ink."""
        paragraph.style = "Signature"
        if person.image_asset is None:
            paragraph.paragraph_format.line_spacing = Mm(
                14 if len(self.paper.signatures) >= COLUMNS_FROM else 20
            )
            return
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Mm(3)
        run = paragraph.add_run()
        picture = run.add_picture(BytesIO(self.read_asset(person.image_asset)), height=Mm(13))
        if picture.width > Mm(50):
            picture.height, picture.width = Length(picture.height * Mm(50) // picture.width), Mm(50)
        describe(run, f"Signature of {person.name}", next(self.pictures))

    def _notes(self) -> None:
        paper = self.paper
        verify = paper.verification if not paper.draft and not paper.sources else None
        notes: list[tuple[str, tuple[str, ...]]] = []
        if paper.enclosures:
            notes.append(("Enclosures:" if len(paper.enclosures) > 1 else "Enclosure:", paper.enclosures))
        how = how_signed(paper.signatures)
        if how:
            notes.append(("Signed:", how))
        if verify:
            notes.append(("Verify:", (f"Code {verify.code} at {verify.address}",)))
        if paper.cc:
            notes.append(("cc:", paper.cc))
        for place, (label, lines) in enumerate(notes):
            note = self._put(self.document.add_paragraph(), "Letter notes", f"{label}\t" + "\n".join(lines))
            note.paragraph_format.space_before = Pt(10.5) if place == 0 else None

    def _sources(self) -> None:
        if not self.paper.sources:
            return
        heading = self._put(
            self.document.add_paragraph(), "Sources heading", "Sources for the statements of fact"
        )
        heading.paragraph_format.page_break_before = True
        if self.paper.sources_about:
            self._put(self.document.add_paragraph(), "Sources about", self.paper.sources_about)
        for place, source in enumerate(self.paper.sources):
            for line in lines_of(source):
                entry = self.document.add_paragraph(style="Source")
                self.lists.put(entry, "sources", first=place == 0)
                self._runs(entry, line)
        if self.paper.verification:
            code, address = self.paper.verification.code, self.paper.verification.address
            words = (
                f"To confirm that this letter is genuine and unchanged, enter the code {code} at {address}."
            )
            self._put(self.document.add_paragraph(), "Verification", words)

    # Small tools

    def _put(self, paragraph: Paragraph, style: str, words: str) -> Paragraph:
        """Plain words in a style, Armenian in its own font."""
        paragraph.style = style
        for line in (
            lines_of(_escaped(words)) if words.strip() and "\t" not in words and "\n" not in words else ()
        ):
            self._runs(paragraph, line)
        if "\t" in words or "\n" in words:
            paragraph.add_run(words)
        return paragraph

    def _table(self, rows: int, columns: int, width: Length) -> Any:
        table = self.document.add_table(rows, columns)
        plain_table(table, (width,) * columns)
        return table

    def _stack(self, place: Any, pieces: list[Any]) -> None:
        """Paragraphs one under another, in a cell (whose first paragraph is there already) or in the text."""
        for number, (style, content) in enumerate(pieces):
            begun = place is not self.document and number == 0
            paragraph = place.paragraphs[0] if begun else place.add_paragraph()
            if style == "Signature":
                self._sign(paragraph, content)
            else:
                self._put(paragraph, style, content)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
