"""Which kind of file it is, and the reader for it."""

from __future__ import annotations

import re

from app.documents.extract.pieces import Extracted, Kind, NothingToRead, Piece, tidy_pieces

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


def decoded(data: bytes) -> str:
    """Text of a text file: UTF-8, UTF-16 by its mark, else the Western code page of Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise NothingToRead("The text is damaged: it ends in the middle of a character.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_typed(text: str) -> Extracted:
    """Typed or pasted text. An empty line ends a paragraph; lines broken by a mail program are joined again,
    the lines of an address or a signature are not."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    blocks = (
        re.split(r"\n[ \t\u00a0]*\n", text) if re.search(r"\n[ \t\u00a0]*\n\S", text) else text.split("\n")
    )
    return Extracted(tidy_pieces(Piece(Kind.TEXT, joined_lines(block)) for block in blocks))


def joined_lines(block: str) -> str:
    """Lines that were wrapped become one; short lines under each other stay lines."""
    lines = [line.strip() for line in block.strip("\n").split("\n") if line.strip()]
    if len(lines) < 2 or not _was_wrapped(lines):
        return "\n".join(lines)
    text = lines[0]
    for line in lines[1:]:
        if re.match(r"(?:\(?\d{1,2}[.)]|[•‣▪●*-])\s", line):
            text += f"\n{line}"
        elif text.endswith("-") and re.search(r"[a-z]-$", text) and line[:1].islower():
            text = text[:-1] + line  # a word broken at the end of a line
        else:
            text += f" {line}"
    return text


def _was_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one running text: all but the last are long, or most go on in the middle of a sentence."""
    longest = max(len(line) for line in lines)
    if longest < 45:
        return False
    return all(len(line) >= longest * 0.6 for line in lines[:-1])
