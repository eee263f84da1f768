"""Beginning a letter and writing its versions. No verb commits.

A version is never changed: saving writes the next one. Saving over somebody else's newer version is
refused with both texts at hand, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.campaigns.service import require_open
from app.core.day_styles import DayStyle
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.core.text import fold, squash
from app.letters import access, markdown, plans, queries_templates, templates, working
from app.letters.beginning import first_title, new_letter, note_beginning, of_segment
from app.letters.changes import KEEP, Changes, changed, earlier_problem
from app.letters.checks import report_for
from app.letters.compose import compose_draft
from app.letters.contexts import LetterFacts, citations_in, content_now, content_of
from app.letters.hashing import consent_hash
from app.letters.hashing_content import LetterContent, dump
from app.letters.models import Letter, LetterVersion
from app.letters.models_review import SignerList
from app.letters.models_templates import TemplateUse
from app.letters.pinning import keep_claims
from app.letters.plans import CopyPlan, copies_for, refuse, tidy_lines
from app.letters.queries_facts import gather
from app.letters.recording import locked, move, note, require_state, version_of
from app.letters.signatories import change_signatories, void_signatures
from app.letters.states import LetterEventKind, LetterState
from app.letters.styles import CitationStyle


class VersionConflict(Conflict):
    """Somebody saved a newer version in between. `theirs` is it; what was typed is still the caller's."""

    def __init__(self, letter: Letter, theirs: LetterVersion) -> None:
        self.letter, self.theirs = letter, theirs
        super().__init__(
            f"{theirs.author} saved version {theirs.number} of letter {letter.number} while you were writing. "
            "Nothing of yours is saved yet."
        )


def draft_letter(
    session: Session,
    campaign: Campaign,
    template: str,
    *,
    letter_date: date,
    letterhead_ids: Sequence[UUID] = (),
    signatory_ids: Sequence[UUID] = (),
    copies: Sequence[CopyPlan] | None = None,
    official_ids: Sequence[UUID] | None = None,
    segment_id: UUID | None = None,
    demand_ids: Sequence[UUID] = (),
    title: str = "",
    subject: str = "",
    cc: Sequence[str] = (),
    enclosures: Sequence[str] = (),
    earlier_letter_id: UUID | None = None,
    body_markdown: str | None = None,
    citation_style: CitationStyle | None = None,
    date_style: DayStyle | None = None,
    by: Actor,
) -> Letter:
    """Begin a letter with its first version and give it its number.

    Recipients come as `copies`, as `official_ids` (one copy each) or as the members of a segment on the
    letter's date. Without `body_markdown` the text is the template's; without `date_style` dates are written as the
    organisation does. Raises `InvalidInput` by field,
    `NotAllowed`, `NotFound` (template, segment), `Conflict` (closed campaign).
    """
    access.require_write(session, campaign.id, by)
    require_open(campaign)
    chosen, revision_id = queries_templates.chosen(session, template)
    asked = tuple(dict.fromkeys(demand_ids))
    if body_markdown is None:
        asked = plans.with_named(session, campaign.id, templates.asked(chosen.body), asked)
    plan: tuple[CopyPlan, ...] = tuple(copies or copies_for(official_ids or ()))
    addressing: tuple[str, ...] = ()
    if segment_id is not None:
        plan, addressing = of_segment(session, segment_id, letter_date)
    subject, title, lines = squash(subject), squash(title), tidy_lines(cc)
    refuse(
        plans.check_addressed(chosen, plan)
        | plans.check_words(title=title, subject=subject, letter_date=letter_date, lines=lines)
        | plans.check_copies(session, plan)
        | plans.check_people(session, signatory_ids, letterhead_ids)
        | plans.check_demands(session, campaign.id, asked)
        | earlier_problem(session, None, earlier_letter_id)
    )
    typed = markdown.read(body_markdown) if body_markdown is not None else None
    letter = new_letter(session, campaign, chosen, letter_date, by)
    if revision_id is not None:
        session.add(TemplateUse(letter_id=letter.id, revision_id=revision_id))
    letter.letterhead_ids = [str(each) for each in dict.fromkeys(letterhead_ids)]
    letter.earlier_letter_id = earlier_letter_id
    plans.set_copies(session, letter, plan)
    plans.set_signatories(session, letter, signatory_ids)
    plans.set_demands(session, letter, asked)
    facts = gather(session, letter, citations_in(typed) if typed is not None else citations_in(chosen.body))
    content = LetterContent(
        typed or templates.start(chosen, facts.demands), chosen.instrument.value, letter_date, subject,
        chosen.closing, cc=lines, enclosures=tidy_lines(enclosures), addressing=addressing,
        citation_style=citation_style or chosen.citation_style,
        date_style=date_style or facts.organisation.date_style,
    )  # fmt: skip
    letter.title = title or subject or first_title(facts)
    version = write_version(session, facts, content_now(facts, content), "First version.", by)
    note_beginning(session, letter, campaign, chosen, len(plan), version, by)
    return letter


