"""The digital signature of a letter: chosen at the seal, in every file, and plainly missing where no key is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.errors import Conflict
from app.core.jobs.models import Job, JobState
from app.core.storage import current_store
from app.documents.seals.checking import SealReport, inspect
from app.documents.seals.rules import KeyPair, Level
from app.keys import service
from app.keys.models import SigningKey, SigningKeySecret
from app.keys.vault import installation_key
from app.letters import digital
from app.letters.digital import how_signed
from app.letters.models import Letter
from app.letters.models_signing import LetterKey
from app.letters.queries_record import files, render_job
from app.letters.rendering import paper_of
from app.letters.sealing import RENDER_JOB, reasons_not_to_seal, seal_letter
from tests.accounts.forms import send
from tests.letters.factories import World, make_letter, signed
from tests.support.authorities import Town, town


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.fixture
def admin(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.ADMINISTRATOR)


def seal(session: Session, world: World) -> Letter:
    letter = signed(session, world, make_letter(session, world))
    return seal_letter(session, letter, version=letter.current_version, by=world.approver)


def own_key(session: Session, admin: Actor) -> SigningKey:
    return service.create_self_signed(
        session, "City of Arroyo Vista", secret_key=installation_key(), by=admin
    )


def issued_key(session: Session, admin: Actor, place: Town, name: str, **owner: Any) -> SigningKey:
    one = place.issue(name)
    pair = KeyPair(one.der, one.private, (place.root.der,))
    return service.install_key(session, pair, secret_key=installation_key(), by=admin, **owner)


def made(session: Session, letter: Letter, run_jobs: Callable[[], int]) -> Job:
    session.commit()
    run_jobs()
    session.expire_all()
    job = render_job(session, letter.id, RENDER_JOB)
    assert job is not None
    session.refresh(letter)
    return job


def reports(session: Session, letter: Letter) -> dict[int, SealReport]:
    stored = files(session, letter.id)
    return {number: inspect(current_store().read(row.sha256)) for number, row in stored.items()}


def test_every_copy_is_signed_and_the_combined_file_is_not(
    session: Session, world: World, admin: Actor, run_jobs: Callable[[], int]
) -> None:
    key = own_key(session, admin)
    letter = seal(session, world)
    assert made(session, letter, run_jobs).state is JobState.DONE
    found = reports(session, letter)
    assert len(found) > 1 and not found.pop(0).signed
    for report in found.values():
        assert report.intact and report.signatures[0].fingerprint == key.fingerprint
        at = session.scalars(sa.select(LetterKey.at)).one()
        assert report.signatures[0].signed_at == at.replace(microsecond=0)
    assert how_signed(session, letter.id).sentence == (
        "Signed digitally by City of Arroyo Vista (self-signed certificate). PAdES B-B."
    )
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "letters.sealed")).one()
    assert event.detail["keys"] == [{"fingerprint": key.fingerprint, "name": key.name, "seal": True}]


def test_without_a_key_a_letter_is_sealed_and_says_so(
    session: Session, world: World, run_jobs: Callable[[], int], as_role: Callable[..., FlaskClient]
) -> None:
    letter = seal(session, world)
    assert made(session, letter, run_jobs).state is JobState.DONE
    assert not any(report.signed for report in reports(session, letter).values())
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "letters.sealed")).one()
    assert event.detail["digital_signature"] == "none"
    address = f"/letters/{letter.id}"
    session.rollback()
    page = as_role(Role.VIEWER).get(address).text
    assert "Sealed without a digital signature." in page


def test_signatories_with_a_certificate_sign_first_and_the_paper_says_so(
    session: Session, world: World, admin: Actor, place: Town, run_jobs: Callable[[], int]
) -> None:
    who = world.signatories[0]
    issued_key(session, admin, place, who.name, signatory_id=who.id)
    issued_key(session, admin, place, "City of Arroyo Vista")
    service.change_settings(session, Level.T, f"{place.address}/tsa", by=admin)
    letter = seal(session, world)
    assert "digitally with an own certificate" in (
        paper_of(session, letter, 1).signatures[0].signed_note or ""
    )
    assert made(session, letter, run_jobs).state is JobState.DONE
    report = reports(session, letter)[1]
    assert report.intact
    assert [one.signer for one in report.signatures] == [who.name, "City of Arroyo Vista"]
    assert all(one.stamped_by == "Arroyo Vista Test Time" for one in report.signatures)


def test_a_key_that_cannot_sign_stops_the_seal(
    session: Session, world: World, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_key(session, admin)
    letter = signed(session, world, make_letter(session, world))
    session.execute(sa.delete(SigningKeySecret))
    with pytest.raises(Conflict, match="not on this server"):
        seal_letter(session, letter, version=letter.current_version, by=world.approver)
    from app.letters.queries_facts import gather

    (reason,) = reasons_not_to_seal(session, letter, gather(session, letter))
    assert "backups leave it out" in reason
    late = utcnow() + timedelta(days=4000)
    monkeypatch.setattr(digital, "utcnow", lambda: late)
    with pytest.raises(Conflict, match="expired on"):
        seal_letter(session, letter, version=letter.current_version, by=world.approver)
    assert session.scalar(sa.select(sa.func.count()).select_from(LetterKey)) == 0


def test_a_key_retired_after_the_seal_signs_what_was_sealed_and_is_forgotten(
    session: Session, world: World, admin: Actor, run_jobs: Callable[[], int]
) -> None:
    key = own_key(session, admin)
    letter = seal(session, world)
    session.commit()
    service.retire_key(session, key, by=admin)
    session.commit()
    assert session.get(SigningKeySecret, key.id) is not None
    later = own_key(session, admin)
    assert made(session, letter, run_jobs).state is JobState.DONE
    assert reports(session, letter)[1].signatures[0].fingerprint == key.fingerprint
    assert session.get(SigningKeySecret, key.id) is None
    assert session.get(SigningKeySecret, later.id) is not None


def test_an_authority_that_is_down_holds_the_files_and_they_are_made_later(
    session: Session,
    world: World,
    admin: Actor,
    place: Town,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    as_role: Callable[..., FlaskClient],
) -> None:
    monkeypatch.setattr(digital, "PAUSES", (0.0, 0.0))
    own_key(session, admin)
    service.change_settings(session, Level.T, f"{place.address}/tsa", by=admin)
    letter = seal(session, world)
    place.mood, asked = "down", len(place.asked)
    try:
        job = made(session, letter, run_jobs)
    finally:
        place.mood = ""
    assert job.state is JobState.FAILED and len(place.asked) - asked == 3
    assert "HTTP status 503" in job.message and "none of its files is kept unsigned" in job.message
    assert files(session, letter.id) == {} and letter.files_ready_at is None
    page = f"/letters/{letter.id}"
    session.rollback()
    client, viewer = as_role(Role.APPROVER), as_role(Role.VIEWER)
    assert "Make the files again" in client.get(page).text
    assert "Make the files again" not in viewer.get(page).text
    assert send(client, f"{page}/files", {}, page=page).status_code in (302, 303)
    assert made(session, letter, run_jobs).state is JobState.DONE
    assert reports(session, letter)[1].intact
    session.rollback()
    assert send(client, f"{page}/files", {}, page=page).status_code == 409


def test_what_signs_a_letter_never_changes(session: Session, world: World, admin: Actor) -> None:
    own_key(session, admin)
    seal(session, world)
    session.commit()
    for statement in (
        "UPDATE letter_key SET fingerprint = 'x'",
        "DELETE FROM letter_key",
        "INSERT INTO letter_key SELECT key_id, letter_id, 2, key_id, signatory_id, name, fingerprint, self_signed, "
        "level, at FROM letter_key",
    ):
        with pytest.raises(sa.exc.DatabaseError, match=r"only ever added|at the seal"):
            session.execute(sa.text(statement))
        session.rollback()
