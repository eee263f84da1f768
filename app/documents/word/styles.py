"""The named styles and the page of a letter in Word, with the measures of the paper design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from app.documents.paper import LetterPaper
from app.documents.word.oxml import element

SERIF, SANS, ARMENIAN = "Source Serif 4", "Source Sans 3", "Noto Serif Armenian"
GREY = "4D5560"
INK = "1A1A1A"
TITLE_TOP = Mm(9.7)
DATE_TOP, MARGIN_TOP, MARGIN_BOTTOM = Mm(45.6), Mm(31), Mm(26)


@dataclass(frozen=True)
class Sheet:
    """Page and margins; `front_top` is where the inside address begins, `front_end` where the text does."""

    width: Length
    height: Length
    left: Length
    right: Length
    front_top: Length
    front_end: Length
    date_top: Length = DATE_TOP
    top: Length = MARGIN_TOP
    bottom: Length = MARGIN_BOTTOM

    @property
    def measure(self) -> Length:
        """Width of the text."""
        return Length(self.width - self.left - self.right)


SHEETS = {
    "letter": Sheet(Mm(215.9), Mm(279.4), Mm(33), Mm(33), Mm(64.2), Mm(92.6)),
    "a4": Sheet(Mm(210), Mm(297), Mm(25), Mm(30), Mm(62.7), Mm(96)),
}


@dataclass(frozen=True)
class _Look:
    """A paragraph style: size and leading in points, space before and after, and the rest as Word names it."""

    name: str
    size: float
    leading: float
    after: float = 0
    before: float = 0
    bold: bool = False
    italic: bool = False
    grey: bool = False
    accent: bool = False
    capitals: bool = False
    font: str = SERIF
    indent: float = 0
    hanging: float = 0
    keep: bool = False
    centred: bool = False
    heading: int | None = None


LOOKS = (
    _Look("Body Text", 11.25, 15.5, 7.5),
    _Look("Lead-in", 11.25, 15.5, 7.5, keep=True),
    _Look("Quote", 11.25, 15.5, 7.5, indent=20),
    _Look("List Number", 11.25, 15.5, 4.5, indent=20, hanging=20),
    _Look("List Bullet", 11.25, 15.5, 4.5, indent=20, hanging=20),
    _Look("Letterhead name", 17.5, 21, before=4.8, accent=True),
    _Look("Letterhead office", 11, 14, before=0.6, italic=True, accent=True),
    _Look("Letterhead contact", 8, 10.8, grey=True),
    _Look("Letter date", 11.25, 12.75),
    _Look("Inside address", 10.5, 11.5, indent=8.5, hanging=8.5),
    _Look("Subject", 11.25, 15.5, 10, bold=True, indent=29.25, hanging=29.25, heading=0),
    _Look("Headline", 17, 21, 10, before=8, bold=True, heading=0),
    _Look("Salutation", 11.25, 15.5, 9),
    _Look("Closing", 11.25, 15.5, keep=True),
    _Look("Signature", 11.25, 15.5, keep=True),
    _Look("Signatory", 11.25, 15.5, bold=True, keep=True),
    _Look("Signatory title", 9.5, 12.5, keep=True),
    _Look("Letter notes", 9, 12.5, 2.6, indent=54, hanging=54),
    _Look("Sources heading", 13, 18, 6, bold=True, accent=True, keep=True, heading=1),
    _Look("Sources about", 8.9, 12.6, 6.3),
    _Look("Source", 8.9, 12.6, 6.3, indent=26, hanging=26),
    _Look("Verification", 8.9, 12.6, italic=True, grey=True),
    _Look("Continuation header", 8.5, 11, grey=True),
    _Look("Letter footer", 7.5, 10, grey=True),
    _Look("Draft mark", 9, 11, bold=True, accent=True, capitals=True),
)


def prepare(document: Document, paper: LetterPaper) -> Sheet:
    """Set the page, the language and the styles; every style that a letter does not use is taken out."""
    sheet = SHEETS[paper.page_size]
    section = document.sections[0]
    section.page_width, section.page_height = sheet.width, sheet.height
    section.left_margin, section.right_margin = sheet.left, sheet.right
    section.top_margin, section.bottom_margin = sheet.top, sheet.bottom
    section.header_distance, section.footer_distance = TITLE_TOP, Mm(17)
    section.different_first_page_header_footer = True
    accent = (paper.letterheads[0].accent if paper.letterheads else "#1c3557").lstrip("#").upper()
    _prune(document)
    _normal(document, paper.language)
    for look in LOOKS:
        _add(document, look, accent)
    return sheet


def _prune(document: Document) -> None:
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    for style in list(document.styles):
        if style.name not in kept:
            style.delete()


def _normal(document: Document, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=language, eastAsia=language, bidi=language))
    normal = document.styles["Normal"]
    _font(normal, SERIF)
    normal.font.size = Pt(11.25)
    normal.font.color.rgb = RGBColor.from_string(INK)


def _add(document: Document, look: _Look, accent: str) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _font(style, look.font)
    style.font.size = Pt(look.size)
    style.font.bold, style.font.italic = look.bold or None, look.italic or None
    style.font.all_caps = look.capitals or None
    if look.grey or look.accent:
        style.font.color.rgb = RGBColor.from_string(accent if look.accent else GREY)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.leading)
    shape.left_indent, shape.first_line_indent = Pt(look.indent), Pt(-look.hanging)
    shape.keep_with_next = look.keep or None
    shape.widow_control = True
    if look.centred:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if look.heading is not None:
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=str(look.heading)))


def _font(style: Any, name: str) -> None:
    """One family for every script; the complex-script and East Asian slots too, so that nothing falls back."""
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), name)
