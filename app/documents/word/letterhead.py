"""The letterhead in Word: it stands in the header of the first page, at the measures of the paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Length, Mm, Pt

from app.documents.markup import visible_text
from app.documents.paper import LetterheadArt
from app.documents.sheet import contact_lines, contact_rows
from app.documents.word.oxml import describe, plain_table, rule, spread
from app.documents.word.styles import TITLE_TOP, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_LINE = {"Letterhead name": 25.8, "Letterhead office": 14.6, "Letterhead contact": 10.8}


@dataclass
class Letterhead:
    """Draws the letterheads into `header` and keeps count of how deep they reach."""

    header: Any
    sheet: Sheet
    picture: Callable[[str], bytes]
    next_picture: Callable[[], int]
    depth: float = field(default=0.0)  # points from the top of the header

    def say(self, words: str) -> None:
        """A line above the letterhead."""
        self.header.paragraphs[0].insert_paragraph_before(words, style="Draft mark")
        self.depth += 11

    def draw(self, heads: tuple[LetterheadArt, ...]) -> Length:
        """Returns where the text of the first page can begin, from the top of the paper."""
        first = self.header.paragraphs[-1]
        first.style = "Letterhead contact"
        if len(heads) > 1:
            self._double(heads, first)
        elif heads:
            {"modern": self._modern, "band": self._band}.get(heads[0].style, self._classic)(heads[0], first)
        return Length(max(self.sheet.top, TITLE_TOP + Pt(self.depth)))

    def _classic(self, head: LetterheadArt, first: Paragraph) -> None:
        if head.crest_asset:
            self._crest(first, head, Mm(11.1))
            first.alignment = WD_ALIGN_PARAGRAPH.CENTER
            name = self.header.add_paragraph()
        else:
            first.paragraph_format.space_before = Mm(5.3)
            self.depth += 15
            name = self.header.add_paragraph()
            self.depth += _LINE["Letterhead contact"]
        self._write(name, "Letterhead name", head.name.upper(), centred=True)
        spread(name.runs[0], 1.2)
        if head.office:
            self._write(self.header.add_paragraph(), "Letterhead office", head.office, centred=True)
        for place, row in enumerate(contact_rows(head)):
            line = self.header.add_paragraph()
            self._write(line, "Letterhead contact", _row(row), centred=True)
            if place == 0:
                line.paragraph_format.space_before = Mm(1.6)
                self.depth += 4.5

    def _modern(self, head: LetterheadArt, first: Paragraph) -> None:
        self._bar(first, head.accent)
        measure = self.sheet.measure
        who, where = self._side_by_side((Length(int(measure * 0.6)), Length(int(measure * 0.4))))
        self._write(who.paragraphs[0], "Letterhead name", head.name).font.size = Pt(15.5)
        if head.office:
            self._write(who.add_paragraph(), "Letterhead office", head.office)
        for place, line in enumerate(contact_lines(head)):
            paragraph = where.paragraphs[0] if place == 0 else where.add_paragraph()
            self._write(paragraph, "Letterhead contact", line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._deepest(who, where)

    def _band(self, head: LetterheadArt, first: Paragraph) -> None:
        self._bar(first, head.accent)
        crest, who = self._side_by_side((Mm(25.4), Length(self.sheet.measure - Mm(25.4))))
        if head.crest_asset:
            self._crest(crest.paragraphs[0], head, Mm(21))
        name = self._write(who.paragraphs[0], "Letterhead name", head.name.upper())
        name.font.size = Pt(15)
        spread(name, 0.75)
        if head.office:
            self._write(who.add_paragraph(), "Letterhead office", head.office)
        for row in contact_rows(head):
            self._write(who.add_paragraph(), "Letterhead contact", _row(row))
        self._deepest(crest, who)

    def _double(self, heads: tuple[LetterheadArt, ...], first: Paragraph) -> None:
        self._bar(first, heads[0].accent)
        width = Length(self.sheet.measure // len(heads))
        cells = self._side_by_side((width,) * len(heads))
        for cell, head in zip(cells, heads, strict=True):
            self._write(cell.paragraphs[0], "Letterhead name", head.name).font.size = Pt(14.5)
            if head.office:
                self._write(cell.add_paragraph(), "Letterhead office", head.office)
            lines = [*head.lines, *([head.phone] if len(head.lines) < 2 and head.phone else [])]
            for line in lines:
                self._write(cell.add_paragraph(), "Letterhead contact", line)
        self._deepest(*cells)

    def _bar(self, paragraph: Paragraph, accent: str) -> None:
        rule(paragraph, "top", 18, accent.lstrip("#").upper())
        paragraph.paragraph_format.line_spacing = Pt(4)
        self.depth += 6

    def _side_by_side(self, widths: tuple[Length, ...]) -> Any:
        table = self.header.add_table(1, len(widths), self.sheet.measure)
        plain_table(table, widths)
        return table.rows[0].cells

    def _write(self, paragraph: Paragraph, style: str, words: str, *, centred: bool = False) -> Run:
        paragraph.style = style
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.depth += _LINE[style]
        return paragraph.add_run(words)

    def _deepest(self, *cells: Any) -> None:
        """Side by side the deepest cell counts."""
        self.depth += max(
            sum(_LINE.get(one.style.name, 12.0) for one in cell.paragraphs if one.text) for cell in cells
        )

    def _crest(self, paragraph: Paragraph, head: LetterheadArt, height: Length) -> None:
        assert head.crest_asset is not None
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        run = paragraph.add_run()
        run.add_picture(BytesIO(self.picture(head.crest_asset)), height=height)
        describe(run, f"Emblem of {head.name}", self.next_picture())
        self.depth += height.pt + 3


def _row(row: list[Any]) -> str:
    return "  ·  ".join(visible_text(str(part)) for part in row)
