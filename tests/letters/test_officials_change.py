"""Undoing an import and merging officials, with a sealed letter that names them: it keeps what it printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.letters.models import Letter, LetterAddressee, LetterCopy
from app.letters.sealing import seal_letter
from app.officials.importing.runs import import_data, undo_import
from app.officials.merging import merge_officials, undo_merge
from app.officials.models import ImportRun, Official
from tests.letters.factories import World, make_letter, make_world, signed
from tests.officials.factories import legislators, member

SENATOR: dict[str, Any] = {
    "kind": "sen",
    "start": "2019-01-03",
    "end": "2025-01-03",
    "address": "112 Hart Senate Office Building Washington DC 20510",
}


@pytest.fixture
def by(actor: Callable[..., Actor]) -> Actor:
    return actor()


@pytest.fixture
def imported(session: Session, by: Actor) -> ImportRun:
    return import_data(
        session, [legislators(member(**SENATOR), member("T000002", last="Okafor", **SENATOR))], by
    )


@pytest.fixture
def sealed(session: Session, imported: ImportRun) -> Letter:
    """A sealed letter to one of two imported senators."""
    world: World = make_world(session)
    world.officials = [official(session, "Ferreira")]
    letter = signed(session, world, make_letter(session, world))
    seal_letter(session, letter, version=1, by=world.approver)
    session.flush()
    return letter


def official(session: Session, last: str) -> Official:
    return session.scalars(sa.select(Official).where(Official.last == last)).one()


def printed(session: Session, letter: Letter) -> list[tuple[Any, ...]]:
    session.expire_all()
    rows = session.scalars(sa.select(LetterAddressee).where(LetterAddressee.letter_id == letter.id)).all()
    seal = [
        letter.seal_hash,
        *session.scalars(sa.select(LetterCopy.label).where(LetterCopy.letter_id == letter.id)),
    ]
    return [
        tuple(seal),
        *(
            (r.official_id, r.term_id, r.printed_name, r.inside_address, r.envelope, r.salutation)
            for r in rows
        ),
    ]


def test_undoing_the_import_retires_whom_the_letter_names(
    session: Session, sealed: Letter, imported: ImportRun, by: Actor
) -> None:
    before = printed(session, sealed)
    report = undo_import(session, imported, by)
    assert [kept["label"].rpartition(", ")[2] for kept in report.kept] == ["Ana Ferreira"]
    assert official(session, "Ferreira").retired_on is not None
    assert session.scalars(sa.select(Official).where(Official.last == "Okafor")).all() == []
    assert printed(session, sealed) == before


def test_merging_and_taking_apart_leaves_the_letter_alone(
    session: Session, sealed: Letter, by: Actor
) -> None:
    before = printed(session, sealed)
    merge = merge_officials(session, official(session, "Okafor"), official(session, "Ferreira"), by)
    assert printed(session, sealed) == before
    undo_merge(session, merge, by)
    assert printed(session, sealed) == before
