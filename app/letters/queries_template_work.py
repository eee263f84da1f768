"""What waits for whom among the organisation's templates: the templates part of Today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.rules import Actor
from app.letters.models_templates import OwnTemplate, TemplateReturn, TemplateRevision, TemplateState


@dataclass(frozen=True)
class TemplateWork:
    """A template with its newest wording, and why that came back, if it did."""

    row: OwnTemplate
    latest: TemplateRevision
    returned: TemplateReturn | None


def to_approve(by: Actor) -> sa.ColumnElement[bool]:
    """Of `OwnTemplate`: the newest wording waits, and none since the one in force is this person's."""
    in_force = sa.func.coalesce(OwnTemplate.approved_no, 0)
    own = (
        sa.select(TemplateRevision.id)
        .where(
            TemplateRevision.template_id == OwnTemplate.id, TemplateRevision.number > in_force, _author(by)
        )
        .correlate(OwnTemplate)
        .exists()
    )
    alone = sa.exists().where(Organisation.single_person_mode.is_(True))
    waits = sa.and_(
        OwnTemplate.state == TemplateState.ACTIVE, OwnTemplate.revision_no > in_force, ~_came_back()
    )
    return sa.and_(waits, sa.or_(alone, ~own))


def to_revise(by: Actor) -> sa.ColumnElement[bool]:
    """Of `OwnTemplate`: the newest wording is this person's and was returned."""
    return sa.and_(OwnTemplate.state == TemplateState.ACTIVE, _came_back(_author(by)))


def waiting(session: Session, condition: sa.ColumnElement[bool], most: int) -> Sequence[TemplateWork]:
    """Templates of one of the conditions above, the longest waiting first. One SELECT."""
    newest = sa.and_(
        TemplateRevision.template_id == OwnTemplate.id, TemplateRevision.number == OwnTemplate.revision_no
    )
    rows = session.execute(
        sa.select(OwnTemplate, TemplateRevision, TemplateReturn)
        .join(TemplateRevision, newest)
        .outerjoin(TemplateReturn, TemplateReturn.revision_id == TemplateRevision.id)
        .where(condition)
        .order_by(OwnTemplate.changed_at, OwnTemplate.id)
        .limit(most)
    )
    return [TemplateWork(*row) for row in rows]


def _came_back(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    # The outer query may read revisions as well, so what this one reads is its own.
    said = sa.select(TemplateRevision.id).join(
        TemplateReturn, TemplateReturn.revision_id == TemplateRevision.id
    )
    newest = sa.and_(
        TemplateRevision.template_id == OwnTemplate.id, TemplateRevision.number == OwnTemplate.revision_no
    )
    return said.where(newest, *more).correlate(OwnTemplate).exists()


def _author(by: Actor) -> sa.ColumnElement[bool]:
    return TemplateRevision.author_id == by.user_id if by.user_id else TemplateRevision.author == by.name
