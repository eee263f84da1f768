"""What the checks of a letter know besides its words. Three SELECTs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignDemand
from app.demands.models import Demand
from app.demands.rules import OFFICE_WORDS
from app.documents.fonts import missing_glyphs
from app.letters.check_settings import policy
from app.letters.compose import Surroundings
from app.letters.models import Letter
from app.letters.models_citing import ClaimWaiver


def surroundings(session: Session, letter: Letter) -> Surroundings:
    """The organisation's levels, the reasons recorded for this letter, and what its campaign asks of whom."""
    rows = _demands(session, letter)
    return Surroundings(
        policy=policy(session, _reasons(session, letter)),
        campaign_demands=tuple((slug, title) for slug, title, _ in rows),
        granted_by={slug: frozenset(able) for slug, _, able in rows},
        office_words={kind.value: words for kind, words in OFFICE_WORDS.items()},
        glyphs=missing_glyphs,
    )


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
