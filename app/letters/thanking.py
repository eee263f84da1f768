"""A letter of thanks to officials whose position is committed or met. No verb commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.campaigns.queries_positions import current_positions
from app.campaigns.rules_positions import Position
from app.core.errors import InvalidInput
from app.letters import access
from app.letters.drafting import draft_letter
from app.letters.models import Letter
from app.officials.queries import official_names

TEMPLATE = "thank_you"
THANKED = (Position.COMMITTED, Position.PARTLY_MET, Position.MET)


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

    Raises `InvalidInput` (`official_ids`) naming whoever has neither committed to a demand of the campaign nor met
    one; `NotAllowed`, `Conflict` (closed campaign).
    """
    access.require_write(session, campaign.id, by)
    wanted = list(dict.fromkeys(official_ids))
    if not wanted:
        raise InvalidInput({"official_ids": "Name at least one official to thank."})
    stands = current_positions(session, campaign.id, official_ids=wanted)
    thanked = {official for (official, _), record in stands.items() if record.position in THANKED}
    without = [one for one in wanted if one not in thanked]
    if without:
        names = official_names(session, without)
        listed = ", ".join(names.get(one, str(one)) for one in without[:5])
        raise InvalidInput(
            {"official_ids": f"Nothing to thank for is on record of {listed}. Record the position first."}
        )
    return draft_letter(
        session, campaign, TEMPLATE, letter_date=by.today, letterhead_ids=letterhead_ids,
        signatory_ids=signatory_ids, official_ids=wanted, by=by,
    )  # fmt: skip
