"""Templates that letters start from."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import Output
from app.letters.rules import Instrument
from app.letters.tree import Role


class SectionOut(Output):
    """A section that the template expects."""

    role: Role
    label: str = Field(examples=["Opening"])
    hint: str = Field(examples=["Who writes, on what day, about what."])
    required: bool


class TemplateOut(Output):
    """A template."""

    slug: str = Field(examples=["official_letter"])
    own: bool
    """Saved by staff; else it comes with the program."""
    revision: int | None
    """Of an own one: the approved wording in use, which letters begun now pin."""
    label: str = Field(examples=["Official letter"])
    description: str = Field(examples=["One officeholder to one official."])
    use_when: str = Field(examples=["One officeholder writes to one official."])
    instrument: Instrument
    sections: list[SectionOut]
    closing: str = Field(examples=["Respectfully,"])
    signatories_min: int = Field(examples=[1])
    signatories_max: int | None
    """Null: any number."""
    demand_required: bool
    body_markdown: str = Field(examples=["::: opening\n((We write)) about the road.\n:::\n"])
    """The text that a letter begins with; `((asks))` stands where the chosen demands go."""


class Templates(Output):
    """Every template, by label."""

    items: list[TemplateOut]
