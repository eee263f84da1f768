"""Keeping segments: save, change, delete."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import InvalidInput
from app.officials.models import Segment
from app.officials.queries_segments import segment
from app.officials.segments import SegmentQuery, parse, to_json

_LONGEST = 160


def add_segment(session: Session, name: str, query: SegmentQuery, *, note: str = "", by: Actor) -> Segment:
    """Save rules under a name. Raises `InvalidInput` for an empty or taken name, or rules that do not hold."""
    name, stored = _name(session, name, None), to_json(parse(to_json(query)))
    found = Segment(
        name=name,
        note=note.strip(),
        query=stored,
        by_id=by.user_id,
        by_name=by.name,
        created_at=by.at,
        updated_at=by.at,
    )
    session.add(found)
    session.flush()
    record(
        session,
        by,
        "officials.segment.add",
        "segment",
        found.id,
        summary=f"Saved the segment {name}",
        detail=stored,
    )
    return found


def edit_segment(
    session: Session, segment_id: UUID, name: str, query: SegmentQuery, *, note: str = "", by: Actor
) -> Segment:
    """Change a segment's name, note or rules. Sealed letters keep the people they were sealed for."""
    found = segment(session, segment_id)
    before = found.query
    found.name = _name(session, name, found.id)
    found.note, found.query, found.updated_at = note.strip(), to_json(parse(to_json(query))), by.at
    detail = {"before": before, "after": found.query}
    record(
        session,
        by,
        "officials.segment.edit",
        "segment",
        found.id,
        summary=f"Changed the segment {name}",
        detail=detail,
    )
    return found


def delete_segment(session: Session, segment_id: UUID, *, by: Actor) -> Segment:
    """Take a segment out of use and free its name. Its row stays for letters that name it."""
    found = segment(session, segment_id)
    name = found.name
    found.retired_on, found.updated_at = by.today, by.at
    found.name = f"{name[:100]} (deleted {found.id})"
    record(
        session, by, "officials.segment.delete", "segment", found.id, summary=f"Deleted the segment {name}"
    )
    return found


def _name(session: Session, name: str, own_id: UUID | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise InvalidInput({"name": "Give the segment a name, for example California delegation."})
    if len(name) > _LONGEST:
        raise InvalidInput({"name": f"{_LONGEST} characters at most."})
    taken = sa.select(Segment.id).where(sa.func.lower(Segment.name) == name.lower())
    other = session.scalar(taken.where(Segment.id != own_id) if own_id else taken)
    if other is not None:
        raise InvalidInput({"name": f"There is already a segment named {name}. Choose another name."})
    return name
