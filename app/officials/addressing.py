"""What staff decide about forms of address: for one official, and for the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import InvalidInput
from app.officials.address import PresidentStyle, StyleOptions, with_colon
from app.officials.models import AddressOverride, AddressStyle, Official
from app.officials.service import in_use

_MOST_LINES, _LONGEST = 7, 120


@dataclass(frozen=True)
class OverrideInput:
    """Parts that replace what the rules say; empty parts are left to the rules. `reason` is printed as why."""

    salutation: str = ""
    spoken: str = ""
    inside_lines: tuple[str, ...] = ()
    envelope_lines: tuple[str, ...] = ()
    reason: str = ""


def override_address(session: Session, official_id: UUID, given: OverrideInput, *, by: Actor) -> Official:
    """Set, change or (with every part empty) take away an override. Raises `InvalidInput` by field."""
    official = in_use(session, official_id)
    inside, envelope = _lines(given.inside_lines), _lines(given.envelope_lines)
    parts = (given.salutation.strip(), given.spoken.strip(), inside, envelope)
    _check(given, inside, envelope, any(parts))
    stored = session.scalar(sa.select(AddressOverride).where(AddressOverride.official_id == official.id))
    if stored is None:
        stored = AddressOverride(official_id=official.id)
        session.add(stored)
    stored.salutation = with_colon(given.salutation) if given.salutation.strip() else None
    stored.spoken = given.spoken.strip() or None
    stored.inside_lines, stored.envelope_lines = inside or None, envelope or None
    stored.reason = given.reason.strip()
    stored.updated_by, stored.updated_at = by.name, by.at
    verb = "Set" if any(parts) else "Took away"
    detail = {
        "salutation": stored.salutation,
        "spoken": stored.spoken,
        "inside": inside,
        "envelope": envelope,
    }
    record(
        session,
        by,
        "officials.address",
        "official",
        official.id,
        summary=f"{verb} the form of address of {official.full_name}",
        detail=detail,
    )
    return official


def set_address_style(session: Session, options: Mapping[str, Any], *, by: Actor) -> None:
    """The organisation's choices where sources disagree. Raises `InvalidInput` for one that is not known."""
    errors: dict[str, str] = {}
    known: dict[str, Any] = {}
    names = {option.name for option in fields(StyleOptions)}
    for name, value in options.items():
        if name == "president" and value in {style.value for style in PresidentStyle}:
            known[name] = str(value)
        elif name in names - {"president"} and isinstance(value, bool):
            known[name] = value
        else:
            errors[name] = "Choose one of the forms that are offered."
    if errors:
        raise InvalidInput(errors)
    stored = session.get(AddressStyle, 1)
    if stored is None:
        stored = AddressStyle(id=1)
        session.add(stored)
    stored.options, stored.updated_by, stored.updated_at = known, by.name, by.at
    record(
        session,
        by,
        "officials.address_style",
        "organisation",
        "1",
        summary="Changed the house style of address",
        detail=known,
    )


def _lines(given: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in given if line.strip()]


def _check(given: OverrideInput, inside: list[str], envelope: list[str], anything: bool) -> None:
    errors: dict[str, str] = {}
    for field, lines in (("inside_lines", inside), ("envelope_lines", envelope)):
        if len(lines) > _MOST_LINES:
            errors[field] = f"{_MOST_LINES} lines at most; more do not fit the window of an envelope."
        elif any(len(line) > _LONGEST for line in lines):
            errors[field] = f"A line has {_LONGEST} characters at most."
    for field in ("salutation", "spoken"):
        if len(getattr(given, field)) > 190 or "\n" in getattr(given, field).strip():
            errors[field] = "One line of 190 characters at most."
    if len(given.reason) > 500:
        errors["reason"] = "500 characters at most."
    if anything and not given.reason.strip():
        errors["reason"] = "Say why, for example: her preference, by phone on December 5."
    if errors:
        raise InvalidInput(errors)
