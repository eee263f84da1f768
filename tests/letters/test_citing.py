"""Letters that cite: what is pinned, what holds them up, what becomes of them when a claim changes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Role
from app.core.errors import Conflict, InvalidInput
from app.evidence import moving, service
from app.evidence.citing import cited_in
from app.evidence.dates import read_date
from app.evidence.models import Claim
from app.evidence.rules import SourceDraft, SourceKind
from app.letters.changes import Changes
from app.letters.checks import report_for
from app.letters.citation_tasks import open_tasks, settle_task, tasks_of
from app.letters.citing import register_sent
from app.letters.compose import Code
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models import Letter, LetterCopy
from app.letters.models_citing import LetterClaim
from app.letters.models_record import Signature
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.review import NotReady, submit_letter
from app.letters.sealing import seal_letter
from app.letters.states import LetterState, SignatureState
from app.letters.styles import CitationStyle
from app.reports.queries_attention import attention
from tests.evidence.factories import bridge, make_claim
from tests.letters.factories import World, approved, make_letter, person, signed

pytestmark = pytest.mark.usefixtures("addresses")
BODY = """\
::: opening
((We write)) for the residents of ((org.city)).
:::

::: facts
The bridge was shut to ordinary traffic. [@bridge-closed]
:::

::: position
((We)) have read the letter of your office.
:::

::: asks
((We ask)) you to [enforce the law]{ask=section-907}.
:::

::: meeting
((We ask)) for a meeting.
:::

