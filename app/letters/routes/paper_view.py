"""What the drawn paper tells before anybody signs or seals: overflow, a lone signature, envelope, coarse images."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.db import db
from app.letters import queries
from app.letters.checks import with_pages
from app.letters.compose import Report
from app.letters.contexts import content_of
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.routes.checks_view import panel
from app.letters.seeing import drawn_now
from app.letters.signatories import SIGNABLE


def paper_items(letter_id: UUID) -> list[dict[str, Any]]:
    """Items for `components/letter.html` `checks`; none unless the letter waits for signatures or the seal.

    Ends the session's transaction: fetch the letter after this.
    """
    if queries.letter(db.session, letter_id).state not in SIGNABLE:
        return []
    drawn = drawn_now(db.session, letter_id).pages
    letter = queries.letter(db.session, letter_id)
    facts, tree = gather(db.session, letter), content_of(version_of(db.session, letter)).tree
    names = {str(copy.number): copy.label for copy in facts.copies}
    found = with_pages(Report((), {}, len(facts.copies)), facts, drawn)
    return panel(found, tree, names, lambda _copy: "", anchored=False).items
