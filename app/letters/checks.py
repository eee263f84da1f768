"""What blocks a letter and what to consider, over all its copies."""

from __future__ import annotations

from app.letters.compose import Report, problems_for
from app.letters.contexts import LetterFacts
from app.letters.hashing_content import LetterContent


def report_for(facts: LetterFacts, content: LetterContent) -> Report:
    """Every problem of every copy of this content, shared ones once."""
    return problems_for(content.tree, facts.contexts(content))
