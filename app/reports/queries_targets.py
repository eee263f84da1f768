"""The targets of a campaign with their last dispatch, where they stand, and what comes next.

Sorted in the database by what is due next, so that one page of thousands costs as much as one page of ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignDemand
from app.campaigns.queries_positions import standing_positions
from app.campaigns.queries_targets import target_conditions
from app.campaigns.rules_positions import Position
from app.core.pagination import Page, paginate
from app.delivery.models import Dispatch, Reply
from app.delivery.queries import unanswered, undecided
from app.delivery.rules import DispatchState
from app.demands.models import Demand
from app.officials.models import Official
from app.officials.queries_match import named
from app.reports.queries_due import unkept
from app.reports.queries_positions import PRESENT, Among, office_labels
from app.reports.rules_steps import Step, StepFacts, next_step

_NOT_LEFT = (DispatchState.PLANNED, DispatchState.PRINTED)


@dataclass(frozen=True)
class TargetRow:
    """One target. `positions` are demand titles by position; `due` None when nothing is due."""

    official_id: UUID
    name: str
    office: str
    last: Dispatch | None
    answered_on: date | None
    step: Step
    due: date | None
    positions: Mapping[Position, Sequence[str]] = field(default_factory=dict)


def target_rows(
    session: Session, campaign_id: UUID, day: date, *, words: str = "", page: int = 1, size: int = 25
) -> Page[TargetRow]:
    """One page, what is due first on top. Six SELECTs."""
    select = _by_due(session, campaign_id, day)
    if words.strip():
        select = select.where(named(words))
    found = paginate(session, select, page=page, size=size, scalars=False)
    among = [row[0] for row in found.items]
    rows = _described(session, campaign_id, day, found.items, among)
    return Page(rows, found.total, found.page, found.size)


def every_target(session: Session, campaign_id: UUID, day: date) -> list[TargetRow]:
    """Every target in the same order, for a download. Six SELECTs."""
    rows = session.execute(_by_due(session, campaign_id, day)).all()
    among = sa.select(Official.id).where(*target_conditions(session, campaign_id, day))
    return _described(session, campaign_id, day, rows, among)


def _no_day() -> sa.ColumnElement[date | None]:
    return sa.cast(sa.null(), sa.Date())


def _sent(campaign_id: UUID) -> sa.Select[Any]:
    """For each dispatch: since when it needs a decision, when its follow-up is due, when it is to leave."""
    open_question = undecided()
    unknown = Dispatch.state == DispatchState.OUTCOME_UNKNOWN
    to_leave = sa.func.coalesce(Dispatch.planned_for, Dispatch.state_day)
    return (
        sa.select(
            PRESENT,
            sa.literal(0),
            sa.literal(1),
            sa.case((sa.and_(open_question, unknown), Dispatch.state_day)),
            sa.case((open_question, Dispatch.state_day)),
            sa.case((unanswered(), Dispatch.follow_up_on)),
            sa.case((Dispatch.state.in_(_NOT_LEFT), to_leave)),
            _no_day(),
            _no_day(),
        )
        .select_from(Dispatch)
        .join(Official, Official.id == Dispatch.official_id)
        .where(Dispatch.campaign_id == campaign_id, Dispatch.state != DispatchState.CANCELLED)
    )


def _heard(campaign_id: UUID) -> sa.Select[Any]:
    """For each reply: when it came, and a promise in it that is still open."""
    promised = sa.case((unkept(), Reply.promised_by))
    days = (_no_day(), _no_day(), _no_day(), _no_day())
    return (
        sa.select(PRESENT, sa.literal(0), sa.literal(0), *days, promised, Reply.received_on)
        .select_from(Reply)
        .join(Official, Official.id == Reply.official_id)
        .where(Reply.campaign_id == campaign_id, Reply.withdrawn_reason == "")
    )


def _by_due(session: Session, campaign_id: UUID, day: date) -> sa.Select[Any]:
    """Targets with what is known of each, by what is due. A union and GROUP BY, not outer joins of sets."""
    target = sa.select(
        Official.id.label("official"),
        sa.literal(1).label("target"),
        sa.literal(0).label("sent"),
        *(
            _no_day().label(name)
            for name in ("unknown", "opened", "follow_up", "to_leave", "promised", "heard")
        ),
    ).where(*target_conditions(session, campaign_id, day))
    every = sa.union_all(target, _sent(campaign_id), _heard(campaign_id)).subquery()
    known = (
        sa.select(
            every.c.official,
            sa.func.max(every.c.sent).label("sent"),
            *(
                sa.func.min(every.c[name]).label(name)
                for name in ("unknown", "opened", "promised", "follow_up", "to_leave")
            ),
            sa.func.max(every.c.heard).label("heard"),
        )
        .group_by(every.c.official)
        .having(sa.func.max(every.c.target) == 1)
        .subquery()
    )
    due = sa.func.coalesce(
        known.c.unknown, known.c.opened, known.c.promised, known.c.follow_up, known.c.to_leave
    )
    # Without anything due: those nobody wrote to, then the silent, then those who answered.
    rest = sa.case((known.c.sent == 0, 0), (known.c.heard.is_(None), 1), else_=2)
    return (
        sa.select(
            Official.id, Official.full_name, known.c.unknown, known.c.opened, known.c.promised,
            known.c.follow_up, known.c.to_leave, known.c.heard, known.c.sent,
        )
        .join(known, known.c.official == Official.id)
        .order_by(due.nulls_last(), rest, Official.sort_name, Official.id)
    )  # fmt: skip


def _described(
    session: Session, campaign_id: UUID, day: date, rows: Sequence[Any], among: Among
) -> list[TargetRow]:
    offices = office_labels(session, among, day)
    lasts = _last_dispatches(session, campaign_id, among)
    positions = _positions(session, campaign_id, among)
    found = []
    for row in rows:
        official_id, name, unknown, opened, promised, follow_up, to_hand_over, answered, sent = row
        facts = StepFacts(
            open_state=DispatchState.OUTCOME_UNKNOWN
            if unknown
            else DispatchState.RETURNED
            if opened
            else None,
            promised_by=promised,
            follow_up_on=follow_up,
            waiting_since=unknown or opened or to_hand_over,
            answered_on=answered,
            ever_sent=bool(sent),
        )
        step, due = next_step(facts)
        found.append(
            TargetRow(
                official_id, name, offices.get(official_id, ""), lasts.get(official_id), answered, step, due,
                positions.get(official_id, {}),
            )
        )  # fmt: skip
    return found


def _last_dispatches(session: Session, campaign_id: UUID, among: Among) -> dict[UUID, Dispatch]:
    """The latest dispatch of the campaign to each official, cancelled ones left out."""
    place = sa.func.row_number().over(
        partition_by=PRESENT, order_by=(Dispatch.state_day.desc(), Dispatch.id.desc())
    )
    ranked = (
        sa.select(Dispatch.id, PRESENT.label("official"), place.label("place"))
        .join(Official, Official.id == Dispatch.official_id)
        .where(
            Dispatch.campaign_id == campaign_id,
            Dispatch.state != DispatchState.CANCELLED,
            PRESENT.in_(among),
        )
        .subquery()
    )
    rows = session.execute(
        sa.select(ranked.c.official, Dispatch)
        .join(ranked, ranked.c.id == Dispatch.id)
        .where(ranked.c.place == 1)
    )
    return {row[0]: row[1] for row in rows}


def _positions(session: Session, campaign_id: UUID, among: Among) -> dict[UUID, dict[Position, list[str]]]:
    standing = standing_positions(campaign_id)
    rows = session.execute(
        sa.select(standing.c.official, standing.c.position, Demand.title)
        .join(Demand, Demand.id == standing.c.demand_id)
        .join(
            CampaignDemand,
            sa.and_(CampaignDemand.demand_id == Demand.id, CampaignDemand.campaign_id == campaign_id),
        )
        .where(standing.c.official.in_(among))
        .order_by(CampaignDemand.position)
    )
    found: dict[UUID, dict[Position, list[str]]] = {}
    for official_id, position, title in rows:
        found.setdefault(official_id, {}).setdefault(Position(position), []).append(title)
    return found
