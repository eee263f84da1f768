"""Letters: rows, whole letters, copies, problems, versions, templates."""

from __future__ import annotations

from pydantic import Field, model_validator

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Sha256, Word
from app.api.schemas.letter_citing import ClaimPinOut
from app.core.day_styles import DayStyle
from app.letters import plans
from app.letters.rules import Instrument
from app.letters.states import AddresseeRole, LetterState, SignatureMethod, SignatureState
from app.letters.styles import CitationStyle

MAX_BODY = 400_000
_BODY = "::: opening\n((We write)) for the residents of ((org.city)).\n:::\n"


class LetterFilters(ListQuery):
    """What to list."""

    q: Word = Field("", max_length=100, examples=["AV-2023-01"])
    """Words of the number, title or subject."""
    state: LetterState | None = None
    campaign_id: Id | None = None


class CopyIn(Input):
    """One paper: one addressee, or several jointly, and who else gets a copy of it."""

    official_ids: list[Id] = Field(min_length=1, max_length=plans.MAX_ON_COPY)
    cc: list[Id] = Field([], max_length=plans.MAX_ON_COPY, examples=[[]])
    """Officials who get a copy of this paper."""
    capacities: dict[Id, Line] = Field({}, examples=[{}])
    """In which role an official is addressed ("Chair"), by official; else in their office."""


class LetterNew(Input):
    """A letter to begin. Name recipients in one way: `copies`, `official_ids` (one copy each) or `segment_id`."""

    campaign_id: Id
    template: str = Field(min_length=1, max_length=60, examples=["official_letter"])
    letter_date: Day
    title: Line = Field("", max_length=plans.MAX_TITLE)
    """Names the letter in lists; made from the subject or the demands when left out."""
    subject: Line = Field("", max_length=plans.MAX_SUBJECT, examples=["The road to Nagorno-Karabakh"])
    letterhead_ids: list[Id] = Field([], max_length=plans.MAX_LETTERHEADS)
    signatory_ids: list[Id] = Field([], max_length=plans.MAX_SIGNATORIES)
    """Who signs, in order; leads first."""
    copies: list[CopyIn] | None = Field(None, max_length=plans.MAX_COPIES)
    official_ids: list[Id] | None = Field(None, max_length=plans.MAX_COPIES)
    segment_id: Id | None = None
    """Everybody in the segment on the letter's date."""
    demand_ids: list[Id] = Field([], max_length=50)
    """Demands of the campaign."""
    cc: list[Line] = Field([], max_length=plans.MAX_LINES, examples=[["City Clerk"]])
    """Lines that print after "cc:" on every copy."""
    enclosures: list[Line] = Field([], max_length=plans.MAX_LINES, examples=[[]])
    earlier_letter_id: Id | None = None
    """The letter that this one follows."""
    body_markdown: str | None = Field(None, max_length=MAX_BODY, examples=[_BODY])
    """The text, with `::: opening` fences for sections and `((fields))`; the template's when left out."""
    citation_style: CitationStyle | None = None
    """Where the sources of cited claims print; as the template says when left out."""
    date_style: DayStyle | None = None
    """How dates are written on paper; as the organisation does when left out."""

    @model_validator(mode="after")
    def _one_way(self) -> LetterNew:
        given = [name for name in ("copies", "official_ids", "segment_id") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"Name the recipients in one way, not by {' and '.join(given)}.")
        return self


