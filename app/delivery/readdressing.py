"""A new envelope for the same letter: the paper stays as it was sealed, and goes elsewhere. The verb never commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.campaigns.service import require_open
from app.core.errors import Conflict, InvalidInput
from app.core.text import nfc, tidy
from app.delivery import queries_runs
from app.delivery.events import all_or_nothing, event_of, next_positions
from app.delivery.health import same_place
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.planning_checks import CONTACT_KINDS
from app.delivery.rules import PAPER, Channel, DispatchState, EventKind, Mark
from app.documents.stationery.client import envelope_problem
from app.letters.models import Letter
from app.letters.recording import locked
from app.officials.models import ContactPoint

MOST_LINES, LONGEST = 9, 120
_FIRST = "Someone else changed this dispatch first. Nothing was changed; look again."


def changeable(session: Session, dispatch: Dispatch) -> bool:
    """Whether the envelope can be changed: it is paper, only planned, and in no print run."""
    return (
        dispatch.channel in PAPER
        and dispatch.state is DispatchState.PLANNED
        and queries_runs.run_of_dispatch(session, dispatch.id) is None
    )


def readdress(session: Session, dispatch: Dispatch, typed: str, *, by: Actor) -> DispatchEvent | None:
    """Give a planned dispatch on paper another envelope, one line below the other; None when it is the same.

    Raises `InvalidInput` (`lines`), `Conflict` once it is in a print run or further, `NotAllowed`.
    """
    campaign = session.get_one(Campaign, dispatch.campaign_id)
    require_write(session, campaign, by)
    require_open(campaign)
    # A run that is being made at this moment reads the envelope; one of the two waits for the other.
    locked(session, session.get_one(Letter, dispatch.letter_id))
    session.refresh(dispatch)
    _require_changeable(session, dispatch)
    lines = _lines(typed)
    before, after = dispatch.destination, "\n".join(lines)
    if before == after:
        return None
    contact = _contact_at(session, dispatch, after)
    said = f"New envelope: {', '.join(lines)}. Before: {', '.join(before.splitlines()) or 'none'}."
    with all_or_nothing(session, _FIRST):
        dispatch.destination = after
        dispatch.contact_point_id = contact.id if contact else None
        mark = Mark(dispatch.state, by.today, said)
        event = event_of(
            dispatch, next_positions(session, [dispatch])[dispatch.id], EventKind.NOTED, mark, by
        )
        session.add(event)
    audit.record(
        session, by, "delivery.readdressed", "dispatch", dispatch.id,
        summary="Changed the envelope", detail={"letter": str(dispatch.letter_id)},
    )  # fmt: skip
    return event


def on_file(session: Session, official_id: UUID) -> Sequence[ContactPoint]:
    """The postal addresses of an official that are in use."""
    return session.scalars(
        sa.select(ContactPoint)
        .where(
            ContactPoint.official_id == official_id,
            ContactPoint.kind == CONTACT_KINDS[Channel.POST],
            ContactPoint.retired_on.is_(None),
        )
        .order_by(ContactPoint.position, ContactPoint.id)
    ).all()


def _require_changeable(session: Session, dispatch: Dispatch) -> None:
    held = queries_runs.run_of_dispatch(session, dispatch.id)
    if held is not None:
        raise Conflict(f"It is in print run {held[1]} already. Cancel that run, or this dispatch, first.")
    if not changeable(session, dispatch):
        raise Conflict("Only the envelope of a letter on paper that is planned can be changed.")


def _lines(typed: str) -> list[str]:
    lines = [nfc(" ".join(tidy(line).split())) for line in typed.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        raise InvalidInput({"lines": "Give the name and the address, one line below the other."})
    if len(lines) > MOST_LINES:
        raise InvalidInput({"lines": f"Give at most {MOST_LINES} lines."})
    if long := next((line for line in lines if len(line) > LONGEST), None):
        raise InvalidInput(
            {"lines": f"Keep each line under {LONGEST} characters. “{long[:30]}…” has {len(long)}."}
        )
    if problem := envelope_problem(lines):
        raise InvalidInput({"lines": problem})
    return lines


def _contact_at(session: Session, dispatch: Dispatch, destination: str) -> ContactPoint | None:
    """The address on file to which the new envelope goes, so that its outcome speaks for that one."""
    if dispatch.channel is not Channel.POST:
        return None
    found = on_file(session, dispatch.official_id)
    return next((one for one in found if same_place(Channel.POST, destination, one)), None)
