"""What a letter cites."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import Output


class ClaimPinOut(Output):
    """A claim as a letter cites it."""

    slug: str = Field(examples=["blockade-start"])
    revision: int = Field(examples=[1])
    wording: str = Field(examples=["The road has been closed to ordinary traffic since 12 December 2022."])
