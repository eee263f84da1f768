"""A signature never stands under changed words: what Evidence does between approval, signature and seal."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.core.errors import Conflict, RedressError
from app.documents.paper import LetterPaper
from app.evidence import moving, rows, service, sourcing
from app.evidence.dates import read_date
from app.evidence.models import Claim
from app.evidence.rules import ClaimDraft, SourceDraft
from app.letters.changes import Changes
from app.letters.citation_tasks import open_tasks
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.hashing import consent_hash
from app.letters.models import Letter, LetterCopy
from app.letters.models_record import Signature
from app.letters.recording import version_of
from app.letters.rendering import paper_of
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures, record_signature
from app.letters.states import LetterState, SignatureState
from tests.evidence.factories import make_claim
from tests.letters.factories import World, approved, consent, make_letter, make_world, signed
from tests.letters.test_citing import BODY

pytestmark = pytest.mark.usefixtures("addresses")
DISPUTED: dict[str, Any] = {
    "dispute": "The owner says three days.",
    "opposing_view": "It was maintenance.",
    "sources": (
        SourceDraft(
            "Bridge opens again", "Alder Gazette", read_date("2022-03-06"), "https://gazette.example/1", checked=True
        ),
        SourceDraft("Notice of closure", "Town of Alder", read_date("2022-03"), checked=True),
        SourceDraft("Our view", "The owner", read_date("2022-03-07"), opposing=True, checked=True),
    ),
}  # fmt: skip

Act = Callable[[Session, World, Claim], object]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("session")
        return
    engine = sa.create_engine(request.getfixturevalue("pg_url"))
    with Session(engine) as session:
        yield session
    engine.dispose()


def edit(change: Callable[[ClaimDraft], ClaimDraft], reason: str = "") -> Act:
    def act(session: Session, world: World, claim: Claim) -> object:
        return service.edit_claim(
            session, claim, change(rows.draft_of(claim)), by=world.approver, reason=reason
        )

    return act


def first_source(**values: Any) -> Act:
    def change(draft: ClaimDraft) -> ClaimDraft:
        first = tuple(replace(one, **values) for one in draft.sources[:1])
        return replace(draft, sources=first + draft.sources[1:])

    return edit(change)


def unread(session: Session, world: World, claim: Claim) -> object:
    for source in claim.sources[:1]:
        sourcing.mark_checked(session, claim, source.id, False, by=world.approver)
    return claim


# What is done to the claim, and whether the letter says afterwards what Evidence no longer does.
BESIDE: dict[str, tuple[Act, bool]] = {
    "title": (first_source(title="Bridge opens at last"), True),
    "publisher": (first_source(publisher="Alder Post"), True),
    "date": (first_source(date=read_date("2022-03-08")), True),
    "address": (first_source(url="https://gazette.example/2"), True),
    "a date past the letter's": (first_source(date=read_date("2024-01-01")), True),
    "one taken away": (edit(lambda draft: replace(draft, sources=draft.sources[1:])), True),
    "all taken away": (edit(lambda draft: replace(draft, sources=())), True),
    "not read after all": (unread, True),
    "the dispute settled": (
        lambda session, world, claim: moving.settle_dispute(session, claim, "Both agree.", by=world.approver),
        True,
    ),
    "another view of the other side": (edit(lambda draft: replace(draft, opposing_view="Frost.")), True),
    "one added": (
        edit(
            lambda draft: replace(
                draft, sources=(*draft.sources, SourceDraft("Report", date=read_date("2022-04"), checked=True))
            )
        ),
        False,
    ),
    "a note for writers": (edit(lambda draft: replace(draft, note="Mind the count.")), False),
    "what a source is for": (first_source(supports="Length and day"), False),
}  # fmt: skip
OF_WORDS: dict[str, Act] = {
    "corrected": edit(lambda draft: replace(draft, wording="Closed for 5 days."), "A misprint."),
    "figures": edit(lambda draft: replace(draft, figures={"days": 5}), "A misprint."),
    "known later": edit(lambda draft: replace(draft, known=read_date("2022-03-09")), "A misprint."),
    "disputed otherwise": edit(lambda draft: replace(draft, dispute="The owner says two days.")),
    "retracted": lambda session, world, claim: moving.retract_claim(session, claim, "No.", by=world.approver),
}


def begun(session: Session) -> tuple[World, Claim, Letter]:
    world = make_world(session)
    claim = make_claim(session, world.approver, **DISPUTED)
    return world, claim, make_letter(session, world, body_markdown=BODY)


def annex(session: Session, letter: Letter) -> tuple[str, tuple[str, ...]]:
    """What one copy prints of its sources: as it stands on the screen, or as it was sealed."""
    paper: LetterPaper = paper_of(session, letter, 1)
    return paper.sources_about, paper.sources


def sign(session: Session, world: World, letter: Letter) -> None:
    version = letter.current_version
    record_signature(
        session, letter, world.signatories[0].id, consent(), version_number=version, by=world.approver
    )


def seal(session: Session, world: World, letter: Letter) -> None:
    seal_letter(session, letter, version=letter.current_version, by=world.approver)


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What is done inside is taken back, so that one letter serves many cases."""
    place = session.begin_nested()
    yield
    place.rollback()
    session.expire_all()


