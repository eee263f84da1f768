"""Whom a campaign writes to."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns import queries_targets, targeting
from app.campaigns.models import Campaign
from app.core.errors import Conflict, InvalidInput
from tests.campaigns.factories import make_campaign, make_official, make_segment
from tests.conftest import TODAY

MakeActor = Callable[..., Actor]


def _names(session: Session, campaign: Campaign) -> list[str]:
    return [target.name for target in queries_targets.targets(session, campaign.id, TODAY)]


def test_officials_and_segments_make_the_targets_each_once_by_name(
    session: Session, actor: MakeActor
) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    ada, bo, cy = (make_official(session, name) for name in ("Ada Zorn", "Bo Young", "Cy Xu"))
    make_official(session, "Nevada Nell", state="NV")
    targeting.add_officials(session, campaign, [ada.id], by=by)
    targeting.add_segment(session, campaign, make_segment(session, "California", "CA").id, by=by)
    session.flush()
    found = queries_targets.targets(session, campaign.id, TODAY)
    assert [target.name for target in found] == ["Cy Xu", "Bo Young", "Ada Zorn"]
    assert [(target.direct, target.segments) for target in found] == [
        (False, ("California",)),
        (False, ("California",)),
        (True, ("California",)),
    ]
    assert found[0].office == "U.S. Senator, California"
    assert queries_targets.target_ids(session, campaign.id, TODAY) == [cy.id, bo.id, ada.id]
    assert queries_targets.count_targets(session, campaign.id, TODAY) == 3


def test_whoever_joins_a_segment_later_becomes_a_target(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    targeting.add_segment(session, campaign, make_segment(session, "California", "CA").id, by=by)
    assert _names(session, campaign) == []
    make_official(session, "Late Comer")
    assert _names(session, campaign) == ["Late Comer"]
    assert [each.count for each in queries_targets.segment_sources(session, campaign.id, TODAY)] == [1]


def test_somebody_left_out_stays_out_until_taken_back(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    ada = make_official(session, "Ada Zorn")
    row = targeting.add_segment(session, campaign, make_segment(session, "California", "CA").id, by=by)
    targeting.leave_out(session, campaign, ada.id, "Already committed in person", by=by)
    session.flush()
    assert _names(session, campaign) == []
    kept_out = queries_targets.left_out(session, campaign.id)
    assert [(each.name, each.row.reason) for each in kept_out] == [
        ("Ada Zorn", "Already committed in person")
    ]
    targeting.take_back_in(session, campaign, kept_out[0].row.id, by=by)
    session.flush()
    assert _names(session, campaign) == ["Ada Zorn"]
    targeting.leave_out(session, campaign, ada.id, by=by)
    assert targeting.add_officials(session, campaign, [ada.id], by=by) == 1
    session.flush()
    targeting.remove_segment(session, campaign, row.id, by=by)
    session.flush()
    assert _names(session, campaign) == ["Ada Zorn"]


def test_adding_again_changes_nothing(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    ada = make_official(session, "Ada Zorn")
    assert targeting.add_officials(session, campaign, [ada.id, ada.id], by=by) == 1
    session.flush()
    assert targeting.add_officials(session, campaign, [ada.id], by=by) == 0
    segment = make_segment(session, "California", "CA")
    targeting.add_segment(session, campaign, segment.id, by=by)
    session.flush()
    with pytest.raises(InvalidInput, match="already"):
        targeting.add_segment(session, campaign, segment.id, by=by)


def test_a_merged_record_counts_as_the_one_that_took_over(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    old, new = make_official(session, "A. Zorn"), make_official(session, "Ada Zorn")
    targeting.add_officials(session, campaign, [old.id, new.id], by=by)
    old.retired_on, old.merged_into_id = TODAY, new.id
    session.flush()
    assert queries_targets.target_ids(session, campaign.id, TODAY) == [new.id]


def test_unknown_retired_and_mistaken_targets_are_refused(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    gone = make_official(session, "Gone Girl")
    gone.retired_on = TODAY
    row = targeting.add_segment(session, campaign, make_segment(session, "California", "CA").id, by=by)
    session.flush()
    for ids in ([uuid4()], [gone.id], []):
        with pytest.raises(InvalidInput) as caught:
            targeting.add_officials(session, campaign, ids, by=by)
        assert set(caught.value.errors) == {"official_id"}
    with pytest.raises(InvalidInput):
        targeting.add_segment(session, campaign, uuid4(), by=by)
    with pytest.raises(Conflict):
        targeting.take_back_in(session, campaign, row.id, by=by)


def _queries(session: Session, campaign_id: UUID) -> int:
    seen: list[str] = []
    engine = session.get_bind()

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        queries_targets.target_page(session, campaign_id, TODAY, size=50)
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_a_page_takes_as_many_queries_for_many_as_for_few(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by)
    make_official(session, "Ada Zorn")
    for name in ("One", "Two", "Three"):
        targeting.add_segment(session, campaign, make_segment(session, name, "CA").id, by=by)
    session.flush()
    few = _queries(session, campaign.id)
    for number in range(60):
        make_official(session, f"Person {number:03d}")
    session.flush()
    assert _queries(session, campaign.id) == few
    page = queries_targets.target_page(session, campaign.id, TODAY, words="person 02")
    assert page.total == 11 and page.items[0].segments == ("One", "Three", "Two")
