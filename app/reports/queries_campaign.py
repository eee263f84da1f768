"""Counts of one campaign: whom we wrote to, who answered, how far dispatches got. Few SELECTs, any size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignMember
from app.campaigns.queries_targets import count_targets
from app.campaigns.rules import CampaignState
from app.delivery import queries
from app.delivery.models import Dispatch, Reply
from app.delivery.rules import DispatchState
from app.letters.models import Letter
from app.letters.states import LetterState
from app.officials.models import Official
from app.reports.queries_positions import ASKED, PRESENT, board, count_refusing
from app.reports.rules_summary import Numbers


@dataclass(frozen=True)
class Reach:
    """How far the campaign's dispatches got.

    `answered_dispatches` are delivered ones whose official replied on or after the letter's date;
    `answered_on_the_way` are the same among those nobody has marked delivered. `broken` came back or
    failed with nothing planned in their place; `unknown` are open questions.
    """

    states: Mapping[DispatchState, int]
    written: int
    answered: int
    answered_dispatches: int
    answered_on_the_way: int
    officials: int
    channels: int
    unknown: int
    returned: int
    failed: int

    @property
    def total(self) -> int:
        """Dispatches that were not cancelled."""
        return sum(self.states.values()) - self.states[DispatchState.CANCELLED]


def reach(session: Session, campaign_id: UUID) -> Reach:
    """Two SELECTs."""
    states = queries.counts_by_state(session, campaign_id=campaign_id)
    mine = Dispatch.campaign_id == campaign_id
    kept = sa.and_(mine, Dispatch.state != DispatchState.CANCELLED)
    left = sa.and_(mine, Dispatch.state.in_(ASKED))
    row = session.execute(
        sa.select(
            _officials(left),
            _officials(left, sa.exists().where(*_replied(campaign_id))),
            _dispatches(mine, Dispatch.state == DispatchState.DELIVERED, _answered_since(campaign_id)),
            _dispatches(mine, Dispatch.state == DispatchState.HANDED_OVER, _answered_since(campaign_id)),
            _officials(kept),
            sa.select(sa.func.count(sa.distinct(Dispatch.channel))).where(kept).scalar_subquery(),
            _dispatches(mine, Dispatch.state == DispatchState.OUTCOME_UNKNOWN, queries.undecided()),
            _dispatches(mine, Dispatch.state == DispatchState.RETURNED, queries.open_breakage()),
            _dispatches(mine, Dispatch.state == DispatchState.FAILED, queries.open_breakage()),
        )
    ).one()
    return Reach(states, *row)


def _replied(campaign_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Reply.campaign_id == campaign_id,
        Reply.official_id == Dispatch.official_id,
        Reply.withdrawn_reason == "",
    )


def _answered_since(campaign_id: UUID) -> sa.ColumnElement[bool]:
    # Inside the EXISTS over replies nothing is correlated by itself, and every letter's date would come back.
    dated = sa.select(Letter.letter_date).where(Letter.id == Dispatch.letter_id).correlate(Dispatch)
    return sa.exists().where(*_replied(campaign_id), Reply.received_on >= dated.scalar_subquery())


def _officials(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(sa.distinct(PRESENT)))
        .select_from(Dispatch)
        .join(Official, Official.id == Dispatch.official_id)
        .where(*conditions)
        .scalar_subquery()
    )


def _dispatches(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(Dispatch).where(*conditions).scalar_subquery()


def numbers(session: Session, campaign_id: UUID, day: date, got: Reach) -> Numbers:
    """Everything that the summary sentence and "Where we stand" say. Five SELECTs."""
    return Numbers(
        targets=count_targets(session, campaign_id, day),
        planned=got.states[DispatchState.PLANNED] + got.states[DispatchState.PRINTED],
        written=got.written,
        answered=got.answered,
        refusing=count_refusing(session, campaign_id),
        unknown=got.unknown,
        broken=got.returned + got.failed,
        demands=board(session, campaign_id),
    )


def tab_counts(session: Session, campaign_id: UUID) -> dict[str, int]:
    """What the tabs of a campaign's pages count. One SELECT."""

    def count(
        model: type[Letter] | type[Dispatch] | type[Reply], *more: sa.ColumnElement[bool]
    ) -> sa.ScalarSelect[int]:
        return (
            sa.select(sa.func.count())
            .select_from(model)
            .where(model.campaign_id == campaign_id, *more)
            .scalar_subquery()
        )

    row = session.execute(
        sa.select(
            count(Letter, Letter.state != LetterState.WITHDRAWN),
            count(Dispatch, Dispatch.state != DispatchState.CANCELLED),
            count(Reply, Reply.withdrawn_reason == ""),
        )
    ).one()
    return {"letters": row[0], "dispatches": row[1], "replies": row[2]}


def leading_campaign(session: Session, user_id: UUID | None) -> Campaign | None:
    """The open campaign that Today speaks of: the person's own before others, then where a letter changed last."""
    belongs = sa.exists().where(CampaignMember.campaign_id == Campaign.id, CampaignMember.user_id == user_id)
    latest = (
        sa.select(sa.func.max(Letter.changed_at)).where(Letter.campaign_id == Campaign.id).scalar_subquery()
    )
    return session.scalar(
        sa.select(Campaign)
        .where(Campaign.state == CampaignState.OPEN)
        .order_by(sa.case((belongs, 0), else_=1), latest.desc().nulls_last(), Campaign.created_at.desc())
        .limit(1)
    )
