"""Undoing an import of claims: everything goes back, and what others built on stays with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor, Role
from app.core.db import db
from app.core.errors import Conflict
from app.core.storage import current_store
from app.evidence import queries, service
from app.evidence.exchange import runs, undo
from app.evidence.models import ClaimImport, ClaimRevision
from app.evidence.rules import ClaimState, ImportState
from tests.evidence.exchanging import SAMPLE, as_bytes
from tests.evidence.factories import citation, only_cited_by
from tests.evidence.test_routes_imports import digest_of, hand_in, send

Make = Callable[..., Actor]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, app: Flask) -> Iterator[Session]:
    """A session on each database, and the place where files are kept."""
    if request.param == "sqlite":
        yield request.getfixturevalue("session")
        return
    engine = sa.create_engine(request.getfixturevalue("pg_url"))
    with app.app_context(), Session(engine) as session:
        yield session
    engine.dispose()


def bring_in(session: Session, data: bytes, by: Actor, take: tuple[str, ...] = ()) -> ClaimImport:
    run = runs.hand_in(session, current_store(), "facts.yaml", data, by=by)
    runs.apply_import(session, current_store(), run, by=by, take=take)
    return run


def states(session: Session) -> dict[str, ClaimState]:
    session.flush()
    session.expire_all()
    return {slug: fact.state for slug, fact in queries.claim_facts(session).items()}


def as_file(session: Session) -> Any:
    session.flush()
    session.expire_all()
    return runs.export(session)[:2]


def second() -> bytes:
    """The sample with other words, other sources, a claim opened again, and one more."""
    first, old, *rest = [dict(one) for one in SAMPLE["facts"]]
    first |= {
        "claim": "The Alder bridge was closed for 5 days.",
        "figures": {"days": 5},
        "sources": [{"title": "Another report", "url": "https://g.example/9", "checked": True}],
        "note": "",
    }
    for name in ("state", "state_reason", "superseded_by"):
        del old[name]
    new = {"id": "bridge-new", "claim": "It opened again.", "sources": [{"title": "Opening"}]}
    return as_bytes({**SAMPLE, "facts": [first, old, *rest, new]})


def test_what_came_in_is_retracted_and_what_it_changed_is_restored(either: Session, actor: Make) -> None:
    by = actor()
    bring_in(either, as_bytes(SAMPLE), by)
    before, revisions = as_file(either), either.scalar(sa.select(sa.func.count()).select_from(ClaimRevision))
    run = bring_in(either, second(), by)
    assert as_file(either) != before
    lines = undo.undo_import(either, run, by=by)
    assert {line.slug: line.change.added for line in lines} == {
        "bridge-closed": False, "bridge-old": False, "bridge-new": True,
    }  # fmt: skip
    assert not any(line.kept for line in lines)
    claims, cautions = as_file(either)
    assert claims.pop()["state"] == "retracted"
    assert (claims, cautions) == before, "word for word, with every source and caution"
    assert (run.state, run.undone_by, run.undo_report) == (ImportState.UNDONE, by.name, [])
    assert either.scalar(sa.select(sa.func.count()).select_from(ClaimRevision)) == (revisions or 0) + 3
    told = either.scalars(sa.select(AuditEvent).where(AuditEvent.action == "evidence.import_undone")).one()
    assert "1 retracted, 2 restored, 0 kept" in told.summary
    again = runs.hand_in(either, current_store(), "facts.yaml", second(), by=by)
    counts = runs.plan_of(either, current_store(), again).counts
    assert (counts["changed"], counts["conflict"]) == (2, 1), "the file may come in once more"
    with pytest.raises(Conflict):
        undo.undo_import(either, run, by=by)
    either.flush()
    with pytest.raises(sa.exc.DatabaseError), either.begin_nested():
        either.execute(sa.text("UPDATE claim_import SET undone_by = 'x' WHERE state = 'undone'"))


def test_claims_that_it_added_are_retracted_and_may_be_opened_again(session: Session, actor: Make) -> None:
    by = actor()
    run = bring_in(session, as_bytes(SAMPLE), by)
    undo.undo_import(session, run, by=by)
    found = states(session)
    assert ClaimState.CURRENT not in found.values() and ClaimState.DISPUTED not in found.values()
    assert found["bridge-old"] is ClaimState.SUPERSEDED, "it came in so"
    claim = queries.claim_by_slug(session, "bridge-closed")
    assert claim.state_reason == "The import of facts.yaml was undone."
    assert claim.imported is None


def test_what_staff_changed_and_what_sealed_letters_cite_stays(session: Session, actor: Make) -> None:
    by, told = actor(), list[tuple[str, str]]()
    run = bring_in(session, as_bytes(SAMPLE), by)
    service.correct_claim(
        session, queries.claim_by_slug(session, "bridge-closed"), "Closed.", "Shorter.", by=by
    )
    kept = {line.slug: line.kept for line in undo.undo_plan(session, run)}
    assert kept["bridge-closed"].startswith("It was changed since")
    assert [slug for slug, reason in kept.items() if reason] == ["bridge-closed"]
    with only_cited_by(citation("sealed", label="AV-2023-09", revision=1), told=told):
        lines = undo.undo_import(session, run, by=by)
    assert all(line.kept for line in lines)
    assert told == []
    assert {line.kept for line in lines if line.slug != "bridge-closed"} == {
        "Sealed letter AV-2023-09 cites what came in; it stays as it is."
    }
    assert run.undo_report == [{"slug": line.slug, "reason": line.kept} for line in lines]


def test_whoever_cites_what_came_in_is_told(session: Session, actor: Make) -> None:
    by, told = actor(), list[tuple[str, str]]()
    bring_in(session, as_bytes(SAMPLE), by)
    run = bring_in(session, second(), by)
    # A letter that was sealed with the words from before the import does not hold it.
    earlier = citation("sealed", revision=1)
    with only_cited_by(earlier, citation("signing", revision=2), told=told):
        undo.undo_import(session, run, by=by)
    assert ("bridge-closed", "The import of facts.yaml was undone.") in told


def test_an_import_is_undone_on_its_page(app: Flask, as_role: Callable[..., FlaskClient]) -> None:
    client = as_role(Role.ADMINISTRATOR)
    path = hand_in(client, as_bytes(SAMPLE)).location
    assert client.get(f"{path}/undo").status_code == 409
    send(client, f"{path}/apply", {"digest": digest_of(client.get(path).text)})
    assert f"{path}/undo" in client.get(path).text
    page = client.get(f"{path}/undo").text
    assert "Undo this import?" in page and "came with the file" in page and "bridge-closed" in page
    assert as_role(Role.DRAFTER).get(f"{path}/undo").status_code == 403
    assert send(client, f"{path}/undo", {}).status_code == 302
    page = client.get(path).text
    assert "Undone by" in page and f"{path}/undo" not in page
    assert send(client, f"{path}/undo", {}).status_code == 409
    with app.app_context():
        assert states(db.session)["bridge-closed"] is ClaimState.RETRACTED
