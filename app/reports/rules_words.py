"""Numbers and counts in words, as sentences want them. Pure."""

from __future__ import annotations

_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def in_words(count: int) -> str:
    """ "no", "one" to "twenty"; above that digits with commas."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"


def at_start(text: str) -> str:
    """First letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def counted(count: int, one: str, many: str = "") -> str:
    """ "no letters", "one letter", "21 letters"; `many` for words that do not take an s."""
    return f"{in_words(count)} {one if count == 1 else many or one + 's'}"


def is_are(count: int, one: str = "is", many: str = "are") -> str:
    """The verb that goes with a count."""
    return one if count == 1 else many
