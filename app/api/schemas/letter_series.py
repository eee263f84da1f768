"""Letters that come of other letters: follow-ups, thanks, statements."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import Id, Input, Output
from app.api.schemas.letters import LetterOut
from app.letters import plans
from app.letters.announcing import MOST


class FollowUpsIn(Input):
    """Whom to write to again."""

    official_ids: list[Id] | None = Field(None, max_length=plans.MAX_COPIES)
    """Only these, of those whose follow-up is due; all of them when left out."""


class LettersOut(Output):
    """Letters that were begun."""

    items: list[LetterOut]


class ThanksIn(Input):
    """Whom to thank, and who signs."""

    official_ids: list[Id] = Field(min_length=1, max_length=plans.MAX_COPIES)
    """Officials who committed to a demand of the campaign, or met one wholly or in part."""
    letterhead_ids: list[Id] = Field([], max_length=plans.MAX_LETTERHEADS)
    signatory_ids: list[Id] = Field([], max_length=plans.MAX_SIGNATORIES)


class PassageOut(Output):
    """A paragraph of a sealed letter."""

    number: int = Field(examples=[0])
    words: str = Field(examples=["We write on the 24th day for the residents of Arroyo Vista."])


class PassagesOut(Output):
    """What a statement may quote, in the letter's order."""

    items: list[PassageOut]


class StatementIn(Input):
    """What to quote."""

    passages: list[int] = Field(min_length=1, max_length=MOST, examples=[[0]])
    """Numbers of passages, as `/passages` lists them."""
