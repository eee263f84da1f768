"""PDF/A-3a that is PDF/UA-1 as well: the form for archives, with the data of the sources attached on request.

WeasyPrint writes one or the other. This adds a variant of its own to its table (`ARCHIVE`): PDF/A-3a as WeasyPrint
makes it, with metadata that also claim PDF/UA-1 (ISO 14289-1, 5) and describe that claim as PDF/A asks for properties
it does not know (ISO 19005-3, 6.6.2.3), uncompressed, so that a search in an archive finds them. Readers are not asked
to smooth images (6.2.8).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pydyf
from weasyprint import Attachment
from weasyprint.pdf import VARIANTS
from weasyprint.pdf.pdfa import pdfa

from app.documents.paper import LetterPaper
from app.documents.sheet import written_on

PLAIN = "pdf/ua-1"
ARCHIVE = "pdf/a-3a with pdf/ua-1"
DATA_NAME = "sources.json"

_LONG_AGO = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
_UA = """<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_END = b"</rdf:RDF>"


def install() -> None:
    """Add the variant to WeasyPrint's table, once."""
    VARIANTS[ARCHIVE] = (_archive, VARIANTS["pdf/a-3a"][1])


def writing_options(paper: LetterPaper) -> dict[str, Any]:
    """What WeasyPrint is told when it writes this paper. New at each call: an attachment can be read only once."""
    if not paper.archive:
        return {"pdf_variant": PLAIN}
    attached = [_attachment(paper)] if paper.data else []
    return {"pdf_variant": ARCHIVE, "attachments": attached}


def variant_of(paper: LetterPaper) -> str:
    """The variant in which this paper is laid out and written."""
    return ARCHIVE if paper.archive else PLAIN


def _attachment(paper: LetterPaper) -> Attachment:
    """The sources as a file in the PDF, dated by the letter and not by the clock, so that its bytes stay the same."""
    day = written_on(paper.date_text)
    when = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) if day else _LONG_AGO
    return Attachment(
        string=paper.data,
        name=DATA_NAME,
        description="The sources of this letter as data",
        created=when,
        modified=when,
        relationship="Data",
    )


def _archive(pdf: Any, document: Any, page_streams: Any, attachments: Any, compress: bool) -> None:
    pdfa(pdf, document, page_streams, attachments, compress, version=3, variant="A")
    metadata = pdf.objects[int(bytes(pdf.catalog["Metadata"]).split()[0])]
    before, end, after = b"\n".join(metadata.stream).rpartition(_END)
    metadata.stream = [before + _UA.encode() + end + after]
    metadata.compress = False
    if "AF" in pdf.catalog:  # WeasyPrint names each attachment twice
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for each in pdf.objects:
        if getattr(each, "extra", {}).get("Subtype") == "/Image":
            each.extra["Interpolate"] = "false"
