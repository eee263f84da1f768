"""The library, its revisions and the demands that come with Redress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.demands import library, queries, service
from app.demands.models import DemandRevision
from app.demands.rules import DemandDraft, DemandState, DemandWording, LegalBasis, OfficeKind

MakeActor = Callable[..., Actor]
WORDING = DemandWording("Reopen the road", "reopen the road", "The road should be reopened.")
DRAFT = DemandDraft(WORDING, (OfficeKind.PRESIDENT,), ("roads",))
SHIPPED = {
    "end-military-assistance", "section-907", "global-magnitsky", "humanitarian-aid", "protected-flights",
    "diplomatic-engagement", "international-peacekeepers", "recognition", "end-friendship-city", "meeting",
}  # fmt: skip


def _events(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0


def test_new_words_make_a_revision_and_the_old_one_stays(session: Session, actor: MakeActor) -> None:
    by = actor()
    demand = service.create_demand(session, "road", DRAFT, by=by)
    first = demand.current
    reworded = replace(DRAFT, wording=replace(WORDING, clause="reopen the road at once"))
    service.revise_demand(session, demand, reworded, "More urgent", by=by, expected_revision=1)
    assert (demand.revision_no, demand.current.clause, demand.current.note) == (
        2,
        "reopen the road at once",
        "More urgent",
    )
    assert [row.number for row in queries.revisions(session, demand.id)] == [2, 1]
    assert queries.revision(session, first.id).wording == WORDING
    assert queries.current_revisions(session, [demand.id]) == {demand.id: demand.current}


def test_other_changes_make_no_revision_and_none_leaves_no_event(session: Session, actor: MakeActor) -> None:
    by = actor()
    demand = service.create_demand(session, "road", DRAFT, by=by)
    service.revise_demand(session, demand, replace(DRAFT, tags=("roads", "aid")), "", by=by)
    assert demand.revision_no == 1 and demand.tags == ["roads", "aid"]
    before = _events(session)
    service.revise_demand(session, demand, replace(DRAFT, tags=("roads", "aid")), "", by=by)
    assert _events(session) == before


def test_a_change_on_top_of_a_newer_wording_is_refused(session: Session, actor: MakeActor) -> None:
    demand = service.create_demand(session, "road", DRAFT, by=actor())
    with pytest.raises(Conflict, match="while you were writing"):
        service.revise_demand(session, demand, DRAFT, "", by=actor(), expected_revision=2)


def test_a_wording_cannot_be_changed_or_deleted(session: Session, actor: MakeActor) -> None:
    demand = service.create_demand(session, "road", DRAFT, by=actor())
    for statement in (
        sa.update(DemandRevision).where(DemandRevision.demand_id == demand.id).values(clause="other"),
        sa.delete(DemandRevision).where(DemandRevision.demand_id == demand.id),
    ):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(statement)


def test_short_names_are_unique_and_problems_come_together(session: Session, actor: MakeActor) -> None:
    by = actor()
    service.create_demand(session, "road", DRAFT, by=by)
    with pytest.raises(InvalidInput) as caught:
        service.create_demand(session, "road", DemandDraft(replace(WORDING, title="")), by=by)
    assert set(caught.value.errors) == {"slug", "title", "grantable_by"}


def test_retired_demands_leave_the_list_and_come_back(session: Session, actor: MakeActor) -> None:
    by = actor()
    demand = service.create_demand(session, "road", DRAFT, by=by)
    service.retire_demand(session, demand, by=by)
    session.flush()
    assert queries.active_demands(session) == []
    assert queries.search_demands(session, state=DemandState.RETIRED).total == 1
    with pytest.raises(Conflict):
        service.retire_demand(session, demand, by=by)
    service.restore_demand(session, demand, by=by)
    session.flush()
    assert [row.slug for row in queries.active_demands(session)] == ["road"]


def test_the_library_loads_once_and_again_without_a_change(session: Session, actor: MakeActor) -> None:
    first = library.load_library(session, actor())
    assert set(first.added) == SHIPPED and not first.updated and not first.kept
    before = _events(session)
    again = library.load_library(session, actor())
    assert set(again.kept) == SHIPPED and not again.added and not again.updated
    assert _events(session) == before


def test_a_later_library_renews_its_own_words_only(
    session: Session, actor: MakeActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = actor()
    library.load_library(session, by)
    mine = queries.demand_by_slug(session, "meeting")
    words = replace(mine.current.wording, clause="meet with our council")
    service.revise_demand(session, mine, DemandDraft(words, mine.offices), "", by=by)
    service.retire_demand(session, queries.demand_by_slug(session, "recognition"), by=by)
    renewed = {
        slug: replace(draft, wording=replace(draft.wording, paragraph=draft.wording.paragraph + " Soon."))
        for slug, draft in library.read_library().items()
    }
    monkeypatch.setattr(library, "read_library", lambda: renewed)
    load = library.load_library(session, by)
    assert set(load.kept) == {"meeting", "recognition"} and set(load.updated) == SHIPPED - {
        "meeting",
        "recognition",
    }
    assert queries.demand_by_slug(session, "meeting").current.clause == "meet with our council"
    assert queries.demand_by_slug(session, "section-907").revision_no == 2


def test_search_finds_words_laws_and_tags_whatever_the_capitals(session: Session, actor: MakeActor) -> None:
    library.load_library(session, actor())

    def found(text: str) -> set[str]:
        return {row.slug for row in queries.search_demands(session, text=text).items}

    assert found("10101") == {"global-magnitsky"}
    assert found("SECTION 907 waiver") == {"section-907", "end-military-assistance"}
    assert found("100%") == set()
    council = queries.search_demands(session, office=OfficeKind.COUNCIL)
    assert {row.slug for row in council.items} == {"recognition", "end-friendship-city", "meeting"}
    with pytest.raises(NotFound):
        queries.demand_by_slug(session, "nothing")


def test_citations_are_those_of_the_facts_file(public_data: Path) -> None:
    path = public_data / "demo-campaign-facts.yaml"
    if not path.is_file():
        pytest.skip(f"the facts file is not at {path}")
    facts = {fact["id"]: fact for fact in yaml.safe_load(path.read_text(encoding="utf-8"))["facts"]}
    shipped = library.read_library()
    by_law = {basis.law: basis.citation for draft in shipped.values() for basis in draft.wording.legal_basis}
    s907, glomag = facts["s907-statute"]["figures"], facts["glomag-statute"]["figures"]
    assert (
        by_law["Section 907 of the FREEDOM Support Act"] == f"Pub. L. {s907['public_law']}; {s907['us_code']}"
    )
    assert (
        by_law["Global Magnitsky Human Rights Accountability Act"]
        == f"Pub. L. {glomag['public_law']}, {glomag['place']}; {glomag['us_code']}"
    )
    order = facts["glomag-eo"]["figures"]
    assert (
        by_law[f"Executive Order {order['executive_order']}"] == "December 20, 2017"
        and order["signed"] == "2017-12-20"
    )
    assert facts["glomag-not-2012-act"]["figures"]["act_2012"] in shipped["global-magnitsky"].guidance
    assert (
        LegalBasis("Executive Order 13818", "December 20, 2017")
        in shipped["global-magnitsky"].wording.legal_basis
    )
