"""Making one record of two that are one person, and taking them apart again.

Everything of the other record moves to the one that is kept; the other keeps its row, is retired and
points to the winner, so letters that name it keep what they printed and every link still leads somewhere.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.officials import names
from app.officials.marks import mark_fields, plain
from app.officials.models import (
    AddressOverride,
    CommitteeMembership,
    ContactPoint,
    ExternalId,
    FieldMark,
    LeadershipRole,
    Official,
    OfficialMerge,
    Term,
)

_MOVES: dict[str, type[Any]] = {
    "term": Term,
    "contact": ContactPoint,
    "membership": CommitteeMembership,
    "leadership": LeadershipRole,
    "external_id": ExternalId,
}
# What makes two children of one person the same thing; the one that moves is then put out of use.
_SAME: dict[str, tuple[str, ...]] = {
    "term": ("kind", "body_id", "district", "start", "end"),
    "contact": ("kind", "value"),
    "membership": ("committee_id",),
    "leadership": ("title", "start"),
}


def merge_officials(session: Session, keep: Official, other: Official, by: Actor) -> OfficialMerge:
    """Move all that is `other`'s to `keep`. Names of `other` stay findable as other names of `keep`.

    Raises `InvalidInput` for one record given twice, `Conflict` when either was merged already.
    """
    if keep.id == other.id:
        raise InvalidInput({"other": "Choose two different records."})
    for one in (keep, other):
        if one.merged_into_id is not None:
            raise Conflict(f"{one.full_name} was merged into another record already.")
    moved: dict[str, Any] = {"retired": {}, "other_retired_on": plain(other.retired_on)}
    for name, model in _MOVES.items():
        moved["retired"][name] = _retire_doubles(session, name, model, keep, other, by)
        moved[name] = _move(session, model, keep, other)
    moved["override"] = _move_override(session, keep, other)
    moved["losers"] = _point_on(session, keep, other)
    moved["aliases"] = _add_aliases(keep, other)
    other.retired_on, other.merged_into_id, other.updated_at = other.retired_on or by.today, keep.id, by.at
    merge = OfficialMerge(kept_id=keep.id, merged_id=other.id, moved=moved, by_name=by.name, at=by.at)
    session.add(merge)
    session.flush()
    session.expire(keep)
    session.expire(other)
    record(
        session,
        by,
        "officials.merge",
        "official",
        keep.id,
        summary=f"Merged {other.full_name} into {keep.full_name}",
        detail={"kept": str(keep.id), "merged": str(other.id)},
    )
    return merge


def undo_merge(session: Session, merge: OfficialMerge, by: Actor) -> Official:
    """Take the two records apart again; returns the one that had been merged away.

    What was added to the kept record since the merge stays there. Raises `Conflict` when it was undone
    already, or when the kept record has itself been merged since.
    """
    keep, other = session.get_one(Official, merge.kept_id), session.get_one(Official, merge.merged_id)
    if merge.undone_at is not None or other.merged_into_id != keep.id:
        raise Conflict("These two records were taken apart already.")
    if keep.merged_into_id is not None:
        raise Conflict(f"{keep.full_name} was merged into another record since: undo that first.")
    moved = merge.moved
    for name, model in _MOVES.items():
        _give_back(session, model, moved[name], keep, other)
        _revive(session, name, model, moved["retired"].get(name, []))
    if moved["override"]:
        _give_back(session, AddressOverride, [moved["override"]], keep, other)
    for loser_id in moved["losers"]:
        loser = session.get(Official, UUID(loser_id))
        if loser is not None and loser.merged_into_id == keep.id:
            loser.merged_into_id = other.id
    keep.aliases = [alias for alias in keep.aliases if alias not in moved["aliases"]]
    _derive(keep)
    other.merged_into_id = None
    other.retired_on = _day(moved["other_retired_on"])
    keep.updated_at = other.updated_at = merge.undone_at = by.at
    merge.undone_by = by.name
    session.flush()
    session.expire(keep)
    session.expire(other)
    summary = f"Took {other.full_name} and {keep.full_name} apart again"
    record(session, by, "officials.undo_merge", "official", keep.id, summary=summary)
    return other


def get_merge(session: Session, merge_id: UUID) -> OfficialMerge:
    """The merge. Raises `NotFound`."""
    merge = session.get(OfficialMerge, merge_id)
    if merge is None:
        raise NotFound("There is no such merge.")
    return merge


def merges_of(session: Session, official_id: UUID) -> list[OfficialMerge]:
    """Merges in force that this record took part in, the newest first."""
    return list(
        session.scalars(
            sa.select(OfficialMerge)
            .where(
                sa.or_(OfficialMerge.kept_id == official_id, OfficialMerge.merged_id == official_id),
                OfficialMerge.undone_at.is_(None),
            )
            .order_by(OfficialMerge.at.desc(), OfficialMerge.id.desc())
        )
    )


def _retire_doubles(
    session: Session, name: str, model: type[Any], keep: Official, other: Official, by: Actor
) -> list[str]:
    """Put out of use what both records hold. Marked as done by hand, so that imports leave it so."""
    if name not in _SAME:
        return []
    have = {_signature(row, name) for row in _in_use(session, model, keep.id)}
    retired = []
    for row in _in_use(session, model, other.id):
        if _signature(row, name) in have:
            row.retired_on = by.today
            mark_fields(session, name, row.id, {"retired_on": plain(by.today)}, by=by)
            retired.append(str(row.id))
    session.flush()
    return retired


def _signature(row: Any, name: str) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in _SAME[name])


def _in_use(session: Session, model: type[Any], official_id: UUID) -> list[Any]:
    return list(
        session.scalars(sa.select(model).where(model.official_id == official_id, model.retired_on.is_(None)))
    )


def _move(session: Session, model: type[Any], keep: Official, other: Official) -> list[str]:
    ids = list(session.scalars(sa.select(model.id).where(model.official_id == other.id)))
    session.execute(
        sa.update(model)
        .where(model.official_id == other.id)
        .values(official_id=keep.id)
        .execution_options(synchronize_session="fetch")
    )
    return [str(one) for one in ids]


def _move_override(session: Session, keep: Official, other: Official) -> str | None:
    """An override moves only where the kept record has none of its own."""
    found = {
        row.official_id: row
        for row in session.scalars(
            sa.select(AddressOverride).where(AddressOverride.official_id.in_((keep.id, other.id)))
        )
    }
    if keep.id in found or other.id not in found:
        return None
    found[other.id].official_id = keep.id
    return str(found[other.id].id)


def _point_on(session: Session, keep: Official, other: Official) -> list[str]:
    """Records merged into `other` before now lead straight to `keep`."""
    losers = list(session.scalars(sa.select(Official).where(Official.merged_into_id == other.id)))
    for loser in losers:
        loser.merged_into_id = keep.id
    return [str(loser.id) for loser in losers]


def _add_aliases(keep: Official, other: Official) -> list[str]:
    own = {keep.full_name, keep.formal_name, *keep.aliases}
    fresh = [
        name
        for name in dict.fromkeys((other.full_name, other.formal_name, *other.aliases))
        if name not in own
    ]
    keep.aliases = [*keep.aliases, *fresh]
    _derive(keep)
    return fresh


def _derive(official: Official) -> None:
    parts = names.NameParts(
        official.first,
        official.middle,
        official.nickname,
        official.last,
        official.suffix,
        official.full_name,
    )
    official.search_text = names.search_text(parts, official.aliases)


def _give_back(session: Session, model: type[Any], ids: list[str], keep: Official, other: Official) -> None:
    for start in range(0, len(ids), 500):
        batch = [UUID(one) for one in ids[start : start + 500]]
        session.execute(
            sa.update(model)
            .where(model.id.in_(batch), model.official_id == keep.id)
            .values(official_id=other.id)
            .execution_options(synchronize_session="fetch")
        )


def _revive(session: Session, name: str, model: type[Any], ids: list[str]) -> None:
    if not ids:
        return
    wanted = [UUID(one) for one in ids]
    session.execute(
        sa.update(model)
        .where(model.id.in_(wanted))
        .values(retired_on=None)
        .execution_options(synchronize_session="fetch")
    )
    session.execute(
        sa.delete(FieldMark).where(
            FieldMark.record_type == name, FieldMark.record_id.in_(wanted), FieldMark.field == "retired_on"
        )
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
