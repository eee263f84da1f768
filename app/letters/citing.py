"""What this room tells evidence: which letters cite a claim, and what becomes of them when it changes.

A draft is flagged. A letter in review, approved or being signed goes back to its writer, and signatures lapse. A
sealed letter stays as sent. Each gets a task that stays on Today until somebody says what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.evidence.citing import (
    CitedIn,
    CitedState,
    register_citing,
    register_on_amendment,
    register_on_correction,
)
from app.evidence.models import Claim
from app.evidence.queries import claim_by_slug
from app.evidence.rules import ClaimState
from app.letters.amending import claim_amended
from app.letters.checks import report_for
from app.letters.citation_tasks import file_task
from app.letters.contexts import content_now, content_of_text
from app.letters.models import Letter, LetterVersion
from app.letters.models_citing import ClaimChange, LetterClaim
from app.letters.models_record import Signature
from app.letters.queries_facts import gather
from app.letters.recording import locked, move, note, version_of
from app.letters.signatories import void_signatures
from app.letters.states import LetterEventKind, LetterState, SignatureState
from app.signatories.models import Signatory


@dataclass(frozen=True)
class Sent:
    """How many addressees got a letter."""

    recipients: int


FindSent = Callable[[Session, Sequence[UUID]], Mapping[UUID, Sent]]
_sent: dict[str, FindSent] = {}

STATE_WORDS = {
    LetterState.DRAFT: "Draft",
    LetterState.IN_REVIEW: "In review",
    LetterState.APPROVED: "Approved",
    LetterState.SIGNING: "Being signed",
    LetterState.SEALED: "Sealed",
    LetterState.WITHDRAWN: "Withdrawn",
}
_CHANGES = {
    ClaimState.CURRENT: ClaimChange.CORRECTED,
    ClaimState.DISPUTED: ClaimChange.DISPUTED,
    ClaimState.SUPERSEDED: ClaimChange.SUPERSEDED,
    ClaimState.RETRACTED: ClaimChange.RETRACTED,
}


def register() -> None:
    """Called once for each application."""
    register_citing(letters_citing)
    register_on_correction(claim_changed)
    register_on_amendment(claim_amended)


def register_sent(find: FindSent) -> None:
    """The room that sends letters says how many addressees got each of them."""
    _sent[find.__module__] = find


def letters_citing(session: Session, slug: str) -> list[CitedIn]:
    """Every letter whose current version cites the claim, newest first. Four SELECTs for any number."""
    session.flush()
    rows = session.execute(
        sa.select(Letter, LetterClaim.revision, LetterVersion.content)
        .join(LetterClaim, LetterClaim.letter_id == Letter.id)
        .join(Claim, Claim.id == LetterClaim.claim_id)
        .join(
            LetterVersion,
            sa.and_(LetterVersion.letter_id == Letter.id, LetterVersion.number == Letter.current_version),
        )
        .where(Claim.slug == slug)
        .order_by(Letter.id.desc())
    ).all()
    ids = [row[0].id for row in rows]
    signers, sent = _signers(session, ids), sent_to(session, ids)
    return [
        _cited(letter, revision, _wording(content, slug), signers.get(letter.id, ()), sent.get(letter.id))
        for letter, revision, content in rows
    ]


def sent_to(session: Session, ids: Sequence[UUID]) -> dict[UUID, Sent]:
    """How many addressees got each letter, as the rooms that send say."""
    found: dict[UUID, Sent] = {}
    for find in _sent.values():
        found |= find(session, ids)
    return {key: one for key, one in found.items() if one.recipients}


def _wording(content: str, slug: str) -> str:
    return next((pin.wording for pin in content_of_text(content).claims if pin.slug == slug), "")


def _signers(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Who has signed each letter that is not sealed."""
    rows = session.execute(
        sa.select(Signature.letter_id, Signatory.name)
        .join(Signatory, Signatory.id == Signature.signatory_id)
        .join(Letter, Letter.id == Signature.letter_id)
        .where(
            Signature.letter_id.in_(ids),
            Signature.state == SignatureState.SIGNED,
            Letter.state == LetterState.SIGNING,
        )
        .order_by(Signature.id)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for letter_id, name in rows:
        found[letter_id] = (*found.get(letter_id, ()), name)
    return found


def _cited(
    letter: Letter, revision: int, wording: str, signers: tuple[str, ...], sent: Sent | None
) -> CitedIn:
    recipients = sent.recipients if sent else 0
    return CitedIn(
        kind=CitedState(letter.state.value).value,
        label=letter.number,
        title=letter.title,
        url=url_for("letters.show", letter_id=letter.id),
        state="Sent" if recipients else STATE_WORDS[letter.state],
        wording=wording,
        revision=revision,
        sent=recipients > 0,
        recipients=recipients,
        consequence=_consequence(letter.state, signers),
        people=(letter.created_by, *signers),
    )


def _consequence(state: LetterState, signers: tuple[str, ...]) -> str:
    if state is LetterState.IN_REVIEW:
        return "Goes back to its writer with your reason."
    if state is LetterState.APPROVED:
        return "Its approval lapses; it goes back to its writer with your reason."
    if state is LetterState.SIGNING and signers:
        lapse = "1 signature lapses" if len(signers) == 1 else f"{len(signers)} signatures lapse"
        return f"Goes back to its writer. {lapse}: {', '.join(signers)}."
    return "Goes back to its writer with your reason." if state is LetterState.SIGNING else ""


def claim_changed(session: Session, slug: str, reason: str, by: Actor) -> None:
    """Flag, take back and file a task for every letter that cites the claim. In the correction's transaction."""
    session.flush()
    claim = claim_by_slug(session, slug)
    session.expire(claim, ["current", "sources", "superseded_by"])
    rows = session.execute(
        sa.select(Letter.id)
        .join(LetterClaim, LetterClaim.letter_id == Letter.id)
        .where(LetterClaim.claim_id == claim.id, Letter.state != LetterState.WITHDRAWN)
        .order_by(Letter.id)
    )
    for letter_id in rows.scalars().all():
        letter = locked(session, session.get_one(Letter, letter_id))
        text = version_of(session, letter)
        file_task(
            session, letter, claim, _CHANGES[claim.state], before=_wording(text.content, slug),
            after=claim.current.wording, reason=reason, by=by,
        )  # fmt: skip
        if letter.state in (LetterState.IN_REVIEW, LetterState.APPROVED, LetterState.SIGNING):
            _take_back(session, letter, text, slug, reason, by)
        if letter.state is LetterState.DRAFT:
            facts = gather(session, letter)
            letter.blocking = report_for(facts, content_now(facts, content_of_text(text.content))).blocking
    session.flush()


def _take_back(
    session: Session, letter: Letter, text: LetterVersion, slug: str, reason: str, by: Actor
) -> None:
    """Back to its writer, by the moves that the state machine knows."""
    why = f"It cites {slug}, which has changed: {reason}"
    in_review = letter.state is LetterState.IN_REVIEW
    if not in_review:
        void_signatures(session, letter, f"A fact that the letter cites has changed: {reason}", by)
    before = move(letter, LetterState.DRAFT, by)
    if not in_review:
        letter.approved_version = letter.approved_by_id = None
    kind = LetterEventKind.RETURNED if in_review else LetterEventKind.APPROVAL_WITHDRAWN
    note(
        session, letter, kind, by, before=before, version=text, reason=why,
        summary=f"Letter {letter.number} went back to its writer. {why}",
    )  # fmt: skip
