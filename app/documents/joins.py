"""Invisible joins that keep words together on paper, and marks round Armenian words.

Only no-break spaces (U+00A0) and word joiners (U+2060) are put in; no visible character is changed,
added or dropped. Rules: paper design, "Setting rules".
"""

from __future__ import annotations

import re
from collections.abc import Callable

NBSP = "\u00a0"
JOINER = "\u2060"
LAST_LINE = 11
LONGEST_COMPOUND = 26

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
_NUMBERED = (
    r"Sections?|Sec\.|Suite|Room|Title|Chapter|Articles?|Art\.|Part|Point|Page|Order|Act|Law|Resolution|Day|day|"
    r"Nos?\.|Pub\. L\.|H\.R\.|S\.|Res\.|Stat\.|§+"
)
_UNITS = (
    r"percent|thousand|million|billion|trillion|kilometers|km|miles|meters|feet|acres|hectares|tons|pounds|kg|"
    r"minutes?|hours?|days?|weeks?|months?|years?|dollars|people|a\.m\.|p\.m\.|U\.S\.C\.|Stat\."
)
_TITLES = (
    r"Mr|Mrs|Ms|Mx|Dr|Hon|Rev|Fr|St|Rep|Reps|Sen|Sens|Gov|Lt|Gen|Col|Maj|Capt|Adm|Sgt|Amb|Prof|Sec|Pres|"
    r"Supt|Del|Msgr"
)
_SPACED: tuple[re.Pattern[str], ...] = (
    re.compile(rf"\b(?:{_NUMBERED}) (?=\d)"),
    re.compile(r"§+ (?=\d)"),
    re.compile(rf"\b(?:{_MONTHS}|{_SHORT_MONTHS}) (?=\d{{1,2}}(?:st|nd|rd|th)?\b)"),
    re.compile(rf"\b\d{{1,2}} (?=(?:{_MONTHS})\b)"),
    re.compile(rf"\d (?=(?:{_UNITS})(?:\W|$))"),
    re.compile(r"\d(?:st|nd|rd|th) (?=(?:day|Congress|District|century)\b)"),
    re.compile(r"U\.S\.C\. (?=\d)"),
    re.compile(r"\bPub\. (?=L\.)"),
    re.compile(r"\bH\. (?=(?:Con\. |J\. )?Res\.)"),
    re.compile(rf"\b(?:{_TITLES})\. (?=[^\W\d_])"),
    re.compile(r"(?<![^\W\d_])[A-Z]\. (?=[A-Z])"),
    re.compile(r", (?=(?:Jr|Sr)\.)"),
    re.compile(r" (?=(?:II|III|IV)\b)"),
)
_COMPOUND = re.compile(r"(?<![\w-])\w{1,18}(?:-\w{1,18}){1,3}(?![\w-])")
_FIGURES = re.compile(r"(?<=[\dA-Z])[-/](?=\d)")
_RANGE = re.compile(r"(?<=\w)–(?=\w)")
_DASH = re.compile(r"(?<=\S)—")
_ARMENIAN = re.compile(r"[\u0531-\u058a\ufb13-\ufb17]+(?:[ \u00a0][\u0531-\u058a\ufb13-\ufb17]+)*")


def join(text: str) -> str:
    """Put in the joins that depend on the words alone. Applying it twice changes nothing more."""
    for pattern in _SPACED:
        text = pattern.sub(lambda found: found[0].replace(" ", NBSP), text)
    # Extractors join the halves of a compound that is broken at its hyphen, so that it reads as another word.
    text = _COMPOUND.sub(_keep_compound, text)
    text = _FIGURES.sub(lambda found: found[0] + JOINER, text)
    text = _RANGE.sub(f"{JOINER}–{JOINER}", text)
    return _DASH.sub(f"{JOINER}—", text)


def without_joins(text: str) -> str:
    """The text as a reader searches for it: no-break spaces are spaces, joiners are nothing.

    `without_joins(join(text)) == without_joins(text)`, which for text without joins of its own is the text.
    """
    return text.replace(NBSP, " ").replace(JOINER, "")


def _keep_compound(found: re.Match[str]) -> str:
    word = found[0]
    return word.replace("-", f"-{JOINER}") if len(word) <= LONGEST_COMPOUND else word


def bind_last_words(pieces: list[str], least: int = LAST_LINE) -> list[str]:
    """Tie the last words of a paragraph, given as consecutive pieces of text, with no-break spaces.

    The last line then has at least `least` characters. Short paragraphs stay as they are.
    """
    if sum(len(piece) for piece in pieces) < 4 * least:
        return pieces
    bound = list(pieces)
    after = 0
    for at in range(len(bound) - 1, -1, -1):
        piece = bound[at]
        for index in range(len(piece) - 1, -1, -1):
            if after >= least:
                return bound
            if piece[index] == " ":
                bound[at] = bound[at][:index] + NBSP + bound[at][index + 1 :]
            after += 1
    return bound


def mark_armenian(text: str, escape: Callable[[str], str]) -> str:
    """HTML of `text` with Armenian words in a `span.hy lang=hy`; `escape` makes the rest safe."""
    parts: list[str] = []
    at = 0
    for found in _ARMENIAN.finditer(text):
        parts += [escape(text[at : found.start()]), f'<span class="hy" lang="hy">{escape(found[0])}</span>']
        at = found.end()
    return "".join([*parts, escape(text[at:])])
