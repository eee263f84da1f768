"""Paragraphs of a Word file (.docx)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from app.documents.extract.pieces import Extracted, Kind, NothingToRead, Piece, tidy_pieces

MAX_UNPACKED = 60 * 1024 * 1024


def read_docx(data: bytes) -> Extracted:
    """Paragraphs, list items and table cells in order. Raises `NothingToRead`."""
    import docx
    from docx.oxml.ns import qn

    _check_size(data)
    try:
        document = docx.Document(BytesIO(data))
    except Exception as problem:
        raise NothingToRead("This Word file cannot be opened; it may be damaged or protected.") from problem
    body = document.element.body
    lists = _list_kinds(document)
    pieces = [
        Piece(_kind(paragraph, lists, qn), _text(paragraph, qn))
        for paragraph in body.iter(qn("w:p"))
        if not _fallback(paragraph)
    ]
    return Extracted(tidy_pieces(pieces), tuple(_left_out(document, qn)))


def _check_size(data: bytes) -> None:
    """A few kilobytes may unpack to gigabytes: look at the sizes before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            size = sum(entry.file_size for entry in file.infolist())
            names = set(file.namelist())
    except zipfile.BadZipFile:
        raise NothingToRead("This Word file is damaged; half of it may be missing.") from None
    if size > MAX_UNPACKED:
        raise NothingToRead("This Word file is too large inside. Paste the text instead.")
    if "word/document.xml" not in names:
        raise NothingToRead("This is a ZIP file, but not a Word file (.docx).")


def _text(paragraph: Any, qn: Any) -> str:
    """Words as they read with all tracked changes accepted; line breaks kept."""
    found = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if any(parent.tag == qn("w:p") and parent is not paragraph for parent in _up_to(node, paragraph)):
            continue  # of a text box inside; it comes as its own paragraph
        if node.tag == qn("w:t"):
            found.append(node.text or "")
        else:
            found.append({qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}.get(node.tag, "\n"))
    return "".join(found)


def _up_to(node: Any, paragraph: Any) -> list[Any]:
    above = []
    for parent in node.iterancestors():
        if parent is paragraph:
            break
        above.append(parent)
    return above


def _fallback(paragraph: Any) -> bool:
    """A paragraph that stands only in an old copy for programs that know no text boxes."""
    return any(parent.tag.endswith("}Fallback") for parent in paragraph.iterancestors())


def _list_kinds(document: Any) -> dict[str, Kind]:
    """Numbering id -> what its first level looks like."""
    from docx.oxml.ns import qn

    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {}
    for one in root.findall(qn("w:abstractNum")):
        form = one.find(f"{qn('w:lvl')}/{qn('w:numFmt')}")
        bullet = form is not None and form.get(qn("w:val")) == "bullet"
        abstract[one.get(qn("w:abstractNumId"))] = Kind.POINT if bullet else Kind.ITEM
    kinds = {}
    for one in root.findall(qn("w:num")):
        target = one.find(qn("w:abstractNumId"))
        kinds[one.get(qn("w:numId"))] = (
            abstract.get(target.get(qn("w:val")), Kind.ITEM) if target is not None else Kind.ITEM
        )
    return kinds


def _kind(paragraph: Any, lists: dict[str, Kind], qn: Any) -> Kind:
    number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    if number is not None and number.get(qn("w:val")) != "0":
        return lists.get(number.get(qn("w:val")), Kind.ITEM)
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = (style.get(qn("w:val")) or "").lower() if style is not None else ""
    if name.startswith("listnumber"):
        return Kind.ITEM
    if name.startswith(("listbullet", "listparagraphbullet")):
        return Kind.POINT
    return Kind.QUOTE if "quote" in name else Kind.TEXT


def _left_out(document: Any, qn: Any) -> list[str]:
    body = document.element.body
    counts = (
        (len(list(body.iter(qn("wp:docPr")))), "picture", "pictures"),
        (len(list(body.iter(qn("w:tbl")))), "table became paragraphs", "tables became paragraphs"),
        (len(list(body.iter(qn("w:footnoteReference")))), "footnote", "footnotes"),
        (len(list(body.iter(qn("w:commentReference")))), "comment", "comments"),
        (len(list(body.iter(qn("w:del")))), "deleted passage", "deleted passages"),
    )
    said = []
    for number, one, many in counts:
        if number and "became" in one:
            said.append(f"{number} {one if number == 1 else many}.")
        elif number:
            said.append(f"{number} {f'{one} was' if number == 1 else f'{many} were'} left out.")
    return said
