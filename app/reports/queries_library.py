"""How much the library holds. One SELECT."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demands.models import Demand
from app.demands.rules import DemandState
from app.letters.models_templates import OwnTemplate, TemplateState
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
    """Counts of what letters are made from."""

    def count(
        model: type[Demand] | type[Signatory] | type[Letterhead] | type[OwnTemplate],
        *more: sa.ColumnElement[bool],
    ) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(model).where(*more).scalar_subquery()

    row = session.execute(
        sa.select(
            count(Demand, Demand.state == DemandState.ACTIVE),
            count(Signatory, Signatory.active.is_(True)),
            count(Letterhead, Letterhead.active.is_(True)),
            count(OwnTemplate, OwnTemplate.state == TemplateState.ACTIVE),
        )
    ).one()
    demands, signatories, letterheads, own = row
    return LibraryCounts(demands, signatories, letterheads, templates=len(all_templates()) + own)
