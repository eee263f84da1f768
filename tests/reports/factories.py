"""A campaign in full swing, made by verbs alone. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.campaigns.rules_positions import Position
from app.campaigns.service import add_member
from app.campaigns.targeting import add_officials
from app.core.clock import utcnow
from app.delivery.models import Dispatch, Reply
from app.delivery.planning import send_rows
from app.delivery.replies import ReplyDetails, log_reply
from app.delivery.rules import Channel, DispatchState, Mark, ReplyChannel
from app.delivery.sending import Plan, mark_dispatches, plan_dispatches
from app.letters.models import Letter
from app.letters.sealing import seal_letter
from app.officials.models import ContactPoint, Official
from app.officials.rules import ContactKind
from tests.letters.factories import World, make_letter, make_senator, make_world, signed

NAMES = (
    ("Thomas", "Brandvold"), ("Marian", "Holloway"), ("Alma", "Ghazarian"), ("Celia", "Rutherford"),
    ("Víctor", "Reyes-Lund"), ("James", "Okonkwo"), ("Delia", "Stroud"), ("Ingrid", "Solheim"),
)  # fmt: skip
SENT = date(2022, 12, 21)


@dataclass
class Busy:
    """The world, its sealed letter and the dispatches by family name."""

    world: World
    letter: Letter
    people: dict[str, Official]
    dispatches: dict[str, Dispatch]
    replies: dict[str, Reply] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.world.campaign.slug


def empty_world(session: Session, user_id: UUID | None = None) -> World:
    """A campaign without officials; the person may write in it."""
    world = make_world(session, officials=0)
    if user_id is not None:
        add_member(session, world.campaign, user_id, by=world.approver)
    return world


def add_targets(session: Session, world: World, count: int, by: Actor) -> list[Official]:
    """Senators with every kind of contact point, as targets."""
    made = []
    for first, last in NAMES[:count]:
        official = make_senator(session, first, last)
        for kind, value in (
            (ContactKind.FAX, "555-0100"),
            (ContactKind.EMAIL, f"{last.lower()}@congress.example"),
            (ContactKind.WEB_FORM, f"https://{last.lower()}.example/contact"),
        ):
            session.add(ContactPoint(official_id=official.id, kind=kind, value=value, source="test"))
        made.append(official)
    session.flush()
    add_officials(session, world.campaign, [each.id for each in made], by=by)
    world.officials = made
    return made


def sealed_letter(session: Session, world: World, **changes: object) -> Letter:
    """A sealed letter whose files are whole."""
    letter = make_letter(session, world, letter_date=SENT, demand_ids=list(_demands(world)), **changes)
    signed(session, world, letter)
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    session.flush()
    # The files themselves are another room's matter.
    letter.files_ready_at = utcnow()
    session.flush()
    return letter


def _demands(world: World) -> list[UUID]:
    return [world.demands["section-907"].id, world.demands["humanitarian-aid"].id]


def plan_all(session: Session, letter: Letter, channel: Channel, by: Actor) -> dict[UUID, Dispatch]:
    """One dispatch to each addressee by `channel`."""
    plans = []
    for row in send_rows(session, letter):
        contact = row.cells[channel].contact
        plans.append(Plan(row.addressee.id, channel, contact.id if contact else None))
    return {row.official_id: row for row in plan_dispatches(session, letter, plans, by=by)}


def mark(session: Session, by: Actor, state: DispatchState, day: date, *rows: Dispatch) -> None:
    mark_dispatches(session, list(rows), Mark(state, day), by=by)


def reply_from(session: Session, world: World, who: Official, day: date, by: Actor, **changes: Any) -> Reply:
    """A reply by letter; `positions` by slug."""
    positions = {world.demands[s].id: p for s, p in changes.pop("positions", {}).items()}
    values: dict[str, Any] = {"summary": "Thanks the city for its letter.", "positions": positions}
    details = ReplyDetails(who.id, day, ReplyChannel.LETTER, **{**values, **changes})
    return log_reply(session, world.campaign, details, by=by)


def busy(session: Session, by: Actor, user_id: UUID | None = None) -> Busy:
    """Eight officials: delivered, unknown, returned, on the way, planned; three replies; positions both ways."""
    world = empty_world(session, user_id)
    officials = add_targets(session, world, 8, by)
    letter = sealed_letter(session, world)
    sent = plan_all(session, letter, Channel.POST, by)
    people = {one.last: one for one in officials}
    rows = {last: sent[one.id] for last, one in people.items()}
    gone = [row for last, row in rows.items() if last != "Solheim"]
    mark(session, by, DispatchState.HANDED_OVER, SENT, *gone)
    arrived = [rows[last] for last in ("Brandvold", "Ghazarian", "Rutherford", "Okonkwo")]
    mark(session, by, DispatchState.DELIVERED, date(2022, 12, 22), *arrived)
    mark(session, by, DispatchState.OUTCOME_UNKNOWN, date(2022, 12, 30), rows["Holloway"])
    mark(session, by, DispatchState.RETURNED, date(2022, 12, 29), rows["Stroud"])
    found = Busy(world, letter, people, rows)
    found.replies["Ghazarian"] = reply_from(
        session, world, people["Ghazarian"], date(2022, 12, 28), by,
        positions={"humanitarian-aid": Position.COMMITTED, "section-907": Position.NONCOMMITTAL},
        quotation="I will put my name to a request for direct aid.",
    )  # fmt: skip
    found.replies["Rutherford"] = reply_from(
        session, world, people["Rutherford"], date(2022, 12, 27), by,
        positions={"humanitarian-aid": Position.COMMITTED, "section-907": Position.REFUSED},
    )  # fmt: skip
    found.replies["Okonkwo"] = reply_from(
        session, world, people["Okonkwo"], date(2022, 12, 28), by,
        positions={"humanitarian-aid": Position.NONCOMMITTAL}, promised_by=date(2023, 1, 6),
    )  # fmt: skip
    return found
