"""Keys: put into use, replaced, retired, encrypted, and never shown."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.documents.seals.keys import facts, make_self_signed
from app.documents.seals.rules import KeyPair, Level
from app.keys import queries, service, vault
from app.keys.models import SigningKey, SigningKeySecret
from app.keys.rules import KeyState, label, names_person, why_not
from tests.letters.factories import make_world
from tests.support.authorities import Town

SECRET = "the key of this installation"


def made(session: Session, admin: Actor, name: str = "City of Arroyo Vista") -> SigningKey:
    return service.create_self_signed(session, name, secret_key=SECRET, by=admin)


def issued(place: Town, name: str = "City of Arroyo Vista") -> KeyPair:
    one = place.issue(name)
    return KeyPair(one.der, one.private, (place.root.der,))


def test_a_new_key_takes_the_place_of_the_old_one(session: Session, admin: Actor, place: Town) -> None:
    first = made(session, admin)
    second = service.install_key(session, issued(place), secret_key=SECRET, by=admin)
    assert (first.state, second.state) == (KeyState.RETIRED, KeyState.ACTIVE)
    assert queries.active_key(session) is second and not second.self_signed
    assert queries.secrets_there(session, [first.id, second.id]) == {second.id}
    actions = list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)))
    assert actions[-3:] == ["keys.install", "keys.retire", "keys.install"]


def test_only_administrators_manage_keys(session: Session, actor: Callable[..., Actor], admin: Actor) -> None:
    row = made(session, admin)
    by = actor(Role.APPROVER)
    for call in (
        lambda: made(session, by),
        lambda: service.retire_key(session, row, by=by),
        lambda: service.change_settings(session, Level.B, "", by=by),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_the_private_part_is_encrypted_and_opens_only_here(session: Session, admin: Actor) -> None:
    pair = make_self_signed("City of Arroyo Vista", utcnow())
    row = service.install_key(session, pair, secret_key=SECRET, by=admin)
    sealed = session.get_one(SigningKeySecret, row.id).sealed
    raw = base64.b64decode(sealed)
    assert pair.private not in raw and pair.private[-40:] not in raw
    assert service.pair_of(session, row, SECRET) == pair
    with pytest.raises(Conflict, match="REDRESS_SECRET_KEY"):
        service.pair_of(session, row, "another installation")
    with pytest.raises(Conflict):
        vault.unlock(SECRET, UUID(int=1), sealed)
    assert vault.lock(SECRET, row.id, pair.private) != sealed, "no two are encrypted alike"


def test_nothing_of_a_private_key_is_shown_or_recorded(session: Session, admin: Actor) -> None:
    pair = make_self_signed("City of Arroyo Vista", utcnow())
    row = service.install_key(session, pair, secret_key=SECRET, by=admin)
    part = base64.b64encode(pair.private).decode()[60:100]
    assert "private" not in repr(pair) and part not in repr(row)
    for event in session.scalars(sa.select(AuditEvent)):
        assert part not in f"{event.summary}{event.detail}"


def test_a_key_without_its_private_part_is_put_back(session: Session, admin: Actor, place: Town) -> None:
    pair = issued(place)
    row = service.install_key(session, pair, secret_key=SECRET, by=admin)
    with pytest.raises(InvalidInput, match="in use already"):
        service.install_key(session, pair, secret_key=SECRET, by=admin)
    session.execute(sa.delete(SigningKeySecret))
    assert queries.without_secret(session) == 1
    with pytest.raises(Conflict, match="backups leave it out"):
        service.pair_of(session, row, SECRET)
    assert service.install_key(session, pair, secret_key=SECRET, by=admin) is row
    assert service.pair_of(session, row, SECRET) == pair


def test_one_certificate_belongs_to_one_owner(session: Session, admin: Actor, place: Town) -> None:
    """Nobody signs in somebody else's name by a file chosen in error, and nobody signs a letter twice."""
    elena, samuel = make_world(session, signatories=2).signatories
    pair = issued(place, elena.name)
    row = service.install_key(session, pair, secret_key=SECRET, by=admin, signatory_id=elena.id)
    with pytest.raises(InvalidInput, match="certificate of another signatory"):
        service.install_key(session, pair, secret_key=SECRET, by=admin, signatory_id=samuel.id)
    with pytest.raises(InvalidInput, match="certificate of another signatory"):
        service.install_key(session, pair, secret_key=SECRET, by=admin)
    service.retire_key(session, row, by=admin)
    with pytest.raises(InvalidInput, match="certificate of another signatory"):
        service.install_key(session, pair, secret_key=SECRET, by=admin, signatory_id=samuel.id)
    seal = issued(place)
    service.install_key(session, seal, secret_key=SECRET, by=admin)
    with pytest.raises(InvalidInput, match="certificate of the organisation"):
        service.install_key(session, seal, secret_key=SECRET, by=admin, signatory_id=samuel.id)


@pytest.mark.parametrize(
    ("certificate", "person", "same"),
    [
        ("Elena Marchetti", "Elena Marchetti", True),
        ("MARCHETTI Elena María 12345678Z", "Elena Marchetti", True),
        ("José Núñez", "JOSE NUNEZ", True),
        ("Անի Պետրոսյան", "Անի Պետրոսյան", True),
        ("Elena Marchetti", "Samuel Ortiz-Bell", False),
        ("City of Arroyo Vista", "Elena Marchetti", False),
    ],
)
def test_a_name_in_a_certificate_is_compared(certificate: str, person: str, same: bool) -> None:
    assert names_person(certificate, person) is same


