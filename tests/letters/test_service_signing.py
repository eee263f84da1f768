"""Consents, the seal and what comes after, through the verbs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.core.errors import Conflict, InvalidInput, NotAllowed, RedressError
from app.letters.changes import Changes
from app.letters.drafting import save_version
from app.letters.ending import supersede, withdraw_letter
from app.letters.models import Letter
from app.letters.models_record import LetterEvent, Signature
from app.letters.recording import version_of
from app.letters.review import (
    approve_letter,
    submit_letter,
    withdraw_approval,
)
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures, decline, record_signature, withdraw_signature
from app.letters.states import LetterEventKind, LetterState, SignatureMethod, SignatureState
from app.letters.tree import Role as SectionRole
from tests.letters.factories import (
    World,
    approved,
    consent,
    make_letter,
    make_world,
    person,
    signed,
)
from tests.letters.service_support import events, refused


def test_approval_and_signature_name_the_consent_hash(session: Session, world: World, letter: Letter) -> None:
    signed(session, world, letter)
    version = version_of(session, letter)
    approval = session.scalar(sa.select(LetterEvent).where(LetterEvent.kind == LetterEventKind.APPROVED))
    signature = session.scalar(sa.select(Signature))
    assert approval is not None and signature is not None
    assert approval.consent_hash == signature.consent_hash == version.consent_hash
    assert len(version.consent_hash) == 64


def test_a_withdrawn_approval_does_not_make_own_words_approvable(session: Session, world: World) -> None:
    letter = make_letter(session, world, by=world.approver)
    other = person(Role.APPROVER, "Tomas")
    submit_letter(session, letter, by=world.approver)
    approve_letter(session, letter, version=1, by=other)
    withdraw_approval(session, letter, "Wrong day.", by=other)
    submit_letter(session, letter, by=world.approver)
    refused(session, NotAllowed, approve_letter, letter, version=1, by=world.approver)


def test_a_change_after_approval_is_a_new_draft_and_voids_signatures(session: Session) -> None:
    world = make_world(session, signatories=2)
    letter = signed(session, world, make_letter(session, world))
    version = save_version(
        session, letter, Changes(sections=[(SectionRole.OPENING, "((We)) write again.")]), based_on_version=1,
        by=world.writer,
    )  # fmt: skip
    assert (letter.state, version.number, letter.approved_version) == (LetterState.DRAFT, 2, None)
    rows = session.scalars(sa.select(Signature)).all()
    assert [row.state for row in rows] == [SignatureState.VOID] * 2
    assert all(row.version_number == 1 for row in rows)
    assert events(session, letter).count(LetterEventKind.SIGNATURE_VOIDED) == 2


def test_somebody_alone_may_class_a_change_as_editorial_but_never_spares_the_consent(
    session: Session, world: World, letter: Letter
) -> None:
    signed(session, world, letter)
    changes = Changes(subject="The road to Nagorno-Karabakh, today")
    for somebody in (world.writer, world.approver):  # nobody classes their own change
        refused(
            session, NotAllowed, save_version, letter, changes, based_on_version=1, by=somebody,
            editorial_reason="A typing slip.",
        )  # fmt: skip
    organisation(session).single_person_mode = True
    version = save_version(
        session, letter, changes, based_on_version=1, by=world.approver, editorial_reason="A typing slip."
    )
    assert (letter.state, letter.approved_version) == (LetterState.APPROVED, 2)
    assert version.editorial_reason == "A typing slip."
    assert session.scalar(sa.select(Signature.state)) is SignatureState.VOID
    refused(session, Conflict, seal_letter, letter, version=2, by=world.approver)


def test_who_signs_is_no_part_of_the_words(session: Session) -> None:
    world = make_world(session, signatories=3)
    letter = make_letter(session, world, signatory_ids=[one.id for one in world.signatories[:2]])
    approved(session, world, letter)
    ask_signatures(session, letter, by=world.approver)
    first = world.signatories[0]
    record_signature(session, letter, first.id, consent(), version_number=1, by=world.approver)
    ids = [first.id, world.signatories[1].id, world.signatories[2].id]
    save_version(session, letter, Changes(signatory_ids=ids), based_on_version=1, by=world.approver)
    assert letter.current_version == 1
    assert (
        session.scalar(sa.select(Signature.state).where(Signature.signatory_id == first.id))
        is SignatureState.SIGNED
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"method": SignatureMethod.INK, "scan_sha256": None}, "scan"),
        ({"consent_by": " "}, "consent_by"),
        ({"consented_at": datetime.now(UTC) + timedelta(days=3)}, "given_on"),
        ({"method": SignatureMethod.SPOKEN}, "witness"),
    ],
)
def test_a_consent_that_proves_nothing_is_refused(
    session: Session, world: World, letter: Letter, changes: dict[str, object], field: str
) -> None:
    approved(session, world, letter)
    error = refused(
        session, InvalidInput, record_signature, letter, world.signatories[0].id, consent(**changes),
        version_number=1, by=world.approver,
    )  # fmt: skip
    assert field in error.errors


def test_a_consent_to_an_older_version_does_not_carry_over(
    session: Session, world: World, letter: Letter
) -> None:
    save_version(session, letter, Changes(subject="Other words"), based_on_version=1, by=world.writer)
    approved(session, world, letter)
    refused(
        session, Conflict, record_signature, letter, world.signatories[0].id, consent(), version_number=1,
        by=world.approver,
    )  # fmt: skip


def test_nobody_signs_twice_and_no_stranger_signs(session: Session, world: World, letter: Letter) -> None:
    signed(session, world, letter)
    refused(
        session, Conflict, record_signature, letter, world.signatories[0].id, consent(), version_number=1,
        by=world.approver,
    )  # fmt: skip
    refused(
        session,
        RedressError,
        record_signature,
        letter,
        uuid4(),
        consent(),
        version_number=1,
        by=world.approver,
    )


def test_ink_prints_no_image(session: Session, world: World, letter: Letter) -> None:
    world.signatories[0].image_sha256, world.signatories[0].image_authority = "a" * 64, "Herself"
    approved(session, world, letter)
    row = record_signature(
        session, letter, world.signatories[0].id, consent(method=SignatureMethod.INK), version_number=1,
        by=world.approver,
    )  # fmt: skip
    assert row.image_sha256 is None


def test_a_seal_waits_for_every_answer_and_leaves_out_who_declined(session: Session) -> None:
    world = make_world(session, signatories=3)
    letter = approved(session, world, make_letter(session, world))
    ask_signatures(session, letter, by=world.approver)
    one, two, three = world.signatories
    record_signature(session, letter, one.id, consent(), version_number=1, by=world.approver)
    error = refused(session, Conflict, seal_letter, letter, version=1, by=world.approver)
    assert two.name in error.message and three.name in error.message
    record_signature(session, letter, two.id, consent(), version_number=1, by=world.approver)
    decline(session, letter, three.id, "Prefers not to say.", by=world.approver)
    seal_letter(session, letter, version=1, by=world.approver)
    names = session.scalars(sa.text("SELECT printed_name FROM letter_signatory ORDER BY position")).all()
    assert names == [one.name, two.name]


def test_a_withdrawn_signature_before_and_after_the_seal(session: Session) -> None:
    world = make_world(session, signatories=3)
    letter = signed(session, world, make_letter(session, world))
    rows = session.scalars(sa.select(Signature).order_by(Signature.id)).all()
    withdraw_signature(session, letter, rows[2].id, "Changed his mind.", by=world.approver)
    assert rows[2].state is SignatureState.WITHDRAWN
    seal_letter(session, letter, version=1, by=world.approver)
    withdraw_signature(session, letter, rows[0].id, "Later doubts.", by=world.approver)
    session.refresh(rows[0])
    assert rows[0].state is SignatureState.SIGNED
    assert events(session, letter)[-1] is LetterEventKind.SIGNATURE_WITHDRAWN
    refused(session, Conflict, withdraw_signature, letter, rows[0].id, "Again.", by=world.approver)


def test_a_sealed_letter_takes_no_further_verb(session: Session, world: World, letter: Letter) -> None:
    signed(session, world, letter)
    seal_letter(session, letter, version=1, by=world.approver)
    refused(
        session, Conflict, save_version, letter, Changes(subject="x"), based_on_version=1, by=world.writer
    )
    refused(session, Conflict, submit_letter, letter, by=world.writer)
    refused(session, Conflict, approve_letter, letter, version=1, by=world.approver)
    refused(session, Conflict, seal_letter, letter, version=1, by=world.approver)
    refused(session, Conflict, withdraw_letter, letter, "No.", by=world.approver)


def test_withdrawing_a_letter_ends_it_and_needs_a_reason(
    session: Session, world: World, letter: Letter
) -> None:
    refused(session, InvalidInput, withdraw_letter, letter, "", by=world.writer)
    signed(session, world, letter)
    refused(session, NotAllowed, withdraw_letter, letter, "Overtaken.", by=world.writer)
    withdraw_letter(session, letter, "Overtaken.", by=world.approver)
    assert letter.state is LetterState.WITHDRAWN
    assert session.scalar(sa.select(Signature.state)) is SignatureState.VOID
    refused(session, Conflict, submit_letter, letter, by=world.writer)


def test_only_a_sealed_letter_supersedes_a_sealed_one_once(
    session: Session, world: World, letter: Letter
) -> None:
    newer = make_letter(session, world)
    for one in (letter, newer):
        refused(session, Conflict, supersede, letter, newer, by=world.approver)
        signed(session, world, one)
        seal_letter(session, one, version=1, by=world.approver)
    supersede(session, letter, newer, by=world.approver)
    assert letter.superseded_by_id == newer.id
    refused(session, RedressError, supersede, newer, letter, by=world.approver)
    refused(session, Conflict, supersede, letter, newer, by=world.approver)
