"""A file of claims as handed in: its size, encoding and kind. Pure.

Every refusal is a sentence that says what the file is and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.errors import RedressError
from app.evidence.limits import MAX_IMPORT

_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PK\x03\x04", "a ZIP archive or an Excel or Word file; save it as CSV (UTF-8)"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file; save it as CSV (UTF-8)"),
    (b"SQLite format 3", "a database"),
)


class FileRefused(RedressError):
    """A whole file cannot be used. The message is a full sentence."""

    status = 422


@dataclass(frozen=True, slots=True)
class RawClaim:
    """One claim as it stands in the file; `place` is where: "line 12" or "row 3"."""

    place: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read but not yet checked. `extras` is what it says apart from claims, by its own names."""

    claims: list[RawClaim]
    cautions: list[RawClaim] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


def decode(data: bytes) -> str:
    """The file's text. UTF-8 only, with or without a byte order mark. Raises `FileRefused`."""
    if not data:
        raise FileRefused("The file is empty.")
    if len(data) > MAX_IMPORT:
        raise FileRefused(
            f"The file has {len(data) / 1_048_576:.1f} MB; at most {MAX_IMPORT // 1_048_576} MB can be imported. "
            "Split it into several files."
        )
    for magic, what in _KINDS:
        if data.startswith(magic):
            raise FileRefused(f"This is {what}, not a file of claims.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data:
        raise FileRefused("The text is in UTF-16, or it is not text at all. Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"Line {line} is not UTF-8; the file seems to be in Latin-1 or a Windows encoding. "
            "Save it as UTF-8, or accented names would be spoiled."
        ) from None
    if not text.strip():
        raise FileRefused("The file is empty.")
    if text.lstrip()[:1] == "<":
        raise FileRefused("This is a web page, not a file of claims. Use the page's download or “raw” link.")
    return text
