"""Reviewers with a due day, the editorial class, and what signers are shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.core.jobs.models import Job
from app.letters import assigning, commenting
from app.letters.assigning import MAIL_JOB, ask_review, release_reviewer, reviewers
from app.letters.changes import Changes
from app.letters.comparing import compare_versions
from app.letters.drafting import save_version
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent
from app.letters.models_review import ReviewRequest, SignerList
from app.letters.queries_reviewing import open_requests, signers_by_version
from app.letters.queries_work import Work, needs_me
from app.letters.review import (
    approve_letter,
    return_letter,
    submit_letter,
    take_back,
)
from app.letters.rules import weekday_or_day
from app.letters.signatories import change_signatories
from app.letters.signing import ask_signatures
from app.letters.states import LetterEventKind, LetterState, SignatureState
from tests.letters.factories import (
    LETTER_DATE,
    World,
    approved,
    make_letter,
    make_world,
)
from tests.letters.factories import person as somebody
from tests.letters.service_support import events, refused
from tests.support.accounts import make_user

FRIDAY = date(2023, 1, 6)


@pytest.fixture
def ruth(session: Session) -> Actor:
    """An approver with an account."""
    return somebody(Role.APPROVER, "Ruth Approver", make_user(Role.APPROVER))


def id_of(by: Actor) -> UUID:
    """The account of somebody who has one."""
    assert by.user_id is not None
    return by.user_id


def of_kind(session: Session, letter: Letter, kind: LetterEventKind) -> list[LetterEvent]:
    wanted = sa.select(LetterEvent).where(LetterEvent.letter_id == letter.id, LetterEvent.kind == kind)
    return list(session.scalars(wanted.order_by(LetterEvent.id)))


def test_who_is_asked_finds_it_first_on_today_with_the_day(
    session: Session, world: World, letter: Letter, ruth: Actor
) -> None:
    other = make_letter(session, world, subject="An older one")
    for one in (other, letter):
        submit_letter(session, one, by=world.writer)
    row = ask_review(session, letter, id_of(ruth), FRIDAY, by=world.writer)
    first, second = [item for item in needs_me(session, ruth) if item.kind is Work.APPROVE]
    assert (first.letter.id, first.due, first.asked) == (letter.id, FRIDAY, True)
    assert first.reason == "Dana Whitfield asks you to review version 1 by Friday."
    assert (second.letter.id, second.due) == (other.id, None)
    colleague = somebody(Role.APPROVER, "Tomas Avedian", uuid4())
    for_all = next(item for item in needs_me(session, colleague) if item.letter.id == letter.id)
    assert "Ruth Approver is asked to review version 1" in for_all.reason and not for_all.asked
    assert [one.reason for one in of_kind(session, letter, LetterEventKind.REVIEWER_ASKED)] == [
        "Ruth Approver by January 6, 2023"
    ]
    assert row.ended_at is None


def test_whoever_decides_the_request_ends_and_the_record_names_both(
    session: Session, world: World, letter: Letter, ruth: Actor
) -> None:
    submit_letter(session, letter, by=world.writer)
    ask_review(session, letter, id_of(ruth), by=world.writer)
    approve_letter(session, letter, version=1, by=somebody(Role.APPROVER, "Tomas Avedian"))
    (row,) = session.scalars(sa.select(ReviewRequest))
    assert (row.reviewer, row.ended_by) == ("Ruth Approver", "Tomas Avedian")
    assert of_kind(session, letter, LetterEventKind.APPROVED)[0].actor == "Tomas Avedian"
    assert open_requests(session, [letter.id]) == {}


@pytest.mark.parametrize("end", ["return", "take back", "release", "another"])
def test_a_request_ends_in_one_way(
    session: Session, world: World, letter: Letter, ruth: Actor, end: str
) -> None:
    submit_letter(session, letter, by=world.writer)
    ask_review(session, letter, id_of(ruth), FRIDAY, by=world.writer)
    if end == "return":
        return_letter(session, letter, "No.", by=ruth)
    elif end == "take back":
        take_back(session, letter, by=world.writer)
    elif end == "release":
        release_reviewer(session, letter, by=world.writer)
        refused(session, Conflict, release_reviewer, letter, by=world.writer)
    else:
        admin = make_user(Role.ADMINISTRATOR)
        ask_review(session, letter, admin, by=ruth)
    rows = session.scalars(sa.select(ReviewRequest).order_by(ReviewRequest.id)).all()
    assert rows[0].ended_at is not None
    assert [row.ended_at is None for row in rows[1:]] == ([True] if end == "another" else [])


def test_only_approvers_who_wrote_none_of_it_are_asked(
    session: Session, world: World, letter: Letter, ruth: Actor
) -> None:
    drafter = make_user(Role.DRAFTER)
    submit_letter(session, letter, by=world.writer)
    assert [one.name for one in reviewers(session, letter)] == ["Ruth Approver"]
    for id in (drafter, uuid4()):
        error = refused(session, InvalidInput, ask_review, letter, id, by=world.writer)
        assert list(error.errors) == ["reviewer_id"]
    late = LETTER_DATE - timedelta(1)
    error = refused(session, InvalidInput, ask_review, letter, ruth.user_id, late, by=world.writer)
    assert list(error.errors) == ["due_on"]
    stranger = somebody(Role.DRAFTER, "Nobody of the campaign", uuid4())
    refused(session, NotAllowed, ask_review, letter, ruth.user_id, by=stranger)
    take_back(session, letter, by=world.writer)
    refused(session, Conflict, ask_review, letter, ruth.user_id, by=world.writer)


def test_the_request_goes_out_by_mail_once_it_is_set(
    app: Flask,
    session: Session,
    world: World,
    letter: Letter,
    ruth: Actor,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[str, str, str]] = []
    submit_letter(session, letter, by=world.writer)
    ask_review(session, letter, id_of(ruth), FRIDAY, by=world.writer)
    assert session.scalar(sa.select(Job.id).where(Job.kind == MAIL_JOB)) is None
    release_reviewer(session, letter, by=world.writer)
    monkeypatch.setattr(assigning, "mail_is_set", lambda: True)
    monkeypatch.setattr(
        assigning, "send_mail", lambda to, subject, text, *, name: sent.append((to, subject, text))
    )
    ask_review(session, letter, id_of(ruth), FRIDAY, by=world.writer)
    session.commit()
    run_jobs()
    ((to, subject, text),) = sent
    assert (to, subject) == ("approver@example.org", f"Review letter {letter.number} by January 6, 2023")
    assert f"http://localhost/letters/{letter.id}/review" in text


def test_days_are_named_as_people_name_them() -> None:
    assert weekday_or_day(LETTER_DATE, LETTER_DATE) == "today"
    assert weekday_or_day(FRIDAY, LETTER_DATE) == "Friday"
    assert weekday_or_day(date(2023, 1, 20), LETTER_DATE) == "January 20, 2023"
    assert weekday_or_day(date(2023, 1, 3), LETTER_DATE) == "January 3, 2023"


def test_signers_are_compared_from_version_to_version(session: Session) -> None:
    world = make_world(session, signatories=3)
    one, two, three = (each.id for each in world.signatories)
    letter = make_letter(session, world, signatory_ids=[one, two])
    change_signatories(session, letter, [one, three], by=world.writer)
    changes = Changes(subject="The road to Nagorno-Karabakh, today")
    save_version(session, letter, changes, based_on_version=1, by=world.writer)
    assert signers_by_version(session, letter, (1, 2)) == {
        1: ("Elena Marchetti", "Samuel Ortiz-Bell"),
        2: ("Elena Marchetti", "Lee Ann Moss"),
    }
    found = compare_versions(session, letter, 1, 2)
    assert {"Subject", "Signed by"} <= {each.label for each in found.settings if each.changed}
    place = session.begin_nested()
    with pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.update(SignerList).values(names=["Nobody"]))
    place.rollback()


def test_the_database_keeps_requests_as_they_were_made(
    session: Session, world: World, letter: Letter, ruth: Actor
) -> None:
    submit_letter(session, letter, by=world.writer)
    ask_review(session, letter, id_of(ruth), by=world.writer)
    release_reviewer(session, letter, by=world.writer)
    for statement in (
        sa.update(ReviewRequest).values(reviewer="Somebody else"),
        sa.update(ReviewRequest).values(ended_at=None, ended_by=None),
        sa.delete(ReviewRequest),
    ):
        place = session.begin_nested()
        with pytest.raises(sa.exc.DBAPIError):
            session.execute(statement)
        place.rollback()


def test_a_comment_is_no_change_of_the_letter(session: Session, world: World, letter: Letter) -> None:
    approved(session, world, letter)
    (asked,) = ask_signatures(session, letter, by=world.approver)
    before = events(session, letter)
    id = next(iter(commenting.texts_of(session, letter, letter_version(session, letter))))
    commenting.open_thread(session, letter, block_id=id, body="Fine.", by=replace(world.writer))
    assert (letter.state, asked.state) == (LetterState.SIGNING, SignatureState.INVITED)
    assert events(session, letter) == before


def letter_version(session: Session, letter: Letter) -> LetterVersion:
    from app.letters.recording import version_of

    return version_of(session, letter)
