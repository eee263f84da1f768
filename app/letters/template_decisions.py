"""Deciding about a proposed wording of a template: approve it, or return it with a reason. No verb commits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.text import squash
from app.letters import access
from app.letters.models_templates import (
    MAX_REASON,
    OwnTemplate,
    TemplateApproval,
    TemplateReturn,
    TemplateRevision,
    TemplateState,
)
from app.letters.queries_templates import RevisionRow, own_template, revisions_of
from app.letters.review import author_key
from app.letters.rules import check_approver, writers_since
from app.letters.templating import record, require_active


def approve_template(session: Session, row: OwnTemplate, number: int, *, by: Actor) -> None:
    """Letters begin with this revision from now on.

    Raises `NotAllowed` for its own writer (unless the organisation is in single-person mode), `Conflict` when it
    is not the latest or approved already.
    """
    access.require_approve(by, "approve a template")
    row, revision, own = _to_decide(session, row, number, by)
    session.add(
        TemplateApproval(
            revision_id=revision.id, approved_at=by.at, approver_id=by.user_id, approver=by.name,
            own_words=own,
        )
    )  # fmt: skip
    session.flush()
    row.approved_no, row.changed_at = number, by.at
    summary = f"Approved revision {number} of the template “{row.name}”."
    record(session, row, "approve", summary, by, {"revision": number, "own_words": own})


def return_template(session: Session, row: OwnTemplate, number: int, reason: str, *, by: Actor) -> None:
    """Give a proposed revision back to its author, with the reason. Letters go on with the one in force.

    Raises as `approve_template`, and `InvalidInput` (reason).
    """
    access.require_approve(by, "return a template")
    row, revision, _ = _to_decide(session, row, number, by)
    reason = squash(reason)
    if not reason:
        raise InvalidInput({"reason": "Say what its author should change."})
    if len(reason) > MAX_REASON:
        raise InvalidInput({"reason": f"Shorten this to {MAX_REASON} characters or fewer."})
    session.add(
        TemplateReturn(
            revision_id=revision.id, returned_at=by.at, approver_id=by.user_id, approver=by.name, reason=reason
        )
    )  # fmt: skip
    row.changed_at = by.at
    summary = f"Returned revision {number} of the template “{row.name}”."
    record(session, row, "return", summary, by, {"revision": number, "reason": reason})


def _to_decide(
    session: Session, row: OwnTemplate, number: int, by: Actor
) -> tuple[OwnTemplate, TemplateRevision, bool]:
    """The template, locked; the revision that waits; whether it is this person's own text."""
    row = own_template(session, row.slug, lock=True)
    require_active(row)
    if number != row.revision_no:
        raise Conflict(f"Revision {row.revision_no} has come since. Read it, then decide about that one.")
    known = revisions_of(session, row)
    if known[0].approval is not None:
        raise Conflict(f"Revision {number} is approved already.")
    if known[0].returned is not None:
        raise Conflict(f"Revision {number} was returned. Its author writes the next one first.")
    alone = organisation(session).single_person_mode
    own = check_approver(author_key(by.user_id, by.name), _writers(row, known), alone)
    return row, known[0].revision, own


def _writers(row: OwnTemplate, known: list[RevisionRow]) -> frozenset[str]:
    """Who wrote a wording since the one in force."""
    written = [
        (one.revision.number, author_key(one.revision.author_id, one.revision.author)) for one in known
    ]
    return writers_since(written, row.approved_no or 0)


def may_approve_template(session: Session, row: OwnTemplate, by: Actor) -> bool:
    """Whether this person may decide about its latest revision, for the page."""
    if not access.may_approve(by) or row.approved_no == row.revision_no or row.state is TemplateState.RETIRED:
        return False
    known = revisions_of(session, row)
    if known[0].returned is not None:
        return False
    return organisation(session).single_person_mode or author_key(by.user_id, by.name) not in _writers(
        row, known
    )
