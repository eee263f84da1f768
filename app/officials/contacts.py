"""Contact points by hand: add, correct, note a check, take out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import InvalidInput, NotFound
from app.officials.address import postal_lines
from app.officials.importing.values import email_problem, web_address_problem
from app.officials.marks import change, mark_fields
from app.officials.models import ContactPoint
from app.officials.models.columns import STAFF
from app.officials.rules import ContactHealth, ContactKind
from app.officials.service import in_use

_MOST_LINES = 6


@dataclass(frozen=True)
class ContactInput:
    """What staff type. `value` of a postal address holds its lines, one below the other."""

    kind: ContactKind
    value: str
    label: str = ""
    hours: str = ""
    note: str = ""


def add_contact(session: Session, official_id: UUID, given: ContactInput, *, by: Actor) -> ContactPoint:
    """Raises `InvalidInput` by field, `NotFound`, `Conflict`."""
    official = in_use(session, official_id)
    values = _checked(given)
    last = session.scalar(
        sa.select(sa.func.max(ContactPoint.position)).where(ContactPoint.official_id == official.id)
    )
    position = 0 if last is None else last + 1
    point = ContactPoint(**values, official_id=official.id, position=position, source=STAFF)
    session.add(point)
    session.flush()
    _record(session, point, f"Added {_what(point)} to {official.full_name}", {"value": point.value}, by=by)
    return point


def edit_contact(
    session: Session, official_id: UUID, contact_id: UUID, given: ContactInput, *, by: Actor
) -> ContactPoint:
    """Correct a contact point. A new address has not been tried: its health starts again."""
    official = in_use(session, official_id)
    point = contact_of(session, official_id, contact_id)
    values = _checked(given)
    if values["value"] != point.value:
        values |= {"health": ContactHealth.UNCHECKED, "last_checked": None}
    changed = change(point, values)
    if changed:
        ours = {"health", "last_checked", "note"}
        mark_fields(
            session, "contact", point.id, {n: getattr(point, n) for n in changed if n not in ours}, by=by
        )
        detail = {"changed": {name: list(pair) for name, pair in changed.items()}}
        _record(session, point, f"Changed {_what(point)} of {official.full_name}", detail, by=by)
    return point


def check_contact(
    session: Session,
    official_id: UUID,
    contact_id: UUID,
    health: ContactHealth,
    checked_on: date,
    note: str,
    *,
    by: Actor,
) -> ContactPoint:
    """Note how a contact point was found to be, on what day and by what sign.

    Raises `InvalidInput` for a day ahead, or for a finding without its sign.
    """
    official = in_use(session, official_id)
    point = contact_of(session, official_id, contact_id)
    errors: dict[str, str] = {}
    if checked_on > by.today:
        errors["checked_on"] = "The day of a check cannot lie ahead."
    if not note.strip() and health is not ContactHealth.UNCHECKED:
        errors["note"] = "Say by what you know, for example: staff answered the phone."
    if len(note) > 500:
        errors["note"] = "500 characters at most."
    if errors:
        raise InvalidInput(errors)
    day = None if health is ContactHealth.UNCHECKED else checked_on
    changed = change(point, {"health": health, "last_checked": day, "note": note.strip()})
    if changed:
        detail = {"changed": {name: list(pair) for name, pair in changed.items()}}
        _record(
            session, point, f"Checked {_what(point)} of {official.full_name}: {health.value}", detail, by=by
        )
    return point


def retire_contact(session: Session, official_id: UUID, contact_id: UUID, *, by: Actor) -> None:
    """Take a contact point out of use. Dispatches that used it keep what they printed."""
    official = in_use(session, official_id)
    point = contact_of(session, official_id, contact_id)
    point.retired_on = by.today
    mark_fields(session, "contact", point.id, {"retired_on": by.today}, by=by)
    _record(
        session,
        point,
        f"Took {_what(point)} of {official.full_name} out of use",
        {"value": point.value},
        by=by,
    )


def contact_of(session: Session, official_id: UUID, contact_id: UUID) -> ContactPoint:
    """Raises `NotFound` for a contact point of somebody else, too."""
    point = session.get(ContactPoint, contact_id)
    if point is None or point.official_id != official_id or point.retired_on is not None:
        raise NotFound("There is no such contact point.")
    return point


def _record(
    session: Session, point: ContactPoint, summary: str, detail: dict[str, Any], *, by: Actor
) -> None:
    record(session, by, "officials.contact", "official", point.official_id, summary=summary, detail=detail)


def _what(point: ContactPoint) -> str:
    return f"the {point.kind.value.replace('_', ' ')} “{point.label or point.value}”"


def _checked(given: ContactInput) -> dict[str, Any]:
    errors: dict[str, str] = {}
    value = given.value.strip()
    lines = tuple(line.strip() for line in value.splitlines() if line.strip())
    problem = _value_problem(given.kind, value, lines)
    if problem:
        errors["value"] = problem
    for field, limit in (("label", 160), ("hours", 300), ("note", 500)):
        if len(getattr(given, field)) > limit:
            errors[field] = f"{limit} characters at most."
    if errors:
        raise InvalidInput(errors)
    postal = given.kind is ContactKind.POSTAL
    return {
        "kind": given.kind,
        "value": "; ".join(lines) if postal else value,
        "lines": list(postal_lines(lines)) if postal else [],
        "label": given.label.strip(),
        "hours": given.hours.strip(),
        "note": given.note.strip(),
    }


def _value_problem(kind: ContactKind, value: str, lines: tuple[str, ...]) -> str | None:
    if not value:
        return "Enter the address or number."
    if len(value) > 500:
        return "500 characters at most."
    if kind is ContactKind.POSTAL:
        return f"An envelope holds {_MOST_LINES} lines at most." if len(lines) > _MOST_LINES else None
    if len(lines) > 1:
        return "Enter one address or number on one line."
    return _CHECKS[kind](value)


def _number_problem(value: str) -> str | None:
    if sum(c.isdigit() for c in value) >= 7:
        return None
    return "Enter the whole number with its area code, for example 202-555-0178."


_CHECKS: Mapping[ContactKind, Callable[[str], str | None]] = {
    ContactKind.EMAIL: email_problem,
    ContactKind.WEB_FORM: web_address_problem,
    ContactKind.WEBSITE: web_address_problem,
    ContactKind.PHONE: _number_problem,
    ContactKind.FAX: _number_problem,
}
