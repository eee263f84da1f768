"""Submitting, returning and approving a text. No verb commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.letters import access, plans
from app.letters.checks import report_for
from app.letters.compose import PageFacts, Report
from app.letters.contexts import content_now, content_of
from app.letters.drafting import write_version
from app.letters.hashing import consent_hash
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.models_working import VersionWriter
from app.letters.queries_facts import gather
from app.letters.queries_reviewing import open_requests
from app.letters.recording import locked, move, note, require_state, require_version, version_of
from app.letters.rules import TAKEN_BACK, check_approver, reason_given, writers_since
from app.letters.signatories import SIGNABLE, void_signatures
from app.letters.states import LetterEventKind, LetterState, SignatureState


class NotReady(InvalidInput):
    """The letter has problems that block its review; `report` holds every one with its place."""

    def __init__(self, letter: Letter, report: Report) -> None:
        self.report = report
        found = [problem for problem in report.all() if problem.blocks]
        errors = {f"problem {n}": f"{one.message}. {one.mend}" for n, one in enumerate(found, start=1)}
        count = "1 problem blocks" if len(found) == 1 else f"{len(found)} problems block"
        super().__init__(errors, f"{count} the review of letter {letter.number}.")


def submit_letter(
    session: Session,
    letter: Letter,
    *,
    by: Actor,
    version: int | None = None,
    drawn: PageFacts | None = None,
) -> LetterVersion:
    """Ask for review. What the text draws on is pinned as it is now; that may make one more version.

    `drawn`: what its pages tell (`seeing.drawn_now`, called before the transaction that submits).
    Raises `NotReady` with every problem that blocks, `Conflict`, `NotAllowed`.
    """
    access.require_write(session, letter.campaign_id, by)
    letter = locked(session, letter)
    require_state(letter, LetterState.DRAFT, to="submitted")
    require_version(letter, version)
    plans.repin_demands(session, letter)
    facts, latest = gather(session, letter), version_of(session, letter)
    content = content_now(facts, content_of(latest))
    report = report_for(facts, content, drawn)
    if report.blocking:
        raise NotReady(letter, report)
    if consent_hash(content) != latest.consent_hash:
        latest = write_version(session, facts, content, "Values and wordings as of today.", by)
    letter.submitted_version = latest.number
    before = move(letter, LetterState.IN_REVIEW, by)
    note(
        session, letter, LetterEventKind.SUBMITTED, by, before=before, version=latest,
        summary=f"Sent version {latest.number} of letter {letter.number} for review.",
    )  # fmt: skip
    return latest


def return_letter(
    session: Session, letter: Letter, reason: str, *, by: Actor, version: int | None = None
) -> None:
    """Give the text back to its writer with a reason. Raises `InvalidInput` (`reason`), `Conflict`, `NotAllowed`."""
    access.require_approve(by, "return a letter")
    reason = reason_given(reason)
    _back_to_draft(
        session, letter, reason, f"Returned letter {letter.number} to its writer: {reason}", by, version
    )


def take_back(session: Session, letter: Letter, *, by: Actor) -> None:
    """A writer takes the text back before it is decided on, to go on writing. Raises `Conflict`, `NotAllowed`."""
    access.require_write(session, letter.campaign_id, by)
    _back_to_draft(
        session,
        letter,
        TAKEN_BACK,
        f"Took letter {letter.number} back from review.",
        by,
        None,
    )


def approve_letter(
    session: Session, letter: Letter, *, version: int, note_text: str = "", by: Actor
) -> LetterVersion:
    """Approve exactly this version; the record names its consent hash.

    Raises `NotAllowed` for one's own words (unless the organisation is in single-person mode, which the
    record then says) and `Conflict` when another version stands.
    """
    access.require_approve(by, "approve a letter")
    letter = locked(session, letter)
    require_state(letter, LetterState.IN_REVIEW, to="approved")
    require_version(letter, version)
    text = version_of(session, letter)
    own = check_approver(
        author_key(by.user_id, by.name), writers_of(session, letter), organisation(session).single_person_mode
    )
    asked = end_request(session, letter, by)
    letter.approved_version, letter.approved_by_id = text.number, by.user_id
    before = move(letter, LetterState.APPROVED, by)
    alone = "Approved by its own writer: the organisation is in single-person mode." if own else ""
    note(
        session, letter, LetterEventKind.APPROVED, by, before=before, version=text,
        reason=" ".join(part for part in (note_text.strip(), alone) if part),
        summary=f"Approved version {text.number} of letter {letter.number}.",
        detail={"own_words": own, **asked},
    )  # fmt: skip
    return text


def withdraw_approval(session: Session, letter: Letter, reason: str, *, by: Actor) -> None:
    """Take the approval back; the letter is a draft again. Only until the first person has signed."""
    access.require_approve(by, "withdraw an approval")
    letter, reason = locked(session, letter), reason_given(reason)
    require_state(letter, *SIGNABLE, to="given back")
    signed = sa.select(Signature.id).where(
        Signature.letter_id == letter.id, Signature.state == SignatureState.SIGNED
    )
    if session.scalar(signed.limit(1)) is not None:
        raise Conflict(
            "Somebody has signed this text. Change it if it must change; their signature then lapses."
        )
    text = version_of(session, letter)
    void_signatures(session, letter, "The approval was withdrawn.", by)
    before = move(letter, LetterState.DRAFT, by)
    letter.approved_version = letter.approved_by_id = None
    note(
        session, letter, LetterEventKind.APPROVAL_WITHDRAWN, by, before=before, version=text, reason=reason,
        summary=f"Withdrew the approval of version {text.number} of letter {letter.number}: {reason}",
    )  # fmt: skip


def may_approve_words(session: Session, letter: Letter, by: Actor) -> bool:
    """Whether this person wrote none of the text since it was last reviewed, or may approve alone."""
    if organisation(session).single_person_mode:
        return True
    return author_key(by.user_id, by.name) not in writers_of(session, letter)


def writers_of(session: Session, letter: Letter) -> frozenset[str]:
    """Who wrote any of the text since it was last approved, as `author_key`. Two SELECTs."""
    written = authors(session, [letter.id]).get(letter.id, [])
    return writers_since(written, reviewed_version(session, letter.id))


def end_request(session: Session, letter: Letter, by: Actor) -> dict[str, str]:
    """The letter is decided on, so nobody is asked any more; gives back who was. For verbs of this room."""
    row = open_requests(session, [letter.id]).get(letter.id)
    if row is None:
        return {}
    row.ended_at, row.ended_by = by.at, by.name
    session.flush()
    return {"asked": row.reviewer}


def author_key(user_id: UUID | None, name: str) -> str:
    """Who wrote or acts; the program itself goes by its name."""
    return str(user_id) if user_id else f"name {name}"


def reviewed_version(session: Session, letter_id: UUID) -> int:
    """The last version that somebody approved and nobody took the approval of back; 0 for none.

    Editorial changes were not reviewed, so their authors count as writers until the next approval.
    """
    rows = session.execute(
        sa.select(LetterEvent.kind, LetterEvent.version_number)
        .where(
            LetterEvent.letter_id == letter_id,
            LetterEvent.kind.in_((LetterEventKind.APPROVED, LetterEventKind.APPROVAL_WITHDRAWN)),
        )
        .order_by(LetterEvent.at, LetterEvent.id)
    )
    standing: list[int] = []
    for kind, number in rows:
        if kind is LetterEventKind.APPROVED:
            standing.append(number)
        elif standing:
            standing.pop()
    return standing[-1] if standing else 0


def authors(session: Session, letter_ids: Sequence[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """Whose words each version holds, as (version, key of `author_key`), by letter. One SELECT."""
    version, also = LetterVersion, VersionWriter
    rows = session.execute(
        sa.select(version.letter_id, version.number, version.author_id, version.author)
        .where(version.letter_id.in_(letter_ids))
        .union_all(
            sa.select(version.letter_id, version.number, also.author_id, also.author)
            .join(also, also.version_id == version.id)
            .where(version.letter_id.in_(letter_ids))
        )
    )
    found: dict[UUID, list[tuple[int, str]]] = {}
    for letter_id, number, author_id, author in rows:
        found.setdefault(letter_id, []).append((number, author_key(author_id, author)))
    return found


def _back_to_draft(
    session: Session, letter: Letter, reason: str, summary: str, by: Actor, seen: int | None
) -> None:
    letter = locked(session, letter)
    require_state(letter, LetterState.IN_REVIEW, to="returned")
    require_version(letter, seen)
    text = version_of(session, letter)
    asked = end_request(session, letter, by)
    before = move(letter, LetterState.DRAFT, by)
    note(
        session, letter, LetterEventKind.RETURNED, by, before=before, version=text, reason=reason,
        summary=summary, detail=asked,
    )  # fmt: skip
