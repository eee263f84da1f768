"""What a person changes in a letter, and the content that results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.day_styles import DayStyle
from app.core.text import squash
from app.letters import markdown, plans
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter
from app.letters.plans import CopyPlan, refuse, tidy_lines
from app.letters.queries_templates import template_of
from app.letters.styles import CitationStyle
from app.letters.tree import Doc, Role

KEEP: UUID = UUID(int=0)
"""For `Changes.earlier_letter_id`: leave it as it is (None takes the earlier letter away)."""


@dataclass(frozen=True)
class Changes:
    """What to change; None leaves a part as it is. The text comes whole, by sections, or as Markdown."""

    tree: Doc | None = None
    sections: Sequence[tuple[Role, str]] | None = None
    body_markdown: str | None = None
    title: str | None = None
    subject: str | None = None
    letter_date: date | None = None
    closing: str | None = None
    letterhead_ids: Sequence[UUID] | None = None
    signatory_ids: Sequence[UUID] | None = None
    copies: Sequence[CopyPlan] | None = None
    demand_ids: Sequence[UUID] | None = None
    cc: Sequence[str] | None = None
    enclosures: Sequence[str] | None = None
    citation_style: CitationStyle | None = None
    date_style: DayStyle | None = None
    earlier_letter_id: UUID | None = KEEP

    @property
    def words(self) -> bool:
        """Whether anything that a signer agrees to may change."""
        return self != Changes(title=self.title, signatory_ids=self.signatory_ids)


def earlier_problem(session: Session, letter: Letter | None, earlier_id: UUID | None) -> dict[str, str]:
    """What is wrong with the earlier letter chosen, by field."""
    if earlier_id is None or earlier_id == KEEP:
        return {}
    if session.get(Letter, earlier_id) is None or (letter is not None and earlier_id == letter.id):
        return {"earlier_letter_id": "Choose another letter as the earlier one."}
    return {}


def changed(session: Session, letter: Letter, changes: Changes, content: LetterContent) -> LetterContent:
    """The content with the typed changes. Raises `InvalidInput` by field."""
    cc = content.cc if changes.cc is None else tidy_lines(changes.cc)
    enclosures = content.enclosures if changes.enclosures is None else tidy_lines(changes.enclosures)
    subject = content.subject if changes.subject is None else squash(changes.subject)
    closing = content.closing if changes.closing is None else squash(changes.closing)
    problems = plans.check_words(
        title=changes.title or "",
        subject=subject,
        letter_date=changes.letter_date,
        lines=(*cc, *enclosures, closing),
    )
    if changes.copies is not None:
        problems |= plans.check_addressed(template_of(session, letter), changes.copies)
        problems |= plans.check_copies(session, changes.copies)
    problems |= plans.check_people(session, changes.signatory_ids, changes.letterhead_ids)
    if changes.demand_ids is not None:
        problems |= plans.check_demands(session, letter.campaign_id, changes.demand_ids)
    problems |= earlier_problem(session, letter, changes.earlier_letter_id)
    if changes.closing is not None and not closing:
        problems["closing"] = "Enter the closing, for example “Respectfully,”."
    refuse(problems)
    return replace(
        content,
        tree=_typed(changes, content.tree),
        subject=subject,
        closing=closing,
        letter_date=changes.letter_date or content.letter_date,
        cc=cc,
        enclosures=enclosures,
        citation_style=changes.citation_style or content.citation_style,
        date_style=changes.date_style or content.date_style,
        addressing=content.addressing if changes.copies is None else (),
    )


def _typed(changes: Changes, earlier: Doc) -> Doc:
    if changes.tree is not None:
        return changes.tree
    if changes.sections is not None:
        return markdown.read_sections(list(changes.sections), earlier)
    if changes.body_markdown is not None:
        return markdown.read(changes.body_markdown, earlier)
    return earlier
