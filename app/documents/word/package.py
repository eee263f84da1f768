"""The file around the letter: what Word is told about it, and bytes that depend on the letter alone."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from app.documents import wire
from app.documents.paper import LetterPaper
from app.documents.sheet import document_title, written_on
from app.documents.word.oxml import element

_LEFT_OUT = ("thumbnail.jpeg", "item1.xml", "itemProps1.xml", "stylesWithEffects.xml")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODERN_WORD = "15"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 255
"""Characters of a property that the format allows."""


def as_xml_can_hold(paper: LetterPaper) -> LetterPaper:
    """The paper without control characters, halves of characters and the two that Unicode never gives away."""
    return wire.paper_from_json(_cleaned(wire.paper_to_json(paper)))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", value)
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    return tuple(map(_cleaned, value)) if isinstance(value, tuple) else value


def describe_document(document: Document, paper: LetterPaper) -> None:
    """Title, author, subject, language and day; nothing of the machine or the moment."""
    about = document.core_properties
    author = paper.author[:_LONGEST]
    about.title, about.author = document_title(paper)[:_LONGEST], author
    about.subject, about.language = (paper.subject or "")[:_LONGEST], paper.language
    about.last_modified_by, about.comments, about.keywords, about.revision = author, "", "", 1
    day = dt.date.fromisoformat(written_on(paper.date_text) or "2000-01-01")
    about.created = about.modified = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a plain day
    compat = document.settings.element.find(qn("w:compat"))
    for old in compat.findall(qn("w:compatSetting")):
        compat.remove(old)
    compat.append(
        element(
            "w:compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=_MODERN_WORD,
        )
    )


def to_bytes(document: Document) -> bytes:
    """The finished file. The same document gives the same bytes: no times, no leftovers of the blank one."""
    package = document.part.package
    for source in (package, document.part):
        for key, relation in list(source.rels.items()):
            if not relation.is_external and str(relation.target_part.partname).endswith(_LEFT_OUT):
                del source.rels[key]
    raw, out = BytesIO(), BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for entry in written.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            file.writestr(fixed, written.read(entry))
    return out.getvalue()
