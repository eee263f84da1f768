"""Lists of letters and what waits for whom: right, and with as many queries for many as for few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.letters.plans import CopyPlan
from app.letters.queries import (
    LetterQuery,
    count_by_state,
    find_letters,
    letters_of_campaign,
    letters_to_official,
    suggest,
)
from app.letters.queries_facts import gather
from app.letters.queries_record import last_decision_back
from app.letters.queries_rows import described
from app.letters.queries_work import Work, needs_me
from app.letters.review import approve_letter, return_letter, submit_letter, take_back
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures
from app.letters.states import AddresseeRole, LetterState
from tests.letters.factories import World, approved, make_letter, make_senator, make_world, person, signed


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    made.approver = replace(made.approver, user_id=uuid4())
    return made


@contextmanager
def queries(session: Session) -> Iterator[list[str]]:
    """The statements that run inside."""
    seen: list[str] = []
    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda c, cur, statement, *rest: seen.append(statement))
    session.flush()
    session.expire_all()
    yield seen


def test_find_by_words_state_and_campaign(session: Session, world: World) -> None:
    one = make_letter(session, world, title="Relief flights")
    two = make_letter(session, world, subject="Café in Şuşa")
    submit_letter(session, two, by=world.writer)
    assert [row.id for row in find_letters(session, LetterQuery(text="cafe susa")).items] == [two.id]
    assert [row.id for row in find_letters(session, LetterQuery(states=[LetterState.DRAFT])).items] == [
        one.id
    ]
    assert find_letters(session, LetterQuery(campaign_id=uuid4())).total == 0
    assert {row.id for row in letters_of_campaign(session, world.campaign.id)} == {one.id, two.id}
    assert count_by_state(session, LetterQuery()) == {LetterState.DRAFT: 1, LetterState.IN_REVIEW: 1}
    assert [row.id for row in suggest(session, "av-2023-01")] == [one.id]
    row = find_letters(session, LetterQuery(text="relief")).items[0]
    assert (row.to, row.copies, row.signatories) == ("Ana Ruiz and 1 other", 2, 1)


def test_letters_to_an_official_say_how(session: Session, world: World) -> None:
    one, two = world.officials
    make_letter(session, world, official_ids=None, copies=[CopyPlan((one.id,), (two.id,))])
    assert [found.role for found in letters_to_official(session, two.id)] == [AddresseeRole.CC]
    assert [found.role for found in letters_to_official(session, one.id)] == [AddresseeRole.MAIN]


def test_needs_me_follows_the_letter(session: Session, world: World) -> None:
    writer, approver = world.writer, world.approver
    letter = make_letter(session, world)

    def waits(by: Actor) -> list[Work]:
        return [item.kind for item in needs_me(session, by)]

    assert (waits(writer), waits(approver)) == ([Work.DRAFT], [])
    submit_letter(session, letter, by=writer)
    assert (waits(writer), waits(approver)) == ([], [Work.APPROVE])
    assert waits(person(Role.DRAFTER, "Other")) == []
    return_letter(session, letter, "Name the act.", by=approver)
    assert waits(writer) == [Work.RETURNED]
    assert "Name the act." in needs_me(session, writer)[0].reason
    submit_letter(session, letter, by=writer)
    approve_letter(session, letter, version=1, by=approver)
    assert waits(approver) == [Work.ASK]
    ask_signatures(session, letter, by=approver)
    assert waits(approver) == [Work.SIGN]
    other = signed(session, world, make_letter(session, world))
    assert waits(approver) == [Work.SEAL, Work.SIGN]
    seal_letter(session, other, version=1, by=approver)
    assert waits(approver) == [Work.SIGN]


def test_taken_back_is_not_returned(session: Session, world: World) -> None:
    letter = make_letter(session, world)
    submit_letter(session, letter, by=world.writer)
    take_back(session, letter, by=world.writer)
    (row,) = described(session, [letter])
    assert (row.shown_state, row.returned, row.taken_back) == ("taken_back", False, True)
    (item,) = needs_me(session, world.writer)
    assert (item.kind, item.reason) == (Work.DRAFT, "Version 1, ready to send for review.")
    assert last_decision_back(session, letter.id) is None
    submit_letter(session, letter, by=world.writer)
    return_letter(session, letter, "Name the act.", by=world.approver)
    (row,) = described(session, [letter])
    assert (row.shown_state, row.returned, row.taken_back) == ("returned", True, False)
    found = last_decision_back(session, letter.id)
    assert found is not None and found.reason == "Name the act."


def test_own_words_do_not_wait_for_ones_own_approval(session: Session, world: World) -> None:
    author = replace(world.approver, user_id=None)
    letter = make_letter(session, world, by=author)
    submit_letter(session, letter, by=author)
    assert needs_me(session, author) == []
    assert [item.kind for item in needs_me(session, person(Role.APPROVER, "Tomas"))] == [Work.APPROVE]


def test_lists_take_as_many_queries_for_many_as_for_few(session: Session, world: World) -> None:
    def prepare(count: int) -> None:
        for _ in range(count):
            make_letter(session, world)
            submit_letter(session, make_letter(session, world), by=world.writer)
            approved(session, world, make_letter(session, world))
            signed(session, world, make_letter(session, world))

    counts = []
    for more in (1, 4):
        prepare(more)
        with queries(session) as seen:
            find_letters(session, LetterQuery())
            needs_me(session, world.approver)
            letters_to_official(session, world.officials[0].id)
        counts.append(len(seen))
    # The listener of the first round counts in the second too, into its own list.
    assert counts[0] == counts[1]


def test_a_letter_to_many_takes_as_many_queries_as_one_to_few(session: Session, world: World) -> None:
    few = make_letter(session, world)
    many = make_letter(
        session, world, official_ids=[make_senator(session, f"First{n}", f"Last{n}").id for n in range(30)]
    )
    counts = []
    for letter in (few, many):
        with queries(session) as seen:
            gather(session, session.get_one(type(letter), letter.id))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 26
