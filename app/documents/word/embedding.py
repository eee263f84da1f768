"""The letter fonts inside the Word file, so that it looks right where they are not installed.

Embedded fonts are stored with their first 32 bytes mixed with a key that stands beside them (ECMA-376 part 1,
17.8.1). The fonts are under the SIL Open Font License, which allows it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any
from uuid import UUID

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from app.documents.fonts import Face, as_truetype, find
from app.documents.word.oxml import element
from app.documents.word.styles import ARMENIAN, SANS, SERIF

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_KEPT = {"embedRegular": "Regular", "embedBold": "Bold", "embedItalic": "It"}
_BESIDE = {SERIF: "Georgia", SANS: "Arial", ARMENIAN: "Sylfaen"}


def embed_fonts(document: Document, *, armenian: bool) -> None:
    """Write the font table anew, with the serif in three cuts and, where it is needed, the Armenian."""
    table = parse_xml(f"<w:fonts {nsdecls('w', 'r')}/>")
    part = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml")
    )
    wanted = {SERIF: {slot: _serif(style) for slot, style in _KEPT.items()}}
    if armenian:
        wanted[ARMENIAN] = {"embedRegular": _ARMENIAN_FACE}
    for family, faces in wanted.items():
        font = _entry(family)
        for slot, face in faces.items():
            font.append(_embedded(part, slot, face))
        table.append(font)
    part._blob = serialize_part_xml(table)
    settings = document.settings.element
    settings.find(qn("w:zoom")).addnext(element("w:embedTrueTypeFonts"))


def _serif(style: str) -> Face:
    name = f"SourceSerif4-{style}.ttf"
    return Face(name, f"source-serif/TTF/{name}", SERIF)


_ARMENIAN_FACE = Face(
    "NotoSerifArmenian-400.ttf",
    "@fontsource/noto-serif-armenian/files/noto-serif-armenian-armenian-400-normal.woff",
    ARMENIAN,
)


def _entry(family: str) -> Any:
    font = element("w:font", name=family)
    font.append(element("w:altName", val=_BESIDE[family]))
    font.append(element("w:family", val="swiss" if family == SANS else "roman"))
    font.append(element("w:pitch", val="variable"))
    return font


def _embedded(table: Part, slot: str, face: Face) -> Any:
    key, data = _mixed(face)
    name = PackURI(f"/word/fonts/{face.file.removesuffix('.ttf')}.odttf")
    relation = table.relate_to(Part(name, _TYPE, data, table.package), _RELATION)
    entry = element(f"w:{slot}", fontKey=f"{{{str(key).upper()}}}")
    entry.set(qn("r:id"), relation)
    return entry


@cache
def _mixed(face: Face) -> tuple[UUID, bytes]:
    """The key, taken from the font itself so that the same font gives the same bytes, and the stored font."""
    data = bytearray(as_truetype(find(face).read_bytes()))
    key = UUID(bytes=hashlib.sha256(data).digest()[:16])
    mix = key.bytes[::-1]
    for place in range(32):
        data[place] ^= mix[place % 16]
    return key, bytes(data)
