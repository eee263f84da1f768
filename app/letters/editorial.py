"""Classing the change of an approved text as editorial. No verb commits.

It spares a second review, never the renewed consent: everybody who signs is asked again, with the difference marked.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.letters import access
from app.letters.checks import report_for
from app.letters.compose import PageFacts
from app.letters.contexts import content_now, content_of
from app.letters.hashing import consent_hash
from app.letters.models import Letter, LetterVersion
from app.letters.queries_facts import gather
from app.letters.queries_record import last_decision_back
from app.letters.recording import locked, move, note, require_state, require_version, version_of
from app.letters.review import NotReady, author_key, reviewed_version, writers_of
from app.letters.rules import check_approver, reason_given
from app.letters.states import LetterEventKind, LetterState


def class_editorial(
    session: Session, letter: Letter, reason: str, *, version: int, by: Actor, drawn: PageFacts | None = None
) -> LetterVersion:
    """Say that a draft differs from the text that was approved in its form alone; it is approved again.

    `drawn`: what its pages tell (`seeing.drawn_now`, called before the transaction that classes it).
    Its writers since then still count as such at the next approval. Raises `InvalidInput` (reason), `NotReady`
    with every problem that blocks, `NotAllowed` for one's own change, `Conflict` for a text that was never
    approved or when another version stands.
    """
    access.require_approve(by, "class a change as editorial")
    reason = reason_given(reason)
    letter = locked(session, letter)
    require_state(letter, LetterState.DRAFT, to="classed as editorial")
    require_version(letter, version)
    if not may_be_editorial(session, letter):
        raise Conflict(f"No earlier text of letter {letter.number} is approved, so this one needs a review.")
    own = check_approver(
        author_key(by.user_id, by.name), writers_of(session, letter), organisation(session).single_person_mode
    )
    text = version_of(session, letter)
    facts, content = gather(session, letter), content_of(text)
    if consent_hash(content_now(facts, content)) != text.consent_hash:
        raise Conflict("What the text draws on has changed since it was saved. Send it for review.")
    report = report_for(facts, content, drawn)
    if report.blocking:
        raise NotReady(letter, report)
    before = move(letter, LetterState.APPROVED, by)
    letter.approved_version, letter.approved_by_id = text.number, by.user_id
    alone = "Classed by its own writer: the organisation is in single-person mode." if own else ""
    note(
        session, letter, LetterEventKind.CLASSED_EDITORIAL, by, before=before, version=text,
        reason=" ".join(part for part in (reason, alone) if part), detail={"own_words": own},
        summary=f"Classed version {text.number} of letter {letter.number} as an editorial change: {reason}",
    )  # fmt: skip
    return text


def may_be_editorial(session: Session, letter: Letter) -> bool:
    """Whether the letter is a draft that changes an approved text, and no reviewer gave it back since."""
    if letter.state is not LetterState.DRAFT:
        return False
    approved, back = reviewed_version(session, letter.id), last_decision_back(session, letter.id)
    if back is not None and back.version_number > approved:
        return False
    return 0 < approved < letter.current_version
