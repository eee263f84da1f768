"""Recorded reasons, and what the database itself refuses of letters that cite."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import InvalidInput, NotAllowed, NotFound
from app.evidence import service
from app.evidence.models import Claim
from app.letters.changes import Changes
from app.letters.checks import report_for
from app.letters.compose import Code
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models_citing import ClaimWaiver, LetterClaim
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.review import NotReady, submit_letter
from app.letters.sealing import seal_letter
from app.letters.waiving import held_waivers, waive, withdraw_waiver
from tests.evidence.factories import bridge, make_claim
from tests.letters.factories import World, make_world, signed
from tests.letters.test_citing import BODY, claim_problems, letter_of

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def claim(session: Session, world: World) -> Claim:
    return make_claim(session, world.approver)


def test_an_approver_records_why_a_claim_stands_without_a_source(
    session: Session, world: World, claim: Claim
) -> None:
    service.edit_claim(
        session, claim, bridge(sources=()), by=world.approver, reason="The sources were of another bridge."
    )
    letter = letter_of(session, world)
    with pytest.raises(NotReady):
        submit_letter(session, letter, by=world.writer)
    report = report_for(gather(session, letter), content_of(version_of(session, letter)))
    digest = next(one.digest for one in report.all() if one.code is Code.CLAIM_UNSOURCED)
    with pytest.raises(NotAllowed):
        waive(session, letter, digest, "It is on file.", by=world.writer)
    with pytest.raises(InvalidInput):
        waive(session, letter, digest, " ", by=world.approver)
    with pytest.raises(NotFound):
        waive(session, letter, "0" * 32, "It is on file.", by=world.approver)
    waive(session, letter, digest, "It is on file.", by=world.approver)
    report = report_for(gather(session, letter), content_of(version_of(session, letter)))
    assert [one.reason for one in report.waived] == ["Ruth Castellanos: It is on file."]
    withdraw_waiver(session, letter, digest, by=world.approver)
    assert held_waivers(session, letter.id) == {}
    again = waive(session, letter, digest, "It is on file.", by=world.approver)
    signed(session, world, letter)
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    row = session.scalars(sa.select(LetterClaim).where(LetterClaim.letter_id == letter.id)).one()
    assert (row.sources, row.waiver_id) == (0, again.id)


def test_a_reason_lapses_with_its_sentence(session: Session, world: World, claim: Claim) -> None:
    service.edit_claim(session, claim, bridge(sources=()), by=world.approver, reason="Of another bridge.")
    letter = letter_of(session, world)
    report = report_for(gather(session, letter), content_of(version_of(session, letter)))
    digest = next(one.digest for one in report.all() if one.code is Code.CLAIM_UNSOURCED)
    waive(session, letter, digest, "It is on file.", by=world.approver)
    assert Code.CLAIM_UNSOURCED not in claim_problems(session, letter)
    changed = BODY.replace("was shut", "stayed shut")
    save_version(session, letter, Changes(body_markdown=changed), based_on_version=1, by=world.writer)
    assert Code.CLAIM_UNSOURCED in claim_problems(session, letter)
    assert len(session.scalars(sa.select(ClaimWaiver)).all()) == 1


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_database_itself_refuses_an_unsourced_seal_and_later_changes(
    kind: str, request: pytest.FixtureRequest, session: Session
) -> None:
    if kind == "sqlite":
        _refusals(session)
        return
    engine = sa.create_engine(request.getfixturevalue("pg_url"))
    with Session(engine) as own:
        _refusals(own)
        own.rollback()
    engine.dispose()


def _refusals(session: Session) -> None:
    world = make_world(session)
    make_claim(session, world.approver)
    letter = signed(session, world, letter_of(session, world))
    session.flush()
    key = {"id": letter.id}
    params = [sa.bindparam("id", type_=sa.Uuid())]
    session.execute(
        sa.text("UPDATE letter_claim SET sources = 0 WHERE letter_id = :id").bindparams(*params), key
    )
    seal = (
        "UPDATE letter SET state = 'sealed', seal_hash = 'x', verification_code = 'y', sealed_at = created_at "
        "WHERE id = :id"
    )
    with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
        session.execute(sa.text(seal).bindparams(*params), key)
    session.execute(
        sa.text("UPDATE letter_claim SET sources = 2 WHERE letter_id = :id").bindparams(*params), key
    )
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    session.flush()
    for statement in (
        "UPDATE letter SET citation_style = 'staff' WHERE id = :id",
        "UPDATE letter_claim SET revision = 9 WHERE letter_id = :id",
        "DELETE FROM letter_claim WHERE letter_id = :id",
    ):
        with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
            session.execute(sa.text(statement).bindparams(*params), key)
