"""Claims with their sources."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue

from app.api.schemas.base import AwareDatetime, Id, Input, Line, ListQuery, Output, Prose, Sha256, Word
from app.evidence.dates import MAX_WRITTEN
from app.evidence.limits import (
    MAX_LABEL,
    MAX_PUBLISHER,
    MAX_REASON,
    MAX_SOURCES,
    MAX_SUPPORTS,
    MAX_TEXT,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_URL,
    MAX_WORDING,
)
from app.evidence.rules import MAX_SLUG, ClaimState, Confidence, SourceKind

_SLUG = "^[a-z0-9][a-z0-9_-]{0,79}$"
_FIGURES: dict[str, Any] = {"days": 4, "closed": "2022-03-02"}


class ClaimFilters(ListQuery):
    """What to list."""

    q: Word = Field("", max_length=100, examples=["bridge"])
    """Words of the claim, its names, figures, dispute or sources."""
    slug: Word | None = Field(None, max_length=MAX_SLUG, examples=["bridge-closed"])
    """The one claim that letters cite by this name."""
    topic: Word | None = Field(None, max_length=MAX_TOPIC, examples=["alder-bridge"])
    state: ClaimState | None = None
    """All when left out."""
    confidence: Confidence | None = None
    source: SourceKind | None = None
    """Only claims that rest on a source of this kind."""
    needs_check: bool = False
    """Only claims in use with a source that nobody has read, without a source, or with something not checked."""


class SourceIn(Input):
    """A source. One with the address or title of a source on file takes its place and keeps its copy."""

    title: Line = Field(min_length=1, max_length=MAX_TITLE, examples=["Bridge opens again"])
    """As published."""
    publisher: Line = Field("", max_length=MAX_PUBLISHER, examples=["Alder Gazette"])
    date: Line = Field("", max_length=MAX_WRITTEN, examples=["2022-03-06"])
    """As written: 2022-03-06, 2022-03, 2022, "2022-03-06 or 07", "undated"."""
    url: Line = Field("", max_length=MAX_URL, examples=["https://gazette.example/1"])
    kind: SourceKind
    checked: bool = False
    """Somebody read it, and it says so."""
    opposing: bool = False
    """It speaks for the opposing view."""
    supports: Line = Field("", max_length=MAX_SUPPORTS, examples=["Length"])


class ClaimNew(Input):
    """A statement of fact with its first words and sources."""

    slug: str = Field(min_length=1, max_length=MAX_SLUG, pattern=_SLUG, examples=["bridge-closed"])
    """The short name used in letters: `[@bridge-closed]`. It never changes."""
    wording: Line = Field(
        min_length=1, max_length=MAX_WORDING, examples=["The Alder bridge was closed for 4 days."]
    )
    topic: str = Field(
        "", max_length=MAX_TOPIC, pattern="^([a-z0-9][a-z0-9_-]*)?$", examples=["alder-bridge"]
    )
    label: Line = Field("", max_length=MAX_LABEL, examples=["Bridge closure"])
    """A few words for lists."""
    event: Line = Field("", max_length=MAX_WRITTEN, examples=["2022-03-02"])
    """The day of the event, as written."""
    known_by: Line = Field("", max_length=MAX_WRITTEN, examples=["2022-03-06"])
    """When it could first honestly be said. Letters dated before it may not cite the claim."""
    confidence: Confidence = Confidence.MEDIUM
    figures: dict[str, JsonValue] = Field({}, examples=[_FIGURES])
    """Numbers and days by name, nested as you like up to six levels."""
    dispute: Prose = Field("", max_length=MAX_TEXT)
    """What is disputed. A claim with a dispute is disputed; letters show it."""
    opposing_view: Prose = Field("", max_length=MAX_TEXT)
    not_checked: Prose = Field("", max_length=MAX_TEXT)
    """What somebody should still look up; never printed."""
    note: Prose = Field("", max_length=MAX_TEXT)
    """For writers; never printed."""
    sources: list[SourceIn] = Field([], max_length=MAX_SOURCES)


class ClaimChange(Input):
    """What to change; what is left out stays. New words make a new revision."""

    expected_version: int = Field(ge=1, le=2**31 - 1, examples=[1])
    """The version that you looked at. If somebody changed it since, nothing is saved."""
    reason: Line = Field("", max_length=MAX_REASON, examples=["Counted again."])
    """Needed when words, figures or days change that somebody has cited: that is a correction."""
    wording: Line | None = Field(None, min_length=1, max_length=MAX_WORDING)
    topic: str | None = Field(None, max_length=MAX_TOPIC, pattern="^([a-z0-9][a-z0-9_-]*)?$")
    label: Line | None = Field(None, max_length=MAX_LABEL)
    event: Line | None = Field(None, max_length=MAX_WRITTEN)
    known_by: Line | None = Field(None, max_length=MAX_WRITTEN)
    confidence: Confidence | None = None
    figures: dict[str, JsonValue] | None = Field(None, examples=[_FIGURES])
    dispute: Prose | None = Field(None, max_length=MAX_TEXT)
    opposing_view: Prose | None = Field(None, max_length=MAX_TEXT)
    not_checked: Prose | None = Field(None, max_length=MAX_TEXT)
    note: Prose | None = Field(None, max_length=MAX_TEXT)
    sources: list[SourceIn] | None = Field(None, max_length=MAX_SOURCES)
    """All sources, when any changes."""


class ClaimCorrection(Input):
    """A new wording with its reason."""

    expected_version: int = Field(ge=1, le=2**31 - 1, examples=[1])
    wording: Line = Field(
        min_length=1, max_length=MAX_WORDING, examples=["The Alder bridge was closed from March 2 to 6."]
    )
    reason: Line = Field(min_length=1, max_length=MAX_REASON, examples=["Gives the dates."])
    """Kept with the revision and shown where the correction is shown."""


class ClaimRetraction(Input):
    """Why a claim moves."""

    reason: Line = Field(min_length=1, max_length=MAX_REASON, examples=["The report was withdrawn."])


class SourceOut(Output):
    """A source as on file."""

    id: Id
    title: str = Field(examples=["Bridge opens again"])
    publisher: str = Field(examples=["Alder Gazette"])
    date: str = Field(examples=["2022-03-06"])
    url: str = Field(examples=["https://gazette.example/1"])
    kind: SourceKind
    checked: bool
    opposing: bool
    supports: str = Field(examples=["Length"])
    copy_sha256: Sha256 | None
    """The archived copy, when one is kept."""


class CitedInOut(Output):
    """A document that cites the claim."""

    state: Literal["draft", "in_review", "approved", "signing", "sealed", "withdrawn"]
    label: str = Field(examples=["AV-2023-02"])
    title: str = Field(examples=["To the Mayor of Alder"])
    wording: str
    revision: int | None
    """The revision that it pinned."""
    sent: bool


class ClaimOut(Output):
    """A claim with the words in force."""

    id: Id
    number: int = Field(examples=[3])
    slug: str = Field(examples=["bridge-closed"])
    topic: str = Field(examples=["alder-bridge"])
    label: str = Field(examples=["Bridge closure"])
    state: ClaimState
    state_reason: str
    """Why it is retracted or superseded; empty while it may be cited."""
    superseded_by: str = Field(examples=[""])
    """The name of the claim that took its place."""
    revision: int = Field(examples=[1])
    version: int = Field(examples=[1])
    """Counts every change; send it back as `expected_version`."""
    wording: str = Field(examples=["The Alder bridge was closed for 4 days."])
    event: str = Field(examples=["2022-03-02"])
    known_by: str = Field(examples=["2022-03-06"])
    citable_from: str | None = Field(examples=["2022-03-06"])
    """The first day of a letter that may cite it; null when no known-by day bounds it."""
    confidence: Confidence
    figures: dict[str, JsonValue] = Field(examples=[_FIGURES])
    dispute: str
    opposing_view: str
    not_checked: str
    note: str
    sources: list[SourceOut]
    updated_at: AwareDatetime


class ClaimPage(Output):
    """Claims by number."""

    items: list[ClaimOut]
    next_cursor: str | None


class CitedInPage(Output):
    """Documents that cite a claim: what a correction of it touches."""

    items: list[CitedInOut]
