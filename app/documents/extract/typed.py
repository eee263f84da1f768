"""Text files and pasted text: which characters they hold, and where their paragraphs end."""

from __future__ import annotations

import re

from app.documents.extract.pieces import Extracted, Kind, NothingToRead, Piece, tidy_pieces


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
        else:
            text, _ = join_line(text, line)
    return text


def join_line(before: str, line: str) -> tuple[str, bool]:
    """Two lines of one paragraph as one, and whether a word that was divided between them was put together."""
    if re.search(r"[^\W\d_][-\u00ad\u2010]$", before) and line[:1].islower():
        return before[:-1] + line, True
    return (before + line if before.endswith(("-", "\u2010")) else f"{before} {line}"), False


def _was_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one running text: all but the last are long, or most go on in the middle of a sentence."""
    longest = max(len(line) for line in lines)
    if longest < 45:
        return False
    return all(len(line) >= longest * 0.6 for line in lines[:-1])