class LetterChange(Input):
    """What to change; what is left out, or null, stays. A change of words makes a new version."""

    based_on_version: int = Field(ge=1, le=2**31 - 1, examples=[1])
    """The version that you changed. If somebody saved another one since, nothing is saved."""
    title: Line | None = Field(None, min_length=1, max_length=plans.MAX_TITLE)
    subject: Line | None = Field(None, max_length=plans.MAX_SUBJECT)
    letter_date: Day | None = None
    closing: Line | None = Field(None, min_length=1, max_length=plans.MAX_LINE, examples=["Respectfully,"])
    letterhead_ids: list[Id] | None = Field(None, max_length=plans.MAX_LETTERHEADS)
    signatory_ids: list[Id] | None = Field(None, max_length=plans.MAX_SIGNATORIES)
    copies: list[CopyIn] | None = Field(None, max_length=plans.MAX_COPIES)
    official_ids: list[Id] | None = Field(None, max_length=plans.MAX_COPIES)
    demand_ids: list[Id] | None = Field(None, max_length=50)
    cc: list[Line] | None = Field(None, max_length=plans.MAX_LINES)
    enclosures: list[Line] | None = Field(None, max_length=plans.MAX_LINES)
    earlier_letter_id: Id | None = None
    """Null takes the earlier letter away; left out, it stays."""
    body_markdown: str | None = Field(None, max_length=MAX_BODY)
    citation_style: CitationStyle | None = None
    date_style: DayStyle | None = None
    note: Line = Field("", max_length=300, examples=["Shorter opening."])
    """What changed; kept with the version."""
    editorial_reason: Line = Field("", max_length=300)
    """In single-person mode: why the change needs no second review. Needs `approve`; see `/class-editorial`."""

    @model_validator(mode="after")
    def _one_way(self) -> LetterChange:
        if self.copies is not None and self.official_ids is not None:
            raise ValueError("Name the recipients in one way, not by copies and official_ids.")
        return self


class SignatureOut(Output):
    """Where one signatory stands."""

    id: Id | None
    """The signature that counts now; null before they are asked."""
    signatory_id: Id
    name: str = Field(examples=["Elena Marchetti"])
    state: SignatureState | None
    """Null before they are asked."""
    version: int | None = Field(examples=[2])
    """The version that they were asked about or agreed to."""
    method: SignatureMethod | None
    consented_at: AwareDatetime | None
    note: str = Field(examples=[""])


class LetterRowOut(Output):
    """A letter in a list."""

    id: Id
    number: str = Field(examples=["AV-2023-01"])
    title: str = Field(examples=["To the Senate: the road"])
    subject: str = Field(examples=["The road to Nagorno-Karabakh"])
    state: LetterState
    returned: bool
    """A draft that came back from review or lost its approval."""
    superseded: bool
    campaign_id: Id
    letter_date: Day
    version: int = Field(examples=[1])
    author: str = Field(examples=["Dana Whitfield"])
    """Who wrote the current version."""
    to: str = Field(examples=["Ana Ruiz and 1 other"])
    copies: int = Field(examples=[2])
    signed: int = Field(examples=[0])
    signatories: int = Field(examples=[1])
    blocking: int = Field(examples=[0])
    """Problems found when the text was last saved."""
    files_ready: bool
    changed_at: AwareDatetime


class LetterPage(Output):
    """Letters, the newest first."""

    items: list[LetterRowOut]
    next_cursor: str | None


class DigitalSignatureOut(Output):
    """A digital signature in every PDF of a letter."""

    name: str = Field(examples=["City of Arroyo Vista"])
    """As its certificate says."""
    fingerprint: Sha256
    """SHA-256 of the certificate."""
    self_signed: bool
    """Whether nobody but its own holder vouches for the certificate."""
    organisation: bool
    """Whether it is the organisation's seal; else a signatory's own."""


class SealOut(Output):
    """What the seal froze."""

    seal_hash: Sha256
    verification_code: str = Field(examples=["K7QX-2M9D-4TRA"])
    sealed_at: AwareDatetime
    sealed_by: str = Field(examples=["Ruth Castellanos"])
    files_ready: bool
    """Whether every file is whole; only then can the letter be sent."""
    signature_level: str | None = Field(examples=["PAdES B-B"])
    """How much evidence the digital signatures carry; null for a letter that was sealed without any."""
    digital_signatures: list[DigitalSignatureOut]
    """In the order in which they were put into each PDF."""
    superseded_by_id: Id | None


