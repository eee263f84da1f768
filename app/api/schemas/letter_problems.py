"""Letters: what stands between a text and its review."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import Output
from app.letters.compose.problems import Code, Severity


class ProblemOut(Output):
    """What stands between the text and review, or is worth a thought."""

    code: Code
    severity: Severity
    message: str = Field(examples=["Missing: recipient’s district"])
    mend: str = Field(examples=["Add the district to the official’s record."])
    section: str = Field(examples=["facts"])
    """The section's role; empty when the problem is not in the text."""
    copy_no: int | None
    """The copy it concerns; null when it concerns the letter as such."""
    excerpt: str = Field(examples=["((recipient.district))"])


class ProblemsOut(Output):
    """Every problem of the current text over all copies."""

    version: int = Field(examples=[1])
    blocking: int = Field(examples=[1])
    to_consider: int = Field(examples=[0])
    items: list[ProblemOut]
