"""Following up a letter that had no reply: one new letter in its series, to those who owe an answer. No verb commits.

What the new letter says of the earlier one (its day, its number, how long it has waited) comes from the two letters'
own dates, so it moves with the new letter's date and freezes at its seal.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.campaigns.models import Campaign
from app.campaigns.queries_positions import current_positions
from app.campaigns.rules_positions import Position
from app.core.day_styles import write_day
from app.core.errors import Conflict, NotFound
from app.delivery.models import Dispatch
from app.delivery.queries import unanswered, undecided
from app.delivery.series import asked_in, copies_of
from app.letters import access
from app.letters.drafting import draft_letter
from app.letters.models import Letter, LetterAddressee
from app.letters.senders import heads_of, signers_of
from app.letters.states import AddresseeRole, LetterState

TEMPLATE = "follow_up"
UNANSWERED = (Position.NONE, Position.ACKNOWLEDGED)
"""A demand at one of these has no answer in substance yet."""


class FollowUpBegun(Conflict):
    """A letter of the series writes to them already. `letter` is it."""

    def __init__(self, letter: Letter, name: str) -> None:
        self.letter = letter
        super().__init__(f"Letter {letter.number} follows up with {name} already.")


def follow_up(session: Session, dispatch_id: UUID, *, by: Actor) -> Letter:
    """Begin the letter that follows up one dispatch.

    Raises `NotFound`, `NotAllowed`, `FollowUpBegun`, and `Conflict` when there is a reply, when nobody knows yet
    whether the letter arrived, or when the official was only sent a copy.
    """
    dispatch = session.get(Dispatch, dispatch_id)
    if dispatch is None:
        raise NotFound("There is no such dispatch.")
    access.require_write(session, dispatch.campaign_id, by)
    row = session.get_one(LetterAddressee, dispatch.addressee_id)
    name = row.printed_name
    if session.scalar(sa.select(Dispatch.id).where(Dispatch.id == dispatch.id, undecided())):
        raise Conflict(f"Find out first whether the letter reached {name}.")
    if not session.scalar(sa.select(Dispatch.id).where(Dispatch.id == dispatch.id, unanswered())):
        raise Conflict(
            f"{name} owes no answer to this letter: it has not left, was answered, or another followed it."
        )
    if row.role is AddresseeRole.CC:
        raise Conflict(f"{name} was sent a copy only. Write them a letter of its own.")
    begun = follow_ups_begun(session, [dispatch.letter_id]).get((dispatch.letter_id, dispatch.official_id))
    if begun is not None:
        raise FollowUpBegun(begun, name)
    return _draft(session, session.get_one(Letter, dispatch.letter_id), [row], by)


def follow_up_all(
    session: Session, campaign: Campaign, *, by: Actor, official_ids: Collection[UUID] | None = None
) -> list[Letter]:
    """One letter, with a copy for each, to all (or to `official_ids`) whose follow-up is due today.

    Those whom different letters reached get different letters, as each names its own. Whoever has a follow-up begun is
    left out. Raises `NotAllowed`, and `Conflict` when nobody is left.
    """
    access.require_write(session, campaign.id, by)
    rows = due_addressees(session, campaign.id, by.today, official_ids=official_ids)
    if not rows:
        raise Conflict("No follow-up is due that is not begun already.")
    letters: dict[UUID, list[LetterAddressee]] = {}
    for row in rows:
        letters.setdefault(row.letter_id, []).append(row)
    found = session.scalars(sa.select(Letter).where(Letter.id.in_(letters)).order_by(Letter.number)).all()
    return [_draft(session, letter, letters[letter.id], by) for letter in found]


def due_addressees(
    session: Session, campaign_id: UUID, until: date, *, official_ids: Collection[UUID] | None = None
) -> list[LetterAddressee]:
    """Who of a campaign is to be followed up by `until` and has no follow-up begun. Two SELECTs."""
    conditions = [Dispatch.campaign_id == campaign_id, _due(until)]
    if official_ids is not None:
        conditions.append(Dispatch.official_id.in_(official_ids))
    rows = session.scalars(
        sa.select(LetterAddressee)
        .join(Dispatch, Dispatch.addressee_id == LetterAddressee.id)
        .where(*conditions)
        .order_by(LetterAddressee.letter_id, LetterAddressee.copy_no, LetterAddressee.position)
        .distinct()
    ).all()
    begun = follow_ups_begun(session, {row.letter_id for row in rows})
    return [row for row in rows if (row.letter_id, row.official_id) not in begun]


def campaign_to_follow(session: Session, official_id: UUID, until: date) -> str | None:
    """The campaign (its slug) in which this official is to be followed up by `until`. One SELECT."""
    return session.scalar(
        sa.select(Campaign.slug)
        .join(Dispatch, Dispatch.campaign_id == Campaign.id)
        .join(LetterAddressee, LetterAddressee.id == Dispatch.addressee_id)
        .where(Dispatch.official_id == official_id, Campaign.closed_at.is_(None), _due(until))
        .order_by(Dispatch.follow_up_on, Dispatch.id)
        .limit(1)
    )


def _due(until: date) -> sa.ColumnElement[bool]:
    """On `Dispatch` joined with its addressee: an answer is owed, and its day has come."""
    return sa.and_(
        Dispatch.follow_up_on <= until,
        unanswered(),
        sa.not_(undecided()),
        LetterAddressee.role != AddresseeRole.CC,
    )


def follow_ups_begun(session: Session, letter_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], Letter]:
    """The follow-up that exists by (earlier letter, official); withdrawn ones do not count. One SELECT."""
    rows = session.execute(
        sa.select(Letter, LetterAddressee.official_id)
        .join(LetterAddressee, LetterAddressee.letter_id == Letter.id)
        .where(
            Letter.earlier_letter_id.in_(letter_ids),
            Letter.template == TEMPLATE,
            Letter.state != LetterState.WITHDRAWN,
            LetterAddressee.role != AddresseeRole.CC,
        )
        .order_by(Letter.id)
    )
    return {
        (letter.earlier_letter_id, official_id): letter
        for letter, official_id in rows
        if letter.earlier_letter_id is not None
    }


def _draft(session: Session, earlier: Letter, rows: Sequence[LetterAddressee], by: Actor) -> Letter:
    signers = signers_of(session, earlier)
    whose = "My" if len(signers) == 1 else "Our"
    to = rows[0].printed_name if len(rows) == 1 else f"{len(rows)} officials"
    style = organisation(session).date_style
    return draft_letter(
        session,
        session.get_one(Campaign, earlier.campaign_id),
        TEMPLATE,
        letter_date=by.today,
        letterhead_ids=heads_of(session, earlier),
        signatory_ids=signers,
        copies=copies_of(rows),
        demand_ids=_still_open(session, earlier, [row.official_id for row in rows]),
        title=f"Follow-up to {earlier.number}: {to}",
        subject=f"{whose} letter of {write_day(earlier.letter_date, style)} ({earlier.number})",
        earlier_letter_id=earlier.id,
        citation_style=earlier.citation_style,
        date_style=style,
        by=by,
    )


def _still_open(session: Session, earlier: Letter, official_ids: Collection[UUID]) -> list[UUID]:
    """What the earlier letter asked and at least one of them has not answered yet."""
    stands = current_positions(session, earlier.campaign_id, official_ids=official_ids)

    def answered(official_id: UUID, demand_id: UUID) -> bool:
        stand = stands.get((official_id, demand_id))
        return stand is not None and stand.position not in UNANSWERED

    return [
        demand_id
        for demand_id, _, _ in asked_in(session, earlier)
        if not all(answered(each, demand_id) for each in official_ids)
    ]
