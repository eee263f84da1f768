"""How much the library holds. One SELECT."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demands.models import Demand
from app.demands.rules import DemandState
from app.letters.templates import all_templates
from app.signatories.models import Letterhead, Signatory


@dataclass(frozen=True)
class LibraryCounts:
    """What is in use."""

    demands: int
    signatories: int
    letterheads: int
    templates: int


def library_counts(session: Session) -> LibraryCounts:
    """Counts of what letters are made from; templates come with the code."""

    def count(
        model: type[Demand] | type[Signatory] | type[Letterhead], *more: sa.ColumnElement[bool]
    ) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(model).where(*more).scalar_subquery()

    row = session.execute(
        sa.select(
            count(Demand, Demand.state == DemandState.ACTIVE),
            count(Signatory, Signatory.active.is_(True)),
            count(Letterhead, Letterhead.active.is_(True)),
        )
    ).one()
    return LibraryCounts(*row, templates=len(all_templates()))
