"""A sealed letter, committed, for tests that use pages."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.campaigns import queries as campaign_queries
from app.campaigns.service import add_member
from app.core.db import db
from app.core.jobs.models import Job
from tests.conftest import TODAY
from tests.delivery.factories import Sealed, make_sealed, plan
from tests.letters.factories import person as somebody
from tests.support.accounts import user_of


@pytest.fixture
def given(session: Session) -> Sealed:
    """A sealed letter to two senators, planned by post."""
    made = make_sealed(db.session, officials=2)
    plan(db.session, made)
    db.session.execute(sa.delete(Job))
    db.session.commit()
    return made


@pytest.fixture
def letter_id(app: Flask) -> UUID:
    """A sealed letter to two senators, on the business date of the tests."""
    with app.app_context():
        organisation(db.session).business_date = TODAY
        found = make_sealed(db.session).letter.id
        db.session.commit()
        return found


@pytest.fixture
def member(app: Flask, letter_id: UUID, as_role: Callable[..., FlaskClient]) -> FlaskClient:
    """A drafter who belongs to the letter's campaign."""
    client = as_role(Role.DRAFTER, email="member@example.org", name="Mem Ber")
    with app.app_context():
        campaign = campaign_queries.open_campaigns(db.session)[0]
        admin = somebody(Role.ADMINISTRATOR, "Set-up")
        add_member(db.session, campaign, user_of(client), by=admin)
        db.session.commit()
    return client
