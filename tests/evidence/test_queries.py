"""Facts for letters, looking claims up, lists; how often the database is asked; and all of it on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.evidence import moving, queries, service
from app.evidence.dates import read_date
from app.evidence.exchange import runs
from app.evidence.exchange.planning import Fate
from app.evidence.queries_lists import ClaimFilter, claim_numbers, claims_page, topics
from app.evidence.rules import ClaimState, Confidence, SourceDraft, SourceKind
from tests.evidence.exchanging import SAMPLE, as_bytes
from tests.evidence.factories import bridge, make_claim
from tests.evidence.test_service import FORBIDDEN, check_forbidden
from tests.performance.test_query_counts import counted

Make = Callable[..., Actor]


def found(session: Session, text: str) -> list[str]:
    return [fact.slug for fact in queries.find_claims(session, text)]


def listed(session: Session, **wanted: Any) -> list[str]:
    return [claim.slug for claim in claims_page(session, ClaimFilter(**wanted)).items]


def test_a_fact_has_all_that_letters_ask(session: Session, actor: Make) -> None:
    make_claim(session, actor(), known=read_date("2022-03"), dispute="Some say three.")
    fact = queries.claim_facts(session, ["bridge-closed", "nobody"])["bridge-closed"]
    assert fact.known_by == date(2022, 3, 31), "the latest day that it may mean"
    assert fact.figures == bridge().figures
    assert [(source.kind, source.checked) for source in fact.sources] == [
        (SourceKind.PRESS, True), (SourceKind.OFFICIAL, False),
    ]  # fmt: skip
    assert (fact.state, fact.dispute, fact.usable) == (ClaimState.DISPUTED, "Some say three.", True)


def test_a_pinned_revision_keeps_its_words_and_takes_the_state_of_today(
    session: Session, actor: Make
) -> None:
    claim = make_claim(session, actor())
    service.correct_claim(session, claim, "Closed from March 2 to 6.", "Gives the dates.", by=actor())
    moving.dispute_claim(session, claim, "Some say three.", by=actor())
    pinned = queries.claim_facts_pinned(session, {"bridge-closed": 1, "nobody": 1})
    fact = pinned["bridge-closed"]
    assert (fact.revision, fact.wording) == (1, bridge().wording)
    assert (fact.state, fact.dispute) == (ClaimState.DISPUTED, "Some say three.")
    assert queries.claim_facts_pinned(session, {"bridge-closed": 9}) == {}
    assert queries.claim_facts(session)["bridge-closed"].revision == 3


def test_claims_are_found_by_words_and_by_sentences(session: Session, actor: Make) -> None:
    by = actor()
    make_claim(session, by)
    make_claim(
        session,
        by,
        "market",
        wording="The Café market moved 1,250 tons in 2021.",
        figures={},
        sources=(),
        topic="market",
        label="",
        event=read_date("2021"),
        known=read_date("2021-12"),
    )
    old = make_claim(session, by, "bridge-old")
    moving.retract_claim(session, old, "A misprint.", by=by)
    assert found(session, "ALDER bridge") == ["bridge-closed", "bridge-old"], "those in use first"
    assert found(session, "cafe") == ["market"]
    assert found(session, "Traders say that 1250 tons went through it.") == ["market"]
    assert found(session, "On 2 March 2022 it began; nobody crossed.")[0] == "bridge-closed"
    assert found(session, "A sentence about nothing of the kind.") == []
    assert found(session, "%_'\\") == [] and found(session, "") == []
    assert len(queries.find_claims(session, "bridge", limit=1)) == 1


def test_lists_are_narrowed(session: Session, actor: Make) -> None:
    by = actor()
    make_claim(session, by, not_checked="")
    checked = (SourceDraft("Ruling", kind=SourceKind.COURT, checked=True),)
    make_claim(session, by, "ruling", topic="court", sources=checked, confidence=Confidence.HIGH)
    make_claim(session, by, "bare", sources=())
    moving.retract_claim(session, make_claim(session, by, "gone"), "A misprint.", by=by)
    assert listed(session, topic="court") == listed(session, source=SourceKind.COURT) == ["ruling"]
    assert listed(session, confidence=Confidence.HIGH, text="alder") == ["ruling"]
    assert listed(session, needs_check=True) == ["bridge-closed", "bare"]
    assert listed(session, states=(ClaimState.RETRACTED,)) == ["gone"]
    assert claim_numbers(session) == (4, 2)
    assert topics(session) == [("alder-bridge", 3), ("court", 1)]


@pytest.mark.parametrize(
    "pages", [("/evidence", "/evidence/claim-1", "/evidence/export/yaml", "/find?q=alder")]
)
def test_no_page_asks_more_often_with_more_claims(
    pages: tuple[str, ...], session: Session, actor: Make, as_role: Callable[..., FlaskClient]
) -> None:
    by, client = actor(), as_role("administrator")
    counts: list[dict[str, int]] = []
    for amount in (2, 40):
        for number in range(amount):
            make_claim(session, by, f"claim-{number + len(counts) * 100}")
        session.commit()
        asked = {}
        for path in pages:
            client.get(path)
            with counted() as sent:
                assert client.get(path).status_code == 200
            asked[path] = len(sent)
        counts.append(asked)
    assert all(counts[1][path] <= counts[0][path] + 1 for path in pages), counts
    for slugs in (["claim-1"], None):
        session.expire_all()
        with counted() as sent:
            queries.claim_facts(session, slugs)
        assert len(sent) <= 4


@pytest.fixture
def postgres(pg_url: str) -> Iterator[Session]:
    engine = sa.create_engine(pg_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.postgres
def test_all_of_it_on_postgresql(postgres: Session, actor: Make) -> None:
    by = actor()
    document = runs.read_file("facts.yaml", as_bytes(SAMPLE))
    runs.write_plan(postgres, runs.plan_for(postgres, document), by=by, reason="First.")
    postgres.commit()
    claims, _cautions, _extras = runs.export(postgres)
    assert claims == SAMPLE["facts"]
    assert list(claims[0]["figures"]) == list(SAMPLE["facts"][0]["figures"]), "in the order they were written"
    again = runs.plan_for(postgres, document)
    assert {row.fate for row in again.rows} == {Fate.UNCHANGED}
    assert found(postgres, "ALDER 4 days") == ["bridge-closed"]
    assert listed(postgres, needs_check=True, confidence=Confidence.HIGH) == ["bridge-closed"]
    assert claim_numbers(postgres) == (3, 1)
    assert queries.claim_facts_pinned(postgres, {"bridge-closed": 1})["bridge-closed"].revision == 1
    for statement in FORBIDDEN.values():
        check_forbidden(postgres, statement)
