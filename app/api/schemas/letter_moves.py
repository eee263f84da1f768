"""What moves a letter: review, signatures, the seal, its end; and exports of drafts."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, Output, Prose, Query
from app.core.jobs.models import JobState
from app.letters.states import SignatureMark, SignatureMethod

MAX_VERSION = 2**31 - 1
MAX_FILE = 28_000_000
"""Characters of base64 for the largest proof, which has 20 MB."""


class SubmitIn(Input):
    """The version to send for review."""

    version: int | None = Field(None, ge=1, le=MAX_VERSION, examples=[1])
    """The version that you looked at; the current one when left out."""
    reviewer_id: Id | None = None
    """An approver to ask in particular; every other one may still decide."""
    due_on: Day | None = None
    """The day by which they are asked to decide."""


class ApproveIn(Input):
    """The version to approve."""

    version: int = Field(ge=1, le=MAX_VERSION, examples=[1])
    """The version that you read. Another one is refused: 409."""
    note: Line = Field("", max_length=2000)


class ReturnIn(Input):
    """Why the text goes back."""

    reason: Prose = Field(min_length=1, max_length=2000, examples=["Please say who reported the figure."])
    version: int | None = Field(None, ge=1, le=MAX_VERSION, examples=[1])
    """The version that you read."""


class ReasonIn(Input):
    """Why."""

    reason: Prose = Field(min_length=1, max_length=2000, examples=["Overtaken by events."])


class SealIn(Input):
    """The version to seal."""

    version: int = Field(ge=1, le=MAX_VERSION, examples=[1])
    """The version that everyone signed. Another one is refused: 409."""


class SupersedeIn(Input):
    """The sealed letter that takes the place of this one."""

    newer_letter_id: Id


class DeclineIn(Input):
    """Who will not sign."""

    signatory_id: Id
    reason: Prose = Field("", max_length=2000)
    """May be given and need not."""


class SignIn(Input):
    """A consent as staff record it: who agreed to which version, how and when, and the proof."""

    signatory_id: Id
    version: int = Field(ge=1, le=MAX_VERSION, examples=[1])
    """The version that they agreed to, word for word."""
    method: SignatureMethod
    consent_by: Line = Field(min_length=1, max_length=200, examples=["Elena Marchetti"])
    """Who gave the consent."""
    consented_at: AwareDatetime = Field(examples=["2023-01-04T10:30:00-08:00"])
    """Not in the future."""
    witness: Line = Field("", max_length=200)
    """For a spoken consent."""
    note: Prose = Field("", max_length=2000)
    scan_base64: str = Field("", max_length=MAX_FILE, examples=["RnJvbTogRWxlbmEgTWFyY2hldHRp"])
    """The scan, the message or the written consent, in base64; 20 MB at most. Needed unless it was spoken."""
    scan_name: Line = Field("", max_length=200, examples=["consent.eml"])
    scan_type: Line = Field("", max_length=100, examples=["message/rfc822"])
    image_base64: str = Field("", max_length=11_200_000)
    """A signature image to print, PNG or JPEG in base64; the one on file when left out. Needed when it was drawn."""
    mark: SignatureMark = SignatureMark.IMAGE
    """What stands in the signature's place; `typed` sets the signatory's name."""
    print_image: bool = True
    """Whether a signature image prints, where the method allows one."""


class CopyChoice(Query):
    """Which copy."""

    official_id: Id | None = None
    """The copy that addresses this official."""
    copy_no: int | None = Field(None, ge=1, le=10_000)
    """Or the copy by its number. The first one when both are left out."""


class ExportIn(Input):
    """What to make of all copies."""

    kind: str = Field(pattern="^(pdf|zip)$", examples=["pdf"])
    """`pdf`: one PDF; `zip`: a ZIP with one PDF for each copy."""


class ExportOut(Output):
    """Work in the background."""

    id: Id
    kind: str = Field(examples=["pdf"])
    state: JobState
    done: int = Field(examples=[40])
    """Copies drawn so far."""
    total: int = Field(examples=[537])
    message: str = Field(examples=["Drawing AV-2023-01_041_Ruiz.pdf"])
