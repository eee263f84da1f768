"""What blocks a letter and what to consider, over all its copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.window import address_form
from app.letters.addressees import names
from app.letters.compose import PageFacts, Report, problems_for
from app.letters.compose.checking import pages
from app.letters.compose.policy import weighed
from app.letters.contexts import CopyFacts, LetterFacts
from app.letters.hashing_content import LetterContent


def report_for(facts: LetterFacts, content: LetterContent, drawn: PageFacts | None = None) -> Report:
    """Every problem of every copy of this content, shared ones once. `drawn`: what its page tells, once it is drawn."""
    found = problems_for(content.tree, facts.contexts(content), facts.around)
    return with_pages(found, facts, drawn) if drawn is not None else found


def outside_window(copies: Sequence[CopyFacts]) -> tuple[str, ...]:
    """Whose addresses do not show in the window of a #10 envelope. Copies with two addressees go without a window."""
    alone = [(names(copy.main), copy.main[0].form.inside_address) for copy in copies if len(copy.main) == 1]
    return tuple(name for name, lines in alone if address_form(lines) == "open")


def with_pages(found: Report, facts: LetterFacts, drawn: PageFacts) -> Report:
    """The report with what the drawn page tells."""
    policy = facts.around.policy
    if facts.template.addressed and not drawn.failed:
        drawn = replace(drawn, outside=outside_window(facts.copies))
    more = weighed(pages.check(drawn, policy), policy)
    return found.with_shared(more)