def test_the_seal_prints_the_sources_that_were_approved_and_signed(session: Session) -> None:
    world, claim, letter = begun(session)
    approved(session, world, letter)
    shown, agreed = annex(session, letter), version_of(session, letter).consent_hash
    assert "Bridge opens again" in shown[1][0]
    assert "Each was read" in shown[0]
    for name, (act, parted) in BESIDE.items():
        with undone(session):
            act(session, world, claim)
            told = open_tasks(session, [world.campaign.id])
            found = [(one.letter.id, one.task.change.value) for one in told]
            assert found == [(letter.id, "amended")] * parted, name
            assert all(one.task.reason and one.task.before != one.task.after for one in told), name
            ask_signatures(session, letter, by=world.approver)
            sign(session, world, letter)
            assert annex(session, letter) == shown, name
            seal(session, world, letter)
            assert annex(session, letter) == shown, name
            text = version_of(session, letter)
            assert (text.consent_hash, consent_hash(content_of(text))) == (agreed, agreed), name
            copies = sa.select(LetterCopy.text).where(LetterCopy.letter_id == letter.id)
            for sealed in session.scalars(copies):
                assert "Bridge opens again, March 6, 2022, https://gazette.example/1" in sealed, name


def test_other_words_take_the_letter_back_and_its_signatures_lapse(session: Session) -> None:
    world, claim, letter = begun(session)
    signed(session, world, letter)
    for name, act in OF_WORDS.items():
        with undone(session):
            act(session, world, claim)
            assert letter.state is LetterState.DRAFT, name
            states = session.scalars(sa.select(Signature.state).where(Signature.letter_id == letter.id)).all()
            assert set(states) == {SignatureState.VOID}, name
            with pytest.raises(Conflict):
                seal(session, world, letter)


@pytest.mark.parametrize("seed", [1])
def test_whatever_happens_no_signature_stands_under_other_words(either: Session, seed: int) -> None:
    """Any acts in any order before the seal: sealed copies print what each signature's version showed."""
    chance, session = random.Random(seed), either
    world, claim, letter = begun(session)
    signed(session, world, letter)
    shown = {version_of(session, letter).consent_hash: annex(session, letter)}
    acts = [act for act, _ in BESIDE.values()] + list(OF_WORDS.values())
    for _ in range(6):
        place = session.begin_nested()
        try:
            chance.choice(acts)(session, world, claim)
            if letter.state is LetterState.DRAFT:
                signed(session, world, letter)
        except RedressError:  # an act that comes too late, or a letter that may not go out like this
            place.rollback()
            session.expire_all()
        now = annex(session, letter)
        assert now == shown.setdefault(version_of(session, letter).consent_hash, now)
    seal(session, world, letter)
    (signature,) = session.scalars(
        sa.select(Signature).where(Signature.letter_id == letter.id, Signature.state == SignatureState.SIGNED)
    )
    assert annex(session, letter) == shown[signature.consent_hash]
    for paper in session.scalars(sa.select(LetterCopy.paper).where(LetterCopy.letter_id == letter.id)):
        assert tuple(json.loads(paper)["sources"]) == shown[signature.consent_hash][1]


def test_one_task_says_it_once_and_a_draft_takes_up_what_is_on_file(session: Session) -> None:
    world, claim, letter = begun(session)
    draft = make_letter(session, world, body_markdown=BODY)
    approved(session, world, letter)
    BESIDE["title"][0](session, world, claim)
    edit(lambda one: replace(one, note="Again."))(session, world, claim)
    tasks = open_tasks(session, [world.campaign.id])
    assert [one.letter.id for one in tasks] == [letter.id]
    assert "has other sources now" in tasks[0].reason
    assert "Bridge opens at last" in tasks[0].task.after
    approved(session, world, draft)
    assert "Bridge opens at last" in annex(session, draft)[1][0]
    # The writer of the approved letter saves it: the new sources make a new text, to be approved again.
    made = save_version(session, letter, Changes(), based_on_version=1, by=world.writer)
    assert (made.number, letter.state) == (2, LetterState.DRAFT)


def test_a_claim_that_came_on_file_after_the_text_is_not_sealed(session: Session) -> None:
    """An editorial change of somebody who works alone is approved as it is saved; the seal looks again."""
    world = make_world(session)
    organisation(session).single_person_mode = True
    letter = approved(session, world, make_letter(session, world))
    citing = Changes(body_markdown=BODY)
    save_version(session, letter, citing, based_on_version=1, by=world.approver, editorial_reason="A mark.")
    assert letter.state is LetterState.APPROVED
    ask_signatures(session, letter, by=world.approver)
    sign(session, world, letter)
    make_claim(session, world.approver)
    with pytest.raises(Conflict, match="“bridge-closed”, which came on file after version 2"):
        seal(session, world, letter)
    # Saved again, it has the claim's words and is signed with them.
    citing = Changes(subject="The road")
    save_version(session, letter, citing, based_on_version=2, by=world.approver, editorial_reason="Pinned.")
    sign(session, world, letter)
    seal(session, world, letter)
    assert "Bridge opens again" in annex(session, letter)[1][0]
