"""Where sentences begin and end, and what is cited, marked and asked in each.

A full stop ends a sentence unless it belongs to an abbreviation ("Sen.", "U.S.", "No. 5"), an initial, or words in
brackets or quotation marks that are still open. What decides after "U.S.", "p.m." and the like is the next word.
A citation belongs to the sentence before it, also when it stands after the full stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.letters.compose.lines import ATOM, Line
from app.letters.tree import MarkKind


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Never the last word of a sentence in a letter: a name or a number follows.
_NEVER = _words(
    "mr mrs ms mx dr sen sens rep reps gov gens gen col lt maj capt cmdr adm sgt hon rev fr st amb sec "
    "secs pres prof atty asst dep del msgr supt nos art arts ch chs vol vols fig figs pp pub stat res con "
    "vs cf viz approx est ca e.g i.e ph"
)
# May end one: the word after them decides.
_MAYBE = _words(
    "etc al inc corp co ltd llc jr sr esq no p v ave blvd ste rm dept univ assn bros jan feb mar apr jun "
    "jul aug sep sept oct nov dec mt ft op"
)
_NUMBERED = _words("no p v mt ft op ch art sec ste rm jan feb mar apr jun jul aug sep sept oct nov dec")
_STARTERS = _words(
    "a an the this that these those there they their it its in on at by for from to with we our i my he "
    "his she her you your as if but and or so yet since when while where who what why how no not nor none "
    "all some most many each every both after before during until today yesterday tomorrow now then here "
    "still even only also once please thank another other more such one two three four five six several "
    "instead meanwhile however therefore moreover nevertheless because although though under over between "
    "among against despite residents people"
)
_CALENDAR = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december eastern pacific central mountain est edt pst pdt gmt utc"
)
_MOST_OPEN = 600  # characters; brackets or quotation marks open for longer are taken for a slip
_END = re.compile(r"(?P<stop>\.{3,}|…|[.?!]+)(?P<close>[”’\"')\]»]*)(?=\s|$)")
_OPENERS = "“‘\"'([«"
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_BEFORE = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+$")
_LETTERS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_ENUMERATOR = re.compile(r"\s*(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``start`` to ``end`` of the line's text, without the spaces around. ``opinion``, ``ask``: most of it is."""

    text: str
    start: int
    end: int
    cited: tuple[str, ...] = ()
    opinion: bool = False
    ask: bool = False


def sentences(line: Line) -> tuple[Sentence, ...]:
    """The sentences of a line in order; together they hold every character that is not a space between them."""
    bounds = split(line.text)
    found = []
    for place, (start, end) in enumerate(bounds):
        until = bounds[place + 1][0] if place + 1 < len(bounds) else len(line.text)
        cited = [slug for at, slug in line.cites if (start < at or place == 0) and at <= until]
        found.append(
            Sentence(
                line.text[start:end],
                start,
                end,
                tuple(dict.fromkeys(cited)),
                line.marked(MarkKind.OPINION, start, end) > 0.5,
                line.marked(MarkKind.ASK, start, end) > 0.5,
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of every sentence of a plain text, without the spaces between. Remembered."""
    open_until = _open_stretches(text)
    bounds: list[tuple[int, int]] = []
    start = _skip(text, 0)
    for match in _END.finditer(text):
        if match.start() < start or open_until[match.end() - 1] > match.end():
            continue
        following = _skip(text, match.end())
        if following < len(text) and not _ends(text, start, match, following):
            continue
        bounds.append((start, match.end()))
        start = following
    if start < len(text):
        bounds.append((start, len(text.rstrip())))
    return tuple(bounds)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _ends(text: str, start: int, match: re.Match[str], following: int) -> bool:
    """Whether the sentence ends at this stop, before the character at ``following``."""
    first = text[following]
    inner = following
    while inner < len(text) - 1 and text[inner] in _OPENERS:
        inner += 1
    letter = text[inner]
    if letter.islower():
        return False
    stop = match["stop"]
    if stop != ".":
        return letter.isupper() or letter.isdigit() or letter == ATOM or first in _OPENERS
    if not match["close"] and _ENUMERATOR.match(text[start : match.start()]):
        return False  # "1. Enforce", "a. Enforce"
    return _after_full_stop(text, match, inner)


def _after_full_stop(text: str, match: re.Match[str], inner: int) -> bool:
    found = _BEFORE.search(text, max(0, match.start() - 40), match.start())
    if found is None or match["close"].startswith(("”", '"')):
        return True
    word, letter = found[0].lower(), text[inner]
    if word in _NEVER and text[found.start() - 1 : found.start()] != "-":
        return False
    initial = len(word) == 1 and found[0].isupper()
    dotted = _LETTERS.search(found[0]) is not None
    if not (initial or dotted or word in _MAYBE):
        return True
    if letter.isdigit() or letter == ATOM:
        clock = word in ("p.m", "a.m") and letter != ATOM
        return clock or not (initial or dotted or word in _NUMBERED)
    return _starts(word, _NEXT_WORD.match(text, inner))


def _starts(before: str, following: re.Match[str] | None) -> bool:
    """Whether the word after an abbreviation that may end a sentence begins the next one."""
    if following is None or before in ("etc", "al"):
        return True
    word = following[0].lower()
    return word not in _CALENDAR if before in ("p.m", "a.m") else word in _STARTERS


def _open_stretches(text: str) -> list[int]:
    """For each character, where the brackets or quotation marks around it close; its own place when none are open."""
    until = list(range(1, len(text) + 1))
    stack: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character in _PAIRS:
            stack.append((character, place))
        elif character in _CLOSERS:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == _CLOSERS[character]:
                    _cover(until, stack[depth][1], place)
                    del stack[depth:]
                    break
    straight = [place for place, character in enumerate(text) if character == '"']
    if len(straight) % 2 == 0:
        for first, last in zip(straight[::2], straight[1::2], strict=True):
            _cover(until, first, last)
    return until


def _cover(until: list[int], first: int, last: int) -> None:
    if last - first > _MOST_OPEN:
        return
    for place in range(first, last):
        until[place] = max(until[place], last + 1)
