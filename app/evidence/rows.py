"""Between rows and drafts: what a claim says now as a draft, and writing a draft's parts into rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.evidence.models import Claim, ClaimEvent, ClaimRevision, ClaimSource
from app.evidence.rules import Caution, ClaimDraft, ClaimEventKind, ClaimState, SourceDraft
from app.evidence.terms import search_text

Fields = dict[str, object]


def draft_of(claim: Claim) -> ClaimDraft:
    """Everything on file about a claim, as people would enter it."""
    words = claim.current
    return ClaimDraft(
        wording=words.wording,
        topic=claim.topic,
        label=claim.label,
        event=words.event,
        known=words.known,
        confidence=words.confidence,
        figures=words.figures,
        dispute=words.dispute,
        opposing_view=words.opposing_view,
        not_checked=claim.not_checked,
        note=claim.note,
        sources=tuple(source_draft(row) for row in claim.sources),
        cautions=tuple(Caution(**row) for row in claim.cautions),
    )


def source_draft(row: ClaimSource) -> SourceDraft:
    return SourceDraft(
        title=row.title,
        publisher=row.publisher,
        date=row.date,
        url=row.url,
        kind=row.kind,
        checked=row.checked,
        opposing=row.opposing,
        supports=row.supports,
        id=str(row.id),
    )


def write_claim(claim: Claim, draft: ClaimDraft, by: Actor) -> None:
    """What is kept beside the revisions."""
    claim.topic, claim.label = draft.topic, draft.label
    claim.not_checked, claim.note = draft.not_checked, draft.note
    claim.cautions = [
        {"seed": c.seed, "claim": c.claim, "finding": c.finding, "place": c.place} for c in draft.cautions
    ]
    said = [one for s in draft.sources for one in (s.title, s.publisher)]
    texts = (draft.wording, claim.slug, draft.topic, draft.label, draft.dispute, draft.opposing_view)
    days = (draft.event.as_written, draft.known.as_written)
    claim.search_text = search_text((*texts, draft.note, *days, *said), draft.figures)
    claim.updated_at = by.at


def add_revision(
    session: Session, claim: Claim, draft: ClaimDraft, by: Actor, *, correction: bool, reason: str
) -> None:
    """The words of `draft` as revision `claim.revision_no`."""
    session.add(
        ClaimRevision(
            claim_id=claim.id,
            number=claim.revision_no,
            wording=draft.wording,
            figures=dict(draft.figures),
            event_earliest=draft.event.earliest,
            event_latest=draft.event.latest,
            event_written=draft.event.as_written,
            known_earliest=draft.known.earliest,
            known_latest=draft.known.latest,
            known_written=draft.known.as_written,
            confidence=draft.confidence,
            dispute=draft.dispute,
            opposing_view=draft.opposing_view,
            correction=correction,
            reason=reason,
            created_at=by.at,
            created_by_id=by.user_id,
            created_by=by.name,
        )
    )
    session.flush()


def write_sources(session: Session, claim: Claim, drafts: Sequence[SourceDraft], by: Actor) -> list[str]:
    """Bring the rows to `drafts`: change those named by id, add the others, take the rest away.

    Answers with a sentence for each thing done.
    """
    held = {str(row.id): row for row in live_sources(session, claim)}
    done: list[str] = []
    for place, draft in enumerate(drafts, start=1):
        row = held.pop(draft.id, None)
        if row is None:
            row = ClaimSource(claim_id=claim.id, copy_name="", copy_size=0, added_at=by.at)
            _write_source(row, draft, place)
            session.add(row)
            done.append(f"Added the source “{draft.title}”.")
        elif source_draft(row) != draft:
            done.append(f"Changed the source “{draft.title}”.")
            _write_source(row, draft, place)
        else:
            row.position = place
    for row in held.values():
        row.removed_at = by.at
        done.append(f"Took away the source “{row.title}”.")
    session.flush()
    return done


def live_sources(session: Session, claim: Claim) -> Iterable[ClaimSource]:
    return session.scalars(
        sa.select(ClaimSource).where(ClaimSource.claim_id == claim.id, ClaimSource.removed_at.is_(None))
    ).all()


def _write_source(row: ClaimSource, draft: SourceDraft, place: int) -> None:
    row.position = place
    row.title, row.publisher, row.url = draft.title, draft.publisher, draft.url
    row.date_earliest, row.date_latest = draft.date.earliest, draft.date.latest
    row.date_written = draft.date.as_written
    row.kind, row.checked, row.opposing = draft.kind, draft.checked, draft.opposing
    row.supports = draft.supports


def add_event(
    session: Session,
    claim: Claim,
    kind: ClaimEventKind,
    summary: str,
    by: Actor,
    *,
    moved: tuple[ClaimState | None, ClaimState] | None = None,
    detail: Fields | None = None,
) -> None:
    """One line of the claim's history."""
    before, after = moved or (None, None)
    session.add(
        ClaimEvent(
            claim_id=claim.id,
            at=by.at,
            day=by.today,
            by_id=by.user_id,
            by_name=by.name,
            kind=kind,
            from_state=before.value if before else None,
            to_state=after.value if after else None,
            revision=claim.revision_no,
            summary=summary,
            detail=detail or {},
        )
    )
    session.flush()


def reload(session: Session, claim: Claim) -> None:
    """Let a page that goes on with `claim` see its new words and sources."""
    session.flush()
    session.refresh(claim, ["current", "sources", "superseded_by"])
