"""Verbs that move a claim between its states: dispute, settle, supersede, retract, open again. None commits."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.evidence import citing, rows
from app.evidence.drafts import draft_problems, reason_problem
from app.evidence.models import Claim
from app.evidence.rules import ClaimDraft, ClaimEventKind, ClaimState, check_move, resting_state
from app.evidence.tidying import one_line, tidied


def dispute_claim(
    session: Session, claim: Claim, dispute: str, *, by: Actor, opposing_view: str | None = None
) -> None:
    """Note beside a claim what is disputed. Letters must show it from now on, and whoever cites it is told.

    `opposing_view` replaces the one on file unless None. Raises `InvalidInput` (`dispute`) and `Conflict`.
    """
    if claim.state in (ClaimState.RETRACTED, ClaimState.SUPERSEDED):
        raise Conflict(f"This claim is {claim.state.value}. Open it again before you note a dispute.")
    before = rows.draft_of(claim)
    view = before.opposing_view if opposing_view is None else opposing_view
    draft = tidied(replace(before, dispute=dispute, opposing_view=view))
    problems = draft_problems(draft)
    if not draft.dispute:
        problems["dispute"] = "Say what is disputed, and by whom."
    if problems:
        raise InvalidInput(problems)
    if claim.state is ClaimState.DISPUTED and draft == before:
        raise Conflict("This dispute is already on file.")
    moved = None
    if claim.state is not ClaimState.DISPUTED:
        _check(claim, ClaimState.DISPUTED)
        moved = (claim.state, ClaimState.DISPUTED)
    _reword(session, claim, draft, by, reason="")
    _move(session, claim, ClaimState.DISPUTED, ClaimEventKind.DISPUTED, draft.dispute, by, moved=moved)
    citing.tell_of_correction(session, claim.slug, draft.dispute, by)


def settle_dispute(session: Session, claim: Claim, reason: str, *, by: Actor) -> None:
    """Take a dispute away: it was answered. Raises `InvalidInput` (`reason`) and `Conflict`."""
    reason = _reason(reason, "the dispute is settled")
    if claim.state is not ClaimState.DISPUTED:
        raise Conflict("Nothing about this claim is disputed.")
    draft = replace(rows.draft_of(claim), dispute="")
    _reword(session, claim, draft, by, reason=reason)
    moved = (claim.state, ClaimState.CURRENT)
    _move(session, claim, ClaimState.CURRENT, ClaimEventKind.SETTLED, reason, by, moved=moved)
    citing.tell_of_amendment(session, claim.slug, f"The dispute is settled: {reason}", by)


def retract_claim(session: Session, claim: Claim, reason: str, *, by: Actor) -> None:
    """Take a claim out of use: it does not hold. Raises `InvalidInput` (`reason`) and `Conflict`."""
    reason = _reason(reason, "the claim is retracted")
    _leave(session, claim, ClaimState.RETRACTED, ClaimEventKind.RETRACTED, reason, by)


def supersede_claim(session: Session, claim: Claim, successor: Claim, reason: str, *, by: Actor) -> None:
    """Replace a claim by another that may be cited. Raises `InvalidInput` (`reason`, `successor`) and `Conflict`."""
    reason = _reason(reason, "another claim takes its place")
    if successor.id == claim.id:
        raise InvalidInput({"successor": "A claim cannot take its own place. Choose another."})
    if successor.state in (ClaimState.RETRACTED, ClaimState.SUPERSEDED):
        raise InvalidInput(
            {"successor": f"Claim {successor.number} is itself {successor.state.value}. Choose one in use."}
        )
    _check(claim, ClaimState.SUPERSEDED)
    claim.superseded_by_id = successor.id
    _leave(session, claim, ClaimState.SUPERSEDED, ClaimEventKind.SUPERSEDED, reason, by)


def reopen_claim(session: Session, claim: Claim, reason: str, *, by: Actor) -> None:
    """Put a retracted or superseded claim back into use. Raises `InvalidInput` (`reason`) and `Conflict`."""
    reason = _reason(reason, "the claim is opened again")
    if claim.state in (ClaimState.CURRENT, ClaimState.DISPUTED):
        raise Conflict("This claim is in use.")
    to = resting_state(claim.current.dispute)
    _check(claim, to)
    before, claim.superseded_by_id, claim.state_reason = claim.state, None, ""
    _move(session, claim, to, ClaimEventKind.REOPENED, reason, by, moved=(before, to))


def _leave(
    session: Session, claim: Claim, to: ClaimState, kind: ClaimEventKind, reason: str, by: Actor
) -> None:
    _check(claim, to)
    moved, claim.state_reason = (claim.state, to), reason
    _move(session, claim, to, kind, reason, by, moved=moved)
    citing.tell_of_correction(session, claim.slug, reason, by)


def _check(claim: Claim, to: ClaimState) -> None:
    if wrong := check_move(claim.state, to):
        raise Conflict(wrong)


def _reason(reason: str, what: str) -> str:
    reason = one_line(reason)
    if wrong := reason_problem(reason, what=what):
        raise InvalidInput({"reason": wrong})
    return reason


def _reword(session: Session, claim: Claim, draft: ClaimDraft, by: Actor, *, reason: str) -> None:
    claim.revision_no += 1
    rows.add_revision(session, claim, draft, by, correction=False, reason=reason)
    rows.write_claim(claim, draft, by)


def _move(
    session: Session,
    claim: Claim,
    to: ClaimState,
    kind: ClaimEventKind,
    told: str,
    by: Actor,
    *,
    moved: tuple[ClaimState, ClaimState] | None,
) -> None:
    claim.state, claim.updated_at = to, by.at
    claim.version += 1
    session.flush()
    rows.add_event(session, claim, kind, told, by, moved=moved)
    audit.record(
        session, by, f"evidence.{kind.value}", "claim", claim.id,
        summary=f"Claim {claim.number}, {claim.slug}: {kind.value}.", detail={"reason": told, "state": to.value},
    )  # fmt: skip
    rows.reload(session, claim)
