"""Which kind of file it is, and the reader for it."""

from __future__ import annotations

from app.documents.extract.pieces import Extracted, NothingToRead
from app.documents.extract.typed import decoded, read_typed

MAX_BYTES = 10 * 1024 * 1024


def read_pieces(data: bytes) -> Extracted:
    """The text of a .docx, .pdf or .txt file. Raises `NothingToRead` with a sentence for people.

    The kind is told from the content, not from a name.
    """
    if len(data) > MAX_BYTES:
        raise NothingToRead(f"The file is larger than {MAX_BYTES // 1024**2} MB.")
    if not data.strip():
        raise NothingToRead("The file is empty.")
    if data.startswith(b"%PDF-"):
        from app.documents.extract.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        from app.documents.extract.docx_file import read_docx

        return read_docx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0") or data.startswith(b"{\\rtf"):
        raise NothingToRead("This is an old Word or RTF file. Save it as .docx, .pdf or .txt and try again.")
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NothingToRead(
            "This is neither Word (.docx), PDF nor text. Save it as one of these and try again."
        )
    return read_typed(decoded(data))
