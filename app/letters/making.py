"""The files of a sealed letter, asked for again after making them failed. The verb does not commit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.core.jobs import enqueue
from app.core.jobs.models import Job
from app.letters import access
from app.letters.models import Letter
from app.letters.queries_record import render_job
from app.letters.recording import locked, require_state
from app.letters.sealing import RENDER_JOB
from app.letters.states import LetterState


def make_files_again(session: Session, letter: Letter, *, by: Actor) -> Job:
    """Have the missing files made; those that are whole stay. Raises `Conflict`, `NotAllowed`."""
    access.require_approve(by, "have files made again")
    letter = locked(session, letter)
    require_state(letter, LetterState.SEALED, to="made into files")
    if letter.files_ready_at is not None:
        raise Conflict(f"The files of letter {letter.number} are there.")
    last = render_job(session, letter.id, RENDER_JOB)
    if last is not None and not last.is_over:
        raise Conflict(f"The files of letter {letter.number} are being made.")
    audit.record(
        session, by, "letters.files_again", "letter", letter.id,
        summary=f"Asked again for the files of letter {letter.number}", detail={"number": letter.number},
    )  # fmt: skip
    return enqueue(session, RENDER_JOB, {"letter_id": str(letter.id)}, by)
