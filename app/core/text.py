"""Text helpers that every room needs: folding for search, tidying of typed input."""

from __future__ import annotations

import re
import unicodedata

# Letters whose accents do not decompose; without this "Łódź" would not be found by "lodz".
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_SPACES = re.compile(r"\s+")
MOST_MARKS = 30
"""So many combining marks may follow each other (Unicode Standard Annex 15, stream-safe text); no writing has more."""
# Whatever combines is neither letter nor digit, but for two half-width marks of Japanese.
_PILE = re.compile(rf"(?:[^\w\s\x00-\x7f]|[\uff9e\uff9f]){{{MOST_MARKS + 1},}}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def nfc(text: str) -> str:
    """The text in NFC, without the marks that are piled more than thirty high.

    Putting such a pile in order takes time by the square of its height, minutes for what fits in one field.
    """
    return unicodedata.normalize("NFC", unpiled(text))


def unpiled(text: str) -> str:
    """The text without the combining marks that follow thirty others. Anything else is as it was."""
    return _PILE.sub(lambda found: _lowered(found[0]), text)


def _lowered(pile: str) -> str:
    kept: list[str] = []
    height = 0
    for each in pile:
        height = height + 1 if unicodedata.combining(unicodedata.normalize("NFKD", each)[0]) else 0
        if height <= MOST_MARKS:
            kept.append(each)
    return "".join(kept)


def fold(text: str) -> str:
    """Lower case, without accents and with plain apostrophes, for search and comparison only."""
    plain = text.replace("\u2019", "'").casefold()
    if plain.isascii():
        return squash(plain)
    plain = unpiled(plain)
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
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
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
