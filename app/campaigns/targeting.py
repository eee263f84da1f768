"""Verbs over whom a campaign writes to. None commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns import queries_targets
from app.campaigns.models import Campaign, CampaignTarget
from app.campaigns.rules import MAX_REASON
from app.campaigns.service import require_open
from app.core.errors import Conflict, InvalidInput
from app.officials.models import Official, Segment


def add_officials(
    session: Session, campaign: Campaign, official_ids: Sequence[UUID], reason: str = "", *, by: Actor
) -> int:
    """Add officials by hand; those left out come back in. Returns how many are new.

    Officials that are targets already stay as they are. Raises `InvalidInput` (`official_id`, `reason`).
    """
    require_open(campaign)
    _check_reason(reason)
    ids = list(dict.fromkeys(official_ids))
    people = {row.id: row for row in session.scalars(sa.select(Official).where(Official.id.in_(ids)))}
    if not ids or any(each not in people for each in ids):
        raise InvalidInput({"official_id": "Choose an official from the directory."})
    gone = next((person for person in people.values() if person.retired_on is not None), None)
    if gone is not None:
        raise InvalidInput({"official_id": f"{gone.full_name} is retired from the directory."})
    held = session.scalars(
        sa.select(CampaignTarget).where(
            CampaignTarget.campaign_id == campaign.id, CampaignTarget.official_id.in_(ids)
        )
    ).all()
    back = [row for row in held if row.excluded]
    for row in back:
        row.excluded, row.reason, row.added_at, row.added_by = False, reason, by.at, by.name
    known = {row.official_id for row in held}
    new = [each for each in ids if each not in known]
    session.add_all(_row(campaign, by, reason, official_id=each) for each in new)
    names = [
        people[each].full_name for each in ids if each in new or each in {row.official_id for row in back}
    ]
    if names:
        what = names[0] if len(names) == 1 else f"{len(names)} officials"
        _note(
            session, by, campaign, "add_officials", f"Added {what} to the targets", names=names, reason=reason
        )
    return len(names)


def add_segment(session: Session, campaign: Campaign, segment_id: UUID, *, by: Actor) -> CampaignTarget:
    """Take officials from a segment. Raises `InvalidInput` (`segment_id`)."""
    require_open(campaign)
    segment = session.get(Segment, segment_id)
    if segment is None or segment.retired_on is not None:
        raise InvalidInput({"segment_id": "Choose a segment that is in use."})
    if queries_targets.segment_row(session, campaign.id, segment_id) is not None:
        raise InvalidInput({"segment_id": f"The segment “{segment.name}” is among the targets already."})
    made = _row(campaign, by, "", segment_id=segment_id)
    session.add(made)
    _note(session, by, campaign, "add_segment", f"Added the segment “{segment.name}” to the targets")
    return made


def remove_segment(session: Session, campaign: Campaign, target_id: UUID, *, by: Actor) -> None:
    """Take no more officials from a segment; those added by hand stay."""
    require_open(campaign)
    row = queries_targets.target_row(session, campaign.id, target_id)
    if row.segment_id is None:
        raise Conflict("This target is an official, not a segment.")
    name = session.get_one(Segment, row.segment_id).name
    session.delete(row)
    _note(session, by, campaign, "remove_segment", f"Removed the segment “{name}” from the targets")


def leave_out(
    session: Session, campaign: Campaign, official_id: UUID, reason: str = "", *, by: Actor
) -> None:
    """Stop writing to an official, also when a segment holds them. What was sent and said stays on record.

    Raises `InvalidInput` (`official_id`, `reason`).
    """
    require_open(campaign)
    _check_reason(reason)
    person = session.get(Official, official_id)
    if person is None:
        raise InvalidInput({"official_id": "Choose an official from the directory."})
    row = queries_targets.official_row(session, campaign.id, official_id)
    if row is None:
        row = _row(campaign, by, reason, official_id=official_id)
        session.add(row)
    row.excluded, row.reason, row.added_at, row.added_by = True, reason, by.at, by.name
    _note(session, by, campaign, "leave_out", f"Left {person.full_name} out of the targets", reason=reason)


def take_back_in(session: Session, campaign: Campaign, target_id: UUID, *, by: Actor) -> None:
    """Undo `leave_out`: the official is a target again when a segment holds them. Raises `Conflict`."""
    require_open(campaign)
    row = queries_targets.target_row(session, campaign.id, target_id)
    if not row.excluded or row.official_id is None:
        raise Conflict("This official is not left out.")
    name = session.get_one(Official, row.official_id).full_name
    session.delete(row)
    _note(session, by, campaign, "take_back_in", f"No longer leaves {name} out of the targets")


def _row(campaign: Campaign, by: Actor, reason: str, **source: UUID) -> CampaignTarget:
    return CampaignTarget(
        campaign_id=campaign.id, excluded=False, reason=reason, added_at=by.at, added_by=by.name, **source
    )


def _check_reason(reason: str) -> None:
    if len(reason) > MAX_REASON:
        raise InvalidInput(
            {"reason": f"Shorten this to {MAX_REASON} characters or fewer. It has {len(reason)}."}
        )


def _note(session: Session, by: Actor, campaign: Campaign, action: str, summary: str, **detail: Any) -> None:
    audit.record(
        session, by, f"campaigns.{action}", "campaign", campaign.id,
        summary=f"{summary} in the campaign “{campaign.title}”.", detail=detail,
    )  # fmt: skip