::: closing
((We thank)) you.
:::
"""
COURT = BODY.replace(
    "The bridge was shut to ordinary traffic. [@bridge-closed]", "The Court has spoken. [@icj-order]"
)


@pytest.fixture
def claim(session: Session, world: World) -> Claim:
    return make_claim(session, world.approver)


def letter_of(session: Session, world: World, body: str = BODY, **changes: Any) -> Letter:
    return make_letter(session, world, body_markdown=body, **changes)


def claim_problems(session: Session, letter: Letter) -> dict[Code, str]:
    report = report_for(gather(session, letter), content_of(version_of(session, letter)))
    return {one.code: one.message for one in report.all() if one.claim}


def correct(session: Session, claim: Claim, world: World, wording: str) -> None:
    service.edit_claim(
        session, claim, bridge(wording=wording), by=world.approver, reason="The Gazette corrected it."
    )


def test_a_version_pins_the_claims_it_cites_with_their_words(
    session: Session, world: World, claim: Claim
) -> None:
    letter = letter_of(session, world)
    content = content_of(version_of(session, letter))
    assert [(pin.slug, pin.revision, pin.wording) for pin in content.claims] == [
        ("bridge-closed", 1, claim.current.wording)
    ]
    row = session.scalars(sa.select(LetterClaim).where(LetterClaim.letter_id == letter.id)).one()
    assert (row.slug, row.revision, row.sources) == ("bridge-closed", 1, 2)
    before = version_of(session, letter).consent_hash
    correct(session, claim, world, "The Alder bridge was closed for 5 days from March 2, 2022.")
    submitted = submit_letter(session, letter, by=world.writer)
    assert [pin.revision for pin in content_of(submitted).claims] == [2]
    assert submitted.consent_hash != before


def test_a_letter_of_january_refuses_the_court_order_of_february(session: Session, world: World) -> None:
    draft = bridge(
        wording="On 22 February 2023 the International Court of Justice ordered that the road be kept open.",
        event=read_date("2023-02-22"), known=read_date("2023-02-22"), figures={},
        sources=(SourceDraft("Order", "The Court", read_date("2023-02-22"), "", SourceKind.COURT),),
    )  # fmt: skip
    service.add_claim(session, "icj-order", draft, by=world.approver)
    letter = letter_of(session, world, COURT, letter_date=date(2023, 1, 3))
    with pytest.raises(NotReady) as refused:
        submit_letter(session, letter, by=world.writer)
    said = " ".join(refused.value.errors.values())
    assert "dated January 3, 2023" in said
    assert "not known before February 22, 2023" in said
    later = letter_of(session, world, COURT, letter_date=date(2023, 2, 22))
    assert Code.CLAIM_LATER not in claim_problems(session, later)


def test_the_style_is_part_of_the_words_and_of_the_letter(
    session: Session, world: World, claim: Claim
) -> None:
    letter = letter_of(session, world)
    assert letter.citation_style is CitationStyle.ANNEX
    before = version_of(session, letter).consent_hash
    made = save_version(
        session, letter, Changes(citation_style=CitationStyle.NUMBERED), based_on_version=1, by=world.writer
    )
    assert (letter.citation_style, made.number) == (CitationStyle.NUMBERED, 2)
    assert made.consent_hash != before


def sealed_letter(session: Session, world: World, **changes: Any) -> Letter:
    letter = signed(session, world, letter_of(session, world, **changes))
    return seal_letter(session, letter, version=letter.current_version, by=world.approver)


def printed(session: Session, letter: Letter) -> list[tuple[str, str]]:
    session.expire_all()
    rows = session.scalars(
        sa.select(LetterCopy).where(LetterCopy.letter_id == letter.id).order_by(LetterCopy.copy_no)
    )
    return [(row.paper, row.text) for row in rows]


def test_a_sealed_letter_prints_its_sources_and_keeps_them(
    session: Session, world: World, claim: Claim
) -> None:
    letter = letter_of(session, world)
    save_version(
        session, letter, Changes(citation_style=CitationStyle.NUMBERED), based_on_version=1, by=world.writer
    )
    signed(session, world, letter)
    seal_letter(session, letter, version=2, by=world.approver)
    before = printed(session, letter)
    paper, text = json.loads(before[0][0]), before[0][1]
    assert "The bridge was shut to ordinary traffic.[1]" in text
    assert "[1] The Alder bridge was closed to ordinary traffic" in text
    assert "Alder Gazette, Bridge opens again, March 6, 2022, https://gazette.example/1" in text
    assert '<sup><a href="#source-1">1</a></sup>' in " ".join(paper["blocks"])
    assert paper["sources_about"].startswith("Numbers match the small figures")
    correct(session, claim, world, "The Alder bridge was closed for 5 days from March 2, 2022.")
    moving.retract_claim(session, claim, "It was another bridge.", by=world.approver)
    assert printed(session, letter) == before


def test_a_retracted_claim_lists_the_sealed_letter_that_cites_it(
    session: Session, world: World, claim: Claim
) -> None:
    letter = sealed_letter(session, world)
    register_sent(_nobody)
    moving.retract_claim(session, claim, "It was another bridge.", by=world.approver)
    cited = cited_in(session, "bridge-closed")
    assert [(one.kind, one.label, one.revision) for one in cited] == [("sealed", letter.number, 1)]
    assert cited[0].wording == claim.current.wording
    assert letter.state is LetterState.SEALED
    tasks = open_tasks(session, [world.campaign.id])
    assert [(one.letter.id, one.task.change.value) for one in tasks] == [(letter.id, "retracted")]
    assert "It was another bridge." in tasks[0].reason


def _nobody(session: Session, ids: Any) -> dict[Any, Any]:
    return {}


def test_a_task_stands_on_today_until_somebody_says_what_was_done(
    session: Session, world: World, claim: Claim
) -> None:
    letter = sealed_letter(session, world)
    moving.retract_claim(session, claim, "It was another bridge.", by=world.approver)
    administrator = person(Role.ADMINISTRATOR, "Set-up")
    assert attention(session, administrator).correct == 1
    task = tasks_of(session, letter.id)[0]
    with pytest.raises(InvalidInput):
        settle_task(session, task.id, "  ", by=administrator)
    settle_task(session, task.id, "Told the office by telephone.", by=administrator)
    assert attention(session, administrator).correct == 0
    with pytest.raises(Conflict):
        settle_task(session, task.id, "Again.", by=administrator)
    with pytest.raises(sa.exc.DatabaseError), session.begin_nested():
        session.execute(sa.text("UPDATE citation_task SET note = 'x'"))


def test_a_changed_claim_takes_unsealed_letters_back(session: Session, world: World, claim: Claim) -> None:
    reviewed = letter_of(session, world)
    submit_letter(session, reviewed, by=world.writer)
    agreed = approved(session, world, letter_of(session, world))
    under_way = signed(session, world, letter_of(session, world))
    lines = {one.label: one.consequence for one in cited_in(session, "bridge-closed")}
    assert lines[under_way.number] == "Goes back to its writer. 1 signature lapses: Elena Marchetti."
    correct(session, claim, world, "The Alder bridge was closed for 5 days from March 2, 2022.")
    assert {one.state for one in (reviewed, agreed, under_way)} == {LetterState.DRAFT}
    states = session.scalars(sa.select(Signature.state).where(Signature.letter_id == under_way.id)).all()
    assert list(states) == [SignatureState.VOID]
    assert len(open_tasks(session, [world.campaign.id])) == 3
    moving.retract_claim(session, claim, "It was another bridge.", by=world.approver)
    assert reviewed.blocking >= 1
