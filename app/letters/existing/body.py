"""What each paragraph of a letter does: opens, tells, weighs, asks, proposes to meet, closes. Pure.

By words and place together; the order of the anatomy (opening, facts, position so far, asks, meeting, closing) decides
what words leave open. A guess, for a person to confirm.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.letters.compose.figures import figures
from app.letters.compose.sentences import split
from app.letters.existing import cues
from app.letters.existing.asks import is_ask, leads_in
from app.letters.existing.parts import Part, Row

Guess = tuple[Part, str]


def body_parts(rows: Sequence[Row]) -> list[Guess]:
    """A part and its reason for each row of the text."""
    guesses = [_alone(rows, place) for place in range(len(rows))]
    return [_in_place(rows, guesses, place) for place in range(len(rows))]


def _alone(rows: Sequence[Row], place: int) -> Guess | None:
    """What the words of one row say by themselves; None when they say nothing."""
    row, asking = rows[place], _asking(rows[place])
    after_lead = place > 0 and leads_in(rows[place - 1].text)
    before_list = place + 1 < len(rows) and rows[place + 1].shape.is_list
    at_the_end = place == len(rows) - 1 or len(row.text.split()) < 30
    guesses: tuple[tuple[bool, Part, str], ...] = (
        (row.shape.is_list and (after_lead or asking >= 0.5), Part.ASKS, "A list of what is asked."),
        (before_list and leads_in(row.text), Part.ASKS, "Leads in to a list of what is asked."),
        (place == 0, Part.OPENING, "The first paragraph."),
        (cues.MEETING.search(row.text) is not None, Part.MEETING, "Asks for a meeting."),
        (
            asking < 0.5 and at_the_end and cues.THANKS.search(row.text) is not None,
            Part.CLOSING,
            "Thanks the addressee or looks ahead.",
        ),
        (asking >= 0.4, Part.ASKS, "Asks for something."),
        (
            cues.POSITION.search(row.text) is not None and not _is_count(row),
            Part.POSITION,
            "Speaks of what was said, done or promised so far.",
        ),
        (bool(figures(row.text)), Part.FACTS, "Says how much or when."),
    )
    return next(((part, why) for holds, part, why in guesses if holds), None)


def _in_place(rows: Sequence[Row], guesses: Sequence[Guess | None], place: int) -> Guess:
    """What its place says when its words say nothing."""
    guess = guesses[place]
    if guess is not None:
        return guess
    after = [each[0] for each in guesses[place + 1 :] if each]
    before = [each[0] for each in guesses[:place] if each]
    if Part.MEETING in before or (
        place == len(rows) - 1 and (Part.ASKS in before or cues.VALUES.search(rows[place].text))
    ):
        return Part.CLOSING, "Stands at the end of the text."
    if Part.ASKS in before and Part.ASKS not in after:
        return Part.ASKS, "Stands between the asks and the end: what would follow from them."
    if before and before[-1] is Part.POSITION and Part.ASKS in after:
        return Part.POSITION, "Goes on with the paragraph before it."
    return Part.FACTS, "Stands among the facts."


def _asking(row: Row) -> float:
    """Which share of its sentences asks for something."""
    sentences = [line[start:end] for line in row.lines for start, end in split(line)]
    return sum(is_ask(each) for each in sentences) / len(sentences) if sentences else 0.0


def _is_count(row: Row) -> bool:
    """Whether it tells more in figures than in anything else."""
    return len(figures(row.text)) >= 3
