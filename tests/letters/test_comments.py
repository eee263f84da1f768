"""Comments and suggested edits through their verbs, and what each of them refuses."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Role
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.letters import commenting, markdown, suggesting
from app.letters.changes import Changes
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models import Letter, LetterVersion
from app.letters.models_review import Thread, ThreadEvent
from app.letters.passages import Place, placed
from app.letters.queries_reviewing import open_threads, thread_row, threads
from app.letters.recording import version_of
from app.letters.review import approve_letter, return_letter, submit_letter
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures
from app.letters.states import LetterState, SignatureState
from app.letters.states_review import ThreadEventKind, ThreadState
from tests.letters.factories import BODY, World, approved, person, signed
from tests.letters.service_support import refused

ROAD = "The road has been closed to ordinary traffic since December 12, 2022."


def blocks(session: Session, letter: Letter) -> dict[str, str]:
    """Texts of the current version by block id."""
    found = commenting.texts_of(session, letter, version_of(session, letter))
    return {one.id: one.text for one in found.values()}


def block_with(session: Session, letter: Letter, words: str) -> str:
    return next(id for id, text in blocks(session, letter).items() if words in text)


def comment(session: Session, letter: Letter, world: World, **changes: Any) -> Thread:
    values: dict[str, Any] = {
        "block_id": block_with(session, letter, "ordinary traffic"), "quote": "ordinary traffic",
        "body": "Which traffic is ordinary?", "by": world.approver,
    }  # fmt: skip
    return commenting.open_thread(session, letter, **{**values, **changes})


def suggest(session: Session, letter: Letter, world: World, **changes: object) -> Thread:
    return comment(session, letter, world, **{"replacement": "civilian traffic", "body": "", **changes})


def test_a_thread_keeps_who_said_what_and_when(session: Session, world: World, letter: Letter) -> None:
    row = comment(session, letter, world)
    commenting.reply(session, row, "Cars and lorries.", by=world.writer)
    commenting.resolve(session, row, by=world.writer)
    commenting.reopen(session, row, "Buses too?", by=world.approver)
    (found,) = threads(session, letter.id)
    assert (row.number, row.quote, found.thread.state) == (1, "ordinary traffic", ThreadState.OPEN)
    assert [(one.kind.value, one.body, one.actor) for one in found.said] == [
        ("opened", "Which traffic is ordinary?", "Ruth Castellanos"),
        ("replied", "Cars and lorries.", "Dana Whitfield"),
        ("resolved", "", "Dana Whitfield"),
        ("reopened", "Buses too?", "Ruth Castellanos"),
    ]
    assert open_threads(session, [letter.id]) == {letter.id: 1}
    actions = session.scalars(
        sa.select(AuditEvent.action).order_by(AuditEvent.position.desc()).limit(4)
    ).all()
    assert list(actions) == [
        "letters.comment_reopened", "letters.comment_resolved", "letters.comment_replied", "letters.comment_opened",
    ]  # fmt: skip


def test_an_edit_keeps_the_words_it_replaces_and_is_for_ones_own_alone(
    session: Session, world: World, letter: Letter
) -> None:
    row = comment(session, letter, world)
    said = thread_row(session, row).said[0]
    commenting.edit(session, row, said.id, "Which traffic?", by=world.approver)
    commenting.edit(session, row, said.id, "Whose traffic?", by=world.approver)
    (now,) = thread_row(session, row).said
    assert (now.body, now.earlier) == ("Whose traffic?", ("Which traffic is ordinary?", "Which traffic?"))
    error = refused(session, NotAllowed, commenting.edit, row, said.id, "Mine now.", by=world.writer)
    assert "Ruth Castellanos said this" in str(error)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"block_id": "nowhere"}, "block_id"),
        ({"quote": "extraordinary"}, "quote"),
        ({"body": "  "}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"replacement": "ordinary  traffic", "body": ""}, "replacement"),
    ],
)
def test_a_comment_that_points_at_nothing_is_refused_by_field(
    session: Session, world: World, letter: Letter, changes: dict[str, object], field: str
) -> None:
    error = refused(session, InvalidInput, lambda s, **_: comment(s, letter, world, **changes))
    assert list(error.errors) == [field]


def test_a_comment_follows_its_words_and_says_when_they_have_changed(
    session: Session, world: World, letter: Letter
) -> None:
    row = comment(session, letter, world)
    passage = commenting.passage_of(row)

    def after(body: str) -> Place:
        save_version(
            session,
            letter,
            Changes(body_markdown=body),
            based_on_version=letter.current_version,
            by=world.writer,
        )
        return placed(passage, commenting.texts_of(session, letter, version_of(session, letter)))

    moved = after(BODY.replace("The road has", "For weeks the road has"))
    assert (moved.exact, moved.start, moved.block_id) == (True, 38, row.block_id)
    changed = after(BODY.replace("ordinary traffic", "all traffic"))
    assert (changed.exact, changed.block_id) == (False, row.block_id)
    gone = after(BODY.replace(ROAD, "Nothing is said of it."))
    assert (gone.exact, gone.block_id) == (False, "")


def test_an_accepted_suggestion_is_a_new_version_that_names_both(
    session: Session, world: World, letter: Letter
) -> None:
    row = suggest(session, letter, world)
    version = suggesting.accept(session, row, by=world.writer, version=1)
    assert (version.number, version.author, row.accepted_version) == (2, "Dana Whitfield", 2)
    assert "closed to civilian traffic since" in markdown.write(content_of(version).tree)
    assert version.note == "Suggestion 1 of Ruth Castellanos."
    submit_letter(session, letter, by=world.writer)
    refusal = refused(session, NotAllowed, approve_letter, letter, version=2, by=world.approver)
    assert "wrote some of this text" in str(refusal)
    approve_letter(session, letter, version=2, by=person(Role.APPROVER, "Tomas Avedian"))


def test_a_suggestion_keeps_fields_asks_and_sources(session: Session, world: World, letter: Letter) -> None:
    opening = block_with(session, letter, "residents")
    text = blocks(session, letter)[opening]
    new = text.replace("residents", "people")
    row = suggest(session, letter, world, block_id=opening, quote="", replacement=new)
    asks = block_with(session, letter, "enforce Section 907")
    other = suggest(
        session, letter, world, block_id=asks, quote="enforce Section", replacement="fully enforce Section"
    )
    suggesting.accept(session, row, by=world.writer)
    version = suggesting.accept(session, other, by=world.writer)
    written = markdown.write(content_of(version).tree)
    assert "((We write)) on the ((day blockade)) for the people of ((org.city))." in written
    assert "[fully enforce Section 907]{ask=section-907}" in written
    assert new == blocks(session, letter)[opening]


def test_accepting_words_that_have_moved_on_says_so(session: Session, world: World, letter: Letter) -> None:
    row = suggest(session, letter, world)
    changes = Changes(body_markdown=BODY.replace("ordinary traffic", "all traffic"))
    save_version(session, letter, changes, based_on_version=1, by=world.writer)
    stale = refused(session, Conflict, suggesting.accept, row, by=world.writer, version=1)
    assert "Version 2" in str(stale)
    moved = refused(session, Conflict, suggesting.accept, row, by=world.writer, version=2)
    assert "have changed since this was suggested" in str(moved)
    assert "closed to all traffic" in str(moved)


def test_a_suggestion_is_rejected_with_a_note_and_settled_once(
    session: Session, world: World, letter: Letter
) -> None:
    row = suggest(session, letter, world)
    refused(session, InvalidInput, suggesting.reject, row, "  ", by=world.writer)
    suggesting.reject(session, row, "The agreement says ordinary.", by=world.writer)
    settled = thread_row(session, row).settled
    assert settled is not None
    assert settled.body == "The agreement says ordinary."
    refused(session, Conflict, suggesting.accept, row, by=world.writer)
    refused(session, Conflict, commenting.resolve, row, by=world.writer)
    commenting.reopen(session, row, by=world.approver)
    suggesting.accept(session, row, by=world.writer)
    refused(session, Conflict, commenting.reopen, row, by=world.approver)


def test_accepting_in_review_takes_the_letter_back(session: Session, world: World, letter: Letter) -> None:
    submit_letter(session, letter, by=world.writer)
    row = suggest(session, letter, world)
    suggesting.accept(session, row, by=world.writer)
    assert (letter.state, letter.current_version) == (LetterState.DRAFT, 2)


def test_accepting_after_approval_sets_the_signatures_aside(
    session: Session, world: World, letter: Letter
) -> None:
    approved(session, world, letter)
    (asked,) = ask_signatures(session, letter, by=world.approver)
    row = suggest(session, letter, world)
    suggesting.accept(session, row, by=world.writer)
    assert (letter.state, asked.state) == (LetterState.DRAFT, SignatureState.VOID)


def test_nothing_is_said_about_a_sealed_letter_and_by_nobody_outside(
    session: Session, world: World, letter: Letter
) -> None:
    stranger = person(Role.DRAFTER, "Nobody of the campaign", uuid4())
    refused(session, NotAllowed, lambda s, **_: comment(s, letter, world, by=stranger))
    row = comment(session, letter, world)
    signed(session, world, letter)
    seal_letter(session, letter, version=1, by=world.approver)
    for act in (commenting.reply, commenting.resolve):
        refused(session, Conflict, act, row, "Too late.", by=world.approver)


def test_a_returned_letter_keeps_its_comments(session: Session, world: World, letter: Letter) -> None:
    submit_letter(session, letter, by=world.writer)
    row = comment(session, letter, world)
    return_letter(session, letter, "See the comment.", by=world.approver)
    commenting.resolve(session, row, "Done.", by=world.writer)
    settled = thread_row(session, row).settled
    assert settled is not None
    assert settled.actor == "Dana Whitfield"
    assert session.scalar(sa.select(sa.func.count(LetterVersion.id))) == 1


def test_the_database_itself_keeps_what_was_said(session: Session, world: World, letter: Letter) -> None:
    row = comment(session, letter, world)
    said = thread_row(session, row).said[0]
    for statement in (
        sa.update(ThreadEvent).where(ThreadEvent.id == said.id).values(body="Never said."),
        sa.delete(ThreadEvent).where(ThreadEvent.id == said.id),
        sa.update(Thread).where(Thread.id == row.id).values(quote="other"),
        sa.delete(Thread).where(Thread.id == row.id),
    ):
        place = session.begin_nested()
        with pytest.raises(sa.exc.DBAPIError):
            session.execute(statement)
        place.rollback()
    assert thread_row(session, row).said[0].kind is ThreadEventKind.OPENED
