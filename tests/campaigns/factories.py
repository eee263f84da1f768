"""Records for tests of campaigns. All people are invented."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.campaigns.rules import AnchorDetails, CampaignDetails
from app.campaigns.service import create_campaign
from app.core.text import fold
from app.demands.library import load_library
from app.demands.models import Demand
from app.demands.queries import demands_by_slug
from app.officials.models import Official, Segment, Term
from app.officials.rules import OfficeKind, Standing

DEMANDS = ("humanitarian-aid", "section-907", "meeting")


def make_official(
    session: Session, name: str, *, state: str = "CA", kind: OfficeKind = OfficeKind.SENATOR
) -> Official:
    """Somebody who holds an office in `state`, without an end day."""
    first, _, last = name.rpartition(" ")
    made = Official(
        first=first, last=last, full_name=name, formal_name=name, sort_name=fold(f"{last} {first}"),
        search_text=fold(name), source="test",
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        Term(
            official_id=made.id,
            kind=kind,
            title="Senator",
            state=state,
            standing=Standing.ELECTED,
            source="test",
        )
    )
    session.flush()
    return made


def make_segment(session: Session, name: str, state: str) -> Segment:
    """Everybody who serves `state`."""
    made = Segment(name=name, query={"rules": [{"kind": "state", "value": state}], "on": None})
    session.add(made)
    session.flush()
    return made


def library(session: Session, by: Actor) -> dict[str, Demand]:
    """The shipped demands by slug."""
    load_library(session, by)
    return demands_by_slug(session, [*DEMANDS, "recognition", "global-magnitsky"])


def details(**changes: Any) -> CampaignDetails:
    """A campaign as typed."""
    values: dict[str, Any] = {
        "title": "Reopen the Lachin road",
        "slug": "lachin-road",
        "goal": "Free movement along the road, and direct aid.",
        "letter_prefix": "",
        "follow_up_days": 10,
    }
    return CampaignDetails(**{**values, **changes})


def make_campaign(
    session: Session,
    by: Actor,
    slugs: tuple[str, ...] = DEMANDS,
    anchor: AnchorDetails | None = None,
    **changes: object,
) -> tuple[Campaign, dict[str, UUID]]:
    """A campaign, and the ids of its demands by slug."""
    held = library(session, by)
    ids = {slug: held[slug].id for slug in slugs}
    return create_campaign(session, details(**changes), list(ids.values()), anchor, by=by), ids
