"""A sealed letter to two senators with real files, as a stranger and a third party meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.core.db import db
from app.core.storage import current_store
from app.letters.models import Letter
from app.letters.queries import sealed_copies
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures, record_signature
from tests.conftest import TODAY
from tests.letters.factories import LETTER_DATE, World, approved, consent, make_letter, make_world

PLACE = "https://letters.example.org"


@dataclass
class Sent:
    """What was sealed: `pdfs` are the files by copy."""

    letter_id: UUID
    number: str
    code: str
    seal_hash: str
    pdfs: dict[int, bytes]
    world: World


SCAN = b"From: Elena Marchetti\n\nI agree to version 1, word for word.\n"
NOTE = "By the private line, 555-0100."


def seal(session: Session, world: World, letter: Letter) -> None:
    """Approved, agreed to by e-mail with the message kept, sealed."""
    approved(session, world, letter)
    ask_signatures(session, letter, by=world.approver)
    scan = current_store().put(SCAN)
    for one in world.signatories:
        given = consent(consent_by=one.name, scan_sha256=scan, scan_name="../yes.eml", note=NOTE)
        version = letter.current_version
        record_signature(session, letter, one.id, given, version_number=version, by=world.approver)
    seal_letter(session, letter, version=letter.current_version, by=world.approver)


def make_sent(run_jobs: Callable[[], int], *, officials: int = 2, world: World | None = None) -> Sent:
    """Sealed, its files drawn by the job. Needs an application context; commits."""
    session = db.session
    own = organisation(session)
    own.business_date, own.public_url = TODAY, PLACE
    world = world or make_world(session, officials=officials)
    letter = make_letter(session, world, letter_date=LETTER_DATE)
    seal(session, world, letter)
    session.commit()
    run_jobs()
    session.expire_all()
    letter = session.get_one(Letter, letter.id)
    assert letter.files_ready_at and letter.verification_code and letter.seal_hash
    store = current_store()
    pdfs = {
        copy.copy_no: store.read(copy.sha256) for copy in sealed_copies(session, letter.id) if copy.sha256
    }
    return Sent(letter.id, letter.number, letter.verification_code, letter.seal_hash, pdfs, world)


@pytest.fixture
def sent(app: Flask, run_jobs: Callable[[], int]) -> Sent:
    with app.app_context():
        return make_sent(run_jobs)
