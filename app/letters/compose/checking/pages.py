"""What the drawn page tells: how many pages, and whether the signatures stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from app.letters.compose.policy import Policy
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.compose.surroundings import PageFacts

LEAST_LINES = 2  # of text that stay with the signatures
NAMED = 3  # addressees, before "and so many more"
MOST_TO_CUT = 60  # lines; whoever is further over has other work to do than counting lines


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
            f"The limit is {policy.page_limit}. {_shorten(pages, policy.page_limit)}",
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
    yield from _paper(pages, copy)


def _paper(pages: PageFacts, copy: str) -> Iterator[Problem]:
    """What envelope and printer will make of it."""
    if pages.outside:
        one, more = len(pages.outside) == 1, len(pages.outside) - NAMED
        named = ", ".join(pages.outside[:NAMED]) + (f" and {more} more" if more > 0 else "")
        yield Problem(
            Code.ADDRESS_OUTSIDE_WINDOW,
            f"{'An address does' if one else f'{len(pages.outside)} addresses do'} not show in the envelope’s window",
            f"{named}: more than six lines. Print an envelope face or a label for "
            f"{'this copy' if one else 'these copies'}, or shorten the address.",
            Severity.CONSIDER,
            copy=copy,
        )
    if pages.tall:
        yield Problem(
            Code.ADDRESS_OUTSIDE_WINDOW,
            f"The letterhead is {ceil(pages.tall)} mm too tall, and the address leaves the envelope’s window",
            "Shorten the name, the office or the contact lines of the letterhead, or print envelope faces or labels.",
            Severity.CONSIDER,
            copy=copy,
        )
    for what, dots in pages.coarse:
        yield Problem(
            Code.COARSE_IMAGE,
            f"{what}: too coarse for print, {dots} dots per inch",
            f"On paper its edges will look ragged. Put one on file that is {wider(dots)} times as wide in pixels.",
            Severity.CONSIDER,
            copy=copy,
        )


def wider(dots: int) -> int:
    """How many times more dots an image of so many per inch needs to print well (300 per inch)."""
    return max(2, ceil(300 / max(dots, 1)))


def _shorten(pages: PageFacts, limit: int) -> str:
    """How much to cut. What stands beyond the limit, less the room that is left on the last page within it."""
    cut = 0
    if len(pages.fill) > limit:
        cut = max(1, ceil(sum(used for used, _ in pages.fill[limit:]) - pages.fill[limit - 1][1]))
    if not 0 < cut <= MOST_TO_CUT:
        return "Shorten the text, or move detail into an enclosure."
    lines = "1 line" if cut == 1 else f"{cut} lines"
    return f"Cut about {lines} of text, or move detail into an enclosure."
