"""A letter of thanks to officials whose position is committed or met. No verb commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.campaigns.models import Campaign, PositionRecord
from app.campaigns.queries import demands_of
from app.campaigns.queries_positions import current_positions
from app.campaigns.rules_positions import Position
from app.core.day_styles import DayStyle, write_day
from app.core.errors import InvalidInput
from app.core.text import squash
from app.letters import access, markdown, templates
from app.letters.drafting import draft_letter
from app.letters.models import Letter
from app.letters.tree import Doc, Paragraph, Text
from app.officials.queries import official_names

TEMPLATE = "thank_you"
THANKED = (Position.COMMITTED, Position.PARTLY_MET, Position.MET)
QUESTION = "[[what they did or promised, and on which day]]"
"""Stands in the template where the act is named."""
MOST_EVIDENCE = 400
_ACT = {
    Position.COMMITTED: "what you promised on {day} about “{demand}”",
    Position.PARTLY_MET: "what you had done by {day} for “{demand}”",
    Position.MET: "doing what we asked, as of {day}, for “{demand}”",
}


def draft_thanks(
    session: Session,
    campaign: Campaign,
    official_ids: Sequence[UUID],
    *,
    letterhead_ids: Sequence[UUID] = (),
    signatory_ids: Sequence[UUID] = (),
    by: Actor,
) -> Letter:
    """Begin a letter of thanks, a copy for each, dated today.

    Its first sentence names the demand, the act and the day as the position records have them, with the evidence as
    a question to put into words. To several whose records differ it keeps the question of the template.

    Raises `InvalidInput` (`official_ids`) naming whoever has neither committed to a demand of the campaign nor met
    one; `NotAllowed`, `Conflict` (closed campaign).
    """
    access.require_write(session, campaign.id, by)
    wanted = list(dict.fromkeys(official_ids))
    if not wanted:
        raise InvalidInput({"official_ids": "Name at least one official to thank."})
    stands = current_positions(session, campaign.id, official_ids=wanted)
    thanked = {pair: record for pair, record in stands.items() if record.position in THANKED}
    without = [one for one in wanted if one not in {official for official, _ in thanked}]
    if without:
        names = official_names(session, without)
        listed = ", ".join(names.get(one, str(one)) for one in without[:5])
        raise InvalidInput(
            {"official_ids": f"Nothing to thank for is on record of {listed}. Record the position first."}
        )
    titles = {row.demand_id: row.demand.title for row in demands_of(session, campaign.id)}
    acts = _acts(wanted, thanked, titles, organisation(session).date_style)
    text = markdown.write(_named(templates.load(TEMPLATE).body, acts)) if acts else None
    return draft_letter(
        session, campaign, TEMPLATE, letter_date=by.today, body_markdown=text, letterhead_ids=letterhead_ids,
        signatory_ids=signatory_ids, official_ids=wanted, by=by,
    )  # fmt: skip


def _acts(
    official_ids: Sequence[UUID],
    records: Mapping[tuple[UUID, UUID], PositionRecord],
    titles: Mapping[UUID, str],
    style: DayStyle,
) -> str:
    """What all of them did, in words; empty when they did different things or on different days."""
    told = {
        one: [
            (titles[demand], record.position, record.day, record.evidence)
            for demand in titles
            if (record := records.get((one, demand))) is not None
        ]
        for one in official_ids
    }
    first = told[official_ids[0]]
    if any([act[:3] for act in acts] != [act[:3] for act in first] for acts in told.values()):
        return ""
    same = all(acts == first for acts in told.values())
    return ", and for ".join(
        _ACT[position].format(day=write_day(day, style), demand=title)
        + (f" [[{_plain(said)}]]" if same else "")
        for title, position, day, said in first
    )


def _plain(evidence: str) -> str:
    """What is on record, as a question that the check of the draft asks to be put into words."""
    said = squash(evidence).replace("[", "(").replace("]", ")").rstrip(".")
    return f"in your words: {said[:MOST_EVIDENCE]}"


def _named(body: Doc, acts: str) -> Doc:
    """The text of the template with the act in the place of its question."""
    opening = body.sections[0]
    blocks = tuple(
        replace(
            block,
            content=tuple(
                replace(node, text=node.text.replace(QUESTION, acts)) if isinstance(node, Text) else node
                for node in block.content
            ),
        )
        if isinstance(block, Paragraph)
        else block
        for block in opening.blocks
    )
    return replace(body, sections=(replace(opening, blocks=blocks), *body.sections[1:]))
