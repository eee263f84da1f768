"""What a letter's pages draw on, kept for some seconds while somebody writes, so that a page needs no gathering.

Kept in this process alone, for one letter as it stood: any change of the letter, and time, makes it anew.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents.paper import LetterPaper
from app.letters import papers
from app.letters.compose import Resolved
from app.letters.compose.resolve import Resolver
from app.letters.contexts import CopyFacts, LetterFacts, citations_in, content_now, content_of, pinned
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import signature_images
from app.letters.states import LetterState
from app.letters.tree import Doc

SECONDS = 15.0
MOST = 32


Stamp = tuple[int, int, tuple[str, ...]]
"""The letter's row, its version, and the claims that the text cites."""


@dataclass(frozen=True)
class Sketch:
    """Facts of a letter apart from the database. `until`: a time of the monotonic clock."""

    facts: LetterFacts
    content: LetterContent
    drafted: bool
    images: Mapping[UUID, str | None]
    stamp: Stamp
    until: float

    def draw(self, tree: Doc, copy_no: int) -> LetterPaper:
        """The copy as it would print with this text, gaps shown. Nothing is checked: the page need not wait for it."""
        content, copy = replace(self.content, tree=tree), self.copy(copy_no)
        if self.drafted:  # fields and day counts put in since the last version have their values too
            content = content_now(self.facts, content)
        resolver = Resolver(pinned(copy.context if copy else self.facts.nobody(), content))
        resolved = Resolved(resolver.resolve(tree))
        people = papers.signers(self.facts, self.images)
        sources = tuple(resolver.annex.values())
        return papers.paper(self.facts, content, copy, resolved, people, sources=sources)

    def copy(self, number: int) -> CopyFacts | None:
        """The copy with this number, else the first; None for a letter to nobody yet."""
        copies = self.facts.copies
        return next((one for one in copies if one.number == number), copies[0] if copies else None)


_kept: OrderedDict[UUID, Sketch] = OrderedDict()
_lock = threading.Lock()


def sketch(session: Session, letter: Letter, tree: Doc) -> Sketch:
    """The letter's sketch for this text; a fresh one empties the session, so that its rows can be read without it."""
    stamp = (letter.row_version, letter.current_version, tuple(sorted(citations_in(tree))))
    with _lock:
        found = _kept.get(letter.id)
    if found is not None and found.stamp == stamp and found.until > time.monotonic():
        return found
    made = _made(session, letter, stamp)
    with _lock:
        _kept[letter.id] = made
        _kept.move_to_end(letter.id)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Drop all sketches, for tests."""
    with _lock:
        _kept.clear()


def _made(session: Session, letter: Letter, stamp: Stamp) -> Sketch:
    facts, version = gather(session, letter, stamp[2]), version_of(session, letter)
    content, drafted = content_of(version), letter.state is LetterState.DRAFT
    images = signature_images(session, letter, version.consent_hash)
    made = Sketch(facts, content, drafted, images, stamp, time.monotonic() + SECONDS)
    # Once drawn, everything that a page reads has been loaded; then the rows leave the session.
    made.draw(content.tree, 1)
    session.expunge_all()
    return made
