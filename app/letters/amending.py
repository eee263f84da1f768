"""What becomes of a letter when something beside a cited claim's words changes: its sources, a settled dispute.

The version keeps the claim as it was approved, so nothing in the letter moves and no consent lapses. But what its
annex prints may no longer be what Evidence says, and then somebody is told. No verb commits.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.day_styles import DayStyle
from app.evidence.models import Claim
from app.evidence.queries import claim_by_slug, fact
from app.evidence.rules import ClaimFact
from app.letters.citation_tasks import file_task
from app.letters.compose import AnnexEntry
from app.letters.compose.citations import entry
from app.letters.contexts import content_of
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter
from app.letters.models_citing import CitationTask, ClaimChange, LetterClaim
from app.letters.recording import locked, version_of
from app.letters.states import LetterState
from app.letters.styles import CitationStyle
from app.letters.writers.annex import text_entries

NONE_LEFT = "No source of it may be named any more."
_FIXED = (LetterState.IN_REVIEW, LetterState.APPROVED, LetterState.SIGNING, LetterState.SEALED)


def claim_amended(session: Session, slug: str, told: str, by: Actor) -> None:
    """File a task for every letter past its draft whose annex prints what Evidence no longer says.

    A draft takes up what is on file when it is saved or sent for review. A source that was only added takes nothing
    from what is printed, so it files none.
    """
    session.flush()
    claim = claim_by_slug(session, slug)
    today = fact(claim, claim.current)
    rows = session.scalars(
        sa.select(Letter.id)
        .join(LetterClaim, LetterClaim.letter_id == Letter.id)
        .where(LetterClaim.claim_id == claim.id, Letter.state.in_(_FIXED))
        .order_by(Letter.id)
    ).all()
    for letter_id in rows:
        letter = locked(session, session.get_one(Letter, letter_id))
        found = _parted(content_of(version_of(session, letter)), today)
        if found is not None and not _told_already(session, letter.id, claim, found):
            before, after = found
            file_task(
                session, letter, claim, ClaimChange.AMENDED, before=before, after=after, reason=told, by=by
            )


def stands(printed: AnnexEntry, now: AnnexEntry | None) -> bool:
    """Whether all that an annex prints about a claim, apart from its words, is still so; more may have come."""
    return (
        now is not None
        and set(printed.sources) <= set(now.sources)
        and printed.dispute == now.dispute
        and (now.checked or not printed.checked)
    )


def _parted(content: LetterContent, today: ClaimFact) -> tuple[str, str] | None:
    """What the letter prints about the claim and what it would print now, where the two have parted."""
    pin = next((one.fact for one in content.claims if one.slug == today.slug), None)
    if pin is None or content.citation_style is CitationStyle.STAFF:
        return None
    printed, now = entry(1, pin, content.letter_date), entry(1, today, content.letter_date)
    if printed is None or stands(printed, now):
        return None
    return _words(printed, content.date_style), _words(now, content.date_style) if now else NONE_LEFT


def _words(printed: AnnexEntry, dates: DayStyle) -> str:
    read = "" if printed.checked else " Not every source was read."
    return text_entries([printed], dates).removeprefix("[1] ") + read


def _told_already(session: Session, letter_id: UUID, claim: Claim, found: tuple[str, str]) -> bool:
    """Whether an open task says the same."""
    same = sa.select(CitationTask.id).where(
        CitationTask.letter_id == letter_id,
        CitationTask.claim_id == claim.id,
        CitationTask.change == ClaimChange.AMENDED,
        CitationTask.done_at.is_(None),
        CitationTask.before == found[0],
        CitationTask.after == found[1],
    )
    return session.scalar(same.limit(1)) is not None
