"""The queries and guards of campaigns on PostgreSQL, which is stricter than SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns import queries_positions, queries_targets, targeting
from app.campaigns.models import PositionRecord
from app.campaigns.positions import record_position
from app.campaigns.rules_positions import Position
from app.demands.models import DemandRevision
from app.demands.queries import search_demands
from app.demands.rules import OfficeKind
from tests.campaigns.factories import make_campaign, make_official, make_segment
from tests.conftest import TODAY

pytestmark = pytest.mark.postgres


@pytest.fixture
def postgres(pg_url: str) -> Iterator[Session]:
    engine = sa.create_engine(pg_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_targets_positions_and_guards(postgres: Session, actor: Callable[..., Actor]) -> None:
    by = actor()
    campaign, ids = make_campaign(postgres, by)
    ada, bo = make_official(postgres, "Ada Zorn"), make_official(postgres, "Bo Young")
    for name in ("California", "The West"):
        targeting.add_segment(postgres, campaign, make_segment(postgres, name, "CA").id, by=by)
    wrong = record_position(
        postgres, campaign, ada.id, ids["meeting"], Position.REFUSED, TODAY, "Said so.", by=by
    )
    record_position(
        postgres,
        campaign,
        ada.id,
        ids["meeting"],
        Position.COMMITTED,
        TODAY,
        "Said yes.",
        by=by,
        corrects=wrong.id,
    )
    page = queries_targets.target_page(postgres, campaign.id, TODAY, words="YOUNG")
    assert [(target.name, target.segments) for target in page.items] == [
        ("Bo Young", ("California", "The West"))
    ]
    assert [each.count for each in queries_targets.segment_sources(postgres, campaign.id, TODAY)] == [2, 2]
    board = {
        row.demand.slug: row.counts for row in queries_positions.scoreboard(postgres, campaign.id, TODAY)
    }
    assert (board["meeting"][Position.COMMITTED], board["meeting"][Position.NONE]) == (1, 1)
    found = queries_positions.officials_standing_at(
        postgres, campaign.id, ids["meeting"], Position.NONE, TODAY
    )
    assert found == [bo.id]
    assert search_demands(postgres, text="section 907", office=OfficeKind.SENATOR).total == 2
    for table in (PositionRecord, DemandRevision):
        for statement in (sa.update(table).values(id=table.id), sa.delete(table)):
            with pytest.raises(sa.exc.DBAPIError), postgres.begin_nested():
                postgres.execute(statement)
