"""Files of claims: what comes in whole goes out the same, and nothing bad changes anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.storage import current_store
from app.evidence import moving, queries, service
from app.evidence.exchange import csvfile, runs
from app.evidence.exchange.planning import Fate
from app.evidence.exchange.shape import FIELDS, plain_entry, read_entry
from app.evidence.models import Claim
from app.evidence.rows import draft_of
from app.evidence.rules import ClaimState
from tests.evidence.exchanging import SAMPLE, as_bytes, bring_in, changed, exported, snapshot
from tests.evidence.factories import bridge, citation, make_claim, only_cited_by


def test_a_file_comes_in_whole_and_goes_out_the_same(session: Session, actor: Callable[..., Actor]) -> None:
    plan = bring_in(session, actor(), as_bytes(SAMPLE))
    assert plan.counts["new"] == 3
    assert exported(session) == SAMPLE
    states = {claim.slug: claim.state for claim in session.scalars(sa.select(Claim))}
    assert states == {
        "bridge-closed": ClaimState.DISPUTED,
        "bridge-old": ClaimState.SUPERSEDED,
        "bridge-wrong": ClaimState.RETRACTED,
    }
    assert queries.claim_facts(session)["bridge-old"].superseded_by == "bridge-closed"


@pytest.mark.parametrize("kind", ["yaml", "csv"])
def test_an_export_changes_nothing_when_it_comes_back(
    kind: str, session: Session, actor: Callable[..., Actor]
) -> None:
    bring_in(session, actor(), as_bytes(SAMPLE))
    before = snapshot(session)
    data = runs.export_bytes(session, kind)
    plan = bring_in(session, actor(), data, f"claims.{kind}")
    assert {row.fate for row in plan.rows} == {Fate.UNCHANGED}
    assert snapshot(session) == before
    assert runs.export_bytes(session, kind) == data


def test_an_export_fills_an_empty_database_with_the_same(
    session: Session, actor: Callable[..., Actor]
) -> None:
    document = csvfile.read_csv(
        csvfile.write_csv(SAMPLE["facts"], SAMPLE["seed_claims_to_flag"], {"meta": SAMPLE["meta"]}).decode(
            "utf-8-sig"
        )
    )
    runs.write_plan(session, runs.plan_for(session, document), by=actor(), reason="Moved house.")
    assert exported(session)["facts"] == SAMPLE["facts"]
    assert exported(session)["seed_claims_to_flag"] == SAMPLE["seed_claims_to_flag"]


def test_the_public_facts_come_in_whole(
    session: Session, actor: Callable[..., Actor], public_data: Path
) -> None:
    path = public_data / "demo-campaign-facts.yaml"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    data = path.read_bytes()
    plan = bring_in(session, actor(), data, path.name)
    assert plan.counts == {"new": 40, "changed": 0, "conflict": 0, "kept": 0, "unchanged": 0, "refused": 0}
    assert exported(session) == yaml.safe_load(data)
    again = bring_in(session, actor(), data, path.name)
    assert again.counts["unchanged"] == 40
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 40
    court = queries.claim_facts(session, ["icj-2023-02-22"])["icj-2023-02-22"]
    assert court.known_by is not None
    assert court.known_by.isoformat() == "2023-02-22"


def test_a_change_in_the_file_is_a_new_revision(session: Session, actor: Callable[..., Actor]) -> None:
    bring_in(session, actor(), as_bytes(SAMPLE))
    plan = bring_in(session, actor(), changed(0, claim="Closed for 5 days.", figures={"days": 5}))
    (row,) = plan.of(Fate.CHANGED)
    assert {(c.name, c.conflict) for c in row.changes} == {("claim", False), ("figures", False)}
    claim = queries.claim_by_slug(session, "bridge-closed")
    assert (claim.revision_no, claim.current.wording) == (2, "Closed for 5 days.")
    assert "facts.yaml" in claim.current.reason


def test_what_staff_corrected_is_kept_and_a_clash_is_shown(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    claim = queries.claim_by_slug(session, "bridge-closed")
    service.correct_claim(session, claim, "Closed for four days in March.", "Names the month.", by=by)
    same = bring_in(session, by, as_bytes(SAMPLE))
    assert [row.slug for row in same.of(Fate.KEPT)] == ["bridge-closed"]
    clash = bring_in(session, by, changed(0, claim="Closed for 5 days."))
    (row,) = clash.of(Fate.CONFLICT)
    assert [(c.before, c.after) for c in row.changes] == [
        ("Closed for four days in March.", "Closed for 5 days.")
    ]
    assert queries.claim_by_slug(session, "bridge-closed").current.wording == "Closed for four days in March."


def test_the_file_wins_a_clash_where_a_person_says_so(session: Session, actor: Callable[..., Actor]) -> None:
    by = actor()
    make_claim(session, by)  # entered by hand, so every difference is a clash
    bring_in(session, by, as_bytes(SAMPLE), take=["bridge-closed"])
    assert queries.claim_by_slug(session, "bridge-closed").current.wording == SAMPLE["facts"][0]["claim"]


def test_changing_a_cited_claim_by_a_file_is_a_correction(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by, told = actor(), list[tuple[str, str]]()
    bring_in(session, by, as_bytes(SAMPLE))
    with only_cited_by(citation("sealed"), told=told):
        bring_in(session, by, changed(0, claim="Closed for 5 days."), reason="Counted again.")
    assert told == [("bridge-closed", "Counted again.")]
    assert queries.claim_by_slug(session, "bridge-closed").current.correction


def test_a_file_can_retract_and_open_again(session: Session, actor: Callable[..., Actor]) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    bring_in(session, by, changed(0, state="retracted", state_reason="Did not hold."))
    assert queries.claim_by_slug(session, "bridge-closed").state is ClaimState.RETRACTED
    bring_in(session, by, as_bytes(SAMPLE))
    assert queries.claim_by_slug(session, "bridge-closed").state is ClaimState.DISPUTED


def test_the_words_of_a_claim_out_of_use_are_not_changed_by_a_file(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    moving.retract_claim(session, queries.claim_by_slug(session, "bridge-closed"), "It fell.", by=by)
    with pytest.raises(InvalidInput, match="Open it again"):
        bring_in(session, by, changed(0, claim="Closed for 5 days."))


def test_a_plan_that_is_out_of_date_is_not_applied(session: Session, actor: Callable[..., Actor]) -> None:
    by, store = actor(), current_store()
    run = runs.hand_in(session, store, "facts.yaml", as_bytes(SAMPLE), by=by)
    digest = runs.plan_of(session, store, run).digest
    make_claim(session, by)
    with pytest.raises(Conflict, match="Look at it again"):
        runs.apply_import(session, store, run, by=by, digest=digest)
    fresh = runs.plan_of(session, store, run)
    runs.apply_import(session, store, run, by=by, digest=fresh.digest)
    with pytest.raises(Conflict, match="already"):
        runs.apply_import(session, store, run, by=by)


def test_a_hand_made_table_comes_in(session: Session, actor: Callable[..., Actor]) -> None:
    bring_in(
        session,
        actor(),
        b"id;claim;event_date\ngate;The gate was shut on May 1, 2022.;May 1, 2022\n",
        "table.csv",
    )
    assert queries.claim_facts(session)["gate"].event.as_written == "May 1, 2022"


def test_fields_by_hand_and_by_file_are_the_same(session: Session, actor: Callable[..., Actor]) -> None:
    claim = make_claim(session, actor())
    plain = plain_entry(runs.entry_of(claim))
    assert set(plain) <= set(FIELDS)
    entry, problems = read_entry(plain)
    assert not problems
    assert [s.title for s in entry.draft.sources] == [s.title for s in bridge().sources]
    assert entry.draft.figures == draft_of(claim).figures
