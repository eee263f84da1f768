"""A statement to the public that quotes a sealed letter. No verb commits.

The quotation is copied from the sealed papers, never from a draft, and the checks hold it to them until the seal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.core.errors import Conflict, InvalidInput
from app.letters import access, markdown, templates
from app.letters.drafting import draft_letter
from app.letters.models import Letter, LetterCopy
from app.letters.queries_checks import passages
from app.letters.senders import heads_of, signers_of
from app.letters.states import LetterState
from app.letters.tree import Doc, Paragraph, Quote, Section, Text

TEMPLATE = "press_statement"
MOST = 3


def passages_of(session: Session, letter: Letter) -> list[str]:
    """What a statement may quote: the paragraphs of the sealed letter's first copy. Raises `Conflict`."""
    if letter.state is not LetterState.SEALED:
        raise Conflict(f"Letter {letter.number} is not sealed. A statement quotes sealed words only.")
    stored = session.scalar(
        sa.select(LetterCopy.paper)
        .where(LetterCopy.letter_id == letter.id)
        .order_by(LetterCopy.copy_no)
        .limit(1)
    )
    return passages(stored or '{"blocks": []}')


def draft_statement(session: Session, letter: Letter, chosen: Sequence[int], *, by: Actor) -> Letter:
    """Begin a press statement that quotes the passages numbered `chosen` (from 0), in the letter's order.

    Raises `Conflict` when the letter is not sealed, `InvalidInput` (passages), `NotAllowed`.
    """
    access.require_write(session, letter.campaign_id, by)
    known = passages_of(session, letter)
    wanted = sorted(set(chosen))
    if not 1 <= len(wanted) <= MOST or not all(0 <= number < len(known) for number in wanted):
        raise InvalidInput({"passages": f"Choose one to {MOST} passages to quote."})
    body = _quoting(templates.load(TEMPLATE).body, [known[number] for number in wanted])
    return draft_letter(
        session,
        session.get_one(Campaign, letter.campaign_id),
        TEMPLATE,
        letter_date=by.today,
        letterhead_ids=heads_of(session, letter),
        signatory_ids=signers_of(session, letter),
        title=f"Statement on letter {letter.number}",
        earlier_letter_id=letter.id,
        body_markdown=markdown.write(body),
        by=by,
    )


def _quoting(body: Doc, words: Sequence[str]) -> Doc:
    """The template's text with its quotation in these words."""
    quote = Quote(tuple(Paragraph((Text(f"“{each}”"),)) for each in words))

    def filled(section: Section) -> Section:
        return replace(
            section, blocks=tuple(quote if isinstance(one, Quote) else one for one in section.blocks)
        )

    return replace(body, sections=tuple(filled(section) for section in body.sections))