class LetterOut(Output):
    """A letter with its current version."""

    id: Id
    number: str = Field(examples=["AV-2023-01"])
    campaign_id: Id
    template: str = Field(examples=["official_letter"])
    template_revision: int | None
    """The wording of an own template that it began with."""
    instrument: Instrument
    title: str = Field(examples=["To the Senate: the road"])
    state: LetterState
    version: int = Field(examples=[1])
    consent_hash: Sha256
    """Names the exact words of this version; approvals and signatures are given to it."""
    words: int = Field(examples=[212])
    letter_date: Day
    subject: str = Field(examples=["The road to Nagorno-Karabakh"])
    closing: str = Field(examples=["Respectfully,"])
    citation_style: CitationStyle
    """`annex`: sources on a page of their own; `numbered`: with numbers in the text; `staff`: not on paper."""
    date_style: DayStyle
    """`long`: January 4, 2023; `day_first`: 4 January 2023; `short`: Jan. 4, 2023; `iso`: 2023-01-04."""
    claims: list[ClaimPinOut]
    """The claims that the current version cites, as it pinned them."""
    body_markdown: str = Field(examples=[_BODY])
    letterhead_ids: list[Id]
    signatory_ids: list[Id]
    demand_ids: list[Id]
    cc: list[str] = Field(examples=[["City Clerk"]])
    enclosures: list[str] = Field(examples=[[]])
    addressing: list[str] = Field(examples=[["Ana Ruiz"]])
    """Whom it addresses, as the consent hash says it."""
    copies: int = Field(examples=[2])
    earlier_letter_id: Id | None
    submitted_version: int | None
    approved_version: int | None
    blocking: int = Field(examples=[0])
    signatures: list[SignatureOut]
    seal: SealOut | None
    """Null until the letter is sealed."""
    created_at: AwareDatetime
    created_by: str = Field(examples=["Dana Whitfield"])
    changed_at: AwareDatetime


class AddresseeOut(Output):
    """An official on a copy. For a sealed letter, as printed."""

    id: Id
    """Name this as `addressee_id` to plan a dispatch."""
    official_id: Id
    role: AddresseeRole
    name: str = Field(examples=["Ana Ruiz"])
    office: str = Field(examples=["Senator from California"])
    capacity: str = Field(examples=[""])
    inside_address: list[str] = Field(examples=[["The Honorable Ana Ruiz", "United States Senate"]])
    salutation: str = Field(examples=["Dear Senator Ruiz:"])


class CopyFileOut(Output):
    """The finished PDF of a sealed copy."""

    name: str = Field(examples=["AV-2023-01_01_Ruiz.pdf"])
    sha256: Sha256
    pages: int = Field(examples=[2])
    size: int = Field(examples=[48213])
    """Bytes."""


class CopyOut(Output):
    """One paper of a letter."""

    copy_no: int = Field(examples=[1])
    addressees: list[AddresseeOut]
    file: CopyFileOut | None
    """Null until the letter is sealed and this file is whole."""


class CopyPage(Output):
    """Copies in order."""

    items: list[CopyOut]
    next_cursor: str | None


class VersionRowOut(Output):
    """A version in the list. Versions are never changed."""

    number: int = Field(examples=[1])
    consent_hash: Sha256
    subject: str = Field(examples=["The road to Nagorno-Karabakh"])
    letter_date: Day
    words: int = Field(examples=[212])
    note: str = Field(examples=["First version."])
    editorial_reason: str | None
    author: str = Field(examples=["Dana Whitfield"])
    created_at: AwareDatetime


class VersionPage(Output):
    """Versions, the newest first."""

    items: list[VersionRowOut]
    next_cursor: str | None


class VersionOut(VersionRowOut):
    """A version with its text."""

    body_markdown: str = Field(examples=[_BODY])
