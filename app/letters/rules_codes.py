"""Verification codes: given at the seal, printed on paper, typed in by whoever checks it."""

from __future__ import annotations

import re
from collections.abc import Callable

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
CODE_LENGTH = 12
_READ_AS = str.maketrans("OIL", "011")


def verification_code(below: Callable[[int], int]) -> str:
    """``7K2M-9QXT-04BD``: 60 random bits. ``below(n)`` gives a random number under n, such as secrets.randbelow."""
    return _grouped("".join(CODE_ALPHABET[below(len(CODE_ALPHABET))] for _ in range(CODE_LENGTH)))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in its one spelling: any case, any spacing, O for 0, I or L for 1.

    None when it cannot be a code.
    """
    letters = re.sub(r"[\s‐‑–-]", "", typed).upper().translate(_READ_AS)
    if len(letters) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in letters):
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
