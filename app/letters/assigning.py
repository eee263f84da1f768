"""Asking one person to decide on a letter, by a day or without one. No verb commits.

Whoever may approve may still decide: the request says who was asked, the record says who did.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.mailing import public_address
from app.accounts.models import User
from app.accounts.rules import Actor, Permission, Role, role_allows
from app.core.errors import Conflict, InvalidInput
from app.core.jobs import JobContext, enqueue, job
from app.core.mail import mail_is_set, send_mail
from app.letters import access
from app.letters.fields import long_date
from app.letters.models import Letter
from app.letters.models_review import ReviewRequest
from app.letters.queries_reviewing import open_requests
from app.letters.recording import locked, note, require_state, version_of
from app.letters.review import author_key, end_request, writers_of
from app.letters.states import LetterEventKind, LetterState

MAIL_JOB = "letters.mail_review_request"


def ask_review(
    session: Session, letter: Letter, reviewer_id: UUID, due_on: date | None = None, *, by: Actor
) -> ReviewRequest:
    """Ask somebody to decide on a letter in review; whoever was asked before is released.

    They find it on Today and, where mail is set up, in their mail. Raises `InvalidInput` (reviewer_id, due_on),
    `Conflict`, `NotAllowed`.
    """
    access.require_write_or_approve(session, letter, by)
    letter = locked(session, letter)
    require_state(letter, LetterState.IN_REVIEW, to="given to a reviewer")
    person = _check(session, letter, reviewer_id, due_on, by)
    before = open_requests(session, [letter.id]).get(letter.id)
    if before is not None and (before.reviewer_id, before.due_on) == (person.id, due_on):
        return before
    end_request(session, letter, by)
    row = ReviewRequest(
        letter_id=letter.id, reviewer_id=person.id, reviewer=person.name, due_on=due_on,
        asked_at=by.at, asked_by_id=by.user_id, asked_by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    until = f" by {long_date(due_on)}" if due_on else ""
    note(
        session, letter, LetterEventKind.REVIEWER_ASKED, by, before=letter.state, version=version_of(session, letter),
        reason=f"{person.name}{until}", detail={"reviewer": person.name, "due_on": str(due_on or "")},
        summary=f"Asked {person.name} to review letter {letter.number}{until}.",
    )  # fmt: skip
    if mail_is_set() and public_address(session) is not None and person.id != by.user_id:
        enqueue(session, MAIL_JOB, {"request_id": str(row.id)}, by)
    return row


def release_reviewer(session: Session, letter: Letter, *, by: Actor) -> None:
    """Ask nobody in particular any more. Raises `Conflict` when nobody is asked, `NotAllowed`."""
    access.require_write_or_approve(session, letter, by)
    letter = locked(session, letter)
    reviewer = end_request(session, letter, by).get("asked")
    if reviewer is None:
        raise Conflict(f"Nobody in particular is asked to review letter {letter.number}.")
    note(
        session, letter, LetterEventKind.REVIEWER_RELEASED, by, before=letter.state,
        version=version_of(session, letter), reason=reviewer, detail={"reviewer": reviewer},
        summary=f"No longer asks {reviewer} to review letter {letter.number}.",
    )  # fmt: skip


def reviewers(session: Session, letter: Letter) -> list[User]:
    """Who may be asked: approvers who wrote none of it since it was last approved. Three SELECTs."""
    found = accounts.active_users_with(
        session, [role for role in Role if role_allows(role, Permission.APPROVE)]
    )
    if accounts.organisation(session).single_person_mode:
        return list(found)
    written = writers_of(session, letter)
    return [one for one in found if author_key(one.id, one.name) not in written]


@job(MAIL_JOB)
def mail_request(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Tell the person by mail, unless the request has ended meanwhile."""
    row = ctx.session.get(ReviewRequest, UUID(payload["request_id"]))
    base = public_address(ctx.session)
    if row is None or row.ended_at is not None or base is None:
        return {"sent": False}
    person, letter = accounts.user(ctx.session, row.reviewer_id), ctx.session.get_one(Letter, row.letter_id)
    if not person.active:
        return {"sent": False}
    until = f" by {long_date(row.due_on)}" if row.due_on else ""
    subject = f"Review letter {letter.number}{until}"
    text = (
        f"Dear {person.name},\n\n{row.asked_by} asks you to review version {letter.current_version} of letter "
        f"{letter.number}, “{letter.title}”{until}.\n\n{base}/letters/{letter.id}/review\n\n"
        "It also stands on your Today page. Another approver may decide on it too.\n"
    )
    email, name = person.email, person.name
    ctx.commit()
    send_mail(email, subject, text, name=name)
    return {"sent": True}


def _check(session: Session, letter: Letter, reviewer_id: UUID, due_on: date | None, by: Actor) -> User:
    errors = {}
    known = {one.id: one for one in reviewers(session, letter)}
    if reviewer_id not in known:
        errors["reviewer_id"] = "Choose an approver who wrote none of this text."
    if due_on is not None and due_on < by.today:
        errors["due_on"] = "Choose today or a later day."
    if errors:
        raise InvalidInput(errors)
    return known[reviewer_id]
