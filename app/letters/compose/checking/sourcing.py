"""Figures, dates and facts that cite nothing, and figures that their claim does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.letters.compose.checking import agreement, counts
from app.letters.compose.figures import SMALL, Figure, FigureKind, figures
from app.letters.compose.lines import Line, shortened
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity
from app.letters.compose.sentences import Sentence, sentences
from app.letters.fields import Context
from app.letters.tree import MarkKind, Role

_LIMIT = re.compile(
    r"\b(?:by|before|until|no later than|not later than|on or before|within|the end of|of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\b(?:meet|meeting|reply|respond|response|answer|briefing|brief (?:us|me)|hear from you|call|deadline)",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:would|ask|asks|request|hope|propose|welcome|please|look forward)\b", re.IGNORECASE
)
_TO_THEM = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
_SAID = re.compile(r"[^\W\d_]{2,}")
_MARK = QuickFix(Mending.OPINION, "", "Mark as opinion")
_MOST_NAMED = 3


def check(lines: Sequence[Line], context: Context) -> Iterator[Problem]:
    """Sentence by sentence: what gives a figure or states a fact cites a claim, and agrees with it."""
    for line in lines:
        if line.quoted and context.expects.quotes_sealed:
            continue  # words of a sealed letter, which were checked before its seal
        for sentence in sentences(line):
            if "[[" not in sentence.text:  # a template's question, which is a problem of its own
                yield from _of_sentence(line, sentence, context)


def _of_sentence(line: Line, sentence: Sentence, context: Context) -> Iterator[Problem]:
    found = figures(sentence.text)
    typed = counts.typed_counts(sentence, found, context)
    yield from (counts.problem(line, sentence, each, context) for each in typed if not each.agrees)
    counted = {each.figure for each in typed}
    rest = [one for one in found if one not in counted and not _exempt(line, sentence, one, context)]
    if sentence.cited:
        yield from agreement.check(line, sentence, rest, context.claims)
    elif rest:
        yield _unsourced(line, sentence, rest)
    elif line.role is Role.FACTS and _states(sentence):
        yield _problem(
            Code.UNSOURCED_FACT,
            line,
            sentence,
            "Every sentence of the facts cites a claim or is marked as opinion.",
        )


def _states(sentence: Sentence) -> bool:
    """Whether it says something that can be true or false; a line that leads in to a list does not."""
    if sentence.opinion or sentence.ask or sentence.text.endswith((":", "?")):
        return False
    return bool(_SAID.search(sentence.text))


def _exempt(line: Line, sentence: Sentence, figure: Figure, context: Context) -> bool:
    start, end = sentence.start + figure.start, sentence.start + figure.end
    if line.marked(MarkKind.OPINION, start, end) or line.marked(MarkKind.ASK, start, end):
        return True
    if figure.text in context.facts.values():
        return True  # a value of the organisation or campaign, which has its source there
    if figure.kind is FigureKind.ORDINAL:
        return not figure.text[0].isdigit() and figure.value is not None and figure.value <= SMALL
    if figure.kind not in (FigureKind.DATE, FigureKind.DURATION):
        return False
    if line.role is Role.MEETING or _own_day(figure, context) or _appointed(sentence.text, figure):
        return True
    return bool(_TO_THEM.search(sentence.text)) and figure.day is not None and figure.day.among(context.acts)


def _appointed(text: str, figure: Figure) -> bool:
    """Whether it is the day of a meeting asked for, or by which an answer is."""
    if not _ANSWER.search(text):
        return False
    return bool(_LIMIT.search(text[: figure.start]) or _WISHED.search(text[: figure.start]))


def _own_day(figure: Figure, context: Context) -> bool:
    """Whether it is the letter's own date, or that of the earlier letter."""
    day = figure.day
    if day is None or not (day.day and day.month):
        return False
    return day.fits(context.letter_date) or (context.earlier is not None and day.fits(context.earlier.date))


def _unsourced(line: Line, sentence: Sentence, found: Sequence[Figure]) -> Problem:
    named = list(dict.fromkeys(figure.text for figure in found))
    words = ", ".join(f"“{each}”" for each in named[:_MOST_NAMED])
    words += f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    mend = f"It gives {words} and cites no claim. Cite one, or mark it as opinion."
    return _problem(Code.UNSOURCED_FIGURE, line, sentence, mend)


def _problem(code: Code, line: Line, sentence: Sentence, mend: str) -> Problem:
    return Problem(
        code,
        f"No source: “{shortened(sentence.text)}”",
        mend,
        Severity.BLOCKS,
        line.section,
        line.block,
        excerpt=sentence.text,
        span=line.span(sentence.start, sentence.end),
        quick=(_MARK,),
    )
