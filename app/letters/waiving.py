"""Recorded reasons: why an approver lets a letter stand although something in it is not sourced. No verb commits.

A reason holds for one problem with its exact words. When the sentence or the claim changes, the problem has another
digest, and the reason holds no longer; it stays on record.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.letters import access
from app.letters.checks import report_for
from app.letters.compose import Code, Problem
from app.letters.compose.policy import WAIVABLE
from app.letters.contexts import content_now, content_of
from app.letters.models import Letter
from app.letters.models_citing import ClaimWaiver
from app.letters.queries_facts import gather
from app.letters.recording import locked, require_state, version_of
from app.letters.states import LetterState

OPEN = (LetterState.DRAFT, LetterState.IN_REVIEW)
MAX_REASON = 2000
# A reason recorded for one of these says why a claim stands without a source.
_WITHOUT_SOURCE = (Code.CLAIM_UNSOURCED.value, Code.SOURCES_LATER.value, Code.CLAIM_LATER.value)


def waive(session: Session, letter: Letter, digest: str, reason: str, *, by: Actor) -> ClaimWaiver:
    """Record why the problem with this digest does not hold the letter up.

    Only approvers, only while the letter is written or in review, and only for a problem that is there and may be
    let stand. Raises `NotAllowed`, `Conflict`, `NotFound`, `InvalidInput` (`reason`).
    """
    access.require_approve(by, "record why a statement stands")
    letter = locked(session, letter)
    require_state(letter, *OPEN, to="let stand with a reason")
    text = " ".join(reason.split())
    if not text or len(text) > MAX_REASON:
        raise InvalidInput({"reason": f"Give the reason, in {MAX_REASON:,} characters or fewer."})
    problem = _problem(session, letter, digest)
    if problem.code not in WAIVABLE:
        raise Conflict("This cannot be let stand. Mend it.")
    return _record(session, letter, problem, text, True, by)


def withdraw_waiver(session: Session, letter: Letter, digest: str, *, by: Actor) -> ClaimWaiver:
    """Take a recorded reason back; the problem stands again. Raises `NotAllowed`, `Conflict`, `NotFound`."""
    access.require_approve(by, "take a recorded reason back")
    letter = locked(session, letter)
    require_state(letter, *OPEN, to="changed in its recorded reasons")
    held = held_waivers(session, letter.id).get(digest)
    if held is None:
        raise NotFound("There is no such recorded reason.")
    row = ClaimWaiver(
        letter_id=letter.id, code=held.code, digest=digest, problem=held.problem, excerpt=held.excerpt,
        claim=held.claim, reason="Taken back.", holds=False, at=by.at, by_id=by.user_id, by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, by, "letters.reason_withdrawn", "letter", letter.id,
        summary=f"Took back the reason recorded for letter {letter.number}: {held.problem}",
        detail={"number": letter.number, "code": held.code, "digest": digest},
    )  # fmt: skip
    return row


def held_waivers(session: Session, letter_id: UUID) -> dict[str, ClaimWaiver]:
    """The reasons that hold, by digest. One SELECT."""
    rows = session.scalars(
        sa.select(ClaimWaiver).where(ClaimWaiver.letter_id == letter_id).order_by(ClaimWaiver.id)
    )
    last = {row.digest: row for row in rows}
    return {digest: row for digest, row in last.items() if row.holds}


def reasons(session: Session, letter_id: UUID) -> dict[str, str]:
    """ "Ruth Castellanos: it is on file." for every one that holds, by digest, for `Policy.waivers`. One SELECT."""
    return {digest: f"{row.by}: {row.reason}" for digest, row in held_waivers(session, letter_id).items()}


def all_waivers(session: Session, letter_id: UUID) -> list[ClaimWaiver]:
    """Everything recorded, oldest first: also what was taken back or lapsed with its words."""
    return list(
        session.scalars(
            sa.select(ClaimWaiver).where(ClaimWaiver.letter_id == letter_id).order_by(ClaimWaiver.id)
        )
    )


def without_source(session: Session, letter_id: UUID) -> dict[str, UUID]:
    """Which recorded reason says why a claim stands without a source, by "slug@revision". One SELECT."""
    held = held_waivers(session, letter_id).values()
    return {row.claim: row.id for row in held if row.code in _WITHOUT_SOURCE and row.claim}


def _problem(session: Session, letter: Letter, digest: str) -> Problem:
    facts, version = gather(session, letter), version_of(session, letter)
    content = content_of(version)
    if letter.state is LetterState.DRAFT:
        content = content_now(facts, content)
    found = next((each for each in report_for(facts, content).all() if each.digest == digest), None)
    if found is None:
        raise NotFound("The saved text has no such problem. Save it, and look at its checks again.")
    return found


def _record(
    session: Session, letter: Letter, problem: Problem, reason: str, holds: bool, by: Actor
) -> ClaimWaiver:
    row = ClaimWaiver(
        letter_id=letter.id, code=problem.code.value, digest=problem.digest, problem=problem.message,
        excerpt=problem.excerpt, claim=problem.claim, reason=reason, holds=holds, at=by.at, by_id=by.user_id,
        by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, by, "letters.reason_recorded", "letter", letter.id,
        summary=f"Let a problem of letter {letter.number} stand: {problem.message}. Reason: {reason}",
        detail={"number": letter.number, "code": problem.code.value, "digest": problem.digest, "reason": reason,
                "claim": problem.claim},
    )  # fmt: skip
    return row
