"""Replies with positions: all or nothing, kept with their files, taken back whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Role
from app.campaigns.models import PositionRecord
from app.campaigns.positions import record_position
from app.campaigns.queries_positions import current_positions, stands_by_reply
from app.campaigns.rules_positions import Position
from app.campaigns.service import close_campaign
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.delivery import queries, queries_replies
from app.delivery.models import Reply
from app.delivery.replies import ReplyDetails, log_reply, withdraw_reply
from app.delivery.rules import DispatchState, ReplyChannel
from app.letters.acts import acts_of
from tests.delivery.factories import DAY, Sealed, make_sealed, mark, plan
from tests.letters.factories import make_senator, person

S = DispatchState


@pytest.fixture
def given(session: Session) -> Sealed:
    return make_sealed(session)


def _details(given: Sealed, **changes: Any) -> ReplyDetails:
    values: dict[str, Any] = {
        "official_id": given.officials[0].id,
        "received_on": DAY,
        "channel": ReplyChannel.LETTER,
        "summary": "Supports direct aid.",
        "letter_id": given.letter.id,
    }
    return ReplyDetails(**{**values, **changes})


def _demand(given: Sealed, slug: str) -> UUID:
    return given.world.demands[slug].id


def _log(session: Session, given: Sealed, **changes: Any) -> Reply:
    return log_reply(session, given.world.campaign, _details(given, **changes), by=given.by)


def _standing(session: Session, given: Sealed) -> dict[str, Position]:
    slugs = {row.id: slug for slug, row in given.world.demands.items()}
    rows = current_positions(session, given.world.campaign.id)
    return {slugs[demand]: record.position for (_official, demand), record in rows.items()}


def test_a_reply_records_the_positions_it_takes(session: Session, given: Sealed) -> None:
    positions = {
        _demand(given, "humanitarian-aid"): Position.COMMITTED,
        _demand(given, "section-907"): Position.REFUSED,
    }
    reply = _log(session, given, positions=positions, quotation="I will vote for it.")
    assert _standing(session, given) == {
        "humanitarian-aid": Position.COMMITTED,
        "section-907": Position.REFUSED,
    }
    carried = stands_by_reply(session, [reply.id])[reply.id]
    assert {record.evidence for record in carried} == {"I will vote for it."}
    assert queries_replies.answered(session, given.world.campaign.id) == {given.officials[0].id}
    assert queries_replies.count_replies(session, given.world.campaign.id) == 1


def test_one_position_that_cannot_follow_stops_all_and_leaves_nothing(
    session: Session, given: Sealed
) -> None:
    aid, law = _demand(given, "humanitarian-aid"), _demand(given, "section-907")
    _log(session, given, positions={aid: Position.COMMITTED})
    with pytest.raises(InvalidInput) as refused:
        _log(session, given, positions={law: Position.REFUSED, aid: Position.NONCOMMITTAL})
    assert list(refused.value.errors) == [f"position-{aid}"]
    assert "Choose “reversed”" in refused.value.errors[f"position-{aid}"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(PositionRecord)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"summary": "x" * 2001}, "summary"),
        ({"quotation": "x" * 2001}, "quotation"),
        ({"answered_by": "x" * 201}, "answered_by"),
        ({"received_on": DAY + timedelta(days=1)}, "received_on"),
        ({"promised_by": DAY - timedelta(days=1)}, "promised_by"),
        ({"official_id": uuid4()}, "official"),
        ({"letter_id": uuid4()}, "letter"),
        ({"positions": {uuid4(): Position.MET}}, "positions"),
    ],
)
def test_what_is_wrong_is_named(session: Session, given: Sealed, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _log(session, given, **changes)
    assert field in refused.value.errors
    assert session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 0


def test_a_letter_that_did_not_go_to_them_is_refused(session: Session, given: Sealed) -> None:
    other = make_senator(session, "Jo", "Park")
    with pytest.raises(InvalidInput, match="did not go to this official"):
        _log(session, given, official_id=other.id)
    assert _log(session, given, official_id=other.id, letter_id=None).letter_id is None


def test_answers_come_late_and_only_members_log_them(session: Session, given: Sealed) -> None:
    close_campaign(session, given.world.campaign, "Done.", by=person(Role.ADMINISTRATOR, "Set-up"))
    assert _log(session, given).recorded_by == "Dana Whitfield"
    stranger = person(Role.DRAFTER, "Stranger", user_id=uuid4())
    with pytest.raises(NotAllowed):
        log_reply(session, given.world.campaign, _details(given), by=stranger)


def test_a_mistake_takes_its_positions_back(session: Session, given: Sealed) -> None:
    aid = _demand(given, "humanitarian-aid")
    reply = _log(session, given, positions={aid: Position.COMMITTED})
    with pytest.raises(InvalidInput, match="what was wrong"):
        withdraw_reply(session, reply, " ", by=given.by)
    withdraw_reply(session, reply, "It was another office.", by=given.by)
    assert _standing(session, given) == {}
    assert stands_by_reply(session, [reply.id]) == {}
    assert queries_replies.answered(session, given.world.campaign.id) == set()
    assert queries_replies.reply_row(session, reply.id).reply.summary, "the reply stays readable"
    with pytest.raises(Conflict, match="already marked"):
        withdraw_reply(session, reply, "Again.", by=given.by)


def test_a_mistake_that_a_later_record_stands_on_is_told(session: Session, given: Sealed) -> None:
    aid, law = _demand(given, "humanitarian-aid"), _demand(given, "section-907")
    first = _log(session, given, positions={law: Position.REFUSED, aid: Position.COMMITTED})
    record_position(
        session, given.world.campaign, given.officials[0].id, aid, Position.REVERSED, DAY, "Took it back.",
        by=given.by,
    )  # fmt: skip
    with pytest.raises(Conflict, match="A later record stands on a position"):
        withdraw_reply(session, first, "Wrong office.", by=given.by)
    assert first.withdrawn_reason == ""
    assert _standing(session, given) == {
        "humanitarian-aid": Position.REVERSED,
        "section-907": Position.REFUSED,
    }


def test_follow_ups_fall_due_until_someone_answers(session: Session, given: Sealed) -> None:
    dispatches = plan(session, given)
    mark(session, dispatches, S.HANDED_OVER, by=given.by)
    due = date(2023, 1, 18)
    assert queries.follow_ups(session, due - timedelta(days=1)) == []
    assert [row.dispatch.id for row in queries.follow_ups(session, due)] == [row.id for row in dispatches]
    assert queries.count_follow_ups(session, due) == 2
    reply = _log(session, given)
    mark(session, dispatches, S.DELIVERED, by=given.by)
    assert [row.dispatch.official_id for row in queries.follow_ups(session, due)] == [given.officials[1].id]
    withdraw_reply(session, reply, "Another office.", by=given.by)
    assert queries.count_follow_ups(session, due) == 2


def test_an_answer_before_the_news_of_delivery_still_answers(session: Session) -> None:
    given = make_sealed(session, officials=1, letter_date=DAY - timedelta(days=9))
    dispatches = plan(session, given)
    mark(session, dispatches, S.HANDED_OVER, day=DAY - timedelta(days=8), by=given.by)
    _log(session, given, received_on=DAY - timedelta(days=3))
    mark(session, dispatches, S.DELIVERED, by=given.by)
    assert queries.follow_ups(session, date(2023, 12, 31)) == []


def test_several_channels_make_one_follow_up(session: Session, given: Sealed) -> None:
    from app.delivery.rules import Channel

    posted, faxed = plan(session, given, who=0), plan(session, given, Channel.FAX, who=0)
    mark(session, [*posted, *faxed], S.HANDED_OVER, by=given.by)
    assert queries.count_follow_ups(session, date(2023, 1, 18)) == 1


def test_promises_are_due_until_a_later_reply_keeps_them(session: Session, given: Sealed) -> None:
    early = DAY - timedelta(days=2)
    _log(session, given, received_on=early, promised_by=DAY)
    assert queries_replies.promises_due(session, early) == []
    assert [row.name for row in queries_replies.promises_due(session, DAY)] == ["Ana Ruiz"]
    assert queries_replies.promises_due(session, DAY, campaign_ids=[]) == []
    later = _log(session, given)
    assert queries_replies.promises_due(session, DAY) == []
    withdraw_reply(session, later, "Another office.", by=given.by)
    assert len(queries_replies.promises_due(session, DAY)) == 1


def test_the_days_of_a_reply_are_known_to_letters_until_it_is_withdrawn(
    session: Session, given: Sealed
) -> None:
    campaign, official = given.world.campaign, given.officials[0].id
    reply = _log(session, given, promised_by=DAY + timedelta(days=9))
    assert acts_of(session, campaign.id, [official]) == {official: {DAY, DAY + timedelta(days=9)}}
    assert acts_of(session, campaign.id, [given.officials[1].id]) == {}
    withdraw_reply(session, reply, "Another office's.", by=given.by)
    assert acts_of(session, campaign.id, [official]) == {}
