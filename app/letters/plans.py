"""What people choose for a letter, checked against the records and written to its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.queries import demands_of
from app.core.errors import InvalidInput
from app.core.text import tidy
from app.demands.queries import current_revisions, demands_by_id
from app.letters.models import Letter, LetterAddressee, LetterDemand, LetterSignatory
from app.letters.states import AddresseeRole
from app.letters.templates import Template
from app.officials.models import Official
from app.signatories.queries import letterheads_by_id, signatories_by_id

MAX_SUBJECT = 300
MAX_TITLE = 200
MAX_LINE = 300
MAX_LINES = 30
MAX_COPIES = 5000
MAX_ON_COPY = 12
MAX_SIGNATORIES = 100
MAX_LETTERHEADS = 4
OLDEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class CopyPlan:
    """One paper: one addressee, or several jointly, and who else gets a copy of it.

    `capacities`: in which role an official is addressed ("Chairman"), by official; else in their office.
    """

    official_ids: tuple[UUID, ...]
    cc: tuple[UUID, ...] = ()
    capacities: Mapping[UUID, str] = field(default_factory=dict)


def copies_for(official_ids: Sequence[UUID]) -> tuple[CopyPlan, ...]:
    """One copy each."""
    return tuple(CopyPlan((each,)) for each in dict.fromkeys(official_ids))


def check_words(
    *, title: str = "", subject: str = "", letter_date: date | None = None, lines: Sequence[str] = ()
) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    found = {}
    if len(title) > MAX_TITLE:
        found["title"] = f"Shorten the title to {MAX_TITLE} characters or fewer. It has {len(title)}."
    if len(subject) > MAX_SUBJECT or "\n" in subject:
        found["subject"] = f"Write the subject on one line of {MAX_SUBJECT} characters or fewer."
    if letter_date is not None and not OLDEST <= letter_date <= LATEST:
        found["letter_date"] = "Enter the letter’s date, for example January 4, 2023."
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines):
        found["cc"] = f"Give at most {MAX_LINES} lines of {MAX_LINE} characters each."
    return found


def tidy_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines without the empty ones."""
    return tuple(line for line in (tidy(each).replace("\n", " ").strip() for each in lines) if line)


def check_addressed(template: Template, copies: Sequence[CopyPlan]) -> dict[str, str]:
    """Whether the letter may have recipients, by field."""
    if template.addressed or not copies:
        return {}
    return {"copies": f"A {template.label.lower()} addresses nobody. Take the recipients away."}


def check_copies(session: Session, copies: Sequence[CopyPlan]) -> dict[str, str]:
    """What is wrong with the recipients, by field."""
    if len(copies) > MAX_COPIES:
        return {"copies": f"A letter goes to at most {MAX_COPIES:,} recipients. These are {len(copies):,}."}
    for copy in copies:
        everyone = (*copy.official_ids, *copy.cc)
        if not copy.official_ids:
            return {"copies": "Each copy needs somebody whom it addresses."}
        if len(set(everyone)) < len(everyone):
            return {"copies": "Somebody stands twice on one copy. Name each official once."}
        if len(everyone) > MAX_ON_COPY:
            return {"copies": f"One copy names at most {MAX_ON_COPY} officials."}
    wanted = {each for copy in copies for each in (*copy.official_ids, *copy.cc)}
    known = sa.select(sa.func.count(Official.id)).where(
        Official.id.in_(wanted), sa.or_(Official.retired_on.is_(None), Official.merged_into_id.is_not(None))
    )
    if wanted and session.scalar(known) != len(wanted):
        return {"copies": "An official is not in the directory, or no longer in use. Choose another."}
    return {}


def check_people(
    session: Session, signatory_ids: Sequence[UUID] | None, letterhead_ids: Sequence[UUID] | None
) -> dict[str, str]:
    """What is wrong with the signatories and letterheads, by field."""
    found = {}
    if signatory_ids is not None:
        people = signatories_by_id(session, signatory_ids)
        if len(people) < len(set(signatory_ids)) or not all(one.active for one in people.values()):
            found["signatory_ids"] = "Choose signatories who are in the library and in use."
        elif len(people) > MAX_SIGNATORIES:
            found["signatory_ids"] = f"At most {MAX_SIGNATORIES} people can sign one letter."
    if letterhead_ids is not None:
        heads = letterheads_by_id(session, letterhead_ids)
        if len(heads) < len(set(letterhead_ids)) or not all(one.active for one in heads.values()):
            found["letterhead_ids"] = "Choose letterheads that are in the library and in use."
        elif len(heads) > MAX_LETTERHEADS:
            found["letterhead_ids"] = f"At most {MAX_LETTERHEADS} letterheads fit on a page."
    return found


