"""Suggested edits: accepted into a new version, or rejected with a note. No verb commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.letters import access
from app.letters.changes import Changes
from app.letters.commenting import CLOSED, move_thread, passage_of, say
from app.letters.comparing import first_context, shown_in
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models import Letter, LetterVersion
from app.letters.models_review import Thread
from app.letters.models_working import VersionWriter
from app.letters.passages import replaced
from app.letters.queries_facts import gather
from app.letters.recording import locked, version_of
from app.letters.review import take_back
from app.letters.states import LetterState
from app.letters.states_review import ThreadEventKind, ThreadKind, ThreadState
from app.letters.tree import check_size


def accept(session: Session, row: Thread, *, by: Actor, version: int | None = None) -> LetterVersion:
    """Put the suggested words into the text, as a new version. Whoever suggested them has then written it too.

    A letter in review goes back to draft for it, as when a writer takes it back. `version` is the one the
    person looked at. Raises `Conflict` when the words have changed since or another version stands,
    `InvalidInput`, `NotAllowed`.
    """
    letter = _held(session, row, by)
    access.require_write(session, letter.campaign_id, by)
    if version is not None and version != letter.current_version:
        raise Conflict(
            f"Version {letter.current_version} of letter {letter.number} has come since you opened version {version}. "
            "Read it, then accept the suggestion if it still fits."
        )
    content = content_of(version_of(session, letter))
    show = shown_in(first_context(gather(session, letter), content), content.tree)
    tree = replaced(content.tree, passage_of(row), row.replacement or "", show)
    check_size(tree)
    if letter.state is LetterState.IN_REVIEW:
        take_back(session, letter, by=by)
    before = letter.current_version
    saved = save_version(
        session, letter, Changes(tree=tree), f"Suggestion {row.number} of {row.opened_by}.",
        based_on_version=before, by=by,
    )  # fmt: skip
    if saved.number == before:
        raise Conflict("The text says this already. Reject the suggestion with that note.")
    _credit(session, saved, row)
    move_thread(session, row, ThreadState.ACCEPTED)
    row.accepted_version = saved.number
    what = f"suggestion {row.number} of {row.opened_by}"
    summary = f"Accepted {what} into version {saved.number} of letter {letter.number}"
    say(session, letter, row, ThreadEventKind.ACCEPTED, "", by, summary)
    return saved


def reject(session: Session, row: Thread, note: str, *, by: Actor) -> Thread:
    """Leave the text as it is, and say why. Raises `InvalidInput` (body), `Conflict`, `NotAllowed`."""
    letter = _held(session, row, by)
    if not note.strip():
        raise InvalidInput({"body": f"Say why, so that {row.opened_by} knows."})
    move_thread(session, row, ThreadState.REJECTED)
    summary = f"Rejected suggestion {row.number} of {row.opened_by} on letter {letter.number}"
    say(session, letter, row, ThreadEventKind.REJECTED, note.strip()[:5000], by, summary)
    return row


def _held(session: Session, row: Thread, by: Actor) -> Letter:
    letter = session.get_one(Letter, row.letter_id)
    access.require_write_or_approve(session, letter, by)
    letter = locked(session, letter)
    session.refresh(row)
    if row.kind is not ThreadKind.SUGGESTION:
        raise Conflict("This is a comment. It can be resolved.")
    if row.state is not ThreadState.OPEN:
        raise Conflict(f"This suggestion is {row.state.value} already.")
    if letter.state in CLOSED:
        raise Conflict(f"Letter {letter.number} is {letter.state.value}, so its text cannot change.")
    return letter


def _credit(session: Session, version: LetterVersion, row: Thread) -> None:
    """Name the author of the words, so that they do not approve them."""
    if (row.opened_by_id, row.opened_by) == (version.author_id, version.author):
        return
    named = sa.select(VersionWriter.id).where(
        VersionWriter.version_id == version.id,
        VersionWriter.author_id == row.opened_by_id
        if row.opened_by_id
        else VersionWriter.author_id.is_(None),
        VersionWriter.author == row.opened_by,
    )
    if session.scalar(named.limit(1)) is None:
        session.add(VersionWriter(version_id=version.id, author_id=row.opened_by_id, author=row.opened_by))
        session.flush()
