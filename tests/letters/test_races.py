"""Two at once: one effect. Each act runs twice at the same moment in sessions of their own, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.campaigns.models import Campaign
from app.config import Settings
from app.core.db import db
from app.core.errors import Conflict
from app.letters.changes import Changes
from app.letters.drafting import draft_letter, save_version
from app.letters.models import Letter, LetterCopy, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.review import approve_letter, submit_letter
from app.letters.sealing import seal_letter
from app.letters.signing import record_signature
from app.letters.states import LetterEventKind, SignatureState
from tests.letters.factories import LETTER_DATE, World, approved, consent, make_letter, make_world, signed

AT_ONCE = 4


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """An application on SQLite and on PostgreSQL."""
    url = settings.database_url if request.param == "sqlite" else request.getfixturevalue("pg_url")
    application = create_app(replace(settings, database_url=url))
    yield application
    with application.app_context():
        for engine in application.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def at_once(app: Flask, act: Callable[[Session], Any]) -> list[str]:
    """Run `act` in several threads that start together; gives back what became of each."""
    barrier = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        with app.app_context():
            barrier.wait(timeout=30)
            try:
                act(db.session)
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return "conflict"
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


ONE_WINS = ["conflict"] * (AT_ONCE - 1) + ["done"]


def prepare(app: Flask, ready: Callable[[Session, World], Letter]) -> tuple[World, Any]:
    with app.app_context():
        world = make_world(db.session)
        letter_id = ready(db.session, world).id
        db.session.commit()
        ids = {"signatory": world.signatories[0].id, "campaign": world.campaign.id}
        world.extra = ids
        db.session.expunge_all()
        return world, letter_id


def counted(app: Flask, statement: sa.Select[Any]) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0


def of_kind(kind: LetterEventKind) -> sa.Select[Any]:
    return sa.select(LetterEvent.id).where(LetterEvent.kind == kind)


def test_approving_twice_is_one_approval(place: Flask) -> None:
    def ready(session: Session, world: World) -> Letter:
        letter = make_letter(session, world)
        submit_letter(session, letter, by=world.writer)
        return letter

    world, letter_id = prepare(place, ready)
    done = at_once(
        place, lambda s: approve_letter(s, s.get_one(Letter, letter_id), version=1, by=world.approver)
    )
    assert done == ONE_WINS
    assert counted(place, of_kind(LetterEventKind.APPROVED)) == 1


def test_signing_twice_is_one_signature(place: Flask) -> None:
    world, letter_id = prepare(place, lambda s, w: approved(s, w, make_letter(s, w)))
    done = at_once(
        place,
        lambda s: record_signature(
            s,
            s.get_one(Letter, letter_id),
            world.extra["signatory"],
            consent(),
            version_number=1,
            by=world.approver,
        ),
    )
    assert done == ONE_WINS
    signed_rows = sa.select(Signature.id).where(Signature.state == SignatureState.SIGNED)
    assert counted(place, signed_rows) == counted(place, of_kind(LetterEventKind.SIGNED)) == 1


def test_sealing_twice_is_one_seal(place: Flask) -> None:
    world, letter_id = prepare(place, lambda s, w: signed(s, w, make_letter(s, w)))
    done = at_once(
        place, lambda s: seal_letter(s, s.get_one(Letter, letter_id), version=1, by=world.approver)
    )
    assert done == ONE_WINS
    assert counted(place, of_kind(LetterEventKind.SEALED)) == 1
    assert counted(place, sa.select(LetterCopy.id)) == 2


def test_saving_twice_over_one_version_is_one_version(place: Flask) -> None:
    world, letter_id = prepare(place, make_letter)
    done = at_once(
        place,
        lambda s: save_version(
            s, s.get_one(Letter, letter_id), Changes(subject="Mine"), based_on_version=1, by=world.writer
        ),
    )
    assert done == ONE_WINS
    assert counted(place, sa.select(LetterVersion.id)) == 2


def test_numbers_have_no_gap_and_no_double(place: Flask) -> None:
    world, _ = prepare(place, make_letter)

    def draft(session: Session) -> None:
        campaign = session.get_one(Campaign, world.extra["campaign"])
        draft_letter(session, campaign, "official_letter", letter_date=LETTER_DATE, by=world.writer)

    assert at_once(place, draft) == ["done"] * AT_ONCE
    with place.app_context():
        numbers = db.session.scalars(sa.select(Letter.number).order_by(Letter.number)).all()
    assert numbers == [f"AV-2023-{number:02d}" for number in range(1, AT_ONCE + 2)]
