"""What in a sentence can be looked up: its telling words, numbers and days. Pure.

Numbers lose their separators ("120,000" is "120000") and days are written as in ``2022-12-13``, both here and in
what claims are searched by, so that a sentence meets the claim it rests on however either is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.text import fold

LONGEST = 800
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTH_DAY = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: (\d{{4}}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"(?<![\w.,-])\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w]|[.,]\d)")
_WORD = re.compile(r"[^\W\d_][^\W_]{3,}")
_COMMON_WORDS = (
    "about above after again against also although among another because been before being between both came could "
    "does down during each every from have having here hers himself into itself just letter like made make many more "
    "most much must only other ours over same said says shall should since some such than that their theirs them "
    "then there these they this those through today under until upon very want were what when where which while whom "
    "will with within without would write year years your yours percent million people"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sentence is found by. `days` are ``2022-12-13``, or ``-12-13`` when the year is not said."""

    words: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.words or self.numbers or self.days)


def read_terms(text: str) -> Terms:
    """The terms of a sentence; only its first 800 characters are read."""
    folded = fold(text.replace("\x00", " ")[:LONGEST])
    days, rest = _days(folded)
    numbers = frozenset(_plain(match) for match in _NUMBER.finditer(rest))
    words = frozenset(_WORD.findall(rest)) - _COMMON
    return Terms(words, numbers, days)


def score(terms: Terms, searched: str) -> int:
    """How much of `terms` a claim's search text holds. A day tells most, then a number of several digits."""
    total = sum(5 for day in terms.days if day in searched)
    tokens = frozenset(searched.split())
    total += sum(_weight(number) for number in terms.numbers if number in tokens)
    return total + sum(1 for word in terms.words if word in searched)


def search_text(texts: Iterable[str], figures: Mapping[str, object]) -> str:
    """What a claim is searched by: its folded texts, then numbers and days in their plain form."""
    prose = " ".join(texts)
    values = json.dumps(figures, ensure_ascii=False)
    days, rest = _days(fold(f"{prose} {values}"))
    numbers = sorted({_plain(match) for match in _NUMBER.finditer(rest)})
    return f"{fold(prose)} {fold(values)} {' '.join(sorted(days))} {' '.join(numbers)} "


def _weight(number: str) -> int:
    return 4 if len(number) > 2 else 2 if len(number) == 2 else 1


def _plain(match: re.Match[str]) -> str:
    whole, rest = match.group(1).replace(",", ""), match.group(2) or ""
    return whole + (rest.rstrip("0").rstrip(".") if rest else "")


def _days(folded: str) -> tuple[frozenset[str], str]:
    """The days in `folded`, and what is left of it without them."""
    found: set[str] = set()

    def month_first(match: re.Match[str]) -> str:
        found.add(_iso(match.group(3), match.group(1), match.group(2)))
        return " "

    def day_first(match: re.Match[str]) -> str:
        found.add(_iso(match.group(3), match.group(2), match.group(1)))
        return " "

    def iso(match: re.Match[str]) -> str:
        found.add(match.group(0))
        return " "

    rest = _ISO.sub(iso, folded)
    rest = _MONTH_DAY.sub(month_first, rest)
    rest = _DAY_MONTH.sub(day_first, rest)
    return frozenset(found), rest


def _iso(year: str | None, month: str, day: str) -> str:
    return f"{year or ''}-{_MONTHS.index(month[:3]) + 1:02}-{int(day):02}"
