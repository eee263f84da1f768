"""The record of a letter: every change is one event and one line of the audit trail, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, NotFound
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent
from app.letters.states import LETTER_MOVES, LetterEventKind, LetterState, check_move

GONE = "There is no such letter."


def locked(session: Session, letter: Letter) -> Letter:
    """The letter read anew and held until the transaction ends, so that two acts come one after the other."""
    session.flush()
    letter_id = letter.id
    # Forgotten first: what another session did in between is read, not taken for a clash of versions.
    session.expire(letter)
    found = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(GONE)
    return found


def version_of(session: Session, letter: Letter, number: int | None = None) -> LetterVersion:
    """The version with this number, by default the current one. Raises `NotFound`."""
    wanted = letter.current_version if number is None else number
    # A number past the current one is never asked for: no column could hold the largest that can be typed.
    known = 0 < wanted <= letter.current_version
    found = (
        session.scalar(
            sa.select(LetterVersion).where(
                LetterVersion.letter_id == letter.id, LetterVersion.number == wanted
            )
        )
        if known
        else None
    )
    if found is None:
        raise NotFound(f"Letter {letter.number} has no version {wanted}.")
    return found


def require_state(letter: Letter, *states: LetterState, to: str) -> None:
    """Raises `Conflict` unless the letter is in one of `states`; `to` says what it was wanted for."""
    if letter.state not in states:
        now = letter.state.value.replace("_", " ")
        raise Conflict(f"Letter {letter.number} is {now}, so it cannot be {to}.")


def require_version(letter: Letter, seen: int | None) -> None:
    """Raises `Conflict` when the person looked at another version than the one that stands."""
    if seen is not None and seen != letter.current_version:
        raise Conflict(
            f"Version {letter.current_version} of letter {letter.number} has come since you opened version {seen}. "
            "Read it before you decide."
        )


def move(letter: Letter, to: LetterState, by: Actor) -> LetterState:
    """Put the letter into the state `to`; gives back the one it had. Raises `Conflict`."""
    before = letter.state
    if to is not before:
        check_move(LETTER_MOVES, before, to, f"Letter {letter.number}")
        letter.state = to
    letter.changed_at = by.at
    return before


def note(
    session: Session,
    letter: Letter,
    kind: LetterEventKind,
    by: Actor,
    *,
    summary: str,
    before: LetterState | None = None,
    version: LetterVersion | None = None,
    signature_id: UUID | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> LetterEvent:
    """Write the event and the audit line. `summary` is a sentence that names the letter."""
    number = version.number if version else letter.current_version
    event = LetterEvent(
        letter_id=letter.id,
        at=by.at,
        kind=kind,
        from_state=before,
        to_state=letter.state,
        version_number=number,
        consent_hash=version.consent_hash if version else "",
        signature_id=signature_id,
        reason=reason,
        actor_id=by.user_id,
        actor=by.name,
    )
    letter.changed_at = by.at
    session.add(event)
    audit.record(
        session,
        by,
        f"letters.{kind.value}",
        "letter",
        letter.id,
        summary=summary,
        detail={
            "number": letter.number,
            "version": number,
            "state": letter.state.value,
            **({"consent_hash": version.consent_hash} if version else {}),
            **({"reason": reason} if reason else {}),
            **(detail or {}),
        },
    )
    return event
