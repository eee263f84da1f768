"""Press statements: words of a sealed letter, to nobody in particular, sealed like any other text."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidInput
from app.letters.announcing import draft_statement, passages_of
from app.letters.changes import Changes
from app.letters.checks import report_for
from app.letters.compose import Code
from app.letters.contexts import content_of
from app.letters.drafting import draft_letter, save_version
from app.letters.models import Letter, LetterCopy
from app.letters.plans import CopyPlan
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.sealing import seal_letter
from app.letters.states import LetterState
from tests.letters.factories import World, make_letter, make_world, signed

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, officials=2)


def codes(session: Session, letter: Letter) -> set[Code]:
    content = content_of(version_of(session, letter))
    return {one.code for one in report_for(gather(session, letter), content).all() if one.blocks}


def test_a_draft_is_never_quoted(session: Session, world: World) -> None:
    letter = make_letter(session, world)
    with pytest.raises(Conflict, match="not sealed"):
        draft_statement(session, letter, [0], by=world.writer)


def test_a_statement_quotes_the_sealed_letter_and_is_sealed_to_nobody(session: Session, world: World) -> None:
    letter = signed(session, world, make_letter(session, world))
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    words = passages_of(session, letter)
    with pytest.raises(InvalidInput):
        draft_statement(session, letter, [len(words)], by=world.writer)
    plain = next(at for at, each in enumerate(words) if not any(sign.isdigit() for sign in each))
    made = draft_statement(session, letter, [plain], by=world.writer)
    assert codes(session, made) <= {
        Code.PLACEHOLDER,
        Code.MISSING_FIELD,
        Code.UNSOURCED_FACT,
        Code.UNSOURCED_FIGURE,
    }
    parts = {
        "opening": "**Here**—News.",
        "facts": "[Plain.]{opinion}",
        "body": f"> “{words[plain]}”",
        "closing": "On record.",
    }
    text = "\n".join(f"::: {role}\n{words_of}\n:::\n" for role, words_of in parts.items())
    other = text.replace("> “", "> “Quite ")
    save_version(
        session, made, Changes(body_markdown=other), based_on_version=made.current_version, by=world.writer
    )
    assert codes(session, made) == {Code.QUOTE_NOT_SEALED}
    save_version(
        session, made, Changes(body_markdown=text), based_on_version=made.current_version, by=world.writer
    )
    assert codes(session, made) == set()
    signed(session, world, made)
    seal_letter(session, made, version=made.current_version, by=world.approver)
    assert made.state is LetterState.SEALED
    (copy,) = session.scalars(sa.select(LetterCopy).where(LetterCopy.letter_id == made.id))
    paper = json.loads(copy.paper)
    assert (paper["addressees"], paper["salutation"], paper["kind"]) == ([], "", "Statement")
    assert copy.label == "The public"
    assert words[plain] in copy.text


def test_nobody_can_be_addressed(session: Session, world: World) -> None:
    plan = (CopyPlan((world.officials[0].id,)),)
    with pytest.raises(InvalidInput) as refused:
        draft_letter(
            session, world.campaign, "press_statement", letter_date=world.writer.today, copies=plan, by=world.writer
        )  # fmt: skip
    assert "copies" in refused.value.errors
