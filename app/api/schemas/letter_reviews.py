"""What people say about a letter's text, who is asked to decide, and what changed between versions."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose, Query
from app.letters.commenting import MAX_BODY, MAX_REPLACEMENT
from app.letters.diffing import Kind, Mark
from app.letters.states_review import ThreadEventKind, ThreadKind, ThreadState

MAX_VERSION = 2**31 - 1


class CommentFilters(ListQuery):
    """What to list."""

    state: ThreadState | None = None


class CommentIn(Input):
    """A comment on a passage, or with `replacement` a suggested edit of it."""

    block_id: str = Field(min_length=1, max_length=64, examples=["b7b2b00d57e"])
    """The paragraph or item: `id` of a line at `/compare`."""
    quote: str = Field("", max_length=20_000, examples=["ordinary traffic"])
    """Words of the paragraph; the whole of it when left out."""
    start: int | None = Field(None, ge=0, le=1_000_000, examples=[37])
    """Where the words begin, in characters; tells two equal passages apart."""
    body: Prose = Field("", max_length=MAX_BODY, examples=["Which traffic is ordinary?"])
    """What you say; a suggestion may go without."""
    replacement: str | None = Field(None, max_length=MAX_REPLACEMENT, examples=["civilian traffic"])
    """Words to stand instead; empty text takes the passage out."""
    version: int | None = Field(None, ge=1, le=MAX_VERSION, examples=[1])
    """The version that you read; the current one when left out."""


class SaidIn(Input):
    """Words for a thread."""

    body: Prose = Field(min_length=1, max_length=MAX_BODY, examples=["Cars and lorries."])


class NoteIn(Input):
    """Words that may be left out."""

    body: Prose = Field("", max_length=MAX_BODY, examples=["Done."])


class AcceptIn(Input):
    """The version that the suggestion goes into."""

    version: int = Field(ge=1, le=MAX_VERSION, examples=[1])
    """The version that you read. Another one is refused: 409."""


class ReviewerIn(Input):
    """Who is asked to decide, and by when."""

    reviewer_id: Id
    """An approver who wrote none of the text."""
    due_on: Day | None = None


class EditorialIn(Input):
    """Why a change needs no second review."""

    version: int = Field(ge=1, le=MAX_VERSION, examples=[2])
    """The version that you read. Another one is refused: 409."""
    reason: Prose = Field(min_length=1, max_length=2000, examples=["A typing slip."])


class CompareQuery(Query):
    """The versions to compare."""

    before: int = Field(ge=1, le=MAX_VERSION, examples=[1])
    after: int = Field(ge=1, le=MAX_VERSION, examples=[2])


class SaidOut(Output):
    """One thing said or done in a thread."""

    id: Id
    kind: ThreadEventKind
    body: str = Field(examples=["Which traffic is ordinary?"])
    earlier: list[str] = Field(examples=[[]])
    """The words it had before it was edited, oldest first."""
    at: AwareDatetime
    by: str = Field(examples=["Ruth Castellanos"])
    version: int = Field(examples=[1])


class CommentOut(Output):
    """A thread: a comment or suggestion with everything said after it."""

    id: Id
    number: int = Field(examples=[1])
    kind: ThreadKind
    state: ThreadState
    version: int = Field(examples=[1])
    """The version it was opened on."""
    block_id: str = Field(examples=["b7b2b00d57e"])
    quote: str = Field(examples=["ordinary traffic"])
    start: int = Field(examples=[37])
    end: int = Field(examples=[53])
    replacement: str | None = Field(examples=[None])
    accepted_version: int | None = Field(examples=[None])
    said: list[SaidOut]


class CommentPage(Output):
    """Threads, the first opened first."""

    items: list[CommentOut]
    next_cursor: str | None


class ReviewRequestOut(Output):
    """Who is asked to decide."""

    reviewer_id: Id
    reviewer: str = Field(examples=["Ruth Castellanos"])
    due_on: Day | None
    asked_at: AwareDatetime
    asked_by: str = Field(examples=["Dana Whitfield"])


class PieceOut(Output):
    """Words with one fate."""

    mark: Mark
    text: str = Field(examples=["ordinary"])


class LineOut(Output):
    """A paragraph, an item or a line of a setting."""

    id: str = Field(examples=["b7b2b00d57e"])
    """The block now; empty for what was taken out and for settings."""
    mark: Mark
    pieces: list[PieceOut]


class BlockOut(Output):
    """A paragraph, or the lines of a quotation or list."""

    kind: Kind
    rule: str = Field(examples=[""])
    """For which recipients it prints, if not for all."""
    lines: list[LineOut]


class SectionOut(Output):
    """A section with its differences."""

    label: Line = Field(examples=["Asks"])
    mark: Mark
    changed: bool
    blocks: list[BlockOut]
    reasons: list[str] = Field(examples=[[]])
    """Why words changed that nobody typed."""


class SettingOut(Output):
    """Anything besides the text: date, subject, recipients, who signs, demands, claims."""

    label: str = Field(examples=["Subject"])
    changed: bool
    lines: list[LineOut]


class ComparisonOut(Output):
    """What changed from one version to another, as the first copy reads."""

    before: int = Field(examples=[1])
    after: int = Field(examples=[2])
    changes: int = Field(examples=[1])
    settings: list[SettingOut]
    sections: list[SectionOut]