def test_a_deleted_private_key_is_overwritten(app: Flask, database: Path, admin: Actor) -> None:
    """SQLite leaves deleted rows in its file unless it is told otherwise, and not every build is."""
    with app.app_context():
        row = made(db.session, admin)
        db.session.commit()
        fingerprint = row.fingerprint.encode()
        sealed = db.session.get_one(SigningKeySecret, row.id).sealed.encode()
        service.retire_key(db.session, row, by=admin)
        db.session.commit()
        assert db.session.scalar(sa.text("PRAGMA secure_delete")) == 1
        db.session.rollback()
    whole = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert fingerprint in whole and sealed not in database.read_bytes()


def test_a_retired_key_stays_retired(session: Session, admin: Actor, place: Town) -> None:
    pair = issued(place)
    row = service.install_key(session, pair, secret_key=SECRET, by=admin)
    service.retire_key(session, row, by=admin)
    session.commit()
    with pytest.raises(Conflict):
        service.retire_key(session, row, by=admin)
    with pytest.raises(InvalidInput, match="was retired"):
        service.install_key(session, pair, secret_key=SECRET, by=admin)
    for statement in (
        "UPDATE signing_key SET state = 'active', retired_at = NULL",
        "UPDATE signing_key SET fingerprint = 'x'",
        "DELETE FROM signing_key",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="certificate"):
            session.execute(sa.text(statement))
        session.rollback()


BAD_ADDRESSES = {
    "": "Give its address",
    "http://tsa.example.org/": "Use https",
    "ftp://tsa.example.org/": "full address",
    "https://me:secret@tsa.example.org/": "passwords",
    "https://": "full address",
    "https://[::1": "full address",
    "https://tsa.example.org:x/": "full address",
    "https://tsa.example.org/a b": "full address",
    f"https://tsa.example.org/{'x' * 300}": "300",
}


def test_a_bad_authority_is_refused(session: Session, admin: Actor) -> None:
    for address, says in BAD_ADDRESSES.items():
        with pytest.raises(InvalidInput) as caught:
            service.change_settings(session, Level.T, address, by=admin)
        assert says in caught.value.errors["authority"]
    for address in (
        "https://tsa.example.org/",
        "http://127.0.0.1:318/",
        "http://[::1]:318/",
        "http://localhost/",
    ):
        assert service.change_settings(session, Level.T, address, by=admin).authority == address


def test_levels_fit_the_keys(session: Session, admin: Actor, place: Town) -> None:
    made(session, admin)
    with pytest.raises(InvalidInput) as caught:
        service.change_settings(session, Level.LT, "https://tsa.example.org/", by=admin)
    assert "self-signed" in caught.value.errors["level"]
    service.install_key(session, issued(place), secret_key=SECRET, by=admin)
    service.change_settings(session, Level.LT, "https://tsa.example.org/", by=admin)
    with pytest.raises(InvalidInput, match="cannot give"):
        made(session, admin)
    assert queries.settings(session) == (Level.LT, "https://tsa.example.org/")


def test_why_a_plan_cannot_be_carried_out(session: Session, admin: Actor) -> None:
    made(session, admin)
    plan, now = queries.plan(session, []), utcnow()
    assert why_not(plan, now) == ()
    assert (
        label(plan.keys[0].name, plan.keys[0].self_signed) == "City of Arroyo Vista (self-signed certificate)"
    )
    (late,) = why_not(plan, now + timedelta(days=4000))
    assert late.startswith("The seal key expired on ")
    away = replace(plan, keys=(replace(plan.keys[0], here=False),))
    assert "not on this server" in why_not(away, now)[0]
    assert len(why_not(replace(plan, level=Level.LT), now)) == 2


def test_lasting_evidence_needs_the_issuers_certificate(session: Session, admin: Actor, place: Town) -> None:
    one = place.issue("City of Arroyo Vista")
    service.install_key(session, KeyPair(one.der, one.private), secret_key=SECRET, by=admin)
    plan = replace(queries.plan(session, []), authority="https://tsa.example.org")
    assert why_not(replace(plan, level=Level.T), utcnow()) == ()
    (reason,) = why_not(replace(plan, level=Level.LTA), utcnow())
    assert "was not in the file" in reason and "PAdES B-T" in reason
    service.install_key(session, issued(place), secret_key=SECRET, by=admin)
    plan = replace(queries.plan(session, []), authority="https://tsa.example.org", level=Level.LTA)
    assert why_not(plan, utcnow()) == ()


def test_the_file_secret_key_is_its_owners_alone(tmp_path: Path) -> None:
    from app.config import Settings

    Settings.from_env({"REDRESS_DATA_DIR": str(tmp_path)})
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_self_signed_certificate_says_so() -> None:
    pair = make_self_signed("  City   of Arroyo Vista ", utcnow(), years=2, kind="rsa3072")
    said = facts(pair.certificate)
    assert (said.name, said.self_signed, said.algorithm) == ("City of Arroyo Vista", True, "RSA 3072")
    assert (said.not_after - said.not_before).days in (730, 731)
