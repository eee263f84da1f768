"""Short ways to check a text, and invented claims to hold it against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.evidence.dates import PartialDate
from app.evidence.rules import UNKNOWN, ClaimFact, ClaimState, Confidence
from app.letters import markdown
from app.letters.compose.checking import of_text
from app.letters.compose.problems import Code, Problem
from app.letters.fields import Anchor, Context
from tests.letters.compose_samples import CONTEXT, TWO

FAR = Anchor("ceasefire", "Statement signed", date(2020, 11, 9), inclusive=False)


def claim(
    slug: str, wording: str, *, figures: Mapping[str, object] | None = None, event: str = ""
) -> ClaimFact:
    """An invented claim."""
    day = date.fromisoformat(event) if event else None
    when = PartialDate(day, day, event) if day else UNKNOWN
    return ClaimFact(
        slug=slug, revision=1, wording=wording, state=ClaimState.CURRENT, confidence=Confidence.HIGH, event=when,
        known_by=day, figures=figures or {}, sources=(), dispute="", opposing_view="", topic="", superseded_by="",
        state_reason="",
    )  # fmt: skip


PEOPLE = claim("people", "About 120,000 people live beyond the closed road, by most estimates.")
AID = claim("aid", "Auditors counted $164 million in aid under the waiver.", figures={"usd_million": 164})
GAS = claim("gas", "Gas stopped on December 13, 2022 and returned on December 16, 2022.", event="2022-12-13")
CLAIMS = {fact.slug: fact for fact in (PEOPLE, AID, GAS)}
KNOWING = replace(CONTEXT, claims=CLAIMS)
JOINT = replace(KNOWING, signatories=TWO)


def found(source: str, context: Context = KNOWING, *codes: Code) -> list[Problem]:
    """The problems of a text, of these kinds if any are named."""
    problems = of_text(markdown.read(source), context)
    return [problem for problem in problems if not codes or problem.code in codes]


def facts(source: str) -> str:
    """The text as a section of facts."""
    return f"::: facts\n{source}\n:::"
