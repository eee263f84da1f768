"""Text helpers that every room needs: folding for search, tidying of typed input."""

from __future__ import annotations

import re
import unicodedata

# Letters whose accents do not decompose; without this "Łódź" would not be found by "lodz".
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fold(text: str) -> str:
    """Lower case, without accents and with plain apostrophes, for search and comparison only."""
    plain = text.replace("\u2019", "'").casefold()
    if plain.isascii():
        return squash(plain)
    # Twice: taking a letter apart can bring out a capital ("\U0001d54a" is a styled "S"), and lowering one an accent.
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_STROKES).casefold()
    return squash(plain)


def squash(text: str) -> str:
    """Collapse runs of white space to one space and trim."""
    return _SPACES.sub(" ", text).strip()


def tidy(text: str) -> str:
    """NFC, Unix line ends and no control characters: what is stored of anything typed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text)


LONGEST_SEARCH = 100


def search_words(typed: str) -> list[str]:
    """What a list is searched for: the folded words of the first 100 characters.

    A database refuses patterns and conditions that are longer than anybody types.
    """
    return fold(typed.replace("\x00", " ")[:LONGEST_SEARCH]).split()


def slugify(text: str, limit: int = 60) -> str:
    """A short ASCII handle such as "section-907"; empty when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:limit].rstrip("-")
