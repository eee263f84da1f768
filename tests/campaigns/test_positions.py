"""Putting positions on record and counting them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns import queries_positions, service, targeting
from app.campaigns.models import Campaign, PositionRecord
from app.campaigns.positions import record_position
from app.campaigns.rules_positions import Position
from app.core.errors import InvalidInput, NotFound
from app.officials.models import Official
from tests.campaigns.factories import make_campaign, make_official, make_segment
from tests.conftest import TODAY

MakeActor = Callable[..., Actor]
P = Position


class Setting:
    """A campaign with one official and its demands, and a short way to record."""

    def __init__(self, session: Session, by: Actor) -> None:
        self.session, self.by = session, by
        self.campaign, self.demands = make_campaign(session, by)
        self.official = make_official(session, "Ada Zorn")

    def say(
        self,
        position: Position,
        day: int,
        demand: str = "meeting",
        who: Official | None = None,
        **more: Any,
    ) -> PositionRecord:
        return record_position(
            self.session, self.campaign, (who or self.official).id, self.demands[demand], position,
            date(2022, 12, day), "Said so.", by=self.by, **more,
        )  # fmt: skip

    def now(self, demand: str = "meeting") -> Position | None:
        held = queries_positions.current_positions(self.session, self.campaign.id)
        record = held.get((self.official.id, self.demands[demand]))
        return record.position if record else None


@pytest.fixture
def setting(session: Session, actor: MakeActor) -> Setting:
    return Setting(session, actor())


def test_the_latest_day_stands_whatever_was_recorded_first(setting: Setting) -> None:
    setting.say(P.COMMITTED, 20)
    setting.say(P.NONCOMMITTAL, 10)
    assert setting.now() is P.COMMITTED
    setting.say(P.REVERSED, 28)
    assert setting.now() is P.REVERSED
    assert setting.now("section-907") is None


def test_of_two_records_of_one_day_the_later_stands(setting: Setting) -> None:
    setting.say(P.ACKNOWLEDGED, 20)
    setting.say(P.REFUSED, 20)
    assert setting.now() is P.REFUSED


def test_a_correction_replaces_and_can_take_away(setting: Setting) -> None:
    setting.say(P.ACKNOWLEDGED, 10)
    wrong = setting.say(P.REFUSED, 28)
    right = setting.say(P.COMMITTED, 12, corrects=wrong.id)
    assert setting.now() is P.COMMITTED
    setting.say(P.NONE, 12, corrects=right.id)
    assert setting.now() is P.ACKNOWLEDGED
    records = queries_positions.history(
        setting.session, setting.campaign.id, setting.official.id, setting.demands["meeting"]
    )
    assert len(records) == 4
    with pytest.raises(InvalidInput) as caught:
        setting.say(P.COMMITTED, 12, corrects=wrong.id)
    assert set(caught.value.errors) == {"corrects"}


def test_a_record_is_never_changed_or_deleted(setting: Setting) -> None:
    record = setting.say(P.COMMITTED, 20)
    for statement in (
        sa.update(PositionRecord).where(PositionRecord.id == record.id).values(evidence="Other words."),
        sa.delete(PositionRecord).where(PositionRecord.id == record.id),
    ):
        with pytest.raises(sa.exc.DBAPIError), setting.session.begin_nested():
            setting.session.execute(statement)


def test_each_problem_names_its_field_and_adds_nothing(setting: Setting) -> None:
    def refused(**changes: Any) -> set[str]:
        values: dict[str, Any] = {
            "official_id": setting.official.id,
            "position": P.COMMITTED,
            "day": TODAY,
            "evidence": "Said so.",
            "reference": "",
            **changes,
        }
        with pytest.raises(InvalidInput) as caught:
            record_position(
                setting.session,
                setting.campaign,
                demand_id=setting.demands["meeting"],
                by=setting.by,
                **values,
            )
        return set(caught.value.errors)

    assert refused(official_id=uuid4()) == {"official_id"}
    assert refused(position=P.REVERSED) == {"position"}
    assert refused(position=P.NONE) == {"position"}
    assert refused(day=date(2023, 1, 5), evidence=" ", reference="x" * 201) == {
        "day",
        "evidence",
        "reference",
    }
    with pytest.raises(NotFound):
        record_position(
            setting.session,
            setting.campaign,
            setting.official.id,
            uuid4(),
            P.MET,
            TODAY,
            "Said so.",
            by=setting.by,
        )
    assert setting.session.scalar(sa.select(sa.func.count()).select_from(PositionRecord)) == 0


def test_a_closed_campaign_still_takes_late_answers(setting: Setting) -> None:
    service.close_campaign(setting.session, setting.campaign, "", by=setting.by)
    setting.say(P.COMMITTED, 20)
    assert setting.now() is P.COMMITTED


def _board(session: Session, campaign: Campaign) -> dict[str, dict[Position, int]]:
    rows = queries_positions.scoreboard(session, campaign.id, TODAY)
    assert all(sum(row.counts.values()) == row.asked for row in rows)
    return {row.demand.slug: {p: n for p, n in row.counts.items() if n} for row in rows}


def test_the_scoreboard_counts_targets_once_each(setting: Setting) -> None:
    session, campaign = setting.session, setting.campaign
    bo, outsider = make_official(session, "Bo Young"), make_official(session, "Nevada Nell", state="NV")
    targeting.add_segment(session, campaign, make_segment(session, "California", "CA").id, by=setting.by)
    setting.say(P.COMMITTED, 10)
    setting.say(P.REVERSED, 20)
    setting.say(P.COMMITTED, 20, demand="section-907")
    setting.say(P.REFUSED, 20, demand="section-907", who=bo)
    setting.say(P.MET, 20, who=outsider)
    assert _board(session, campaign) == {
        "humanitarian-aid": {P.NONE: 2},
        "section-907": {P.COMMITTED: 1, P.REFUSED: 1},
        "meeting": {P.REVERSED: 1, P.NONE: 1},
    }
    assert _at(setting, "meeting", P.NONE) == [bo.id]
    assert _at(setting, "meeting", P.REVERSED) == [setting.official.id]
    stands = queries_positions.stands_of(session, setting.official.id)
    assert {stand.demand.slug: stand.record.position for stand in stands} == {
        "section-907": P.COMMITTED,
        "meeting": P.REVERSED,
    }


def _at(setting: Setting, demand: str, position: Position) -> list[UUID]:
    return queries_positions.officials_standing_at(
        setting.session, setting.campaign.id, setting.demands[demand], position, TODAY
    )


def test_what_a_merged_official_said_counts_for_the_survivor(setting: Setting) -> None:
    session = setting.session
    old = make_official(session, "A. Zorn")
    targeting.add_officials(session, setting.campaign, [setting.official.id], by=setting.by)
    setting.say(P.COMMITTED, 10, who=old)
    old.retired_on, old.merged_into_id = TODAY, setting.official.id
    session.flush()
    assert setting.now() is P.COMMITTED
    assert _board(session, setting.campaign)["meeting"] == {P.COMMITTED: 1}
    setting.say(P.REVERSED, 20)
    assert setting.now() is P.REVERSED


def test_records_are_found_by_reply(setting: Setting) -> None:
    reply = uuid4()
    kept = setting.say(P.COMMITTED, 20, reply_id=reply)
    taken = setting.say(P.REFUSED, 20, demand="section-907", reply_id=reply)
    setting.say(P.NONE, 20, demand="section-907", corrects=taken.id)
    assert queries_positions.stands_by_reply(setting.session, [reply]) == {reply: [kept]}
