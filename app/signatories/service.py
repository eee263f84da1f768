"""Verbs of the signatories room. None commits. Letters copy what they print, so nothing here reaches back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.text import fold
from app.signatories.models import Letterhead, Signatory
from app.signatories.rules import (
    MAX_AUTHORITY,
    LetterheadDetails,
    SignatoryDetails,
    letterhead_problems,
    signatory_problems,
    text_problem,
)


def create_signatory(session: Session, details: SignatoryDetails, *, by: Actor) -> Signatory:
    """Add a person who signs. Raises `InvalidInput` by field."""
    _refuse(signatory_problems(details))
    made = Signatory(active=True, image_authority="", created_at=by.at)
    _apply_signatory(made, details, by)
    session.add(made)
    session.flush()
    _note(session, by, "create_signatory", made, f"Added the signatory {made.name}.", **asdict(details))
    return made


def change_signatory(session: Session, signatory: Signatory, details: SignatoryDetails, *, by: Actor) -> None:
    """Change what is on file. Raises `InvalidInput` by field."""
    _refuse(signatory_problems(details))
    before = {name: getattr(signatory, name) for name in asdict(details)}
    if before == asdict(details):
        return
    _apply_signatory(signatory, details, by)
    summary = f"Changed the signatory {signatory.name}."
    _note(session, by, "change_signatory", signatory, summary, before=before, after=asdict(details))


def set_signature_image(
    session: Session, signatory: Signatory, sha256: str, authority: str, *, by: Actor
) -> None:
    """Keep a cleaned picture of the signature. `authority`: who gave it, to whom and when; needed."""
    problem = text_problem(authority, MAX_AUTHORITY, "Say who gave this image, to whom and when.")
    _refuse({"authority": problem} if problem else {})
    signatory.image_sha256, signatory.image_authority = sha256, authority
    signatory.updated_at = by.at
    summary = f"Put a signature image on file for {signatory.name}."
    _note(session, by, "set_image", signatory, summary, sha256=sha256, authority=authority)


def remove_signature_image(session: Session, signatory: Signatory, *, by: Actor) -> None:
    """Take the picture off. Letters already sealed keep theirs. Raises `Conflict` when there is none."""
    if signatory.image_sha256 is None:
        raise Conflict(f"There is no signature image on file for {signatory.name}.")
    gone = signatory.image_sha256
    signatory.image_sha256, signatory.image_authority = None, ""
    signatory.updated_at = by.at
    summary = f"Removed the signature image of {signatory.name}."
    _note(session, by, "remove_image", signatory, summary, sha256=gone)


def create_letterhead(session: Session, details: LetterheadDetails, *, by: Actor) -> Letterhead:
    """Add an office's letterhead. Raises `InvalidInput` by field."""
    _refuse(letterhead_problems(details))
    made = Letterhead(active=True, created_at=by.at)
    _apply_letterhead(made, details, by)
    session.add(made)
    session.flush()
    _note(session, by, "create_letterhead", made, f"Added the letterhead {made.label}.", **asdict(details))
    return made


def change_letterhead(
    session: Session, letterhead: Letterhead, details: LetterheadDetails, *, by: Actor
) -> None:
    """Change what is on file. Raises `InvalidInput` by field."""
    _refuse(letterhead_problems(details))
    after = _letterhead_values(details)
    before = {name: getattr(letterhead, name) for name in after}
    if before == after:
        return
    _apply_letterhead(letterhead, details, by)
    summary = f"Changed the letterhead {letterhead.label}."
    _note(session, by, "change_letterhead", letterhead, summary, before=before, after=after)


def set_crest(session: Session, letterhead: Letterhead, sha256: str, *, by: Actor) -> None:
    """Keep a cleaned picture of the crest."""
    letterhead.crest_sha256, letterhead.updated_at = sha256, by.at
    summary = f"Put a crest on the letterhead {letterhead.label}."
    _note(session, by, "set_crest", letterhead, summary, sha256=sha256)


def remove_crest(session: Session, letterhead: Letterhead, *, by: Actor) -> None:
    """Take the crest off. Raises `Conflict` when there is none."""
    if letterhead.crest_sha256 is None:
        raise Conflict(f"The letterhead {letterhead.label} has no crest.")
    gone = letterhead.crest_sha256
    letterhead.crest_sha256, letterhead.updated_at = None, by.at
    summary = f"Removed the crest of the letterhead {letterhead.label}."
    _note(session, by, "remove_crest", letterhead, summary, sha256=gone)


def set_active(session: Session, thing: Signatory | Letterhead, active: bool, *, by: Actor) -> None:
    """Retire or restore. Raises `Conflict` when it already is so."""
    name = thing.name if isinstance(thing, Signatory) else thing.label
    if thing.active is active:
        raise Conflict(f"{name} is already {'in use' if active else 'retired'}.")
    thing.active, thing.updated_at = active, by.at
    action, verb = ("restore", "Restored") if active else ("retire", "Retired")
    _note(session, by, action, thing, f"{verb} {name}.")


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidInput(problems)


def _apply_signatory(signatory: Signatory, details: SignatoryDetails, by: Actor) -> None:
    for name, value in asdict(details).items():
        setattr(signatory, name, value)
    signatory.search_text = fold(
        " ".join((details.name, details.formal_name, details.title, details.body, details.email))
    )
    signatory.updated_at = by.at


def _letterhead_values(details: LetterheadDetails) -> dict[str, Any]:
    return {**asdict(details), "lines": list(details.lines)}


def _apply_letterhead(letterhead: Letterhead, details: LetterheadDetails, by: Actor) -> None:
    for name, value in _letterhead_values(details).items():
        setattr(letterhead, name, value)
    letterhead.updated_at = by.at


def _note(
    session: Session,
    by: Actor,
    action: str,
    thing: Signatory | Letterhead,
    summary: str,
    **detail: Any,
) -> None:
    audit.record(
        session, by, f"signatories.{action}", thing.__tablename__, thing.id, summary=summary, detail=detail
    )
