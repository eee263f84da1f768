"""Day counts that somebody typed, held against the campaign's anchors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.letters.compose import days
from app.letters.compose.figures import UNIT_DAYS, Figure, FigureKind
from app.letters.compose.lines import Line
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity
from app.letters.compose.sentences import Sentence
from app.letters.fields import Anchor, Context
from app.letters.tree import DayStyle

NEAR = 7  # days; a count farther from the sum speaks of something else unless it names the anchor
_QUALIFIER = re.compile(
    r"\b(more than|over|nearly|almost|close to|about|around|some|roughly|at least|less than|under)\s*$",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:has|have|been|is|are|now|already)\b[^.;]*\bfor\b[^.;,]{0,24}$|\bfor\b[^.;,]{0,16}$"
)
_LASTING_FROM = re.compile(r"^\W*(?:now|already|since|of|into|long|and counting)\b")
_PLAIN = frozenset({"that", "this", "with", "from", "were", "have", "been", "when", "since", "after", "date"})


@dataclass(frozen=True, slots=True)
class TypedCount:
    """A count in the text that an anchor speaks to. ``number``: what the anchor gives, in days."""

    figure: Figure
    anchor: Anchor
    number: int
    agrees: bool


def typed_counts(sentence: Sentence, found: Sequence[Figure], context: Context) -> list[TypedCount]:
    """The counts of a sentence that follow from an anchor, rightly or wrongly; others are ordinary figures."""
    counts = (_held_against(sentence, figure, context) for figure in found)
    return [count for count in counts if count is not None]


def problem(line: Line, sentence: Sentence, typed: TypedCount, context: Context) -> Problem:
    """A count that disagrees, with the sum."""
    start = sentence.start + typed.figure.start
    code, shown = _counted(typed)
    sum_shown = days.sum_shown(typed.anchor, context.letter_date)
    words = typed.figure.text
    return Problem(
        Code.DAY_COUNT_DISAGREES,
        f"“{words}” disagrees with the count, which gives {shown}",
        f"{sum_shown}. Put the day count in, so that it moves with the letter’s date.",
        Severity.BLOCKS,
        line.section,
        line.block,
        excerpt=f"{words}: {sentence.text}",
        span=line.span(start, sentence.start + typed.figure.end),
        quick=(QuickFix(Mending.REPLACE, code, f"Put in “{shown}”, counted"),),
    )


def _held_against(sentence: Sentence, figure: Figure, context: Context) -> TypedCount | None:
    if figure.value is None or figure.kind not in (FigureKind.ORDINAL, FigureKind.DURATION):
        return None
    if figure.unit not in ("day", "week", "month"):
        return None
    known = [
        (anchor, number)
        for anchor in context.anchors
        if (number := days.count(anchor, context.letter_date)) >= 1
    ]
    named = [(anchor, number) for anchor, number in known if _names(sentence.text, anchor)]
    for anchor, number in named or known:
        if _agrees(sentence.text, figure, number) and (named or _counting(sentence.text, figure)):
            return TypedCount(figure, anchor, number, agrees=True)
    wrong = named or (known if _counting(sentence.text, figure) else [])
    size = int(figure.value) * UNIT_DAYS[figure.unit]
    near = [(abs(number - size), anchor, number) for anchor, number in wrong if abs(number - size) <= NEAR]
    if not near:
        return None
    _, anchor, number = min(near, key=lambda each: each[0])
    return TypedCount(figure, anchor, number, agrees=False)


def _counting(text: str, figure: Figure) -> bool:
    """Whether the words count on from something: "the 23rd day", "has been shut for 23 days", "23 days now"."""
    if figure.kind is FigureKind.ORDINAL:
        return figure.unit == "day"
    before, after = text[: figure.start], text[figure.end :]
    return bool(_LASTING.search(before) or _LASTING_FROM.search(after))


def _agrees(text: str, figure: Figure, number: int) -> bool:
    value = figure.value or Decimal(0)
    if figure.kind is FigureKind.ORDINAL:
        return figure.unit == "day" and value == number
    found = _QUALIFIER.search(text[: figure.start])
    word = found[1].lower() if found else ""
    unit = UNIT_DAYS[figure.unit]
    low, high = int(value) * unit, (int(value) + 1) * unit
    if word in ("more than", "over", "at least"):
        return low - (word == "at least") < number <= max(high, low + NEAR)
    if word in ("nearly", "almost", "close to", "less than", "under"):
        return low - max(unit, low // 5) <= number < low
    if word in ("about", "around", "some", "roughly"):
        return abs(number - low) <= max(2, low // 8)
    return low <= number < high if unit > 1 else number == low


def _names(text: str, anchor: Anchor) -> bool:
    """Whether the words name the anchor by its label or its short name."""
    names = re.findall(r"[^\W\d_]{4,}", f"{anchor.label} {anchor.slug}".lower())
    stems = {name[:6] for name in names if name not in _PLAIN}
    return any(word[:6] in stems for word in re.findall(r"[^\W\d_]{4,}", text.lower()))


def _counted(typed: TypedCount) -> tuple[str, str]:
    """(Markdown of the day count in the manner of what was typed, what it prints)."""
    figure, slug, number = typed.figure, typed.anchor.slug, typed.number
    words = figure.text.replace("\u00a0", " ")
    if words.lower().startswith("day "):
        return f"{words[:4]}((day {slug} number))", f"{words[:4]}{number}"
    if figure.kind is FigureKind.DURATION and "-" in words and words[0].isdigit():
        return f"((day {slug} number))-day", f"{number}-day"
    style = _style(figure)
    code = "" if style is DayStyle.ORDINAL else f" {style.value}"
    return f"((day {slug}{code}))", days.written(number, style)


def _style(figure: Figure) -> DayStyle:
    if figure.kind is FigureKind.DURATION:
        return DayStyle.WEEKS if figure.unit == "week" else DayStyle.DAYS
    return DayStyle.ORDINAL if figure.text[0].isdigit() else DayStyle.WORDS
