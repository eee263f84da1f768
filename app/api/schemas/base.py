"""What all schemas have in common: strict input, plain output, words and days."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from app.api.http.paging import MOST, USUAL
from app.core.text import squash, tidy

__all__ = [
    "AwareDatetime",
    "Day",
    "Id",
    "Input",
    "Line",
    "ListQuery",
    "Output",
    "Prose",
    "Sha256",
    "Word",
]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EXAMPLE_ID = "0185a3f2-7c1e-7b11-9c54-0c2f6f8a3d10"


class Input(BaseModel):
    """A JSON body. Unknown fields are refused, and no value is converted into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


class Output(BaseModel):
    """A JSON answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Query(BaseModel):
    """Parameters after the question mark. Unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ListQuery(Query):
    """What every list takes."""

    limit: int = Field(USUAL, ge=1, le=MOST)
    """How many to give at most."""
    cursor: str = Field("", max_length=2000)
    """`next_cursor` of the page before; leave it out to begin."""


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("Send a day as year, month and day, for example 2023-01-04")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("There is no such day. Send one like 2023-01-04") from error


def _line(text: str) -> str:
    return squash(tidy(text))


def _prose(text: str) -> str:
    return tidy(text).strip()


Line = Annotated[str, AfterValidator(_line)]
"""Text of one line: spaces run together, control characters dropped."""
Prose = Annotated[str, AfterValidator(_prose)]
"""Text that may have several lines."""
Word = Annotated[str, AfterValidator(tidy)]
"""Text that is compared, not stored."""
Day = Annotated[date, BeforeValidator(_day), Field(examples=["2023-01-04"])]
"""A calendar day, as 2023-01-04."""
Id = Annotated[UUID, Field(examples=[EXAMPLE_ID])]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["9f86d081884c7d659a2feaa0c55ad015" * 2])]
