"""Drafting and review of a letter through its verbs, and what each of them refuses."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.letters.changes import Changes
from app.letters.contexts import content_of
from app.letters.drafting import VersionConflict, draft_letter, save_version
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import LetterEvent
from app.letters.plans import CopyPlan
from app.letters.recording import version_of
from app.letters.review import (
    NotReady,
    approve_letter,
    return_letter,
    submit_letter,
    take_back,
)
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures
from app.letters.states import LetterEventKind, LetterState
from app.officials.rules import OfficeKind
from tests.letters.factories import (
    BODY,
    LETTER_DATE,
    World,
    make_letter,
    make_senator,
    person,
    signed,
)
from tests.letters.service_support import events, everything, refused


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


def test_submit_names_every_blocking_problem(session: Session, world: World) -> None:
    nowhere = make_senator(session, "Lin", "Moe", address=False, kind=OfficeKind.MAYOR)
    gone = make_senator(session, "Ed", "Old", end=LETTER_DATE.replace(year=2021))
    body = BODY.replace("The road has", "[[what happened]] The road has")
    body = body.replace("[enforce Section 907]{ask=section-907}", "act")
    body = body.replace("((We ask)) for a meeting.", "")
    letter = make_letter(
        session, world, official_ids=[nowhere.id, gone.id], demand_ids=[], body_markdown=body
    )
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
