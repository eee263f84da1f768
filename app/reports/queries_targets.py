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
from app.reports.queries_positions import PRESENT, office_labels
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
    return Page(_described(session, campaign_id, day, found.items), found.total, found.page, found.size)


def every_target(session: Session, campaign_id: UUID, day: date) -> list[TargetRow]:
    """Every target in the same order, for a download."""
    return _described(session, campaign_id, day, session.execute(_by_due(session, campaign_id, day)).all())


def _per_official(select: sa.Select[*tuple[Any, ...]], name: str) -> sa.Subquery:
    """One row for each official, merged records counted as the one that took over."""
    return select.join(Official, Official.id == Dispatch.official_id).group_by(PRESENT).subquery(name)


def _dispatch_facts(campaign_id: UUID) -> sa.Subquery:
    """For each official who was ever sent something: what needs a decision, what waits, what falls due."""
    open_question = undecided()
    unknown = Dispatch.state == DispatchState.OUTCOME_UNKNOWN
    return _per_official(
        sa.select(
            PRESENT.label("official"),
            sa.func.min(sa.case((sa.and_(open_question, unknown), Dispatch.state_day))).label(
                "unknown_since"
            ),
            sa.func.min(sa.case((open_question, Dispatch.state_day))).label("open_since"),
            sa.func.min(sa.case((unanswered(), Dispatch.follow_up_on))).label("follow_up_on"),
            sa.func.min(
                sa.case(
                    (
                        Dispatch.state.in_(_NOT_LEFT),
                        sa.func.coalesce(Dispatch.planned_for, Dispatch.state_day),
                    )
                )
            ).label("to_hand_over"),
        )
        .select_from(Dispatch)
        .where(Dispatch.campaign_id == campaign_id, Dispatch.state != DispatchState.CANCELLED),
        "sent",
    )


def _reply_facts(campaign_id: UUID) -> sa.Subquery:
    return (
        sa.select(
            PRESENT.label("official"),
            sa.func.max(Reply.received_on).label("answered_on"),
            sa.func.min(sa.case((unkept(), Reply.promised_by))).label("promised_by"),
        )
        .select_from(Reply)
        .join(Official, Official.id == Reply.official_id)
        .where(Reply.campaign_id == campaign_id, Reply.withdrawn_reason == "")
        .group_by(PRESENT)
        .subquery("heard")
    )


def _by_due(session: Session, campaign_id: UUID, day: date) -> sa.Select[Any]:
    sent, heard = _dispatch_facts(campaign_id), _reply_facts(campaign_id)
    due = sa.func.coalesce(
        sent.c.unknown_since,
        sent.c.open_since,
        heard.c.promised_by,
        sent.c.follow_up_on,
        sent.c.to_hand_over,
        type_=sa.Date(),
    )
    # Without anything due: those nobody wrote to, then the silent, then those who answered.
    rest = sa.case((sent.c.official.is_(None), 0), (heard.c.answered_on.is_(None), 1), else_=2)
    return (
        sa.select(
            Official.id,
            Official.full_name,
            sent.c.unknown_since,
            sent.c.open_since,
            heard.c.promised_by,
            sent.c.follow_up_on,
            sent.c.to_hand_over,
            heard.c.answered_on,
            sent.c.official.is_not(None),
        )
        .outerjoin(sent, sent.c.official == Official.id)
        .outerjoin(heard, heard.c.official == Official.id)
        .where(*target_conditions(session, campaign_id, day))
        .order_by(due.nulls_last(), rest, Official.sort_name, Official.id)
    )


def _described(session: Session, campaign_id: UUID, day: date, rows: Sequence[Any]) -> list[TargetRow]:
    ids = [row[0] for row in rows]
    offices = office_labels(session, ids, day)
    lasts = _last_dispatches(session, campaign_id, ids)
    positions = _positions(session, campaign_id, ids)
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


_AT_ONCE = 5000


def _chunks(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]


def _last_dispatches(session: Session, campaign_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Dispatch]:
    """The latest dispatch of the campaign to each official, cancelled ones left out."""
    found: dict[UUID, Dispatch] = {}
    for some in _chunks(ids):
        place = sa.func.row_number().over(
            partition_by=PRESENT, order_by=(Dispatch.state_day.desc(), Dispatch.id.desc())
        )
        ranked = (
            sa.select(Dispatch.id, PRESENT.label("official"), place.label("place"))
            .join(Official, Official.id == Dispatch.official_id)
            .where(
                Dispatch.campaign_id == campaign_id,
                Dispatch.state != DispatchState.CANCELLED,
                PRESENT.in_(some),
            )
            .subquery()
        )
        rows = session.execute(
            sa.select(ranked.c.official, Dispatch)
            .join(ranked, ranked.c.id == Dispatch.id)
            .where(ranked.c.place == 1)
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def _positions(
    session: Session, campaign_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, dict[Position, list[str]]]:
    standing = standing_positions(campaign_id)
    found: dict[UUID, dict[Position, list[str]]] = {}
    for some in _chunks(ids):
        rows = session.execute(
            sa.select(standing.c.official, standing.c.position, Demand.title)
            .join(Demand, Demand.id == standing.c.demand_id)
            .join(
                CampaignDemand,
                sa.and_(CampaignDemand.demand_id == Demand.id, CampaignDemand.campaign_id == campaign_id),
            )
            .where(standing.c.official.in_(some))
            .order_by(CampaignDemand.position)
        )
        for official_id, position, title in rows:
            found.setdefault(official_id, {}).setdefault(Position(position), []).append(title)
    return found
