"""What the pages of a letter tell its checks: how many they are, and where the signatures stand.

The first copy is laid out outside of any transaction, and what it tells is kept for a paper that reads the same.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.db import read_only_transactions
from app.core.storage import current_store
from app.documents import service as documents
from app.documents.errors import DocumentError
from app.documents.paper import LetterPaper
from app.documents.wire import paper_to_json
from app.letters import papers, queries
from app.letters.compose import PageFacts, Resolved
from app.letters.compose.resolve import Resolver
from app.letters.contexts import LetterFacts, content_now, content_of, pinned
from app.letters.hashing_content import LetterContent
from app.letters.queries_facts import gather, wordings_in_force
from app.letters.recording import version_of
from app.letters.rendering import signature_images
from app.letters.states import LetterState

MOST = 512


@dataclass(frozen=True)
class Drawn:
    """What the pages of one version told."""

    version: int
    pages: PageFacts


_kept: OrderedDict[str, PageFacts] = OrderedDict()
_lock = threading.Lock()


def drawn_now(session: Session, letter_id: UUID) -> Drawn:
    """What a draft as it would be submitted now tells, or the current version of another letter.

    Ends the session's transaction, and draws without one. A letter that cannot be drawn says why in `pages.failed`.
    Raises `NotFound`.
    """
    session.rollback()
    with read_only_transactions():
        letter = queries.letter(session, letter_id)
        number, facts = letter.current_version, gather(session, letter, first_only=True)
        content = content_of(version_of(session, letter))
        if letter.state is LetterState.DRAFT:
            now = content_now(facts, content)
            content = replace(now, demands=wordings_in_force(session, letter.id))
        images = signature_images(session, letter, version_of(session, letter).consent_hash)
        paper = first_paper(facts, content, images)
        session.rollback()
    return Drawn(number, look_at(paper))


def first_paper(
    facts: LetterFacts, content: LetterContent, images: Mapping[UUID, str | None] | None = None
) -> LetterPaper:
    """The first copy as it would print with these signature images, gaps shown; to nobody while no one is chosen."""
    copy = facts.copies[0] if facts.copies else None
    resolver = Resolver(pinned(copy.context if copy else facts.nobody(), content))
    resolved = Resolved(resolver.resolve(content.tree))
    sources = tuple(resolver.annex.values())
    return papers.paper(facts, content, copy, resolved, papers.signers(facts, images), sources=sources)


def known(paper: LetterPaper) -> PageFacts | None:
    """What a paper that reads the same told before, if it was drawn by this process."""
    with _lock:
        return _kept.get(_key(paper))


def look_at(paper: LetterPaper) -> PageFacts:
    """Lay the paper out, unless that was done. Slow: never called inside a transaction."""
    found = known(paper)
    if found is not None:
        return found
    try:
        told = documents.measure(paper, current_store().read)
    except DocumentError as problem:
        return PageFacts(0, failed=str(problem))  # not kept: the next time it may succeed
    found = PageFacts(told.pages, told.above, told.last, told.fill, told.coarse, tall=told.tall)
    with _lock:
        _kept[_key(paper)] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def _key(paper: LetterPaper) -> str:
    return hashlib.sha256(json.dumps(paper_to_json(paper), sort_keys=True).encode()).hexdigest()
