"""What blocks a letter and what to consider, over all its copies."""

from __future__ import annotations

from app.letters.compose import PageFacts, Report, problems_for
from app.letters.compose.checking import pages
from app.letters.compose.policy import weighed
from app.letters.contexts import LetterFacts
from app.letters.hashing_content import LetterContent


def report_for(facts: LetterFacts, content: LetterContent, drawn: PageFacts | None = None) -> Report:
    """Every problem of every copy of this content, shared ones once. `drawn`: what its page tells, once it is drawn."""
    found = problems_for(content.tree, facts.contexts(content), facts.around)
    return with_pages(found, facts, drawn) if drawn is not None else found


def with_pages(found: Report, facts: LetterFacts, drawn: PageFacts) -> Report:
    """The report with what the drawn page tells."""
    policy = facts.around.policy
    more = weighed(pages.check(drawn, policy), policy)
    return found.with_shared(more)
