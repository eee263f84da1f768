"""Correction letters: to exactly those who got the wrong words, in the series of the sealed letter."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.delivery.correcting import draft_correction, draft_corrections
from app.delivery.rules import DispatchState
from app.evidence import moving, service
from app.evidence.citing import cited_in
from app.evidence.queries import claim_by_slug
from app.letters import markdown
from app.letters.contexts import content_of
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.sealing import seal_letter
from app.letters.states import LetterState
from tests.delivery.factories import DAY, Sealed, mark, plan, sealed
from tests.evidence.factories import bridge, make_claim
from tests.letters.factories import World, make_letter, make_world, signed
from tests.letters.test_citing import BODY

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, officials=3)


@pytest.fixture
def sent(session: Session, world: World) -> Letter:
    """A sealed letter to three, of whom the first two got it."""
    make_claim(session, world.approver)
    letter = sealed(session, world, make_letter(session, world, body_markdown=BODY))
    given = Sealed(world, letter)
    for who in (0, 1):
        mark(session, plan(session, given, who=who), DispatchState.HANDED_OVER, by=world.writer)
    plan(session, given, who=2)
    return letter


def correct(session: Session, world: World) -> None:
    claim = claim_by_slug(session, "bridge-closed")
    draft = bridge(wording="The Alder bridge was closed to ordinary traffic for 5 days from March 2, 2022.")
    service.edit_claim(
        session, claim, draft, by=world.approver, reason="The Gazette corrected the number of days."
    )


def test_the_correction_goes_to_exactly_those_who_got_the_letter(
    session: Session, world: World, sent: Letter
) -> None:
    correct(session, world)
    assert [(one.sent, one.recipients) for one in cited_in(session, "bridge-closed")] == [(True, 2)]
    made = draft_correction(session, sent, "bridge-closed", "The Gazette corrected it.", by=world.writer)
    facts = gather(session, made)
    assert [copy.main[0].facts.id for copy in facts.copies] == [one.id for one in world.officials[:2]]
    assert (made.state, made.earlier_letter_id, made.letter_date) == (LetterState.DRAFT, sent.id, DAY)
    words = markdown.write(content_of(version_of(session, made)).tree)
    assert "for 4 days" in words
    assert "for 5 days from March 2, 2022.[@bridge-closed]" in words
    assert "{ask=section-907}" in words
    assert sent.state is LetterState.SEALED


def test_a_correction_is_begun_once(session: Session, world: World, sent: Letter) -> None:
    correct(session, world)
    titles = draft_corrections(session, "bridge-closed", "It was five days.", world.writer)
    assert titles == [f"Correction to letter {sent.number}: bridge-closed"]
    assert draft_corrections(session, "bridge-closed", "It was five days.", world.writer) == []
    with pytest.raises(Conflict):
        draft_correction(session, sent, "bridge-closed", by=world.writer)
    with pytest.raises(NotFound):
        draft_correction(session, sent, "nothing", by=world.writer)


def test_a_letter_that_nobody_got_needs_no_correction(session: Session, world: World) -> None:
    claim = make_claim(session, world.approver)
    letter = signed(session, world, make_letter(session, world, body_markdown=BODY))
    seal_letter(session, letter, version=1, by=world.approver)
    moving.retract_claim(session, claim, "Another bridge.", by=world.approver)
    assert draft_corrections(session, "bridge-closed", "Another bridge.", world.writer) == []
    with pytest.raises(Conflict):
        draft_correction(session, letter, "bridge-closed", by=world.writer)


def test_a_retracted_statement_is_withdrawn_and_not_cited_again(
    session: Session, world: World, sent: Letter
) -> None:
    moving.retract_claim(
        session, claim_by_slug(session, "bridge-closed"), "Another bridge.", by=world.approver
    )
    made = draft_correction(session, sent, "bridge-closed", by=world.writer)
    words = markdown.write(content_of(version_of(session, made)).tree)
    assert "no longer hold it to be right" in words
    assert "[@bridge-closed]" not in words
