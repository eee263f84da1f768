"""Beginning, changing and closing campaigns; demands, day counts, facts and members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.rules import Actor, Role
from app.campaigns import access, asking, counting, queries, service
from app.campaigns.rules import AnchorDetails, CountRule, FactDetails
from app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.demands.service import retire_demand
from tests.campaigns.factories import details, library, make_campaign

MakeActor = Callable[..., Actor]
ANCHOR = AnchorDetails("blockade", "Road disrupted", date(2022, 12, 12), CountRule.INCLUSIVE)


def _actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)))


def test_a_campaign_begins_with_its_demands_in_order_its_anchor_and_its_first_member(
    session: Session, actor: MakeActor, person: Callable[..., UUID]
) -> None:
    by = actor(Role.DRAFTER, user_id=person(Role.DRAFTER))
    campaign, ids = make_campaign(session, by, anchor=ANCHOR)
    assert [row.demand_id for row in queries.demands_of(session, campaign.id)] == list(ids.values())
    assert [row.name for row in queries.anchors_of(session, campaign.id)] == ["blockade"]
    assert [member.user.name for member in queries.members_of(session, campaign.id)] == ["Dana Drafter"]
    assert access.may_write(session, campaign.id, by)
    assert _actions(session)[-1] == "campaigns.create"


def test_all_problems_are_told_at_once_and_nothing_is_made(session: Session, actor: MakeActor) -> None:
    by = actor()
    make_campaign(session, by)
    held = library(session, by)
    retire_demand(session, held["recognition"], by=by)
    bad_anchor = AnchorDetails("", "", date(1000, 1, 1), CountRule.ELAPSED)
    with pytest.raises(InvalidInput) as caught:
        service.create_campaign(session, details(title=""), [held["recognition"].id], bad_anchor, by=by)
    assert set(caught.value.errors) == {
        "title",
        "slug",
        "demands",
        "anchor_name",
        "anchor_label",
        "anchor_day",
    }
    with pytest.raises(InvalidInput, match="library"):
        service.create_campaign(session, details(slug="other"), [uuid4()], None, by=by)
    assert queries.list_campaigns(session).total == 1


def test_a_closed_campaign_is_not_changed_until_it_is_reopened(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, ids = make_campaign(session, by)
    service.close_campaign(session, campaign, "The road is open.", by=by)
    session.flush()
    for attempt in (
        lambda: service.change_campaign(session, campaign, details(title="New"), by=by),
        lambda: service.close_campaign(session, campaign, "", by=by),
        lambda: asking.move_demand(session, campaign, ids["meeting"], up=True, by=by),
        lambda: counting.save_anchor(session, campaign, ANCHOR, by=by),
    ):
        with pytest.raises(Conflict):
            attempt()
    service.reopen_campaign(session, campaign, by=by)
    service.change_campaign(session, campaign, details(title="New"), by=by)
    assert (campaign.title, campaign.closed_at, campaign.closing_note) == ("New", None, "")
    with pytest.raises(Conflict):
        service.reopen_campaign(session, campaign, by=by)


def test_saving_without_a_change_leaves_no_event(session: Session, actor: MakeActor) -> None:
    campaign, _ = make_campaign(session, actor())
    before = _actions(session)
    service.change_campaign(session, campaign, details(), by=actor())
    assert _actions(session) == before


def test_demands_move_one_place_and_stop_at_the_ends(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, ids = make_campaign(session, by)
    assert asking.move_demand(session, campaign, ids["meeting"], up=True, by=by) == 2
    assert asking.move_demand(session, campaign, ids["meeting"], up=True, by=by) == 1
    assert asking.move_demand(session, campaign, ids["meeting"], up=True, by=by) == 1
    session.flush()
    rows = queries.demands_of(session, campaign.id)
    assert [row.demand.slug for row in rows] == ["meeting", "humanitarian-aid", "section-907"]
    asking.remove_demand(session, campaign, ids["humanitarian-aid"], by=by)
    session.flush()
    assert [(row.position, row.demand.slug) for row in queries.demands_of(session, campaign.id)] == [
        (1, "meeting"),
        (2, "section-907"),
    ]
    with pytest.raises(NotFound):
        asking.remove_demand(session, campaign, ids["humanitarian-aid"], by=by)


def test_a_demand_is_asked_once_and_by_a_day_to_come(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, ids = make_campaign(session, by)
    with pytest.raises(InvalidInput) as caught:
        asking.add_demand(session, campaign, ids["meeting"], date(2023, 1, 3), by=by)
    assert set(caught.value.errors) == {"demand_id", "deadline"}
    asking.set_deadline(session, campaign, ids["meeting"], by.today, by=by)
    assert queries.campaign_demand(session, campaign.id, ids["meeting"]).deadline == by.today
    asking.set_deadline(session, campaign, ids["meeting"], None, by=by)
    more = library(session, by)["recognition"]
    asking.add_demand(session, campaign, more.id, by=by)
    session.flush()
    assert queries.demands_of(session, campaign.id)[-1].demand.slug == "recognition"


def test_anchor_names_and_fact_keys_are_unique_within_a_campaign(session: Session, actor: MakeActor) -> None:
    by = actor()
    campaign, _ = make_campaign(session, by, anchor=ANCHOR)
    with pytest.raises(InvalidInput) as caught:
        counting.save_anchor(session, campaign, ANCHOR, by=by)
    assert set(caught.value.errors) == {"name"}
    held = queries.anchors_of(session, campaign.id)[0]
    moved = AnchorDetails("blockade", "Road closed", date(2022, 12, 13), CountRule.ELAPSED)
    counting.save_anchor(session, campaign, moved, held.id, by=by)
    assert (held.label, held.day, held.rule) == ("Road closed", date(2022, 12, 13), CountRule.ELAPSED)
    counting.save_fact(session, campaign, FactDetails("org.population", "203,000", "State"), by=by)
    counting.save_fact(session, campaign, FactDetails("org.population", "203,400", "Census"), by=by)
    assert queries.fact_values(session, campaign.id) == {"org.population": "203,400"}
    counting.remove_fact(session, campaign, queries.facts_of(session, campaign.id)[0].id, by=by)
    counting.remove_anchor(session, campaign, held.id, by=by)
    assert queries.fact_values(session, campaign.id) == {} and not queries.anchors_of(session, campaign.id)


def test_another_campaigns_anchor_is_not_found(session: Session, actor: MakeActor) -> None:
    by = actor()
    one, _ = make_campaign(session, by, anchor=ANCHOR)
    other, _ = make_campaign(session, by, slug="other")
    with pytest.raises(NotFound):
        counting.remove_anchor(session, other, queries.anchors_of(session, one.id)[0].id, by=by)


def test_members_and_administrators_write_nobody_else(
    session: Session, actor: MakeActor, person: Callable[..., UUID]
) -> None:
    drafter_id, viewer_id = person(Role.DRAFTER), person(Role.VIEWER)
    campaign, _ = make_campaign(session, actor())
    drafter = actor(Role.DRAFTER, user_id=drafter_id)
    viewer = actor(Role.VIEWER, user_id=viewer_id)
    assert not access.may_write(session, campaign.id, drafter)
    with pytest.raises(NotAllowed, match="Only members"):
        access.require_write(session, campaign, drafter)
    service.add_member(session, campaign, drafter_id, by=actor())
    session.flush()
    assert access.may_write(session, campaign.id, drafter)
    assert access.may_write(session, campaign.id, actor(Role.ADMINISTRATOR, user_id=uuid4()))
    with pytest.raises(InvalidInput, match="already"):
        service.add_member(session, campaign, drafter_id, by=actor())
    with pytest.raises(InvalidInput, match="only read"):
        service.add_member(session, campaign, viewer_id, by=actor())
    assert not access.may_write(session, campaign.id, viewer)
    service.remove_member(session, campaign, drafter_id, by=actor())
    session.flush()
    assert not access.may_write(session, campaign.id, drafter)