def check_demands(session: Session, campaign_id: UUID, demand_ids: Sequence[UUID]) -> dict[str, str]:
    """What is wrong with the demands, by field."""
    open_here = {row.demand_id for row in demands_of(session, campaign_id)}
    missing = [each for each in demand_ids if each not in open_here]
    if not missing:
        return {}
    known = demands_by_id(session, missing)
    names = ", ".join(f"“{one.title}”" for one in known.values()) or "A demand"
    return {"demand_ids": f"{names} is not asked in this campaign. Add it to the campaign first."}


def with_named(
    session: Session, campaign_id: UUID, named: Sequence[str], chosen: Sequence[UUID]
) -> tuple[UUID, ...]:
    """The chosen demands, then those of the slugs `named` (by a template's text) that the campaign makes."""
    made = {row.demand.slug: row.demand_id for row in demands_of(session, campaign_id)} if named else {}
    return tuple(dict.fromkeys((*chosen, *(made[slug] for slug in named if slug in made))))


def refuse(problems: Mapping[str, str]) -> None:
    """Raises `InvalidInput` when there are problems."""
    if problems:
        raise InvalidInput(problems)


def set_copies(session: Session, letter: Letter, copies: Sequence[CopyPlan]) -> None:
    """Replace who is on which copy."""
    session.execute(sa.delete(LetterAddressee).where(LetterAddressee.letter_id == letter.id))
    rows = []
    for number, copy in enumerate(copies, start=1):
        role = AddresseeRole.MAIN if len(copy.official_ids) == 1 else AddresseeRole.JOINT
        people = [(each, role) for each in copy.official_ids] + [(each, AddresseeRole.CC) for each in copy.cc]
        rows += [
            LetterAddressee(
                letter_id=letter.id,
                copy_no=number,
                role=kind,
                position=position,
                official_id=official_id,
                capacity=copy.capacities.get(official_id, ""),
            )
            for position, (official_id, kind) in enumerate(people, start=1)
        ]
    session.add_all(rows)
    session.flush()


def set_signatories(session: Session, letter: Letter, signatory_ids: Sequence[UUID]) -> None:
    """Replace who signs, in order; those who lead come first as given."""
    session.execute(sa.delete(LetterSignatory).where(LetterSignatory.letter_id == letter.id))
    ids = list(dict.fromkeys(signatory_ids))
    session.add_all(
        LetterSignatory(
            letter_id=letter.id, signatory_id=each, position=position, lead=len(ids) <= 2 or position == 1
        )
        for position, each in enumerate(ids, start=1)
    )
    session.flush()


def set_demands(session: Session, letter: Letter, demand_ids: Sequence[UUID]) -> None:
    """Replace what the letter asks, each at the wording in force now."""
    deadlines = {row.demand_id: row.deadline for row in demands_of(session, letter.campaign_id)}
    session.execute(sa.delete(LetterDemand).where(LetterDemand.letter_id == letter.id))
    revisions = current_revisions(session, demand_ids)
    session.add_all(
        LetterDemand(
            letter_id=letter.id,
            demand_id=each,
            revision_id=revisions[each].id,
            position=position,
            deadline=deadlines.get(each),
        )
        for position, each in enumerate(dict.fromkeys(demand_ids), start=1)
    )
    session.flush()


def repin_demands(session: Session, letter: Letter) -> None:
    """Take up the wordings in force now, for a text that is about to be submitted."""
    rows = session.scalars(sa.select(LetterDemand).where(LetterDemand.letter_id == letter.id)).all()
    revisions = current_revisions(session, [row.demand_id for row in rows])
    for row in rows:
        row.revision_id = revisions[row.demand_id].id
    session.flush()
