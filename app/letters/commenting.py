"""Comments on passages: opened, answered, edited, resolved, reopened. No verb commits.

What is said stays: an edit stands beside the words it replaces, and nothing is deleted.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.core.text import tidy
from app.letters import access
from app.letters.comparing import first_context, shown_in
from app.letters.contexts import content_of
from app.letters.models import Letter, LetterVersion
from app.letters.models_review import Thread, ThreadEvent
from app.letters.passages import BlockText, Passage, block_texts, chosen, tidy_replacement
from app.letters.queries_facts import gather
from app.letters.recording import locked, version_of
from app.letters.states import LetterState
from app.letters.states_review import ThreadEventKind, ThreadKind, ThreadState, check_thread_move

MAX_BODY = 5_000
MAX_REPLACEMENT = 20_000
CLOSED = frozenset({LetterState.SEALED, LetterState.WITHDRAWN})


def open_thread(
    session: Session,
    letter: Letter,
    *,
    block_id: str,
    quote: str = "",
    start: int | None = None,
    body: str = "",
    replacement: str | None = None,
    version: int | None = None,
    by: Actor,
) -> Thread:
    """Comment on a passage of a version (the current one), or with `replacement` suggest other words for it.

    Without a quote the whole paragraph is meant. Raises `InvalidInput` by field (block_id, quote, body,
    replacement), `Conflict`, `NotAllowed`.
    """
    letter = _open_letter(session, letter, by)
    text = version_of(session, letter, version)
    passage = chosen(texts_of(session, letter, text), block_id, quote, start)
    kind = ThreadKind.COMMENT if replacement is None else ThreadKind.SUGGESTION
    body = _body(body, needed=kind is ThreadKind.COMMENT)
    row = Thread(
        letter_id=letter.id,
        number=_next_number(session, letter.id),
        kind=kind,
        state=ThreadState.OPEN,
        version_number=text.number,
        block_id=passage.block_id,
        quote=passage.quote,
        quote_start=passage.start,
        quote_end=passage.end,
        replacement=None if replacement is None else _replacement(replacement, passage),
        opened_at=by.at,
        opened_by_id=by.user_id,
        opened_by=by.name,
    )
    session.add(row)
    session.flush()
    what = "Commented on" if kind is ThreadKind.COMMENT else "Suggested an edit of"
    say(session, letter, row, ThreadEventKind.OPENED, body, by, f"{what} letter {letter.number}")
    return row


def reply(session: Session, row: Thread, body: str, *, by: Actor) -> ThreadEvent:
    """Answer in a thread, settled or not. Raises `InvalidInput` (body), `Conflict`, `NotAllowed`."""
    letter = _open_letter(session, _letter(session, row), by)
    summary = f"Replied to comment {row.number} on letter {letter.number}"
    return say(session, letter, row, ThreadEventKind.REPLIED, _body(body), by, summary)


def edit(session: Session, row: Thread, event_id: UUID, body: str, *, by: Actor) -> ThreadEvent:
    """Put what one said in other words; the earlier words stay in the record. One's own alone."""
    letter = _open_letter(session, _letter(session, row), by)
    said = session.get(ThreadEvent, event_id)
    if said is None or said.thread_id != row.id or said.kind is ThreadEventKind.EDITED:
        raise NotFound("There is no such comment.")
    if (said.actor_id, said.actor) != (by.user_id, by.name):
        raise NotAllowed(f"{said.actor} said this. Reply to it instead.")
    summary = f"Edited comment {row.number} on letter {letter.number}"
    return say(session, letter, row, ThreadEventKind.EDITED, _body(body), by, summary, replaces_id=said.id)


