"""A letter that puts an earlier one right, to exactly those who got it. No verb commits.

The sealed letter stays as it was sent. The correction is a new draft in its series: its words name the statement that
was wrong and what holds now; a person finishes and signs it like any other letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.core.day_styles import write_day
from app.core.errors import Conflict, NotFound
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from app.delivery.series import asked_in, copies_of
from app.evidence.citing import register_correction_letter
from app.evidence.queries import claim_facts
from app.evidence.rules import ClaimFact, ClaimState
from app.letters import access, markdown
from app.letters.citing import Sent, register_sent
from app.letters.contexts import content_of
from app.letters.drafting import draft_letter
from app.letters.models import Letter, LetterAddressee
from app.letters.models_citing import LetterClaim
from app.letters.plans import CopyPlan
from app.letters.queries_templates import template_of
from app.letters.recording import version_of
from app.letters.senders import heads_of, signers_of
from app.letters.states import LetterState
from app.letters.tree import (
    OPINION,
    Citation,
    Doc,
    Inline,
    ListItem,
    MergeField,
    OrderedList,
    Paragraph,
    Role,
    Section,
    Text,
    ask,
    normal,
)

# The letter may be in their hands: also where nobody can know.
ARRIVED = (DispatchState.HANDED_OVER, DispatchState.DELIVERED, DispatchState.OUTCOME_UNKNOWN)


@dataclass(frozen=True)
class Wrong:
    """What a sealed letter relied on, and the claim as it is today."""

    before: str
    today: ClaimFact


def register() -> None:
    """Called once for each application."""
    register_sent(who_got_it)
    register_correction_letter(draft_corrections)


def who_got_it(session: Session, ids: Sequence[UUID]) -> dict[UUID, Sent]:
    """How many addressees each letter has reached, or may have. One SELECT."""
    rows = session.execute(
        sa.select(Dispatch.letter_id, sa.func.count(sa.distinct(Dispatch.addressee_id)))
        .where(Dispatch.letter_id.in_(ids), Dispatch.state.in_(ARRIVED))
        .group_by(Dispatch.letter_id)
    )
    return {letter_id: Sent(count) for letter_id, count in rows}


def draft_corrections(session: Session, slug: str, reason: str, by: Actor) -> list[str]:
    """A draft for every sent letter that cites the claim, where this person may write; answers with their titles."""
    letters = session.scalars(
        sa.select(Letter)
        .join(LetterClaim, LetterClaim.letter_id == Letter.id)
        .where(LetterClaim.slug == slug, Letter.state == LetterState.SEALED)
        .order_by(Letter.id)
    ).all()
    sent = who_got_it(session, [one.id for one in letters])
    mine = [one for one in letters if one.id in sent and access.may_write(session, one.campaign_id, by)]
    open_ones = [one for one in mine if _drafted(session, one, slug) is None]
    return [draft_correction(session, one, slug, reason, by=by).title for one in open_ones]


def draft_correction(session: Session, letter: Letter, slug: str, reason: str = "", *, by: Actor) -> Letter:
    """Begin a letter that corrects what a sealed one says by this claim, to those who got it.

    Raises `NotFound` when the letter does not cite the claim, `Conflict` when nobody has got it or a correction is
    begun already, `NotAllowed`.
    """
    wrong = _wrong(session, letter, slug)
    begun = _drafted(session, letter, slug)
    if begun is not None:
        raise Conflict(f"Letter {begun.number} corrects this already.")
    copies = _copies(session, letter)
    if letter.state is not LetterState.SEALED or not copies:
        raise Conflict(f"Nobody has got letter {letter.number}, so there is nobody to write to.")
    demands, style = asked_in(session, letter), organisation(session).date_style
    return draft_letter(
        session,
        session.get_one(Campaign, letter.campaign_id),
        template_of(session, letter).layout,
        letter_date=by.today,
        letterhead_ids=heads_of(session, letter),
        signatory_ids=signers_of(session, letter),
        copies=copies,
        demand_ids=[demand_id for demand_id, _, _ in demands],
        title=title_of(letter, slug),
        subject=f"Correction to our letter of {write_day(letter.letter_date, style)}",
        earlier_letter_id=letter.id,
        body_markdown=markdown.write(_words(wrong, reason, [(key, clause) for _, key, clause in demands])),
        citation_style=letter.citation_style,
        date_style=style,
        by=by,
    )


def title_of(letter: Letter, slug: str) -> str:
    """What a correction is called in lists; it names the letter and the claim, so that none is begun twice."""
    return f"Correction to letter {letter.number}: {slug}"


def _drafted(session: Session, letter: Letter, slug: str) -> Letter | None:
    return session.scalar(
        sa.select(Letter).where(
            Letter.earlier_letter_id == letter.id,
            Letter.title == title_of(letter, slug),
            Letter.state != LetterState.WITHDRAWN,
        )
    )


def _wrong(session: Session, letter: Letter, slug: str) -> Wrong:
    pins = {pin.slug: pin.wording for pin in content_of(version_of(session, letter)).claims}
    today = claim_facts(session, [slug]).get(slug)
    if slug not in pins or today is None:
        raise NotFound(f"Letter {letter.number} does not cite “{slug}”.")
    return Wrong(pins[slug], today)


def _copies(session: Session, letter: Letter) -> list[CopyPlan]:
    """A copy for each one that arrived, with exactly those on it who got it."""
    rows = session.execute(
        sa.select(LetterAddressee)
        .join(Dispatch, Dispatch.addressee_id == LetterAddressee.id)
        .where(LetterAddressee.letter_id == letter.id, Dispatch.state.in_(ARRIVED))
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
        .distinct()
    ).scalars()
    return copies_of(rows)


def _words(wrong: Wrong, reason: str, demands: Sequence[tuple[str, str]]) -> Doc:
    """The draft's text: plain words with fields, for a person to finish."""
    asks: list[ListItem] = [
        ListItem((Text(clause.rstrip("."), (ask(slug),)), Text("."))) for slug, clause in demands
    ]
    standing = Paragraph((MergeField("Our"), Text(" requests stand as they were:")))
    sections = (
        Section(Role.OPENING, (Paragraph((
            Text("On "), MergeField("earlier.date"), Text(", in letter "), MergeField("earlier.number"), Text(", "),
            MergeField("we"), Text(" wrote to you. One statement in that letter has to be put right."),
        )),)),
        Section(Role.FACTS, tuple(Paragraph(line) for line in _facts(wrong, reason))),
        Section(Role.POSITION, (Paragraph((
            Text("Nothing else in that letter has changed. It stays on record as it was sent, beside this correction."),
        )),)),
        Section(Role.ASKS, (standing, OrderedList(tuple(asks))) if asks else ()),
        Section(Role.MEETING, (Paragraph((
            MergeField("We are"), Text(" ready to answer questions about it."),
        )),)),
        Section(Role.CLOSING, (Paragraph((MergeField("We thank"), Text(" you for reading this."))),)),
    )  # fmt: skip
    return normal(Doc(sections))


def _facts(wrong: Wrong, reason: str) -> list[tuple[Inline, ...]]:
    before = " ".join(wrong.before.split()).rstrip(".")
    today = wrong.today
    lines: list[tuple[Inline, ...]] = []
    lines.append((Text(f"That letter relied on this statement: “{before}.”", (OPINION,)),))
    if today.state is ClaimState.RETRACTED:
        lines.append((MergeField("We"), Text(" no longer hold it to be right and withdraw it.", (OPINION,))))
    elif today.state is ClaimState.SUPERSEDED and today.superseded_by:
        lines.append(
            (
                Text("What holds is this: "),
                Text("[[write the new statement here]]"),
                Citation(today.superseded_by),
            )
        )
    else:
        lines.append((Text(" ".join(today.wording.split()).rstrip(".") + "."), Citation(today.slug)))
    if reason.strip():
        lines.append((Text(f"The reason: {' '.join(reason.split()).rstrip('.')}.", (OPINION,)),))
    return lines
