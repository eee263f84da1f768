"""The demand library."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Id, Input, Line, ListQuery, Output, Prose, Word
from app.demands.rules import (
    MAX_BASES,
    MAX_CITATION,
    MAX_CLAUSE,
    MAX_GUIDANCE,
    MAX_LAW,
    MAX_NOTE,
    MAX_PARAGRAPH,
    MAX_SLUG,
    MAX_TAG,
    MAX_TAGS,
    MAX_TITLE,
    DemandState,
    OfficeKind,
)


class DemandFilters(ListQuery):
    """What to list."""

    q: Word = Field("", max_length=100, examples=["sanctions"])
    """Words of the title, the wording, the laws, the short name or the tags."""
    state: DemandState | None = None
    """In use or retired; both when left out."""
    office: OfficeKind | None = None
    """Only demands that this kind of office can grant."""


class LegalBasisIn(Input):
    """A law that the demand rests on."""

    law: Line = Field(min_length=1, max_length=MAX_LAW, examples=["FREEDOM Support Act, Section 907"])
    citation: Line = Field("", max_length=MAX_CITATION, examples=["Public Law 102-511; 22 U.S.C. 5812 note"])


class DemandNew(Input):
    """A reusable ask with its first wording."""

    slug: str = Field(
        min_length=1, max_length=MAX_SLUG, pattern="^[a-z0-9]+(-[a-z0-9]+)*$", examples=["open-road"]
    )
    """The short name used in letters: `[words]{ask=open-road}`. It never changes."""
    title: Line = Field(min_length=1, max_length=MAX_TITLE, examples=["Open the road"])
    clause: Line = Field(min_length=1, max_length=MAX_CLAUSE, examples=["call for the road to be opened"])
    """Begins with a verb and has no full stop: it stands in a list or after "to"."""
    paragraph: Prose = Field(
        min_length=1, max_length=MAX_PARAGRAPH, examples=["We ask you to call for the road to be opened."]
    )
    legal_basis: list[LegalBasisIn] = Field([], max_length=MAX_BASES)
    grantable_by: list[OfficeKind] = Field(min_length=1, max_length=20, examples=[["president"]])
    """Who can grant it."""
    tags: list[Line] = Field([], max_length=MAX_TAGS, examples=[["aid"]])
    """Each of 40 characters at most."""
    guidance: Prose = Field("", max_length=MAX_GUIDANCE)
    """For the people who write letters; never printed."""


class DemandChange(Input):
    """What to change; what is left out stays. New words make a new revision."""

    expected_revision: int = Field(ge=1, le=2**31 - 1, examples=[1])
    """The revision that you looked at. If somebody changed it since, nothing is saved."""
    title: Line | None = Field(None, min_length=1, max_length=MAX_TITLE)
    clause: Line | None = Field(None, min_length=1, max_length=MAX_CLAUSE)
    paragraph: Prose | None = Field(None, min_length=1, max_length=MAX_PARAGRAPH)
    legal_basis: list[LegalBasisIn] | None = Field(None, max_length=MAX_BASES)
    grantable_by: list[OfficeKind] | None = Field(None, min_length=1, max_length=20)
    tags: list[Line] | None = Field(None, max_length=MAX_TAGS)
    guidance: Prose | None = Field(None, max_length=MAX_GUIDANCE)
    note: Line = Field("", max_length=MAX_NOTE, examples=["Names the act in full."])
    """What changed and why; kept with the revision."""


class LegalBasisOut(Output):
    """A law that the demand rests on."""

    law: str = Field(examples=["FREEDOM Support Act, Section 907"])
    citation: str = Field(examples=["Public Law 102-511; 22 U.S.C. 5812 note"])


class DemandOut(Output):
    """A demand with the wording in force."""

    id: Id
    slug: str = Field(examples=["section-907"])
    title: str = Field(examples=["Enforce Section 907"])
    clause: str = Field(examples=["fully enforce Section 907 of the FREEDOM Support Act"])
    paragraph: str = Field(examples=["We ask you to enforce Section 907 in full."])
    legal_basis: list[LegalBasisOut]
    revision: int = Field(examples=[1])
    """The number of the wording in force, from 1."""
    state: DemandState
    grantable_by: list[OfficeKind]
    tags: list[str] = Field(examples=[["sanctions"]])
    guidance: str = Field(examples=[""])
    updated_at: AwareDatetime


class DemandPage(Output):
    """Demands by title."""

    items: list[DemandOut]
    next_cursor: str | None


class RevisionOut(Output):
    """One wording. Letters keep the wording that they were submitted with."""

    id: Id
    number: int = Field(examples=[1])
    title: str = Field(examples=["Enforce Section 907"])
    clause: str = Field(examples=["fully enforce Section 907 of the FREEDOM Support Act"])
    paragraph: str = Field(examples=["We ask you to enforce Section 907 in full."])
    legal_basis: list[LegalBasisOut]
    note: str = Field(examples=[""])
    created_at: AwareDatetime
    created_by: str = Field(examples=["Dana Whitfield"])


class RevisionPage(Output):
    """Wordings, the newest first."""

    items: list[RevisionOut]
    next_cursor: str | None


assert MAX_TAG == 40, "the description of `tags` says 40"
