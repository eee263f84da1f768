"""When a paper or a file is genuine. Pure: hashes and sizes in, a verdict out."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from itertools import islice

from app.letters.rules_codes import CODE_LENGTH, read_code


class Verdict(StrEnum):
    """What is to be said of a code or a file. Only the first two mean that the words are as they were sealed."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    UNKNOWN = "unknown"


# Groups as printed; other spellings are for people who type, not for reading a file.
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}(?:[-\u2010-\u2013][0-9A-Z]{4}){2}(?![0-9A-Z])")
_END = re.compile(rb"%%EOF\r?\n?")
# As `app.documents` writes it among the keywords of a sealed file.
_SEAL = re.compile(rb"sha256:([0-9a-f]{64})(?![0-9a-f])")
MOST_REVISIONS = 50
"""A sealed file has one end mark, and one more for each digital signature."""
MOST_CODES = 20
"""So many different codes are looked up for one file; a letter names one."""


def codes_in(text: str) -> list[str]:
    """The verification codes that a text names, each once, in order; at most `MOST_CODES`."""
    found = (read_code(match[0]) for match in _CODE.finditer(text))
    return list(dict.fromkeys(code for code in found if code and len(code) >= CODE_LENGTH))[:MOST_CODES]


def seals_in(data: bytes) -> list[str]:
    """The seal hashes that stand in the bytes of a file, each once, in order; at most `MOST_CODES`."""
    found = dict.fromkeys(match[1].decode() for match in islice(_SEAL.finditer(data), 10 * MOST_CODES))
    return list(found)[:MOST_CODES]


def beginnings(data: bytes) -> dict[str, int]:
    """SHA-256 and size of every shorter file that `data` could begin with: up to each end mark of a PDF.

    A PDF can be changed by adding to it: what was sealed stays in front, and a reader shows something else.
    """
    found: dict[str, int] = {}
    running, at = hashlib.sha256(), 0
    for mark in islice(_END.finditer(data), MOST_REVISIONS):
        # The line end after the mark may belong to the sealed file or to what was added.
        for size in range(mark.start() + len(b"%%EOF"), mark.end() + 1):
            if size < len(data):
                running.update(data[at:size])
                at = size
                found[running.copy().hexdigest()] = size
    return found
