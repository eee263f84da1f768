"""Follow-ups over the API: begun for one dispatch or for everybody whose day has come, once, by those who may write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Organisation
from app.accounts.rules import Role, Scope
from app.campaigns.models import CampaignMember
from app.core.clock import utcnow
from app.core.day_styles import DayStyle
from app.core.db import db
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from tests.api.conftest import Api
from tests.delivery.factories import DAY, make_sealed, mark, plan

MakeApi = Callable[..., Api]


@dataclass
class Owed:
    """A sealed letter to three, two of whom got it and owe an answer since six weeks."""

    campaign_id: str
    letter_id: str
    number: str
    officials: list[str]
    dispatches: list[str]


@pytest.fixture
def owed(app: Flask) -> Owed:
    with app.app_context():
        own = db.session.get_one(Organisation, 1)
        own.business_date, own.date_style = DAY, DayStyle.DAY_FIRST
        given = make_sealed(db.session, officials=3)
        for who in (0, 1):
            mark(db.session, plan(db.session, given, who=who), DispatchState.HANDED_OVER, by=given.by)
        plan(db.session, given, who=2)
        own.business_date = DAY + timedelta(days=42)
        rows = {row.official_id: row.id for row in db.session.scalars(sa.select(Dispatch))}
        officials = [one.id for one in given.officials]
        found = Owed(
            str(given.world.campaign.id), str(given.letter.id), given.letter.number,
            [str(one) for one in officials], [str(rows[one]) for one in officials],
        )  # fmt: skip
        db.session.commit()
    return found


@pytest.fixture
def writer(app: Flask, api: MakeApi, owed: Owed) -> Api:
    made = api(Role.DRAFTER)
    with app.app_context():
        db.session.add(
            CampaignMember(
                campaign_id=UUID(owed.campaign_id), user_id=made.user_id, added_at=utcnow(), added_by="test"
            )
        )
        db.session.commit()
    return made


def test_one_dispatch_is_followed_up_once(writer: Api, owed: Owed) -> None:
    path = f"/dispatches/{owed.dispatches[0]}/follow-up"
    made = writer.post(path, None, 201)
    letter = writer.get(f"/letters/{made['id']}")
    assert (letter["state"], letter["template"]) == ("draft", "follow_up")
    assert letter["letter_date"] == (DAY + timedelta(days=42)).isoformat()
    assert letter["earlier_letter_id"] == owed.letter_id
    assert letter["subject"] == f"My letter of 4 January 2023 ({owed.number})"
    assert "follows up" in writer.post(path, None, 409)["detail"]
    assert "has not left" in writer.post(f"/dispatches/{owed.dispatches[2]}/follow-up", None, 409)["detail"]


def test_everybody_who_owes_an_answer_gets_a_copy(writer: Api, owed: Owed) -> None:
    (made,) = writer.post(f"/campaigns/{owed.campaign_id}/follow-ups", {}, 201)["items"]
    letter = writer.get(f"/letters/{made['id']}")
    assert (letter["copies"], letter["addressing"]) == (2, ["Ana Ruiz", "Óscar Limón"])
    assert (
        "No follow-up is due" in writer.post(f"/campaigns/{owed.campaign_id}/follow-ups", {}, 409)["detail"]
    )


def test_only_those_who_are_named(writer: Api, owed: Owed) -> None:
    body = {"official_ids": owed.officials[1:]}
    (made,) = writer.post(f"/campaigns/{owed.campaign_id}/follow-ups", body, 201)["items"]
    letter = writer.get(f"/letters/{made['id']}")
    assert letter["addressing"] == ["Óscar Limón"]
    (rest,) = writer.post(f"/campaigns/{owed.campaign_id}/follow-ups", {}, 201)["items"]
    assert rest["id"] != made["id"]


def test_others_may_not(api: MakeApi, writer: Api, owed: Owed) -> None:
    path = f"/dispatches/{owed.dispatches[0]}/follow-up"
    api(Role.DRAFTER, email="other@arroyovista.example").post(path, None, 403)
    api(Role.ADMINISTRATOR, Scope.READ, email="reader@arroyovista.example").post(path, None, 403)
    assert writer.post(path, None, 201)["state"] == "draft"
