"""On which days officials said, did or answered something, as records have it: days that a letter to them may name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries_positions import position_days

FindActs = Callable[[Session, UUID, Collection[UUID]], Iterable[tuple[UUID, date]]]
_finders: dict[str, FindActs] = {}


def register_acts(find: FindActs) -> None:
    """`find(session, campaign_id, official_ids)` answers with (official, day) of what another room has on record."""
    _finders[find.__module__] = find


def acts_of(
    session: Session, campaign_id: UUID, official_ids: Collection[UUID]
) -> dict[UUID, frozenset[date]]:
    """The days of what each of them said or did in the campaign's matter. One SELECT for each room that records it."""
    found: dict[UUID, set[date]] = {}
    for find in (position_days, *_finders.values()):
        for official_id, day in find(session, campaign_id, official_ids):
            found.setdefault(official_id, set()).add(day)
    return {official_id: frozenset(days) for official_id, days in found.items()}
