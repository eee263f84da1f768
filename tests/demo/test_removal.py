"""The demonstration goes whole, or not at all; nothing else goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.models import Organisation, User
from app.accounts.organisation import change_organisation
from app.accounts.people import create_user
from app.accounts.rules import Actor, Role
from app.campaigns.models import Campaign
from app.campaigns.rules import CampaignDetails
from app.campaigns.service import create_campaign
from app.campaigns.targeting import add_officials
from app.core.db import Base, db
from app.core.errors import Conflict
from app.core.storage import current_store
from app.delivery.models import DispatchEvent
from app.demands.models import Demand
from app.demo import loading, removal
from app.letters.drafting import draft_letter
from app.letters.models import Letter
from app.letters.states import LetterState
from app.officials.models import Official
from app.signatories.rules import SignatoryDetails, SignatoryKind
from app.signatories.service import create_signatory
from tests.letters.factories import make_senator

# What stays: the trail, the organisation, the library of demands, what the installation itself keeps.
STAYS = {"audit_event", "audit_head", "organisation", "demand", "demand_revision", "alembic_version", "job"}


def _by() -> Actor:
    now = datetime.now(UTC)
    return Actor(None, "Clerk", Role.ADMINISTRATOR, now, now.date(), "test")


def _full(session: Session) -> dict[str, int]:
    """Tables that hold anything, with how much."""
    counts = {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}


def test_everything_goes_and_the_rest_stays(demo: Flask) -> None:
    demands = db.session.scalar(sa.select(sa.func.count()).select_from(Demand))
    own = create_user(
        db.session,
        email="clerk@city.example",
        name="Our Clerk",
        position_title="Clerk",
        role=Role.VIEWER,
        by=_by(),
    )
    db.session.commit()
    removed = removal.remove(db.session, by=_by())
    db.session.commit()
    assert removed.rows["letter"] == 2 and removed.rows["user"] == 3
    left = _full(db.session)
    assert set(left) - STAYS == {"user"}
    assert db.session.scalars(sa.select(User.id)).all() == [own.id]
    assert left["demand"] == demands
    place = db.session.get_one(Organisation, 1)
    assert not place.is_demo and place.business_date is None
    assert audit.verify(db.session).whole
    assert loading.is_empty(db.session) is False, "a database with a user is in use"


def test_the_guards_are_back(demo: Flask) -> None:
    before = _guards(db.session)
    removal.remove(db.session, by=_by())
    db.session.commit()
    assert _guards(db.session) == before and len(before) > 20
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text("UPDATE audit_event SET summary = 'x'"))


def _guards(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    )
    return [(name, sql) for name, sql in rows]


def test_while_it_stands_nothing_of_it_can_be_changed(demo: Flask) -> None:
    for raw in ("UPDATE letter SET title = 'x' WHERE state = 'sealed'", "DELETE FROM dispatch_event"):
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(sa.text(raw))


def test_own_work_that_stands_on_it_stops_the_removal(demo: Flask) -> None:
    official = db.session.scalars(sa.select(Official.id).where(Official.last == "Ghazarian")).one()
    demand = db.session.scalars(sa.select(Demand.id)).first()
    assert demand is not None
    details = CampaignDetails("Our own campaign", "our-own", "Something else.", "", 10)
    campaign = create_campaign(db.session, details, [demand], None, by=_by())
    add_officials(db.session, campaign, [official], by=_by())
    db.session.commit()
    before = _full(db.session)
    with pytest.raises(Conflict, match=r"Your own work stands .*Our own campaign"):
        removal.remove(db.session, by=_by())
    db.session.rollback()
    assert _full(db.session) == before
    assert db.session.get_one(Organisation, 1).is_demo


def test_an_own_letter_to_an_invented_official_stops_the_removal(demo: Flask) -> None:
    letter = db.session.scalars(sa.select(Letter).where(Letter.state == LetterState.IN_REVIEW)).one()
    official = db.session.scalars(sa.select(Official.id).where(Official.last == "Ghazarian")).one()
    demand = db.session.scalars(sa.select(Demand.id)).first()
    assert demand is not None
    details = CampaignDetails("Our own campaign", "our-own", "Something else.", "OWN", 10)
    campaign = create_campaign(db.session, details, [demand], None, by=_by())
    draft_letter(
        db.session, campaign, "official_letter", letter_date=date(2023, 1, 4), letterhead_ids=[],
        signatory_ids=[], official_ids=[official], demand_ids=[demand], subject="Ours", by=_by(),
    )  # fmt: skip
    db.session.commit()
    with pytest.raises(Conflict, match="OWN-2023-01"):
        removal.remove(db.session, by=_by())
    db.session.rollback()
    assert db.session.get(Letter, letter.id) is not None


def test_the_organisation_is_unnamed_again_but_for_what_staff_changed(demo: Flask) -> None:
    place = db.session.get_one(Organisation, 1)
    assert (place.name, place.letter_prefix, place.is_demo) == ("City of Arroyo Vista", "AV", True)
    change_organisation(db.session, {"name": "Own City"}, by=_by())
    db.session.commit()
    removal.remove(db.session, by=_by())
    db.session.commit()
    place = db.session.get_one(Organisation, 1, populate_existing=True)
    assert (place.name, place.city_line, place.population) == ("Own City", "", None)
    assert (place.letter_prefix, place.time_zone) == ("L", "America/Los_Angeles")
    assert (place.business_date, place.is_demo) == (None, False)


def test_real_officials_asked_by_the_demonstration_stay(demo: Flask) -> None:
    campaign = db.session.scalars(sa.select(Campaign)).one()
    own = make_senator(db.session, "Ada", "Own")
    add_officials(db.session, campaign, [own.id], by=_by())
    db.session.commit()
    removal.remove(db.session, by=_by())
    db.session.commit()
    assert db.session.scalars(sa.select(Official.full_name)).all() == ["Ada Own"]


def test_own_signatories_stay(demo: Flask) -> None:
    details = SignatoryDetails("Ada Own", "", "Clerk", "Our City", "", SignatoryKind.OWN)
    create_signatory(db.session, details, by=_by())
    db.session.commit()
    removal.remove(db.session, by=_by())
    db.session.commit()
    assert "signatory" in _full(db.session)


def test_there_is_nothing_to_remove_twice(demo: Flask) -> None:
    removal.remove(db.session, by=_by())
    db.session.commit()
    with pytest.raises(Conflict, match="no demonstration"):
        removal.remove(db.session, by=_by())


@pytest.fixture
def postgres(app: Flask, pg_url: str) -> Iterator[Session]:
    """A session on PostgreSQL inside an application, whose file store is used."""
    engine = sa.create_engine(pg_url)
    with app.app_context(), Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.postgres
def test_it_loads_and_goes_on_postgresql(postgres: Session) -> None:
    begun = loading.load_record(postgres)
    letter = postgres.get_one(Letter, begun.letter_id)
    assert letter.state is LetterState.SEALED
    letter.files_ready_at = datetime.now(UTC)
    postgres.commit()
    loading.load_aftermath(postgres, begun)
    postgres.commit()
    assert postgres.scalar(sa.select(sa.func.count()).select_from(DispatchEvent)) == 36
    with pytest.raises(Conflict, match="already loaded"):
        loading.load_record(postgres)
    removal.remove(postgres, by=_by())
    postgres.commit()
    assert set(_full(postgres)) <= STAYS
    assert postgres.scalars(sa.select(Campaign)).all() == []
    off = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'guard_%' AND tgenabled = 'D'"
    assert postgres.scalar(sa.text(off)) == 0, "every guard is on again"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        postgres.execute(sa.text("UPDATE audit_event SET summary = 'x'"))


def test_signatures_are_pictures_of_their_names_and_always_the_same(demo: Flask) -> None:
    from app.demo.art import signature

    one, two = signature("Elena Marchetti"), signature("Samuel Ortiz-Bell")
    assert one == signature("Elena Marchetti") != two
    assert signature("Åsa") and current_store() is not None


def test_the_business_date_is_the_script_s(demo: Flask) -> None:
    assert db.session.get_one(Organisation, 1).business_date == date(2023, 1, 4)
