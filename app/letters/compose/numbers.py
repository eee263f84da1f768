"""Numbers written in words or figures, as values. Pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: number for number, word in enumerate(_SMALL.split())}
TENS = {word: number * 10 for number, word in enumerate(_ROUND.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
    "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip

_ONE = "|".join(sorted(ONES, key=len, reverse=True))
_TEN = "|".join(TENS)
_ORD = "|".join(sorted(ORDINALS, key=len, reverse=True))
_SCALE = "|".join(SCALES)
_UNIT = rf"(?:(?:{_TEN})(?:[-‑ ](?:{_ONE}))?|{_ONE})"
WORDS = (
    rf"(?:(?:an?[ -])?(?:{_SCALE})|{_UNIT})(?:[- ](?:{_SCALE}))*(?:(?: and)? {_UNIT}(?:[- ](?:{_SCALE}))*)*"
)
"""A pattern (ignore case) for a number in words, from "one" to "a hundred and twenty-four thousand"."""
ORDINAL_WORDS = rf"(?:(?:(?:{_ONE})[- ])?(?:hundred(?: and)?[- ])?(?:(?:{_TEN})[-‑ ])?(?:{_ORD}))"
DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def in_words(words: str) -> int | None:
    """The number that words spell ("twenty-four", "a hundred and ten", "two million"), or None."""
    total = part = 0
    found = False
    for word in re.split(r"[-‑,\s]+", words.lower().strip()):
        if word in ("a", "an", "and", ""):
            continue
        if word in ONES or word in TENS:
            part += ONES.get(word, TENS.get(word, 0))
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in SCALES:
            total, part = total + (part or 1) * SCALES[word], 0
        else:
            return None
        found = True
    return total + part if found else None


def ordinal_in_words(words: str) -> int | None:
    """24 for "twenty-fourth", or None."""
    head, _, last = re.sub(r"[-‑\s]+", " ", words.lower().strip()).rpartition(" ")
    if last not in ORDINALS:
        return None
    if last == "hundredth":
        return in_words(f"{head} hundred")
    base = in_words(head.removesuffix(" and")) if head else 0
    return None if base is None else base + ORDINALS[last]


def in_figures(figures: str, scale: str = "") -> Decimal | None:
    """120000 for "120,000", 164000000 for "164" and "million"."""
    try:
        value = Decimal(re.sub(r"[,\u00a0\u202f]", "", figures))
    except InvalidOperation:
        return None
    return value * SCALES.get(scale.lower(), 1)
