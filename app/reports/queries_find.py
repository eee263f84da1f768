"""Find or jump to: letters, officials, campaigns, demands and claims by words. A constant number of SELECTs."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.core.text import fold, squash
from app.demands.queries import search_demands
from app.evidence.queries_lists import ClaimFilter, claims_page
from app.evidence.rules import ClaimState
from app.letters.models import Letter
from app.letters.queries import letter_by_number
from app.letters.queries import suggest as letters_like
from app.officials.queries import suggest as officials_like

AT_MOST = 8
MAX_LENGTH = 100
# Campaigns are few; their titles are folded here, as no column holds them folded.
_MOST_CAMPAIGNS = 500
CLAIM_IN_USE = (ClaimState.CURRENT, ClaimState.DISPUTED)


class FoundKind(StrEnum):
    """What was found, in the order shown."""

    LETTER = "Letter"
    OFFICIAL = "Official"
    CAMPAIGN = "Campaign"
    DEMAND = "Demand"
    CLAIM = "Claim"


@dataclass(frozen=True)
class Found:
    """One hit. `key` is an id for letters and officials, a slug for the others; `note` a second line."""

    kind: FoundKind
    key: str
    title: str
    note: str


def exact_letter(session: Session, typed: str) -> UUID | None:
    """The letter whose number was typed, whatever the capitals. One SELECT."""
    try:
        return letter_by_number(session, squash(typed)[:MAX_LENGTH]).id
    except NotFound:
        return None


def find(session: Session, typed: str, day: date) -> list[Found]:
    """At most eight of each kind that hold every word of `typed`, without regard to accents or case."""
    words = squash(typed)[:MAX_LENGTH]
    if not fold(words):
        return []
    return [
        *(_letter(row) for row in letters_like(session, words, limit=AT_MOST)),
        *(
            Found(FoundKind.OFFICIAL, str(row.id), row.name, row.label)
            for row in officials_like(session, words, day=day, limit=AT_MOST)
        ),
        *_campaigns(session, words),
        *(
            Found(FoundKind.DEMAND, row.slug, row.title, "" if row.active else "Retired")
            for row in search_demands(session, text=words, state=None, size=AT_MOST).items
        ),
        *_claims(session, words),
    ]


def _claims(session: Session, typed: str) -> list[Found]:
    page = claims_page(session, ClaimFilter(text=typed), size=AT_MOST)
    return [
        Found(
            FoundKind.CLAIM,
            row.slug,
            textwrap.shorten(row.current.wording, MAX_LENGTH, placeholder=" …"),
            f"Claim {row.number}" + ("" if row.state in CLAIM_IN_USE else f", {row.state.value}"),
        )
        for row in page.items
    ]


def _letter(row: Letter) -> Found:
    return Found(FoundKind.LETTER, str(row.id), row.title, row.number)


def _campaigns(session: Session, typed: str) -> list[Found]:
    words = fold(typed).split()
    rows = session.execute(
        sa.select(Campaign.slug, Campaign.title, Campaign.closed_at)
        .order_by(Campaign.state.desc(), Campaign.title)
        .limit(_MOST_CAMPAIGNS)
    )
    found = [
        Found(FoundKind.CAMPAIGN, slug, title, "Closed" if closed_at else "")
        for slug, title, closed_at in rows
        if all(word in fold(title) for word in words)
    ]
    return found[:AT_MOST]
