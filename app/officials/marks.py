"""Corrections made by hand. A marked field is left alone by imports, which show the difference instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.officials.models import FieldMark


def mark_fields(
    session: Session, record_type: str, record_id: UUID, values: Mapping[str, Any], *, by: Actor
) -> None:
    """Note that `by` set these fields. `record_type` is "official", "term", "contact" or "leadership"."""
    known = {
        mark.field: mark
        for mark in session.scalars(
            sa.select(FieldMark).where(FieldMark.record_type == record_type, FieldMark.record_id == record_id)
        )
    }
    for field, value in values.items():
        mark = known.get(field)
        if mark is None:
            mark = FieldMark(record_type=record_type, record_id=record_id, field=field)
            session.add(mark)
        mark.value, mark.by_name, mark.at = plain(value), by.name, by.at


def plain(value: Any) -> Any:
    """`value` as JSON holds it: days in ISO form, enumerations as their value."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def change(record: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set attributes of `record`; gives back those that differed, as (before, after) in plain JSON values."""
    changed: dict[str, tuple[Any, Any]] = {}
    for field, value in values.items():
        before = getattr(record, field)
        if before != value:
            changed[field] = (plain(before), plain(value))
            setattr(record, field, value)
    return changed
