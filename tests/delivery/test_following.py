"""Follow-ups: one letter in the series of the earlier one, to those who owe an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor, Role
from app.campaigns.models import Campaign
from app.campaigns.positions import record_position
from app.campaigns.rules_positions import Position
from app.core.day_styles import DayStyle, write_day
from app.core.db import db
from app.core.errors import Conflict, NotAllowed
from app.delivery.following import (
    FollowUpBegun,
    campaign_to_follow,
    due_addressees,
    follow_up,
    follow_up_all,
)
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from app.letters.compose import compose_draft
from app.letters.contexts import content_of
from app.letters.ending import withdraw_letter
from app.letters.models import Letter, LetterDemand
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from tests.accounts.forms import csrf_of
from tests.delivery.factories import DAY, Sealed, make_sealed, mark, plan
from tests.delivery.walking import mark_by_page, plan_by_page

pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def sent(session: Session) -> Sealed:
    """A sealed letter to three, of whom the first two got it."""
    given = make_sealed(session, officials=3)
    for who in (0, 1):
        mark(session, plan(session, given, who=who), DispatchState.HANDED_OVER, by=given.by)
    plan(session, given, who=2)
    return given


def later(given: Sealed, days: int = 42) -> Actor:
    return replace(given.by, today=DAY + timedelta(days=days))


def words(session: Session, letter: Letter) -> list[str]:
    facts, content = gather(session, letter), content_of(version_of(session, letter))
    return list(compose_draft(content.tree, facts.contexts(content)[0]).resolved.lines())


def first_dispatch(session: Session, given: Sealed, who: int = 0) -> Dispatch:
    return session.scalars(sa.select(Dispatch).where(Dispatch.official_id == given.officials[who].id)).one()


def test_one_letter_with_a_copy_for_each_who_owes_an_answer(session: Session, sent: Sealed) -> None:
    (made,) = follow_up_all(session, sent.world.campaign, by=later(sent))
    facts = gather(session, made)
    assert [copy.main[0].facts.id for copy in facts.copies] == [one.id for one in sent.officials[:2]]
    assert (made.template, made.earlier_letter_id) == ("follow_up", sent.letter.id)
    assert made.letter_date == DAY + timedelta(days=42)
    assert sent.letter.number in content_of(version_of(session, made)).subject
    first = words(session, made)[0]
    assert f"letter {sent.letter.number}" in first
    assert "had no reply for 42 days" in first
    assert [row.slug for row in facts.demands] == [
        one.slug for one in content_of(version_of(session, sent.letter)).demands
    ]


@pytest.mark.parametrize("style", DayStyle)
def test_its_subject_writes_the_earlier_day_as_the_letter_writes_days(
    session: Session, sent: Sealed, style: DayStyle
) -> None:
    organisation(session).date_style = style
    (made,) = follow_up_all(session, sent.world.campaign, by=later(sent))
    content = content_of(version_of(session, made))
    assert content.date_style is style
    assert f"letter of {write_day(DAY, style)} ({sent.letter.number})" in content.subject
    assert f"wrote to you on {write_day(DAY, style)}" in words(session, made)[0]


def test_nobody_is_followed_up_before_the_day_or_twice(session: Session, sent: Sealed) -> None:
    campaign = sent.world.campaign
    with pytest.raises(Conflict):
        follow_up_all(session, campaign, by=sent.by)
    made = follow_up(session, first_dispatch(session, sent).id, by=later(sent))
    with pytest.raises(FollowUpBegun) as begun:
        follow_up(session, first_dispatch(session, sent).id, by=later(sent))
    assert begun.value.letter is made
    rest = due_addressees(session, campaign.id, later(sent).today)
    assert [row.official_id for row in rest] == [sent.officials[1].id]
    withdraw_letter(session, made, "Begun by mistake.", by=later(sent))
    assert len(due_addressees(session, campaign.id, later(sent).today)) == 2


def test_a_letter_that_has_not_left_is_not_followed_up(session: Session, sent: Sealed) -> None:
    with pytest.raises(Conflict):
        follow_up(session, first_dispatch(session, sent, who=2).id, by=later(sent))
    assert campaign_to_follow(session, sent.officials[2].id, later(sent).today) is None
    assert campaign_to_follow(session, sent.officials[0].id, later(sent).today) == sent.world.campaign.slug


def test_an_unknown_outcome_is_found_out_first(session: Session, sent: Sealed) -> None:
    dispatch = first_dispatch(session, sent)
    mark(session, [dispatch], DispatchState.OUTCOME_UNKNOWN, by=sent.by, note="Nobody knows.")
    with pytest.raises(Conflict, match="Find out first"):
        follow_up(session, dispatch.id, by=later(sent))


def test_a_stranger_to_the_campaign_is_refused(session: Session, sent: Sealed, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        follow_up(session, first_dispatch(session, sent).id, by=actor(Role.DRAFTER, user_id=uuid4()))


def test_only_what_has_no_answer_in_substance_is_asked_again(session: Session, sent: Sealed) -> None:
    demand_id, official = sent.world.demand_ids[0], sent.officials[0]
    record_position(
        session, sent.world.campaign, official.id, demand_id, Position.COMMITTED, DAY, "Said so.", by=sent.by
    )  # fmt: skip
    made = follow_up(session, first_dispatch(session, sent).id, by=later(sent))
    assert demand_id not in {row.demand_id for row in demands(session, made)}
    other = follow_up(session, first_dispatch(session, sent, who=1).id, by=later(sent))
    assert demand_id in {row.demand_id for row in demands(session, other)}


def demands(session: Session, letter: Letter) -> list[LetterDemand]:
    return list(session.scalars(sa.select(LetterDemand).where(LetterDemand.letter_id == letter.id)))


def test_the_pages_plan_for_one_and_for_all(app: Flask, letter_id: UUID, member: FlaskClient) -> None:
    ids = plan_by_page(member, letter_id)
    for dispatch in ids:
        mark_by_page(member, dispatch, DispatchState.HANDED_OVER)
    with app.app_context():
        for row in db.session.scalars(sa.select(Dispatch)):
            row.follow_up_on = row.left_on
        letter = db.session.get_one(Letter, letter_id)
        slug = db.session.get_one(Campaign, letter.campaign_id).slug
        officials = [
            row.official_id for row in db.session.scalars(sa.select(Dispatch).order_by(Dispatch.copy_no))
        ]
        db.session.commit()
    assert "Plan follow-up" in member.get("/").text
    page = member.get(f"/campaigns/{slug}/follow-ups?official={officials[0]}").text
    assert page.count(" checked>") == 1
    assert member.get(f"/campaigns/{slug}/follow-ups").text.count(" checked>") == len(officials)
    assert (
        f"/campaigns/{slug}/follow-ups?official={officials[0]}"
        in member.get(f"/officials/{officials[0]}").text
    )
    token = csrf_of(member, f"/campaigns/{slug}/follow-ups")
    answer = member.post(f"/campaigns/{slug}/follow-ups", data={"csrf_token": token})
    assert answer.status_code == 422 and "Tick at least one official." in answer.text
    answer = member.post(f"/sending/dispatches/{ids[0]}/follow-up", data={"csrf_token": token})
    assert answer.status_code == 303 and answer.location.endswith("/write")
    again = member.post(f"/sending/dispatches/{ids[0]}/follow-up", data={"csrf_token": token})
    assert again.status_code == 303 and again.location in answer.location
    assert "Open follow-up" in member.get("/").text
    rest = [str(each) for each in officials[1:]]
    answer = member.post(f"/campaigns/{slug}/follow-ups", data={"csrf_token": token, "official_ids": rest})
    assert answer.status_code == 303
    assert (
        "No follow-up is due that is not begun already." in member.get(f"/campaigns/{slug}/follow-ups").text
    )
