"""What the checks of a letter know besides its words. Three SELECTs, one more for a letter in a series."""

from __future__ import annotations

import json
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignDemand
from app.demands.models import Demand
from app.demands.rules import OFFICE_WORDS
from app.documents.fonts import missing_glyphs
from app.documents.lines import lines_of
from app.letters.check_settings import policy
from app.letters.compose import Surroundings
from app.letters.models import Letter, LetterCopy
from app.letters.models_citing import ClaimWaiver
from app.letters.queries_templates import template_of


def surroundings(session: Session, letter: Letter) -> Surroundings:
    """The organisation's levels, the reasons recorded for this letter, and what its campaign asks of whom."""
    rows = _demands(session, letter)
    quotes = letter.earlier_letter_id is not None and template_of(session, letter).quotes_sealed
    return Surroundings(
        policy=policy(session, _reasons(session, letter)),
        campaign_demands=tuple((slug, title) for slug, title, _ in rows),
        granted_by={slug: frozenset(able) for slug, _, able in rows},
        office_words={kind.value: words for kind, words in OFFICE_WORDS.items()},
        glyphs=missing_glyphs,
        sealed_words=sealed_words(session, letter.earlier_letter_id) if quotes else None,
    )


def sealed_words(session: Session, letter_id: UUID | None) -> str | None:
    """What a sealed letter says, in all its copies, a paragraph a line; None for one that is not sealed."""
    papers = session.scalars(sa.select(LetterCopy.paper).where(LetterCopy.letter_id == letter_id)).all()
    found = [line for stored in papers for line in passages(stored)]
    return "\n".join(dict.fromkeys(found)) if papers else None


def passages(stored: str) -> list[str]:
    """The paragraphs and items of a sealed copy's own text, as printed, without the numbers of sources."""
    lines = [line for block in json.loads(stored)["blocks"] for line in lines_of(block)]
    words = ("".join(run.text for run in line.runs if not run.raised) for line in lines)
    return [" ".join(each.split()) for each in words]


def _demands(session: Session, letter: Letter) -> list[tuple[str, str, list[str]]]:
    rows = session.execute(
        sa.select(Demand.slug, Demand.title, Demand.grantable_by)
        .join(CampaignDemand, CampaignDemand.demand_id == Demand.id)
        .where(CampaignDemand.campaign_id == letter.campaign_id)
        .order_by(CampaignDemand.position)
    )
    return [(row.slug, row.title, row.grantable_by) for row in rows]


def _reasons(session: Session, letter: Letter) -> dict[str, str]:
    """ "Ruth Castellanos: it is on file." by digest; of one digest the last row counts."""
    rows = session.execute(
        sa.select(ClaimWaiver.digest, ClaimWaiver.reason, ClaimWaiver.by, ClaimWaiver.holds)
        .where(ClaimWaiver.letter_id == letter.id)
        .order_by(ClaimWaiver.id)
    )
    last = {row.digest: row for row in rows}
    return {digest: f"{row.by}: {row.reason}" for digest, row in last.items() if row.holds}
