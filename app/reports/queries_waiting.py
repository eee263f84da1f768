"""What others have to do: letters in review, signatures to come, copies on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.web.template_filters import short_day
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from app.letters.models import Letter
from app.letters.models_record import Signature
from app.letters.queries_rows import LetterRow, described
from app.letters.rules import WAITING
from app.letters.states import LetterState

MOST = 10


def letters_with_others(session: Session, today: date) -> list[tuple[LetterRow, str]]:
    """Letters in review, and those with a signature asked for and still to come; with since when in words."""
    awaited = sa.exists().where(
        Signature.letter_id == Letter.id,
        Signature.version_number == Letter.current_version,
        Signature.state.in_(WAITING),
    )
    letters = session.scalars(
        sa.select(Letter)
        .where(
            sa.or_(
                Letter.state == LetterState.IN_REVIEW, sa.and_(Letter.state == LetterState.SIGNING, awaited)
            )
        )
        .order_by(Letter.state, Letter.changed_at)
        .limit(MOST)
    ).all()
    return [(row, f"since {short_day(row.changed_at.date(), today)}") for row in described(session, letters)]


@dataclass(frozen=True)
class OnTheWay:
    """Copies of one letter that left and of which nothing is known yet; `since` the first of them."""

    letter_id: UUID
    number: str
    count: int
    since: date


def on_the_way(session: Session, today: date) -> list[OnTheWay]:
    """By letter, the latest first; those whose follow-up is due are left out, as they are to be chased."""
    rows = session.execute(
        sa.select(Letter.id, Letter.number, sa.func.count(Dispatch.id), sa.func.min(Dispatch.state_day))
        .join(Dispatch, Dispatch.letter_id == Letter.id)
        .where(Dispatch.state == DispatchState.HANDED_OVER, Dispatch.follow_up_on > today)
        .group_by(Letter.id, Letter.number)
        .order_by(sa.func.min(Dispatch.state_day).desc(), Letter.number)
        .limit(MOST)
    )
    return [OnTheWay(*row) for row in rows]