def save_version(
    session: Session,
    letter: Letter,
    changes: Changes,
    note_text: str = "",
    *,
    based_on_version: int,
    by: Actor,
    editorial_reason: str = "",
) -> LetterVersion:
    """Write the next version; without a change of words, the current one is given back.

    A change after approval makes a new draft and sets every signature aside. Another approver may then class it
    as editorial (`editorial.class_editorial`); with `editorial_reason` somebody who works alone does so at once:
    that spares a second review, never a renewed consent. Raises `NotAllowed`, `VersionConflict` when
    `based_on_version` is no longer the current one, `InvalidInput` by field.
    """
    access.require_write(session, letter.campaign_id, by)
    letter = locked(session, letter)
    require_state(letter, *working.OPEN, to="edited")
    if based_on_version != letter.current_version:
        raise VersionConflict(letter, version_of(session, letter))
    if editorial_reason.strip():
        access.require_approve(by, "class a change as editorial")
        require_state(letter, LetterState.APPROVED, LetterState.SIGNING, to="changed editorially")
        if not organisation(session).single_person_mode:
            raise NotAllowed(
                "Nobody classes their own change as editorial. Save it, and let another approver do so."
            )
    earlier, title = version_of(session, letter), letter.title
    content = changed(session, letter, changes, content_of(earlier))
    _apply_rows(session, letter, changes, by)
    facts = gather(session, letter, citations_in(content.tree))
    content = content_now(facts, content)
    if consent_hash(content) == earlier.consent_hash:
        if letter.title != title:
            _note_title(session, letter, title, by)
        return earlier
    before = _reopen(session, letter, by, editorial=bool(editorial_reason.strip()))
    version = write_version(session, facts, content, note_text, by, editorial_reason)
    note(
        session, letter, LetterEventKind.EDITED, by, before=before, version=version,
        reason=editorial_reason.strip(),
        summary=f"Wrote version {version.number} of letter {letter.number}."
        + (" Classed as editorial." if editorial_reason.strip() else ""),
        detail={"note": version.note},
    )  # fmt: skip
    return version


def write_version(
    session: Session,
    facts: LetterFacts,
    content: LetterContent,
    note_text: str,
    by: Actor,
    editorial_reason: str = "",
) -> LetterVersion:
    """Add the next version with exactly this content. For the verbs of this room."""
    letter = facts.letter
    letter.current_version += 1
    if letter.state is LetterState.APPROVED:
        letter.approved_version = letter.current_version
    letter.letter_date, letter.citation_style = content.letter_date, content.citation_style
    letter.search_text = fold(f"{letter.number} {letter.title} {content.subject}")
    keep_claims(session, letter, content)
    letter.blocking = report_for(facts, content).blocking
    version = LetterVersion(
        letter_id=letter.id,
        number=letter.current_version,
        content=dump(content),
        consent_hash=consent_hash(content),
        subject=content.subject,
        letter_date=content.letter_date,
        words=compose_draft(content.tree, facts.contexts(content)[0]).resolved.words(),
        note=squash(note_text)[:500],
        editorial_reason=editorial_reason.strip() or None,
        author_id=by.user_id,
        author=by.name,
        created_at=by.at,
    )
    session.add(version)
    session.flush()
    session.add(
        SignerList(
            letter_id=letter.id,
            version_number=version.number,
            names=[facts.people[row.signatory_id].name for row in facts.rows],
        )
    )
    working.follow(session, letter, version, content.tree)
    return version


def _apply_rows(session: Session, letter: Letter, changes: Changes, by: Actor) -> None:
    if changes.title is not None:
        title = squash(changes.title)
        if not title:
            raise InvalidInput(
                {"title": "Enter a title for lists, for example “To the President: the road”."}
            )
        letter.title = title
    if changes.letterhead_ids is not None:
        letter.letterhead_ids = [str(each) for each in dict.fromkeys(changes.letterhead_ids)]
    if changes.earlier_letter_id != KEEP:
        letter.earlier_letter_id = changes.earlier_letter_id
    if changes.letter_date is not None:
        letter.letter_date = changes.letter_date
    if changes.copies is not None:
        plans.set_copies(session, letter, changes.copies)
    if changes.demand_ids is not None:
        plans.set_demands(session, letter, changes.demand_ids)
    if changes.signatory_ids is not None:
        change_signatories(session, letter, changes.signatory_ids, by=by)


def _note_title(session: Session, letter: Letter, before: str, by: Actor) -> None:
    """The title stands in lists only, so it makes no version."""
    subject = session.scalar(
        sa.select(LetterVersion.subject).where(
            LetterVersion.letter_id == letter.id, LetterVersion.number == letter.current_version
        )
    )
    letter.search_text = fold(f"{letter.number} {letter.title} {subject or ''}")
    summary = f"Renamed letter {letter.number} from “{before}” to “{letter.title}”."
    note(session, letter, LetterEventKind.EDITED, by, before=letter.state, summary=summary, reason=summary)


def _reopen(session: Session, letter: Letter, by: Actor, *, editorial: bool) -> LetterState:
    """Back to draft (or approved, for an editorial change), every signature set aside."""
    before = letter.state
    if before is not LetterState.DRAFT:
        void_signatures(session, letter, "The text changed after this consent.", by)
        move(letter, LetterState.APPROVED if editorial else LetterState.DRAFT, by)
        if not editorial:
            letter.approved_version = letter.approved_by_id = None
    return before
