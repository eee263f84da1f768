"""What the buttons of the panel do to the text that is being written. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.evidence.queries import claim_facts
from app.letters.compose import Problem, Report
from app.letters.compose.edits import mended, with_offers
from app.letters.compose.problems import Mending, QuickFix
from app.letters.compose.style import Manner, offers
from app.letters.compose.suggesting import OFFERED, Shelf, with_suggestions
from app.letters.markdown.inline_reader import read_inlines
from app.letters.tree import Doc
from app.letters.tree.nodes import SLUG

FIX, STYLE = "fix:", "style:"


def is_mending(step: str) -> bool:
    """Whether a button's value asks for an edit of the text: `fix:DIGEST:KIND:VALUE` or `style:MANNER`."""
    return step.startswith((FIX, STYLE))


def mend(doc: Doc, step: str, problems: Sequence[Problem]) -> Doc:
    """The text after the button; as it was when the problem is no longer there or the step says nothing."""
    if step.startswith(STYLE):
        manner = step.removeprefix(STYLE)
        known = {each.value for each in Manner}
        taken = [offer for offer in offers(doc) if manner in ("all", offer.manner.value)]
        return with_offers(doc, taken) if manner == "all" or manner in known else doc
    digest, _, rest = step.removeprefix(FIX).partition(":")
    kind, _, value = rest.partition(":")
    problem = next((each for each in problems if each.digest == digest), None)
    if problem is None:
        return doc
    fix = _fix(problem, kind, value)
    if fix is None:
        return doc
    if fix.kind is Mending.OPEN and fix.value == "tidy":
        here = [offer for offer in offers(doc) if offer.span.block == problem.block]
        return with_offers(doc, [offer for offer in here if offer.manner is Manner.HIDDEN])
    return mended(doc, problem, fix, read_inlines)


def suggested(session: Session, report: Report, day: date) -> Report:
    """The report with the closest claims on file offered for what has no source. Asks Evidence only if need be."""
    if not any(problem.code in OFFERED for problem in report.shared):
        return report
    shelf = Shelf.of(claim_facts(session).values(), day)
    return report.with_all(lambda problems: with_suggestions(problems, shelf))


def _fix(problem: Problem, kind: str, value: str) -> QuickFix | None:
    """The fix asked for: any claim may be cited, other fixes only as offered."""
    if kind == Mending.CITE and SLUG.match(value):
        return QuickFix(Mending.CITE, value, "")
    return next((fix for fix in problem.quick if fix.kind == kind and fix.value == value), None)
