"""Templates of the organisation beside those that come with the program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.letters import templates
from app.letters.models import Letter
from app.letters.models_templates import (
    OwnTemplate,
    TemplateApproval,
    TemplateReturn,
    TemplateRevision,
    TemplateState,
    TemplateUse,
)
from app.letters.templates import SectionSpec, Template
from app.letters.tree import Doc, from_json

OWN = "own-"
"""How the short names of the organisation's templates begin; those of the program have no hyphen."""


@dataclass(frozen=True)
class Listed:
    """A template as lists show it. `current` is in force, `latest` the newest wording, `returned` if that came back."""

    row: OwnTemplate
    latest: TemplateRevision
    current: TemplateRevision | None
    letters: int
    returned: bool


@dataclass(frozen=True)
class RevisionRow:
    """A wording with what was decided about it, if anything was."""

    revision: TemplateRevision
    approval: TemplateApproval | None
    returned: TemplateReturn | None


def own_template(session: Session, slug: str, *, lock: bool = False) -> OwnTemplate:
    """Raises `NotFound`."""
    wanted = sa.select(OwnTemplate).where(OwnTemplate.slug == slug)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound("There is no such template.")
    return found


def revision_of(session: Session, row: OwnTemplate, number: int) -> TemplateRevision:
    """Raises `NotFound`."""
    found = session.scalar(
        sa.select(TemplateRevision).where(
            TemplateRevision.template_id == row.id, TemplateRevision.number == number
        )
    )
    if found is None:
        raise NotFound(f"The template “{row.name}” has no revision {number}.")
    return found


def revisions_of(session: Session, row: OwnTemplate) -> list[RevisionRow]:
    """Every wording, newest first, each with what was decided about it."""
    rows = session.execute(
        sa.select(TemplateRevision, TemplateApproval, TemplateReturn)
        .outerjoin(TemplateApproval, TemplateApproval.revision_id == TemplateRevision.id)
        .outerjoin(TemplateReturn, TemplateReturn.revision_id == TemplateRevision.id)
        .where(TemplateRevision.template_id == row.id)
        .order_by(TemplateRevision.number.desc())
    )
    return [RevisionRow(*row) for row in rows]


def listed(session: Session, *, retired: bool = True) -> list[Listed]:
    """The organisation's templates by name, those in use first. Three SELECTs."""
    wanted = sa.select(OwnTemplate).order_by(OwnTemplate.state, OwnTemplate.name, OwnTemplate.id)
    if not retired:
        wanted = wanted.where(OwnTemplate.state == TemplateState.ACTIVE)
    rows = session.scalars(wanted).all()
    revisions, returned = _of_interest(session, rows)
    used = session.execute(
        sa.select(TemplateRevision.template_id, sa.func.count())
        .join(TemplateUse, TemplateUse.revision_id == TemplateRevision.id)
        .group_by(TemplateRevision.template_id)
    )
    counts = {template_id: letters for template_id, letters in used}
    return [
        Listed(
            row,
            revisions[row.id, row.revision_no],
            revisions[row.id, row.approved_no] if row.approved_no else None,
            counts.get(row.id, 0),
            (row.id, row.revision_no) in returned,
        )
        for row in rows
    ]


def _of_interest(
    session: Session, rows: Sequence[OwnTemplate]
) -> tuple[dict[tuple[UUID, int], TemplateRevision], set[tuple[UUID, int]]]:
    """The newest wordings and those in force, and which of them were returned."""
    pairs = [(row.id, number) for row in rows for number in {row.revision_no, row.approved_no} if number]
    found = session.execute(
        sa.select(TemplateRevision, TemplateReturn.id)
        .outerjoin(TemplateReturn, TemplateReturn.revision_id == TemplateRevision.id)
        .where(sa.tuple_(TemplateRevision.template_id, TemplateRevision.number).in_(pairs))
    ).all()
    known = {(one.template_id, one.number): one for one, _ in found}
    return known, {(one.template_id, one.number) for one, returned in found if returned is not None}


def choosable(session: Session) -> tuple[Template, ...]:
    """What a letter may begin with: the program's templates, then the organisation's approved ones."""
    own = [as_template(one.current) for one in listed(session, retired=False) if one.current is not None]
    return (*templates.all_templates(), *own)


def chosen(session: Session, slug: str) -> tuple[Template, UUID | None]:
    """The template to begin a letter with, and the id of its revision when it is the organisation's.

    Raises `NotFound`, `Conflict` for one that is not approved or retired.
    """
    if not slug.startswith(OWN):
        return templates.load(slug), None
    row = own_template(session, slug)
    if row.state is TemplateState.RETIRED:
        raise Conflict(f"The template “{row.name}” is retired. Choose another one.")
    if row.approved_no is None:
        raise Conflict(f"The template “{row.name}” is not approved yet. Ask an approver to look at it.")
    revision = revision_of(session, row, row.approved_no)
    return as_template(revision), revision.id


def template_of(session: Session, letter: Letter) -> Template:
    """The template that a letter was made from, at the wording it pinned. One SELECT for an own one, else none."""
    if not letter.template.startswith(OWN):
        return templates.load(letter.template)
    revision = pinned(session, letter)
    if revision is None:
        raise NotFound(f"Letter {letter.number} pins no revision of its template.")
    return as_template(revision)


def pinned(session: Session, letter: Letter) -> TemplateRevision | None:
    """The revision that a letter was made from; None for a template of the program."""
    return session.scalar(
        sa.select(TemplateRevision)
        .join(TemplateUse, TemplateUse.revision_id == TemplateRevision.id)
        .where(TemplateUse.letter_id == letter.id)
    )


def as_template(revision: TemplateRevision) -> Template:
    """A wording of the organisation's as a template like those of the program."""
    row = revision.template
    base, body = templates.load(row.base), body_of(revision)
    return replace(
        base,
        slug=row.slug,
        base=base.slug,
        revision=revision.number,
        label=revision.name,
        description=revision.use_when,
        use_when="",
        sections=_sections(base, body),
        closing=revision.closing,
        citation_style=revision.citation_style,
        body=body,
    )


def body_of(revision: TemplateRevision) -> Doc:
    """The text of a revision."""
    return from_json(json.loads(revision.body))


def _sections(base: Template, body: Doc) -> tuple[SectionSpec, ...]:
    """What each section of the text is for, in the words of the base where it has them."""
    known = {spec.role: spec for spec in base.sections}
    roles = dict.fromkeys(section.role for section in body.sections)
    return tuple(known.get(role, SectionSpec(role, role.label, "", required=False)) for role in roles)
