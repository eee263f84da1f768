"""Letters: what stands between a text and its review, recorded reasons, and tasks that changed claims filed."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Id, Input, Line, ListQuery, Output, Prose, Word
from app.letters.citation_tasks import MAX_NOTE
from app.letters.compose.problems import Code, Severity
from app.letters.models_citing import ClaimChange
from app.letters.states import LetterState
from app.letters.waiving import MAX_REASON

_DIGEST = "3f5a0c1d9e8b7a6f5e4d3c2b1a0f9e8d"
Digest = Field(min_length=1, max_length=64, examples=[_DIGEST])


class ProblemPlaceOut(Output):
    """Where in the text a problem stands."""

    section_id: str = Field(examples=["s1f0c9e27a3"])
    block_id: str = Field(examples=["b7b2b00d57e"])
    """The paragraph or item, as `id` of a line at `/compare`; empty when the whole section is meant."""
    words: str = Field(examples=["Facts, paragraph 1"])


class ProblemSpanOut(Output):
    """Characters of the paragraph or item, in which a field, citation or day count is one character."""

    start: int = Field(examples=[0])
    end: int = Field(examples=[42])


class ProblemOut(Output):
    """What stands between the text and review, or is worth a thought."""

    code: Code
    severity: Severity
    message: str = Field(examples=["Missing: recipient’s district"])
    mend: str = Field(examples=["Add the district to the official’s record."])
    section: str = Field(examples=["facts"])
    """The section's role; empty when the problem is not in the text."""
    place: ProblemPlaceOut | None
    """Null when the problem is not in the text."""
    span: ProblemSpanOut | None
    """Null when no words in particular are meant."""
    copy_no: int | None
    """The copy it concerns; null when it concerns the letter as such."""
    excerpt: str = Field(examples=["((recipient.district))"])
    digest: str = Field(examples=[_DIGEST])
    """Names the problem with its exact words; a recorded reason names it."""
    waivable: bool
    """Whether an approver may record why the words stand."""


class ProblemsOut(Output):
    """Every problem of the current text over all copies."""

    version: int = Field(examples=[1])
    blocking: int = Field(examples=[1])
    to_consider: int = Field(examples=[0])
    items: list[ProblemOut]


class WaiverIn(Input):
    """Why a problem does not hold the letter up."""

    digest: Word = Digest
    """`digest` of the problem."""
    reason: Prose = Field(min_length=1, max_length=MAX_REASON, examples=["The minutes are on file."])


class WaiverBackIn(Input):
    """Which reason is taken back."""

    digest: Word = Digest


class WaiverOut(Output):
    """A recorded reason. Rows are only added: one that is taken back has a later row that does not hold."""

    id: Id
    code: str = Field(examples=["unsourced_fact"])
    digest: str = Field(examples=[_DIGEST])
    problem: str = Field(examples=["This sentence cites nothing"])
    excerpt: str = Field(examples=["The road is closed."])
    reason: str = Field(examples=["The minutes are on file."])
    holds: bool
    """False for a row that takes a reason back."""
    at: AwareDatetime
    by: str = Field(examples=["Ruth Castellanos"])


class WaiversOut(Output):
    """Everything recorded, the oldest first."""

    items: list[WaiverOut]


class TaskFilters(ListQuery):
    """What to list."""

    open: bool | None = None
    """Only those still open, or only those done."""
    letter_id: Id | None = None
    campaign_id: Id | None = None


class TaskIn(Input):
    """What was done about it."""

    note: Line = Field(min_length=1, max_length=MAX_NOTE, examples=["A correction letter was sent."])


class TaskOut(Output):
    """A letter cites a claim that has changed; somebody looks at it and says what was done."""

    id: Id
    letter_id: Id
    claim_id: Id
    slug: str = Field(examples=["bridge-closed"])
    change: ClaimChange
    before: str = Field(examples=["The bridge closed on December 12."])
    """The words that the letter cites."""
    after: str = Field(examples=["The bridge closed on December 13."])
    reason: str = Field(examples=["The day was wrong."])
    letter_state: LetterState
    """The letter's state when the claim changed."""
    filed_at: AwareDatetime
    filed_by: str = Field(examples=["Ruth Castellanos"])
    done_at: AwareDatetime | None
    done_by: str | None
    note: str = Field(examples=[""])


class TaskPage(Output):
    """Tasks, the oldest first."""

    items: list[TaskOut]
    next_cursor: str | None
