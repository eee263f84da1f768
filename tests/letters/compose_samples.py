"""A small letter's context, and short ways to compose with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from app.documents.paper import LetterPaper
from app.documents.plaintext import record_text
from app.letters import markdown
from app.letters.compose import Code, Composed, Problem, Resolved, compose
from app.letters.fields import Addressee, Anchor, Context, DemandWording, Signatory
from app.letters.tree import Inline, Text
from app.letters.writers.html import blocks

RUIZ = Addressee(
    key="ruiz",
    name="Ana Ruiz",
    salutation="Dear Senator Ruiz:",
    surname="Ruiz",
    title="Senator",
    body="United States Senate",
    state="California",
    address=("Washington, DC 20510",),
    traits={"chamber": frozenset({"senate"}), "state": frozenset({"CA"})},
)
LEE = replace(
    RUIZ,
    key="lee",
    name="Bo Lee",
    surname="Lee",
    salutation="Dear Representative Lee:",
    district="28th",
    traits={"chamber": frozenset({"house"}), "state": frozenset({"CA"})},
)
ENFORCE = DemandWording("section-907", "Enforce Section 907", "fully enforce Section 907")
ONE = (Signatory("Dana Whitfield", "Mayor", "City of Arroyo Vista"),)
TWO = (*ONE, Signatory("Ruth Okafor", "Chair", "County of San Ysidro"))
CONTEXT = Context(
    copy="1",
    letter_date=date(2023, 1, 4),
    addressees=(RUIZ,),
    signatories=ONE,
    demands=(ENFORCE,),
    anchors=(Anchor("blockade", "Road closed", date(2022, 12, 12)),),
    facts={"org.city": "Arroyo Vista", "org.population": "203,400"},
)
ASK = "\n\n[Enforce it]{ask=section-907}."


def with_(**changes: Any) -> Context:
    return replace(CONTEXT, **changes)


def whole(source: str, context: Context = CONTEXT) -> Composed:
    """The composed letter; the test fails where a problem blocks it."""
    composed = compose(markdown.read(source), context)
    assert isinstance(composed, Composed), composed
    return composed


def printed(source: str, context: Context = CONTEXT) -> list[str]:
    """The lines of the composed letter, without the ask that every letter needs."""
    return list(whole(source + ASK, context).resolved.lines())[:-1]


def text_of(run: Iterable[Inline]) -> str:
    """The words of a run that must hold text alone."""
    nodes = tuple(run)
    texts = [node for node in nodes if isinstance(node, Text)]
    assert len(texts) == len(nodes), nodes
    return "".join(node.text for node in texts)


def problems(source: str, context: Context = CONTEXT) -> tuple[Problem, ...]:
    found = compose(markdown.read(source), context)
    return found.warnings if isinstance(found, Composed) else found.found


def codes(source: str, context: Context = CONTEXT) -> list[Code]:
    return [problem.code for problem in problems(source, context)]


def plain_text(letter: Resolved) -> str:
    """The words of a resolved text alone, as a sealed record keeps them; empty for none."""
    paper = LetterPaper(
        template="official_letter", letterheads=(), date_text="", addressees=(), header_name="", salutation="",
        blocks=blocks(letter), closing="", signatures=(),
    )  # fmt: skip
    return record_text(paper) if letter.doc.sections else ""
