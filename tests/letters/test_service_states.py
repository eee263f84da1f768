"""The whole way of a letter through its verbs, and what each of them refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.core.errors import Conflict, InvalidInput, NotAllowed, RedressError
from app.letters.changes import Changes
from app.letters.contexts import content_of
from app.letters.drafting import VersionConflict, draft_letter, save_version
from app.letters.ending import supersede, withdraw_letter
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.plans import CopyPlan
from app.letters.recording import version_of
from app.letters.review import (
    NotReady,
    approve_letter,
    return_letter,
    submit_letter,
    take_back,
    withdraw_approval,
)
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures, decline, record_signature, withdraw_signature
from app.letters.states import LetterEventKind, LetterState, SignatureMethod, SignatureState
from app.letters.tree import Role as SectionRole
from app.officials.rules import OfficeKind
from tests.letters.factories import (
    BODY,
    LETTER_DATE,
    World,
    approved,
    consent,
    make_letter,
    make_senator,
    make_world,
    person,
    signed,
)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def letter(session: Session, world: World) -> Letter:
    return make_letter(session, world)


def everything(session: Session) -> dict[str, object]:
    """All rows of the room and the length of the audit trail, to see that a refusal changed nothing."""
    session.flush()
    session.expire_all()
    tables = [
        table for name, table in Letter.metadata.tables.items() if name.startswith(("letter", "signature"))
    ]
    rows: dict[str, object] = {table.name: session.execute(sa.select(table)).all() for table in tables}
    rows["audit"] = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    return rows


def refused(session: Session, error: type[RedressError], call, *args, **values):  # type: ignore[no-untyped-def]
    """The error, after checking that a rollback to before leaves everything as it was."""
    before = everything(session)
    place = session.begin_nested()
    with pytest.raises(error) as caught:
        call(session, *args, **values)
    place.rollback()
    assert everything(session) == before
    return caught.value


def events(session: Session, letter: Letter) -> list[LetterEventKind]:
    return list(
        session.scalars(
            sa.select(LetterEvent.kind).where(LetterEvent.letter_id == letter.id).order_by(LetterEvent.id)
        )
    )


def test_numbers_run_on_within_prefix_and_year(session: Session, world: World) -> None:
    numbers = [make_letter(session, world).number for _ in range(3)]
    other_year = make_letter(session, world, letter_date=LETTER_DATE.replace(year=2024)).number
    assert numbers == ["AV-2023-01", "AV-2023-02", "AV-2023-03"]
    assert other_year == "AV-2024-01"


def test_a_refused_draft_gives_its_number_back(session: Session, world: World) -> None:
    refused(session, InvalidInput, draft_letter, world.campaign, "official_letter", letter_date=LETTER_DATE,
            body_markdown="::: nonsense\nx\n:::", by=world.writer)  # fmt: skip
    assert make_letter(session, world).number == "AV-2023-01"


def test_the_whole_way_writes_one_event_and_one_audit_line_for_each_step(
    session: Session, world: World, letter: Letter
) -> None:
    signed(session, world, letter)
    seal_letter(session, letter, version=1, by=world.approver)
    assert letter.state is LetterState.SEALED
    assert letter.seal_hash and letter.verification_code
    assert events(session, letter) == [
        LetterEventKind.CREATED,
        LetterEventKind.SUBMITTED,
        LetterEventKind.APPROVED,
        LetterEventKind.SIGNATURES_ASKED,
        LetterEventKind.SIGNED,
        LetterEventKind.SEALED,
    ]
    actions = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.record_id == str(letter.id))
        .order_by(AuditEvent.position)
    ).all()
    assert actions == [f"letters.{kind.value}" for kind in events(session, letter)]


def test_approval_and_signature_name_the_consent_hash(session: Session, world: World, letter: Letter) -> None:
    signed(session, world, letter)
    version = version_of(session, letter)
    approval = session.scalar(sa.select(LetterEvent).where(LetterEvent.kind == LetterEventKind.APPROVED))
    signature = session.scalar(sa.select(Signature))
    assert approval is not None and signature is not None
    assert approval.consent_hash == signature.consent_hash == version.consent_hash
    assert len(version.consent_hash) == 64


def test_submit_names_every_blocking_problem(session: Session, world: World) -> None:
    nowhere = make_senator(session, "Lin", "Moe", address=False, kind=OfficeKind.MAYOR)
    gone = make_senator(session, "Ed", "Old", end=LETTER_DATE.replace(year=2021))
    letter = make_letter(
        session, world, official_ids=[nowhere.id, gone.id], demand_ids=[],
        body_markdown=BODY.replace("The road has", "[[what happened]] The road has").replace("::: meeting\n((We ask)) for a meeting.\n:::", "::: meeting\n:::")
        .replace("[enforce Section 907]{ask=section-907}", "act"),
    )  # fmt: skip
    error = refused(session, NotReady, submit_letter, letter, by=world.writer)
    text = " ".join(error.errors.values())
    for words in (
        "No postal address: Lin Moe",
        "Term ended",
        "asks for nothing",
        "Placeholder left in: what happened",
    ):
        assert words in text
    assert len(error.errors) == error.report.blocking


def test_only_members_write_and_only_approvers_decide(session: Session, world: World, letter: Letter) -> None:
    stranger = person(Role.DRAFTER, "Not a member", uuid4())
    viewer = person(Role.VIEWER, "Vera")
    for who in (stranger, viewer):
        refused(session, NotAllowed, submit_letter, letter, by=who)
        refused(session, NotAllowed, save_version, letter, Changes(subject="New"), based_on_version=1, by=who)
    version = submit_letter(session, letter, by=world.writer)
    for verb, values in (
        (approve_letter, {"version": version.number}),
        (return_letter, {"reason": "No."}),
    ):
        refused(session, NotAllowed, verb, letter, by=world.writer, **values)
    approve_letter(session, letter, version=1, by=world.approver)
    refused(session, NotAllowed, ask_signatures, letter, by=world.writer)
    refused(session, NotAllowed, seal_letter, letter, version=1, by=world.writer)


def test_nobody_approves_their_own_words(session: Session, world: World) -> None:
    letter = make_letter(session, world, by=world.approver)
    submit_letter(session, letter, by=world.approver)
    refused(session, NotAllowed, approve_letter, letter, version=1, by=world.approver)
    approve_letter(session, letter, version=1, by=person(Role.APPROVER, "Tomas"))


def test_own_words_count_from_any_version_since_the_last_approval(
    session: Session, world: World, letter: Letter
) -> None:
    save_version(session, letter, Changes(subject="One"), based_on_version=1, by=world.approver)
    save_version(session, letter, Changes(subject="Two"), based_on_version=2, by=world.writer)
    submit_letter(session, letter, by=world.writer)
    refused(session, NotAllowed, approve_letter, letter, version=3, by=world.approver)


def test_a_withdrawn_approval_does_not_make_own_words_approvable(session: Session, world: World) -> None:
    letter = make_letter(session, world, by=world.approver)
    other = person(Role.APPROVER, "Tomas")
    submit_letter(session, letter, by=world.approver)
    approve_letter(session, letter, version=1, by=other)
    withdraw_approval(session, letter, "Wrong day.", by=other)
    submit_letter(session, letter, by=world.approver)
    refused(session, NotAllowed, approve_letter, letter, version=1, by=world.approver)


def test_single_person_mode_is_said_on_record(session: Session, world: World) -> None:
    organisation(session).single_person_mode = True
    letter = make_letter(session, world, by=world.approver)
    submit_letter(session, letter, by=world.approver)
    approve_letter(session, letter, version=1, by=world.approver)
    event = session.scalar(sa.select(LetterEvent).where(LetterEvent.kind == LetterEventKind.APPROVED))
    assert event is not None and "single-person mode" in event.reason


def test_return_needs_a_reason_and_a_new_text_ends_it(session: Session, world: World, letter: Letter) -> None:
    submit_letter(session, letter, by=world.writer)
    assert "reason" in refused(session, InvalidInput, return_letter, letter, "  ", by=world.approver).errors
    refused(
        session, Conflict, save_version, letter, Changes(subject="x"), based_on_version=1, by=world.writer
    )
    return_letter(session, letter, "Name the act.", by=world.approver)
    assert letter.state is LetterState.DRAFT
    save_version(session, letter, Changes(subject="Better"), based_on_version=1, by=world.writer)
    submit_letter(session, letter, by=world.writer)
    take_back(session, letter, by=world.writer)
    assert letter.state is LetterState.DRAFT


def test_saving_over_a_newer_version_keeps_both(session: Session, world: World, letter: Letter) -> None:
    save_version(session, letter, Changes(subject="Theirs"), based_on_version=1, by=world.approver)
    error = refused(
        session,
        VersionConflict,
        save_version,
        letter,
        Changes(subject="Mine"),
        based_on_version=1,
        by=world.writer,
    )
    assert error.theirs.subject == "Theirs" and error.theirs.number == 2


def test_saving_without_a_change_makes_no_version(session: Session, world: World, letter: Letter) -> None:
    before = everything(session)
    version = save_version(session, letter, Changes(body_markdown=BODY), based_on_version=1, by=world.writer)
    assert version.number == 1
    assert everything(session) == before


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


def test_an_editorial_change_spares_the_review_but_never_the_consent(
    session: Session, world: World, letter: Letter
) -> None:
    signed(session, world, letter)
    changes = Changes(subject="The road to Nagorno-Karabakh, today")
    refused(
        session, NotAllowed, save_version, letter, changes, based_on_version=1, by=world.writer,
        editorial_reason="A typing slip.",
    )  # fmt: skip
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


def test_pinned_words_do_not_follow_the_library_after_submission(
    session: Session, world: World, letter: Letter
) -> None:
    from app.campaigns.counting import save_fact
    from app.campaigns.rules import FactDetails

    submit_letter(session, letter, by=world.writer)
    before = version_of(session, letter)
    fact = world.campaign and session.scalar(sa.text("SELECT id FROM campaign_fact"))
    assert fact
    save_fact(
        session,
        world.campaign,
        FactDetails("org.county", "San Rafael County", "Map"),
        by=person(Role.ADMINISTRATOR, "A"),
    )
    assert dict(content_of(before).values)["org.city"] == "Arroyo Vista"
    approve_letter(session, letter, version=1, by=world.approver)
    assert version_of(session, letter).consent_hash == before.consent_hash


def test_recipients_come_as_copies_officials_or_segment(session: Session, world: World) -> None:
    from tests.campaigns.factories import make_segment

    one, two = world.officials
    joint = make_letter(session, world, official_ids=None, copies=[CopyPlan((one.id, two.id))])
    segment = make_segment(session, "California", "CA")
    whole = make_letter(session, world, official_ids=None, segment_id=segment.id)
    rows = session.execute(sa.text("SELECT letter_id, copy_no, role FROM letter_addressee")).all()
    assert len(rows) == 4
    assert content_of(version_of(session, whole)).addressing == ("Everyone in California",)
    assert content_of(version_of(session, joint)).addressing == ("Ana Ruiz; Óscar Limón",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "x" * 301}, "subject"),
        ({"official_ids": [uuid4()]}, "copies"),
        ({"signatory_ids": [uuid4()]}, "signatory_ids"),
        ({"letterhead_ids": [uuid4()]}, "letterhead_ids"),
        ({"demand_ids": [uuid4()]}, "demand_ids"),
        ({"earlier_letter_id": uuid4()}, "earlier_letter_id"),
        ({"letter_date": LETTER_DATE.replace(year=1800)}, "letter_date"),
    ],
)
def test_bad_choices_are_named_by_field(
    session: Session, world: World, changes: dict[str, object], field: str
) -> None:
    before = everything(session)
    place = session.begin_nested()
    with pytest.raises(InvalidInput) as caught:
        make_letter(session, world, **changes)
    place.rollback()
    assert set(caught.value.errors) == {field}
    assert everything(session) == before


def test_versions_say_who_wrote_them(session: Session, world: World, letter: Letter) -> None:
    save_version(
        session,
        letter,
        Changes(subject="Two"),
        "Clearer.",
        based_on_version=1,
        by=replace(world.writer, name="Ada"),
    )
    rows = session.scalars(sa.select(LetterVersion).order_by(LetterVersion.number)).all()
    assert [(row.number, row.author, row.note) for row in rows] == [
        (1, "Dana Whitfield", "First version."),
        (2, "Ada", "Clearer."),
    ]
    assert rows[0].words > 20
