"""Signatories and letterheads."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Id, Input, Line, ListQuery, Output, Sha256, Word
from app.signatories.rules import (
    MAX_AUTHORITY,
    MAX_EMAIL,
    MAX_LINE,
    MAX_LINES,
    MAX_NAME,
    MAX_PHONE,
    MAX_WEB,
    LetterheadStyle,
    SignatoryKind,
)

MAX_IMAGE = 11_200_000
"""Characters of base64 for the largest picture, which has 8 MB."""


class SignatoryFilters(ListQuery):
    """What to list."""

    q: Word = Field("", max_length=100, examples=["mayor"])
    """Words of the name, title, body or e-mail address."""
    active: bool | None = None
    """In use or retired; both when left out."""


class SignatoryNew(Input):
    """A person who signs."""

    name: Line = Field(min_length=1, max_length=MAX_NAME, examples=["Elena Marchetti"])
    """As signed; prints exactly so."""
    formal_name: Line = Field("", max_length=MAX_NAME)
    title: Line = Field(min_length=1, max_length=MAX_NAME, examples=["Mayor"])
    body: Line = Field("", max_length=MAX_NAME, examples=["City of Arroyo Vista"])
    email: Line = Field("", max_length=MAX_EMAIL, examples=["mayor@arroyovista.example"])
    kind: SignatoryKind = SignatoryKind.OWN


class SignatoryChange(Input):
    """What to change; what is left out stays. Sealed letters keep what they printed."""

    name: Line | None = Field(None, min_length=1, max_length=MAX_NAME)
    formal_name: Line | None = Field(None, max_length=MAX_NAME)
    title: Line | None = Field(None, min_length=1, max_length=MAX_NAME, examples=["Mayor"])
    body: Line | None = Field(None, max_length=MAX_NAME)
    email: Line | None = Field(None, max_length=MAX_EMAIL)
    kind: SignatoryKind | None = None


class SignatureImage(Input):
    """A picture of the signature and who allowed its use."""

    image_base64: str = Field(max_length=MAX_IMAGE, examples=["iVBORw0KGgo="])
    """A PNG or JPEG of 8 MB at most, in base64. It is decoded and written anew, without metadata."""
    authority: Line = Field(
        min_length=1, max_length=MAX_AUTHORITY, examples=["Given by the signatory to the clerk, 2022-11-30"]
    )
    """Who gave the image, to whom and when."""


class CrestImage(Input):
    """A picture of the crest."""

    image_base64: str = Field(max_length=MAX_IMAGE, examples=["iVBORw0KGgo="])
    """A PNG or JPEG of 8 MB at most, in base64. It is decoded and written anew, without metadata."""


class SignatoryOut(Output):
    """A person who signs."""

    id: Id
    name: str = Field(examples=["Elena Marchetti"])
    formal_name: str = Field(examples=[""])
    title: str = Field(examples=["Mayor"])
    body: str = Field(examples=["City of Arroyo Vista"])
    email: str = Field(examples=["mayor@arroyovista.example"])
    kind: SignatoryKind
    image_sha256: Sha256 | None
    """The signature image on file, by its SHA-256."""
    image_authority: str = Field(examples=["Given by the signatory to the clerk, 2022-11-30"])
    active: bool
    updated_at: AwareDatetime


class SignatoryPage(Output):
    """Signatories by name."""

    items: list[SignatoryOut]
    next_cursor: str | None


class LetterheadFilters(ListQuery):
    """What to list."""

    active: bool | None = None
    """In use or retired; both when left out."""


class LetterheadNew(Input):
    """The head of an office's paper."""

    name: Line = Field(min_length=1, max_length=MAX_NAME, examples=["City of Arroyo Vista"])
    office: Line = Field("", max_length=MAX_NAME, examples=["Office of the Mayor"])
    lines: list[Line] = Field([], max_length=MAX_LINES, examples=[["300 Civic Center Plaza"]])
    """Address lines in order, each of 120 characters at most."""
    phone: Line = Field("", max_length=MAX_PHONE, examples=["(818) 555-0100"])
    fax: Line = Field("", max_length=MAX_PHONE)
    web: Line = Field("", max_length=MAX_WEB, examples=["arroyovista.example"])
    style: LetterheadStyle = LetterheadStyle.CLASSIC
    accent: str = Field("#1c3557", pattern="^#[0-9a-f]{6}$")
    """A colour with a contrast of 7 to 1 or more on white."""


class LetterheadChange(Input):
    """What to change; what is left out stays. Letters that were written keep the letterhead they have."""

    name: Line | None = Field(None, min_length=1, max_length=MAX_NAME)
    office: Line | None = Field(None, max_length=MAX_NAME, examples=["Office of the Mayor"])
    lines: list[Line] | None = Field(None, max_length=MAX_LINES)
    phone: Line | None = Field(None, max_length=MAX_PHONE)
    fax: Line | None = Field(None, max_length=MAX_PHONE)
    web: Line | None = Field(None, max_length=MAX_WEB)
    style: LetterheadStyle | None = None
    accent: str | None = Field(None, pattern="^#[0-9a-f]{6}$")


class LetterheadOut(Output):
    """The head of an office's paper."""

    id: Id
    name: str = Field(examples=["City of Arroyo Vista"])
    office: str = Field(examples=["Office of the Mayor"])
    lines: list[str] = Field(examples=[["300 Civic Center Plaza"]])
    phone: str = Field(examples=["(818) 555-0100"])
    fax: str = Field(examples=[""])
    web: str = Field(examples=["arroyovista.example"])
    style: LetterheadStyle
    accent: str = Field(examples=["#1c3557"])
    crest_sha256: Sha256 | None
    """The crest on file, by its SHA-256."""
    active: bool
    updated_at: AwareDatetime


class LetterheadPage(Output):
    """Letterheads by name."""

    items: list[LetterheadOut]
    next_cursor: str | None


assert MAX_LINE == 120, "the description of `lines` says 120"
