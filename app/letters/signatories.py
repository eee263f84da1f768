"""Who signs a letter, and what happens to their signatures when the text or the list changes. No verb commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.letters import access, plans
from app.letters.models import Letter, LetterSignatory
from app.letters.models_record import Signature
from app.letters.recording import locked, note, require_state, version_of
from app.letters.states import (
    LIVE_SIGNATURES,
    SIGNATURE_MOVES,
    LetterEventKind,
    LetterState,
    SignatureState,
    check_move,
)
from app.signatories.queries import signatories_by_id

SIGNABLE = (LetterState.APPROVED, LetterState.SIGNING)
UNSEALED = (LetterState.DRAFT, LetterState.IN_REVIEW, *SIGNABLE)


def change_signatories(session: Session, letter: Letter, signatory_ids: Sequence[UUID], *, by: Actor) -> None:
    """Say who signs, in order. Their names are no part of the words, so no consent of the others lapses.

    Once the text is approved this takes an approver. A live signature of somebody taken off becomes void.
    """
    access.require_write(session, letter.campaign_id, by)
    letter = locked(session, letter)
    require_state(letter, *UNSEALED, to="changed in its signatories")
    plans.refuse(plans.check_people(session, signatory_ids, None))
    wanted = list(dict.fromkeys(signatory_ids))
    before = list(
        session.scalars(
            sa.select(LetterSignatory.signatory_id)
            .where(LetterSignatory.letter_id == letter.id)
            .order_by(LetterSignatory.position)
        )
    )
    if wanted == before:
        return
    if letter.state in SIGNABLE:
        access.require_approve(by, "change who signs an approved letter")
    gone = [each for each in before if each not in wanted]
    void_signatures(session, letter, "Taken off the letter.", by, only=gone)
    plans.set_signatories(session, letter, wanted)
    people = signatories_by_id(session, wanted)
    names = ", ".join(people[each].name for each in wanted) or "nobody"
    note(
        session, letter, LetterEventKind.EDITED, by, before=letter.state, reason=f"Signatories: {names}.",
        summary=f"Set who signs letter {letter.number}: {names}.",
    )  # fmt: skip


def void_signatures(
    session: Session, letter: Letter, reason: str, by: Actor, *, only: Sequence[UUID] | None = None
) -> int:
    """Set live signatures aside (those of `only`, or all) and say so; returns how many. For verbs of this room."""
    wanted = sa.select(Signature).where(
        Signature.letter_id == letter.id, Signature.state.in_(LIVE_SIGNATURES)
    )
    if only is not None:
        wanted = wanted.where(Signature.signatory_id.in_(only))
    rows = session.scalars(wanted.order_by(Signature.id)).all()
    people = signatories_by_id(session, [row.signatory_id for row in rows])
    for row in rows:
        name, signed = people[row.signatory_id].name, row.state is SignatureState.SIGNED
        move_signature(row, SignatureState.VOID, name)
        row.ended_reason = reason
        what = "signature" if signed else "invitation to sign"
        note(
            session, letter, LetterEventKind.SIGNATURE_VOIDED, by, before=letter.state,
            version=version_of(session, letter, row.version_number), signature_id=row.id, reason=reason,
            summary=f"Set aside the {what} of {name} on version {row.version_number} of letter {letter.number}.",
        )  # fmt: skip
    return len(rows)


def move_signature(signature: Signature, to: SignatureState, name: str) -> None:
    """Raises `Conflict` when the signature cannot move so."""
    check_move(SIGNATURE_MOVES, signature.state, to, f"The signature of {name}")
    signature.state = to
