"""How a letter ends other than by its seal: withdrawn before it, superseded after it. No verb commits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.letters import access, queries_record
from app.letters.models import Letter
from app.letters.recording import locked, move, note, require_state, version_of
from app.letters.rules import reason_given
from app.letters.signatories import SIGNABLE, UNSEALED, void_signatures
from app.letters.states import LetterEventKind, LetterState


def withdraw_letter(session: Session, letter: Letter, reason: str, *, by: Actor) -> None:
    """Give the letter up before it is sealed. Its record stays. Raises `InvalidInput` (`reason`), `Conflict`."""
    access.require_write_or_approve(session, letter, by)
    letter, reason = locked(session, letter), reason_given(reason)
    require_state(letter, *UNSEALED, to="withdrawn")
    if letter.state in SIGNABLE:
        access.require_approve(by, "withdraw an approved letter")
    void_signatures(session, letter, "The letter was withdrawn.", by)
    text = version_of(session, letter)
    before = move(letter, LetterState.WITHDRAWN, by)
    note(
        session, letter, LetterEventKind.WITHDRAWN, by, before=before, version=text, reason=reason,
        summary=f"Withdrew letter {letter.number}: {reason}",
    )  # fmt: skip


def supersede(session: Session, letter: Letter, newer: Letter, *, by: Actor) -> None:
    """Say that a sealed letter takes the place of this sealed one. Neither changes. Raises `Conflict`."""
    access.require_approve(by, "supersede a letter")
    letter, newer = locked(session, letter), locked(session, newer)
    require_state(letter, LetterState.SEALED, to="superseded")
    require_state(newer, LetterState.SEALED, to="put in the place of another")
    if letter.superseded_by_id is not None:
        raise Conflict(f"Letter {letter.number} is superseded already.")
    if letter.id in _successors(session, newer):
        raise InvalidInput({"newer": "Choose another, later letter."})
    letter.superseded_by_id = newer.id
    session.flush()
    note(
        session, letter, LetterEventKind.SUPERSEDED, by, before=letter.state, version=version_of(session, letter),
        reason=f"By letter {newer.number}.", summary=f"Letter {newer.number} supersedes letter {letter.number}.",
    )  # fmt: skip


def letters_to_supersede(session: Session, letter: Letter) -> list[Letter]:
    """The sealed letters of the campaign that can take the place of this one; none when it is not to be superseded."""
    if letter.state is not LetterState.SEALED or letter.superseded_by_id is not None:
        return []
    others = queries_record.letters_to_choose(session, letter.campaign_id, besides=letter.id)
    return [one for one in others if one.state is LetterState.SEALED and one.superseded_by_id != letter.id]


def _successors(session: Session, letter: Letter) -> set[UUID]:
    """A letter and all that took its place, one after the other."""
    found: set[UUID] = set()
    following: Letter | None = letter
    while following is not None and following.id not in found:
        found.add(following.id)
        after = following.superseded_by_id
        following = session.get(Letter, after) if after else None
    return found
