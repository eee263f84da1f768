"""Tokens, and a small filled world, for tests of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import queries, tokens
from app.accounts.models import Organisation
from app.accounts.rules import Actor, Role, Scope, scopes_open_to
from app.campaigns.models import CampaignMember
from app.core.clock import utcnow
from app.core.db import db
from tests.letters.factories import make_world

PREFIX = "/api/v1"
TODAY = date(2023, 1, 4)


@dataclass
class Api:
    """Calls with one token. Answers with the status that was expected, or fails with what came instead."""

    app: Flask
    token: str
    user_id: UUID
    calls: int = field(default=0)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """The raw answer. `headers` are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().open(
            PREFIX + path,
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}", **named},
        )

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """JSON of a GET."""
        answer = self.app.test_client().get(
            PREFIX + path, query_string=query, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.status_code == status, answer.text
        return answer.json

    def send(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """JSON of a change."""
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == status, answer.text
        return answer.json

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        return self.send("POST", path, body, status, **headers)


@pytest.fixture
def api(app: Flask, person: Callable[..., UUID], actor: Callable[..., Actor]) -> Callable[..., Api]:
    """`api(role, scopes)`: a token of somebody with that role; by default with every scope the role may give."""

    def make(role: Role = Role.ADMINISTRATOR, *scopes: Scope, **values: str) -> Api:
        user_id = person(role, **values)
        with app.app_context():
            owner = queries.user(db.session, user_id)
            given = scopes or scopes_open_to(role)
            _, text = tokens.create_token(db.session, owner, name="test", scopes=given, days=1, by=actor())
            db.session.commit()
        return Api(app, text, user_id)

    return make


@dataclass
class Small:
    """Ids of a small world: two senators, one signatory, one letterhead, a campaign with a day count."""

    campaign_id: str
    officials: list[str]
    signatories: list[str]
    letterhead_id: str
    demand_id: str


@pytest.fixture
def small(app: Flask) -> Small:
    """A filled database, set to the day of the demonstration."""
    with app.app_context():
        db.session.get_one(Organisation, 1).business_date = TODAY
        made = make_world(db.session)
        found = Small(
            str(made.campaign.id),
            [str(one.id) for one in made.officials],
            [str(one.id) for one in made.signatories],
            str(made.letterhead.id),
            str(made.demand_ids[0]),
        )
        db.session.commit()
    return found


@pytest.fixture
def join(app: Flask) -> Callable[[Api, Small], Api]:
    """`join(api, small)`: the token's owner becomes a member of the campaign."""

    def add(one: Api, small: Small) -> Api:
        with app.app_context():
            db.session.add(
                CampaignMember(
                    campaign_id=UUID(small.campaign_id),
                    user_id=one.user_id,
                    added_at=utcnow(),
                    added_by="test",
                )
            )
            db.session.commit()
        return one

    return add


def letter_body(small: Small, **changes: Any) -> dict[str, Any]:
    """A letter without problems to both senators."""
    return {
        "campaign_id": small.campaign_id,
        "template": "official_letter",
        "letter_date": "2023-01-04",
        "subject": "The road to Nagorno-Karabakh",
        "letterhead_ids": [small.letterhead_id],
        "signatory_ids": small.signatories,
        "official_ids": small.officials,
        "demand_ids": [small.demand_id],
        **changes,
    }