def resolve(session: Session, row: Thread, body: str = "", *, by: Actor) -> Thread:
    """Say that a comment is dealt with. Raises `Conflict` when it is not open, `NotAllowed`."""
    letter = _open_letter(session, _letter(session, row), by)
    move_thread(session, row, ThreadState.RESOLVED)
    summary = f"Resolved comment {row.number} on letter {letter.number}"
    say(session, letter, row, ThreadEventKind.RESOLVED, _body(body, needed=False), by, summary)
    return row


def reopen(session: Session, row: Thread, body: str = "", *, by: Actor) -> Thread:
    """Take up a resolved comment or a rejected suggestion again."""
    letter = _open_letter(session, _letter(session, row), by)
    move_thread(session, row, ThreadState.OPEN)
    summary = f"Reopened comment {row.number} on letter {letter.number}"
    say(session, letter, row, ThreadEventKind.REOPENED, _body(body, needed=False), by, summary)
    return row


def texts_of(session: Session, letter: Letter, version: LetterVersion) -> dict[str, BlockText]:
    """The paragraphs of a version as its first copy reads."""
    facts, content = gather(session, letter), content_of(version)
    return block_texts(content.tree, shown_in(first_context(facts, content), content.tree))


def passage_of(row: Thread) -> Passage:
    """What the thread is about."""
    return Passage(row.block_id, row.quote_start, row.quote_end, row.quote)


def move_thread(session: Session, row: Thread, to: ThreadState) -> None:
    """For verbs of this room, with the letter held: of two who settle a thread at once, one is told."""
    session.refresh(row)
    check_thread_move(row.kind, row.number, row.state, to)
    row.state = to


def say(
    session: Session,
    letter: Letter,
    row: Thread,
    kind: ThreadEventKind,
    body: str,
    by: Actor,
    summary: str,
    *,
    replaces_id: UUID | None = None,
) -> ThreadEvent:
    """Write the event and the audit line. For verbs of this room."""
    event = ThreadEvent(
        thread_id=row.id,
        at=by.at,
        kind=kind,
        body=body,
        replaces_id=replaces_id,
        version_number=letter.current_version,
        actor_id=by.user_id,
        actor=by.name,
    )
    session.add(event)
    session.flush()
    audit.record(
        session, by, f"letters.{row.kind.value}_{kind.value}", "letter", letter.id, summary=f"{summary}.",
        detail={
            "number": letter.number, "thread": row.number, "version": letter.current_version,
            "quote": row.quote[:500], **({"body": body} if body else {}),
            **({"replacement": row.replacement} if row.replacement is not None else {}),
        },
    )  # fmt: skip
    return event


def _letter(session: Session, row: Thread) -> Letter:
    return session.get_one(Letter, row.letter_id)


def _open_letter(session: Session, letter: Letter, by: Actor) -> Letter:
    """The letter, held. Its writers and approvers speak, until it is sealed or withdrawn."""
    access.require_write_or_approve(session, letter, by)
    letter = locked(session, letter)
    if letter.state in CLOSED:
        raise Conflict(
            f"Letter {letter.number} is {letter.state.value}, so nothing is said about its text any more."
        )
    return letter


def _next_number(session: Session, letter_id: UUID) -> int:
    return (
        session.scalar(sa.select(sa.func.max(Thread.number)).where(Thread.letter_id == letter_id)) or 0
    ) + 1


def _body(text: str, *, needed: bool = True) -> str:
    text = tidy(text).strip()
    if needed and not text:
        raise InvalidInput({"body": "Write what you want to say about these words."})
    if len(text) > MAX_BODY:
        raise InvalidInput({"body": f"Write {MAX_BODY:,} characters or fewer. This has {len(text):,}."})
    return text


def _replacement(text: str, passage: Passage) -> str:
    text = tidy_replacement(tidy(text))
    if text == passage.quote:
        raise InvalidInput(
            {"replacement": "These are the words that stand there. Write what should stand instead."}
        )
    if len(text) > MAX_REPLACEMENT:
        raise InvalidInput({"replacement": f"Write {MAX_REPLACEMENT:,} characters or fewer."})
    return text
