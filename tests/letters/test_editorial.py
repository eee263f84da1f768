"""The editorial class: by another approver, with a reason; a second review is spared, a consent never."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor, Role
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.letters.changes import Changes
from app.letters.compose import PageFacts
from app.letters.drafting import save_version
from app.letters.editorial import class_editorial, may_be_editorial
from app.letters.models import Letter
from app.letters.models_record import LetterEvent, Signature
from app.letters.review import NotReady, approve_letter, return_letter, submit_letter, withdraw_approval
from app.letters.signing import ask_signatures, record_signature
from app.letters.states import LetterEventKind, LetterState, SignatureState
from tests.letters.factories import World, approved, consent
from tests.letters.factories import person as somebody
from tests.letters.service_support import refused


def of_kind(session: Session, letter: Letter, kind: LetterEventKind) -> list[LetterEvent]:
    wanted = sa.select(LetterEvent).where(LetterEvent.letter_id == letter.id, LetterEvent.kind == kind)
    return list(session.scalars(wanted.order_by(LetterEvent.id)))


def slip(
    session: Session, letter: Letter, by: Actor, subject: str = "The road to Nagorno-Karabakh, today"
) -> int:
    changes = Changes(subject=subject)
    return save_version(session, letter, changes, based_on_version=letter.current_version, by=by).number


def test_an_editorial_change_is_classed_by_another_and_renews_every_consent(
    session: Session, world: World, letter: Letter
) -> None:
    approved(session, world, letter)
    (asked,) = ask_signatures(session, letter, by=world.approver)
    record_signature(session, letter, asked.signatory_id, consent(), version_number=1, by=world.approver)
    number = slip(session, letter, world.writer)
    assert (letter.state, asked.state) == (LetterState.DRAFT, SignatureState.VOID)
    refused(session, NotAllowed, class_editorial, letter, "A slip.", version=number, by=world.writer)
    refused(session, InvalidInput, class_editorial, letter, "  ", version=number, by=world.approver)
    refused(session, Conflict, class_editorial, letter, "A slip.", version=1, by=world.approver)
    broken = PageFacts(0, failed="The document took too long to draw.")
    refused(
        session, NotReady, class_editorial, letter, "Slip.", version=number, by=world.approver, drawn=broken
    )
    class_editorial(session, letter, "A slip.", version=number, by=world.approver)
    assert (letter.state, letter.approved_version) == (LetterState.APPROVED, 2)
    (event,) = of_kind(session, letter, LetterEventKind.CLASSED_EDITORIAL)
    assert (event.reason, event.actor, event.version_number) == ("A slip.", "Ruth Castellanos", 2)
    (again,) = ask_signatures(session, letter, by=world.approver)
    assert (again.version_number, again.state) == (2, SignatureState.INVITED)
    assert [row.state for row in session.scalars(sa.select(Signature).order_by(Signature.id))] == [
        SignatureState.VOID, SignatureState.INVITED,
    ]  # fmt: skip


def test_an_approver_does_not_class_their_own_change(session: Session, world: World, letter: Letter) -> None:
    approved(session, world, letter)
    number = slip(session, letter, world.approver)
    error = refused(session, NotAllowed, class_editorial, letter, "Mine.", version=number, by=world.approver)
    assert "wrote some of this text" in str(error)
    organisation(session).single_person_mode = True
    class_editorial(session, letter, "Mine.", version=number, by=world.approver)
    (event,) = of_kind(session, letter, LetterEventKind.CLASSED_EDITORIAL)
    assert "single-person mode" in event.reason


def test_an_editorial_change_stays_unreviewed_for_the_next_approval(
    session: Session, world: World, letter: Letter
) -> None:
    approved(session, world, letter)
    editor = somebody(Role.ADMINISTRATOR, "Tomas Avedian")
    class_editorial(session, letter, "A slip.", version=slip(session, letter, editor), by=world.approver)
    slip(session, letter, world.writer, "Another subject")
    submit_letter(session, letter, by=world.writer)
    refused(session, NotAllowed, approve_letter, letter, version=3, by=editor)
    approve_letter(session, letter, version=3, by=world.approver)


def test_only_a_change_of_an_approved_text_can_be_editorial(
    session: Session, world: World, letter: Letter
) -> None:
    other = somebody(Role.APPROVER, "Tomas Avedian")
    assert not may_be_editorial(session, letter)
    refused(session, Conflict, class_editorial, letter, "New.", version=1, by=other)
    approved(session, world, letter)
    slip(session, letter, world.writer)
    assert may_be_editorial(session, letter)
    submit_letter(session, letter, by=world.writer)
    return_letter(session, letter, "It changes the meaning.", by=world.approver)
    assert not may_be_editorial(session, letter)
    refused(session, Conflict, class_editorial, letter, "It does not.", version=2, by=other)


def test_a_withdrawn_approval_leaves_nothing_to_edit(session: Session, world: World, letter: Letter) -> None:
    approved(session, world, letter)
    withdraw_approval(session, letter, "Too early.", by=world.approver)
    slip(session, letter, world.writer)
    assert not may_be_editorial(session, letter)


def test_problems_block_an_editorial_change_as_they_block_a_review(
    session: Session, world: World, letter: Letter
) -> None:
    approved(session, world, letter)
    changes = Changes(body_markdown="::: asks\nGive us [[what]].\n:::\n")
    number = save_version(session, letter, changes, based_on_version=1, by=world.writer).number
    refused(session, NotReady, class_editorial, letter, "A slip.", version=number, by=world.approver)
