"""Day counts: from an anchor's day to the letter's date, by the anchor's rule."""

from __future__ import annotations

from datetime import date

from app.letters.fields import Anchor, long_date
from app.letters.tree import DayStyle

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *(
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_IRREGULAR |= {"nine": "ninth", "twelve": "twelfth"}


def count(anchor: Anchor, letter_date: date) -> int:
    """Days on the letter's date: with the anchor as day 1 when inclusive, else days elapsed.

    Negative (or 0 when inclusive) if the letter is older than the anchor.
    """
    return (letter_date - anchor.day).days + (1 if anchor.inclusive else 0)


def written(number: int, style: DayStyle) -> str:
    """The number in a style: 24 as "24th day", "24th", "24 days", "24", "twenty-fourth day"."""
    if style is DayStyle.ORDINAL:
        return f"{ordinal(number)} day"
    if style is DayStyle.NTH:
        return ordinal(number)
    if style is DayStyle.DAYS:
        return f"{number:,} day" if number == 1 else f"{number:,} days"
    if style is DayStyle.NUMBER:
        return f"{number:,}"
    if style is DayStyle.WEEKS:
        return _weeks(number)
    return f"{ordinal_words(number)} day"


def _weeks(number: int) -> str:
    """ "three weeks" for 21 days, "more than three weeks" for 22 to 27; days before the first week is full."""
    weeks, rest = divmod(number, 7)
    if not weeks:
        return written(number, DayStyle.DAYS)
    words = f"{_words(weeks) if weeks < 100 else f'{weeks:,}'} week{'' if weeks == 1 else 's'}"
    return f"more than {words}" if rest else words


def sum_shown(anchor: Anchor, letter_date: date) -> str:
    """The sum in a sentence, so that anyone can check it."""
    number = count(anchor, letter_date)
    rule = "that day is day 1" if anchor.inclusive else "days elapsed"
    return f"{long_date(anchor.day)} to {long_date(letter_date)}, {rule}: {number}"


def ordinal(number: int) -> str:
    """ "1st", "12th", "23rd", "1,000th"."""
    last = number % 10
    teens = number % 100 in (11, 12, 13)
    return f"{number:,}" + ("th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(last, "th"))


def ordinal_words(number: int) -> str:
    """ "twenty-fourth"; in figures from 1,000 on, where words stop being readable."""
    if number >= 1000:
        return ordinal(number)
    words = _words(number)
    for sign in ("-", " "):
        head, found, last = words.rpartition(sign)
        if found:
            return f"{head}{sign}{_ordinal_word(last)}"
    return _ordinal_word(words)


def _words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" {_words(rest)}" if rest else "")


def _ordinal_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"
