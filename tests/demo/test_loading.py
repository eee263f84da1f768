"""What the demonstration holds, and that nothing in it is said of a real person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import audit
from app.accounts.models import User
from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.campaigns.models import Campaign, PositionRecord
from app.campaigns.queries_positions import scoreboard
from app.campaigns.rules_positions import Position
from app.core.db import db
from app.core.errors import Conflict
from app.delivery.models import Dispatch, Reply
from app.delivery.rules import DispatchState
from app.demo import loading
from app.demo.script import read_script
from app.letters.models import Letter, LetterAddressee
from app.letters.queries import sealed_copies
from app.letters.states import LetterState
from app.officials.models import Official, Term

LABEL = "Demonstration record, set to January\u00a04, 2023."


def _real(session: sa.orm.Session) -> set[object]:
    """Officials who hold a federal office: the only real people of the demonstration."""
    keys = {f"demo/official/{row['key']}" for row in read_script()["public_officials"]}
    return set(session.scalars(sa.select(Official.id).where(Official.source_key.in_(keys))))


def test_one_letter_is_sealed_and_sent_and_one_is_in_review(demo: Flask) -> None:
    letters = {row.state: row for row in db.session.scalars(sa.select(Letter))}
    assert set(letters) == {LetterState.SEALED, LetterState.IN_REVIEW}
    sealed = letters[LetterState.SEALED]
    assert sealed.files_ready_at is not None and len(list(sealed_copies(db.session, sealed.id))) == 11
    states = set(db.session.scalars(sa.select(Dispatch.state)))
    assert states >= {
        DispatchState.PRINTED, DispatchState.HANDED_OVER, DispatchState.DELIVERED,
        DispatchState.RETURNED, DispatchState.FAILED, DispatchState.OUTCOME_UNKNOWN,
    }  # fmt: skip
    assert {row.letter_id for row in db.session.scalars(sa.select(Dispatch))} == {sealed.id}
    assert (
        letters[LetterState.IN_REVIEW].letter_date
        == organisation(db.session).business_date
        == date(2023, 1, 4)
    )


def test_positions_stand_on_the_board(demo: Flask) -> None:
    campaign = db.session.scalars(sa.select(Campaign)).one()
    board = {row.demand.slug: row.counts for row in scoreboard(db.session, campaign.id, date(2023, 1, 4))}
    assert board["humanitarian-aid"][Position.COMMITTED] == 2
    assert board["humanitarian-aid"][Position.PARTLY_MET] == 1
    assert board["section-907"][Position.REFUSED] == 1


def test_no_reply_position_or_dispatch_is_invented_for_a_real_person(demo: Flask) -> None:
    real = _real(db.session)
    assert len(real) == 3
    for model in (Reply, PositionRecord, Dispatch):
        assert not real & set(db.session.scalars(sa.select(model.official_id)))
    sealed = sa.select(Letter.id).where(Letter.state == LetterState.SEALED)
    to = set(
        db.session.scalars(
            sa.select(LetterAddressee.official_id).where(LetterAddressee.letter_id.in_(sealed))
        )
    )
    assert not real & to


def test_invented_officials_sit_in_a_body_that_says_so(demo: Flask) -> None:
    real = _real(db.session)
    for term in db.session.scalars(
        sa.select(Term).where(Term.official_id.not_in(real)).options(sa.orm.joinedload(Term.body))
    ):
        assert term.body is not None and term.body.name.startswith("Demonstration ")
        assert term.state == "WM", "Westmark is not a state"


def test_the_trail_proves_itself_and_tells_the_true_time(demo: Flask) -> None:
    assert audit.verify(db.session).whole


def test_three_people_can_sign_in(demo: Flask) -> None:
    people = db.session.scalars(sa.select(User)).all()
    assert {person.role for person in people} == {Role.DRAFTER, Role.APPROVER, Role.ADMINISTRATOR}
    assert all(person.email.endswith(".example") for person in people)


@pytest.mark.parametrize(
    "page",
    ["/", "/campaigns", "/letters/", "/sending", "/replies", "/officials/", "/library/demands", "/account"],
)
def test_every_page_says_that_it_is_a_demonstration(
    app: Flask, as_role: Callable[..., FlaskClient], page: str
) -> None:
    answer = as_role(Role.VIEWER, email="visitor@example.org").get(page, follow_redirects=True)
    assert answer.status_code == 200 and LABEL in answer.text


def test_the_sign_in_page_says_so_too(app: Flask) -> None:
    assert LABEL in app.test_client().get("/sign-in", follow_redirects=True).text


def test_it_loads_once_and_only_into_an_empty_database(demo: Flask) -> None:
    with pytest.raises(Conflict, match="already loaded"):
        loading.load_record(db.session)
    db.session.execute(sa.text("DELETE FROM demo_record"))
    with pytest.raises(Conflict, match="This database is in use"):
        loading.load_record(db.session)
