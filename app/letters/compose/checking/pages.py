"""What the drawn page tells: how many pages, and whether the signatures stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.compose.policy import Policy
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.compose.surroundings import PageFacts

LEAST_LINES = 2  # of text that stay with the signatures


def check(pages: PageFacts, policy: Policy, copy: str = "") -> Iterator[Problem]:
    """Problems of one drawn copy."""
    if pages.failed:
        yield Problem(
            Code.CANNOT_PRINT,
            "The pages of this letter cannot be drawn",
            f"{pages.failed} Change what it names and try again.",
            copy=copy,
        )
        return
    if pages.pages > policy.page_limit:
        lines = pages.lines_on_last
        over = f", which has {lines} {'line' if lines == 1 else 'lines'}" if lines else ""
        yield Problem(
            Code.TOO_MANY_PAGES,
            f"Runs to page {pages.pages}{over}",
            f"The limit is {policy.page_limit}. Shorten the text, or move detail into an enclosure.",
            Severity.CONSIDER,
            copy=copy,
        )
    if pages.text_with_signature is not None and pages.text_with_signature < LEAST_LINES:
        yield Problem(
            Code.LONELY_SIGNATURE,
            "The signatures stand alone on the last page",
            "A signature should stand with at least two lines of the text. Shorten or lengthen the letter a little.",
            Severity.CONSIDER,
            copy=copy,
        )
