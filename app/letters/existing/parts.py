"""The parts of a letter on paper, as an existing one shows them, and the values that the other modules share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.letters.tree import Role

MAX_ROWS = 200
"""Pieces of one letter that a person is asked to look through."""


class Part(StrEnum):
    """What a piece of an existing letter is, in the order of the paper."""

    LETTERHEAD = "letterhead"
    DATE = "date"
    ADDRESS = "address"
    SUBJECT = "subject"
    SALUTATION = "salutation"
    OPENING = "opening"
    FACTS = "facts"
    POSITION = "position"
    ASKS = "asks"
    MEETING = "meeting"
    CLOSING = "closing"
    BODY = "body"
    VALEDICTION = "valediction"
    SIGNATURE = "signature"
    COPIES = "copies"
    ENCLOSURES = "enclosures"
    LEFT_OUT = "left_out"

    @property
    def role(self) -> Role | None:
        """The section that its words go into; None for what is no part of the text."""
        return ROLES.get(self)

    @property
    def label(self) -> str:
        return self.role.label if self.role else FRAME_LABELS[self]


ROLES = {
    Part.OPENING: Role.OPENING,
    Part.FACTS: Role.FACTS,
    Part.POSITION: Role.POSITION,
    Part.ASKS: Role.ASKS,
    Part.MEETING: Role.MEETING,
    Part.CLOSING: Role.CLOSING,
    Part.BODY: Role.BODY,
}
FRAME_LABELS = {
    Part.LETTERHEAD: "Letterhead",
    Part.DATE: "Date",
    Part.ADDRESS: "Inside address",
    Part.SUBJECT: "Subject line",
    Part.SALUTATION: "Salutation",
    Part.VALEDICTION: "Words before the signature",
    Part.SIGNATURE: "Signature",
    Part.COPIES: "Copies to",
    Part.ENCLOSURES: "Enclosures",
    Part.LEFT_OUT: "Leave out",
}


class Shape(StrEnum):
    """How a row is set. Items stand one to a line; paragraphs are divided by an empty line."""

    PARAGRAPH = "paragraph"
    NUMBERED = "numbered"
    BULLETS = "bullets"
    QUOTE = "quote"

    @property
    def label(self) -> str:
        return {
            Shape.PARAGRAPH: "Paragraph",
            Shape.NUMBERED: "Numbered list",
            Shape.BULLETS: "List with bullets",
            Shape.QUOTE: "Quotation",
        }[self]

    @property
    def is_list(self) -> bool:
        return self in (Shape.NUMBERED, Shape.BULLETS)


OPINION = "opinion"
"""Stands in the place of a claim's slug: a sentence that rests on no source, and says so."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence worth a decision: it asks for something, or says how much or when.

    ``demand``: slug of what it asks for; ``cites``: slug of the claim it rests on, ``OPINION``, or empty;
    ``near``: slugs of the claims that look closest, best first.
    """

    text: str
    asks: bool = False
    figures: tuple[str, ...] = ()
    demand: str = ""
    cites: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One piece for a person to look at. ``why``: on what its part was guessed."""

    text: str
    part: Part
    shape: Shape = Shape.PARAGRAPH
    why: str = ""
    telling: tuple[Telling, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs or items, without empty ones."""
        between = "\n" if self.shape.is_list else "\n\n"
        parts = self.text.replace("\r\n", "\n").split(between)
        return tuple(line for line in (" ".join(each.split()) for each in parts) if line)
