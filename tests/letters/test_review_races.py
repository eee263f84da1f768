"""Two who decide, accept or comment at once, on both databases; and what the databases themselves refuse there."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import db
from app.letters import commenting, suggesting
from app.letters.changes import Changes
from app.letters.drafting import save_version
from app.letters.editorial import class_editorial
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent
from app.letters.models_review import SignerList, Thread, ThreadEvent
from app.letters.recording import version_of
from app.letters.review import approve_letter, return_letter, submit_letter
from app.letters.states import LetterEventKind
from tests.letters.factories import World, approved, make_letter
from tests.letters.test_races import AT_ONCE, ONE_WINS, at_once, counted, of_kind, prepare
from tests.letters.test_races import place as place  # noqa: PLC0414 - a fixture


def commented(session: Session, world: World, replacement: str | None = None) -> Letter:
    letter = make_letter(session, world)
    texts = commenting.texts_of(session, letter, version_of(session, letter))
    block = next(one.id for one in texts.values() if "ordinary traffic" in one.text)
    commenting.open_thread(
        session,
        letter,
        block_id=block,
        quote="ordinary",
        body="Why?",
        replacement=replacement,
        by=world.approver,
    )
    return letter


def only_thread(session: Session) -> Thread:
    return session.scalars(sa.select(Thread)).one()


def test_approving_and_returning_at_once_is_one_decision(place: Flask) -> None:
    def ready(session: Session, world: World) -> Letter:
        letter = make_letter(session, world)
        submit_letter(session, letter, by=world.writer)
        return letter

    world, letter_id = prepare(place, ready)
    turns = iter(range(AT_ONCE))

    def decide(session: Session) -> None:
        letter = session.get_one(Letter, letter_id)
        if next(turns) % 2:
            approve_letter(session, letter, version=1, by=world.approver)
        else:
            return_letter(session, letter, "No.", version=1, by=world.approver)

    assert at_once(place, decide) == ONE_WINS
    decisions = sa.select(LetterEvent.id).where(
        LetterEvent.kind.in_((LetterEventKind.APPROVED, LetterEventKind.RETURNED))
    )
    assert counted(place, decisions) == 1


def test_accepting_twice_is_one_version(place: Flask) -> None:
    world, _ = prepare(place, lambda s, w: commented(s, w, "civilian"))
    assert at_once(place, lambda s: suggesting.accept(s, only_thread(s), by=world.writer)) == ONE_WINS
    assert counted(place, sa.select(LetterVersion.id)) == 2


def test_resolving_twice_is_one_event(place: Flask) -> None:
    world, _ = prepare(place, commented)
    assert at_once(place, lambda s: commenting.resolve(s, only_thread(s), by=world.writer)) == ONE_WINS
    assert counted(place, sa.select(ThreadEvent.id)) == 2


def test_comments_at_once_have_a_number_each(place: Flask) -> None:
    world, letter_id = prepare(place, commented)

    def say(session: Session) -> None:
        block = only_first(session)
        commenting.open_thread(
            session, session.get_one(Letter, letter_id), block_id=block, body="Me too.", by=world.writer
        )

    assert at_once(place, say) == ["done"] * AT_ONCE
    with place.app_context():
        numbers = db.session.scalars(sa.select(Thread.number).order_by(Thread.number)).all()
        assert list(numbers) == list(range(1, AT_ONCE + 2))


def only_first(session: Session) -> str:
    return session.scalars(sa.select(Thread.block_id).order_by(Thread.number).limit(1)).one()


def test_classing_twice_is_one_class(place: Flask) -> None:
    def ready(session: Session, world: World) -> Letter:
        letter = approved(session, world, make_letter(session, world))
        save_version(session, letter, Changes(subject="A slip"), based_on_version=1, by=world.writer)
        return letter

    world, letter_id = prepare(place, ready)
    done = at_once(
        place,
        lambda s: class_editorial(s, s.get_one(Letter, letter_id), "A slip.", version=2, by=world.approver),
    )
    assert done == ONE_WINS
    assert counted(place, of_kind(LetterEventKind.CLASSED_EDITORIAL)) == 1


def test_both_databases_keep_what_was_said(place: Flask) -> None:
    prepare(place, commented)
    statements: list[Any] = [
        sa.update(ThreadEvent).values(body="Never said."),
        sa.delete(ThreadEvent),
        sa.update(Thread).values(quote="other"),
        sa.delete(Thread),
        sa.update(SignerList).values(names=[]),
        sa.delete(SignerList),
        sa.update(LetterEvent).values(reason="other"),
        sa.delete(LetterEvent),
    ]
    with place.app_context():
        for statement in statements:
            with pytest.raises(sa.exc.DBAPIError):
                db.session.execute(statement)
            db.session.rollback()
