"""The pieces of beginning a letter: its row, whom a segment addresses, its first title, its place in the record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.letters import plans, templates
from app.letters.contexts import SEGMENT, LetterFacts
from app.letters.models import Letter, LetterVersion
from app.letters.numbering import next_number
from app.letters.plans import CopyPlan, copies_for
from app.letters.recording import note
from app.letters.states import LetterEventKind, LetterState
from app.officials.queries_segments import members, segment


def new_letter(
    session: Session, campaign: Campaign, template: templates.Template, letter_date: date, by: Actor
) -> Letter:
    """The letter's row with the next number of the campaign or the organisation, still without a version."""
    prefix = campaign.letter_prefix or organisation(session).letter_prefix
    letter = Letter(
        number=next_number(session, prefix, letter_date.year),
        campaign_id=campaign.id,
        template=template.slug,
        title="",
        state=LetterState.DRAFT,
        letter_date=letter_date,
        current_version=0,
        created_at=by.at,
        created_by_id=by.user_id,
        created_by=by.name,
        changed_at=by.at,
    )
    session.add(letter)
    session.flush()
    return letter


def first_title(facts: LetterFacts) -> str:
    """What a list calls a letter that nobody has named."""
    if not facts.template.addressed:
        return f"{facts.template.label}: {facts.campaign.title}"[: plans.MAX_TITLE]
    if len(facts.copies) == 1:
        return f"To {facts.copies[0].label}: {facts.campaign.title}"[: plans.MAX_TITLE]
    return facts.campaign.title[: plans.MAX_TITLE]


def of_segment(session: Session, segment_id: UUID, day: date) -> tuple[tuple[CopyPlan, ...], tuple[str, ...]]:
    """A copy for each member on `day`, and the words that stand for them in the consent."""
    found = segment(session, segment_id)
    return tuple(copies_for(members(session, found, day))), (f"{SEGMENT}{found.name}",)


def note_beginning(
    session: Session,
    letter: Letter,
    campaign: Campaign,
    template: templates.Template,
    copies: int,
    version: LetterVersion,
    by: Actor,
) -> None:
    """The first entry of the letter's record."""
    note(
        session, letter, LetterEventKind.CREATED, by,
        summary=f"Began letter {letter.number}, “{letter.title}”.", version=version,
        detail={
            "campaign": campaign.slug, "template": template.slug, "template_revision": template.revision or None,
            "copies": copies,
        },
    )  # fmt: skip
