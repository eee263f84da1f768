"""A busy campaign and an empty one, each with a drafter who belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.core.db import db
from tests.conftest import TODAY
from tests.letters.factories import person
from tests.reports.factories import Busy, busy, empty_world
from tests.support.accounts import user_of

AsRole = Callable[..., FlaskClient]


@dataclass
class Place:
    """A busy campaign with a drafter who belongs to it; ids and slugs only, as rows belong to a session."""

    slug: str
    letter_id: str
    people: dict[str, str]
    drafter: FlaskClient


def set_day() -> None:
    db.session.get_one(Organisation, 1).business_date = TODAY


@pytest.fixture
def place(app: Flask, as_role: AsRole) -> Place:
    client = as_role(Role.DRAFTER)
    with app.app_context():
        set_day()
        made: Busy = busy(db.session, person(Role.ADMINISTRATOR, "Tomas Avedian"), user_of(client))
        db.session.commit()
        people = {name: str(one.id) for name, one in made.people.items()}
        return Place(made.slug, str(made.letter.id), people, client)


@pytest.fixture
def empty(app: Flask, as_role: AsRole) -> Place:
    client = as_role(Role.DRAFTER)
    with app.app_context():
        set_day()
        world = empty_world(db.session, user_of(client))
        db.session.commit()
        return Place(world.campaign.slug, "", {}, client)
