"""What most tests of letters begin with."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.letters.models import Letter
from tests.letters.factories import World, make_letter, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def letter(session: Session, world: World) -> Letter:
    return make_letter(session, world)
