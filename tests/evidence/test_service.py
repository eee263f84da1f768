"""Verbs on claims: words by revision, corrections, states, sources, and the record of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from app.accounts import audit
from app.accounts.models import AuditEvent
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.storage import current_store
from app.evidence import moving, queries, service, sourcing
from app.evidence.models import Claim, ClaimEvent, ClaimRevision, ClaimSource
from app.evidence.queries_lists import events, revisions
from app.evidence.rows import draft_of
from app.evidence.rules import ClaimEventKind, ClaimState, SourceDraft
from tests.evidence.factories import bridge, citation, make_claim, only_cited_by

Make = Callable[..., Actor]


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)))


def test_a_claim_is_added_with_its_sources_and_its_record(session: Session, actor: Make) -> None:
    claim = make_claim(session, actor())
    assert (claim.number, claim.revision_no, claim.state) == (1, 1, ClaimState.CURRENT)
    assert [source.title for source in claim.sources] == ["Bridge opens again", "Notice of closure"]
    assert actions(session) == ["evidence.add"]
    assert [event.to_state for event in events(session, claim.id)] == ["current"]
    with pytest.raises(InvalidInput) as refused:
        make_claim(session, actor())
    assert set(refused.value.errors) == {"slug"}
    disputed = make_claim(session, actor(), "other", dispute="Some say three.")
    assert (disputed.number, disputed.state) == (2, ClaimState.DISPUTED)


def test_words_that_nobody_cited_change_without_a_reason(session: Session, actor: Make) -> None:
    claim, told = make_claim(session, actor()), list[tuple[str, str]]()
    with only_cited_by(told=told):
        assert service.edit_claim(session, claim, bridge(wording="Closed."), by=actor()) is False
    assert [row.wording for row in revisions(session, claim.id)] == ["Closed.", bridge().wording]
    assert told == []
    assert not claim.current.correction


def test_words_that_somebody_cited_change_only_as_a_correction(session: Session, actor: Make) -> None:
    claim, told = make_claim(session, actor()), list[tuple[str, str]]()
    with only_cited_by(citation("sealed"), told=told):
        for change in ({"wording": "Closed."}, {"figures": {"days": 5}}, {"known": bridge().event}):
            with pytest.raises(InvalidInput) as refused:
                service.edit_claim(session, claim, bridge(**change), by=actor())
            assert set(refused.value.errors) == {"reason"}
        # What is not printed may change quietly.
        assert not service.edit_claim(session, claim, bridge(note="Mind the count."), by=actor())
        assert told == []
        assert service.edit_claim(session, claim, bridge(wording="Closed."), by=actor(), reason="Shorter.")
    assert told == [("bridge-closed", "Shorter.")]
    assert (claim.current.correction, claim.current.reason) == (True, "Shorter.")
    assert events(session, claim.id)[0].kind is ClaimEventKind.CORRECTED


def test_the_same_again_changes_nothing(session: Session, actor: Make) -> None:
    claim = make_claim(session, actor())
    before = (claim.version, claim.updated_at)
    assert service.edit_claim(session, claim, draft_of(claim), by=actor()) is False
    assert (claim.version, claim.updated_at) == before
    assert len(events(session, claim.id)) == 1


def test_two_people_at_once(session: Session, actor: Make) -> None:
    claim = make_claim(session, actor())
    seen = claim.version
    service.correct_claim(session, claim, "Closed.", "Shorter.", by=actor(), expected_version=seen)
    with pytest.raises(Conflict):
        service.correct_claim(session, claim, "Shut.", "Plainer.", by=actor(), expected_version=seen)
    with pytest.raises(InvalidInput) as refused:
        service.correct_claim(session, claim, "Closed.", " ", by=actor())
    assert set(refused.value.errors) == {"wording", "reason"}


def test_a_dispute_comes_and_is_settled(session: Session, actor: Make) -> None:
    claim, told = make_claim(session, actor()), list[tuple[str, str]]()
    with only_cited_by(citation(), told=told):
        moving.dispute_claim(session, claim, "Some say three.", by=actor(), opposing_view="Maintenance.")
        assert (claim.state, claim.current.dispute) == (ClaimState.DISPUTED, "Some say three.")
        assert told == [("bridge-closed", "Some say three.")]
        with pytest.raises(Conflict):
            moving.dispute_claim(session, claim, "Some say three.", by=actor())
        moving.settle_dispute(session, claim, "The notice gives both days.", by=actor())
    assert (claim.state, claim.current.dispute, claim.current.opposing_view) == (
        ClaimState.CURRENT, "", "Maintenance.",
    )  # fmt: skip
    moved = [(e.from_state, e.to_state) for e in events(session, claim.id)]
    assert moved == [("disputed", "current"), ("current", "disputed"), (None, "current")]
    with pytest.raises(InvalidInput):
        moving.dispute_claim(session, claim, "  ", by=actor())
    with pytest.raises(Conflict):
        moving.settle_dispute(session, claim, "Again.", by=actor())


def test_a_retracted_claim_is_out_of_use_until_it_is_opened(session: Session, actor: Make) -> None:
    claim, told = make_claim(session, actor()), list[tuple[str, str]]()
    with only_cited_by(citation("sealed"), told=told):
        with pytest.raises(InvalidInput):
            moving.retract_claim(session, claim, "", by=actor())
        moving.retract_claim(session, claim, "A misprint.", by=actor())
    assert told == [("bridge-closed", "A misprint.")]
    fact = queries.claim_facts(session)["bridge-closed"]
    assert (fact.usable, fact.state_reason) == (False, "A misprint.")
    for verb in (
        lambda: service.edit_claim(session, claim, bridge(wording="x"), by=actor()),
        lambda: moving.retract_claim(session, claim, "Again.", by=actor()),
        lambda: moving.dispute_claim(session, claim, "Some deny it.", by=actor()),
    ):
        with pytest.raises(Conflict):
            verb()
    moving.reopen_claim(session, claim, "It holds after all.", by=actor())
    assert (claim.state, claim.state_reason) == (ClaimState.CURRENT, "")
    with pytest.raises(Conflict):
        moving.reopen_claim(session, claim, "Again.", by=actor())


def test_another_claim_takes_its_place(session: Session, actor: Make) -> None:
    old, new = make_claim(session, actor()), make_claim(session, actor(), "counted-again")
    with pytest.raises(InvalidInput):
        moving.supersede_claim(session, old, old, "Better.", by=actor())
    moving.supersede_claim(session, old, new, "Counted again.", by=actor())
    assert queries.claim_facts(session)["bridge-closed"].superseded_by == "counted-again"
    with pytest.raises(InvalidInput):
        moving.supersede_claim(session, new, old, "Back.", by=actor())
    moving.reopen_claim(session, old, "Both hold.", by=actor())
    assert old.superseded_by_id is None


def test_sources_are_read_copied_and_taken_away(session: Session, actor: Make) -> None:
    claim = make_claim(session, actor())
    first, second = claim.sources
    sourcing.mark_checked(session, claim, second.id, True, by=actor())
    sourcing.keep_copy(
        session, current_store(), claim, first.id, "../a/page\u202efdp.exe", b"%PDF-", by=actor()
    )
    assert claim.sources[0].copy_name == "pagefdp.exe"
    assert current_store().read(str(claim.sources[0].copy_sha256)) == b"%PDF-"
    for data in (b"", b"x" * (15 * 1024 * 1024 + 1)):
        with pytest.raises(InvalidInput):
            sourcing.keep_copy(session, current_store(), claim, first.id, "a.pdf", data, by=actor())
    with pytest.raises(NotFound):
        sourcing.mark_checked(session, claim, uuid4(), True, by=actor())
    # Changed in its details, a source keeps its copy; taken away, it stays on file.
    draft = draft_of(claim)
    changed = replace(draft.sources[0], publisher="The Alder Gazette", id="")
    service.edit_claim(session, claim, replace(draft, sources=(changed, SourceDraft("Third"))), by=actor())
    assert [(s.publisher, s.copy_name) for s in claim.sources] == [
        ("The Alder Gazette", "pagefdp.exe"),
        ("", ""),
    ]
    assert session.get_one(ClaimSource, second.id).removed_at is not None
    assert claim.revision_no == 1, "sources are no words"


def test_a_note_stands_in_the_history(session: Session, actor: Make) -> None:
    claim = make_claim(session, actor())
    service.add_note(session, claim, " Three days or four? ", by=actor())
    assert events(session, claim.id)[0].summary == "Three days or four?"
    with pytest.raises(InvalidInput):
        service.add_note(session, claim, "  ", by=actor())


def test_every_verb_is_in_the_audit_trail(session: Session, actor: Make) -> None:
    by, claim = actor(), make_claim(session, actor())
    service.correct_claim(session, claim, "Closed.", "Shorter.", by=by)
    sourcing.mark_checked(session, claim, claim.sources[1].id, True, by=by)
    moving.retract_claim(session, claim, "A misprint.", by=by)
    assert actions(session) == ["evidence.add", "evidence.edit", "evidence.checked", "evidence.retracted"]
    assert audit.verify(session).broken_at is None


FORBIDDEN: dict[str, UpdateBase] = {
    "a revision changes": sa.update(ClaimRevision).values(wording="other"),
    "a revision goes": sa.delete(ClaimRevision),
    "an event changes": sa.update(ClaimEvent).values(summary="other"),
    "a claim goes": sa.delete(Claim),
    "a claim is renamed": sa.update(Claim).values(slug="other"),
    "a claim loses a revision": sa.update(Claim).values(revision_no=0),
    "retracted without a reason": sa.update(Claim).values(state="retracted"),
    "superseded by nobody": sa.update(Claim).values(state="superseded", state_reason="x"),
    "a source goes": sa.delete(ClaimSource),
    "a script as address": sa.update(ClaimSource).values(url="javascript:x"),
    "a copy without its name": sa.update(ClaimSource).values(copy_sha256="0" * 64),
}


def check_forbidden(session: Session, statement: UpdateBase) -> None:
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(statement.execution_options(synchronize_session=False))


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_database_refuses(statement: UpdateBase, session: Session, actor: Make) -> None:
    make_claim(session, actor())
    check_forbidden(session, statement)
