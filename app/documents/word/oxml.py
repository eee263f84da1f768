"""The few pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def element(name: str, /, **attributes: str) -> Any:
    """`element("w:lang", val="en-US")` -> `<w:lang w:val="en-US"/>`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Paragraph, code: str, shown: str = "1") -> None:
    """A field that the word processor keeps up to date, such as `PAGE`; `shown` until it does."""
    for kind in ("begin", None, "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind is None:
            instruction = element("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind == "shown":
            run.text = shown
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))


def add_link(paragraph: Paragraph, href: str) -> Any:
    """An empty outside link at the end of the paragraph; put runs into it with `run_in`."""
    relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    paragraph._p.append(link)
    return link


def run_in(parent: Any, paragraph: Paragraph, text: str) -> Run:
    """A run with `text` inside `parent` (a paragraph's element or a link's)."""
    made = OxmlElement("w:r")
    parent.append(made)
    run = Run(made, paragraph)
    run.text = text
    return run


def set_language(run: Run, code: str) -> None:
    """Say that a run is in another language than the document."""
    run._r.get_or_add_rPr().append(element("w:lang", val=code, eastAsia=code))


def spread(run: Run, points: float) -> None:
    """Put so much more room between the letters of a run."""
    run._r.get_or_add_rPr().insert_element_before(
        element("w:spacing", val=str(round(points * 20))),
        "w:w",
        "w:kern",
        "w:position",
        "w:sz",
        "w:szCs",
        "w:lang",
    )


def rule(paragraph: Paragraph, side: str, eighths: int, colour: str, space: int = 1) -> None:
    """A line at one `side` ("top" or "bottom") of a paragraph, `eighths` of a point thick."""
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val="single", sz=str(eighths), space=str(space), color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def describe(run: Run, words: str, number: int) -> None:
    """What a screen reader says of the picture in this run; `number` is its own in the document."""
    for drawing in run._r.iter(qn("wp:docPr")):
        drawing.set("id", str(number))
        drawing.set("name", f"Picture {number}")
        drawing.set("descr", words)


def plain_table(table: Any, widths: tuple[Length, ...]) -> None:
    """A table that only holds things side by side: no lines, no padding, fixed widths, kept on one page."""
    table.autofit = False
    properties = table._tbl.tblPr
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="0", type="dxa"))
    properties.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
