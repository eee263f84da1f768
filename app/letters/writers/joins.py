"""Invisible joins that paper adds: what belongs together stays on one line.

A plain space becomes U+00A0, or U+2060 goes in. Nothing else changes: fold both and the typed text is back.
The stored text never has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NO_BREAK = "\u00a0"
JOINER = "\u2060"
LAST_LINE = 12  # characters that a paragraph's last line has at least
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

# Spaces inside each match become no-break spaces.
_KEEP_SPACES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:Sections?|Sec\.|Titles?|Articles?|Chapter|Part|Annex|Nos?\.|Suite|Room|Page|Resolution|Law) (?=[\dIVX])",
        r"§{1,2} (?=\d)|\bPub\. L\.(?: No\.)? (?=\d)|\b(?:H\.R\.|S\.|H\.? ?Res\.|S\.? ?Res\.) (?=\d)",
        r"\b\d{1,3} (?:U\.S\.C\.|Stat\.|C\.F\.R\.)(?: §{1,2})? (?=\d)",
        rf"\b(?:{MONTHS}|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.) (?=\d{{1,2}}(?!\d))",
        rf"\b\d{{1,2}} (?=(?:{MONTHS})\b)",
        r"(?<=\d) (?=(?:million|billion|trillion|thousand|hundred|percent|per cent|%|kilomet(?:er|re)s?|km|miles?"
        r"|met(?:er|re)s?|tons?|tonnes?|minutes?|hours?|days?|weeks?|months?|years?|people|residents"
        r"|a\.m\.|p\.m\.))",
        r"(?<=\d(?:st|nd|rd|th)) (?=(?:day|week|month|year|anniversary|Congress|District|district)\b)",
        r"(?:(?<=^)|(?<=[\s(“]))[A-Z]\. (?=[A-Z])",  # initials and surname
        r",? (?=(?:Jr|Sr)\.)|(?<=[a-z]) (?=(?:II|III|IV)\b)",
        r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|Hon)\. (?=[A-Z])",
        r" (?=[–—])",  # a spaced dash never starts a line
    )
)
# A joiner goes in at the start or the end of each match.
_JOIN_BEFORE = re.compile(r"(?<=\S)—|(?<=\w)–(?=\w)")
_JOIN_AFTER = re.compile(
    r"(?<=\w)–(?=\w)|(?<![\w-])[A-Z\d][\w’]{0,40}-(?=[A-Z\d])|-[A-Z\d]\w{0,40}-(?=[A-Z\d])|\b[A-Z]{1,5}/(?=\d)"
)


@dataclass(frozen=True, slots=True)
class Joins:
    """Where to join one paragraph: places of spaces to bind, places before which a joiner goes."""

    bind: frozenset[int]
    join: frozenset[int]

    def apply(self, text: str, start: int = 0) -> str:
        """Join the part of the paragraph that begins at ``start``."""
        out = []
        for place, character in enumerate(text, start=start):
            if place in self.join:
                out.append(JOINER)
            out.append(NO_BREAK if place in self.bind else character)
        return "".join(out)


def joins(paragraph: str) -> Joins:
    """The joins of a whole paragraph."""
    bind = {
        place
        for pattern in _KEEP_SPACES
        for match in pattern.finditer(paragraph)
        for place in range(match.start(), match.end())
        if paragraph[place] == " "
    }
    join = {match.start() for match in _JOIN_BEFORE.finditer(paragraph)}
    join |= {match.end() for match in _JOIN_AFTER.finditer(paragraph)}
    bind |= _last_words(paragraph)
    return Joins(frozenset(bind), frozenset(join))


def joined(paragraph: str) -> str:
    """A paragraph with its joins."""
    return joins(paragraph).apply(paragraph)


def folded(text: str) -> str:
    """Text as typed, for comparing: no-break spaces are spaces and joiners are gone."""
    return text.replace(NO_BREAK, " ").replace(JOINER, "")


def _last_words(paragraph: str) -> set[int]:
    """Spaces so near the end that a line break there would leave a scrap; none in a short paragraph."""
    if len(paragraph) < 3 * LAST_LINE:
        return set()
    return {place for place in range(len(paragraph) - LAST_LINE, len(paragraph)) if paragraph[place] == " "}
