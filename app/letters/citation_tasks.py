"""Tasks that a changed claim filed for letters: filing and listing them, and saying what was done. No verb commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.evidence.models import Claim
from app.letters import access
from app.letters.models import Letter
from app.letters.models_citing import CitationTask, ClaimChange

MAX_NOTE = 2000
CHANGE_WORDS = {
    ClaimChange.CORRECTED: "was corrected",
    ClaimChange.DISPUTED: "is disputed",
    ClaimChange.SUPERSEDED: "was superseded",
    ClaimChange.RETRACTED: "was retracted",
    ClaimChange.AMENDED: "has other sources now",
}


@dataclass(frozen=True)
class OpenTask:
    """A task with its letter. `reason` is a sentence for lists."""

    task: CitationTask
    letter: Letter

    @property
    def reason(self) -> str:
        told = CHANGE_WORDS[self.task.change]
        return f"{self.letter.number} cites {self.task.slug}, which {told}: {self.task.reason}"


def open_tasks(session: Session, campaign_ids: Collection[UUID], limit: int = 50) -> list[OpenTask]:
    """What is still to be done in these campaigns, oldest first. One SELECT."""
    rows = session.execute(
        sa.select(CitationTask, Letter)
        .join(Letter, Letter.id == CitationTask.letter_id)
        .where(CitationTask.done_at.is_(None), Letter.campaign_id.in_(campaign_ids))
        .order_by(CitationTask.id)
        .limit(limit)
    )
    return [OpenTask(row[0], row[1]) for row in rows]


def tasks_of(session: Session, letter_id: UUID) -> Sequence[CitationTask]:
    """Every task of a letter, those still open first."""
    return session.scalars(
        sa.select(CitationTask)
        .where(CitationTask.letter_id == letter_id)
        .order_by(CitationTask.done_at.is_not(None), CitationTask.id)
    ).all()


def file_task(
    session: Session,
    letter: Letter,
    claim: Claim,
    change: ClaimChange,
    *,
    before: str,
    after: str,
    reason: str,
    by: Actor,
) -> CitationTask:
    """Have somebody look at a letter that cites a claim which has changed; `before` is what the letter says."""
    task = CitationTask(
        letter_id=letter.id, claim_id=claim.id, slug=claim.slug, change=change, before=before, after=after,
        reason=reason, letter_state=letter.state, filed_at=by.at, filed_by=by.name,
    )  # fmt: skip
    session.add(task)
    session.flush()
    audit.record(
        session, by, "letters.citation_task", "letter", letter.id,
        summary=f"Letter {letter.number} cites claim {claim.slug}, which {CHANGE_WORDS[change]}.",
        detail={"number": letter.number, "claim": claim.slug, "change": change.value, "reason": reason},
    )  # fmt: skip
    return task


def settle_task(session: Session, task_id: UUID, note_text: str, *, by: Actor) -> CitationTask:
    """Say what was done about a changed claim. Raises `NotFound`, `NotAllowed`, `Conflict`, `InvalidInput` (`note`)."""
    task = session.get(CitationTask, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound("There is no such task.")
    letter = session.get_one(Letter, task.letter_id)
    access.require_write_or_approve(session, letter, by)
    text = " ".join(note_text.split())
    if not text or len(text) > MAX_NOTE:
        raise InvalidInput({"note": f"Say what was done, in {MAX_NOTE:,} characters or fewer."})
    if task.done_at is not None:
        raise Conflict(f"{task.done_by} has settled this already.")
    task.done_at, task.done_by, task.note = by.at, by.name, text
    session.flush()
    audit.record(
        session, by, "letters.citation_task_done", "letter", letter.id,
        summary=f"Settled what letter {letter.number} says about {task.slug}: {text}",
        detail={"number": letter.number, "claim": task.slug, "note": text},
    )  # fmt: skip
    return task
