"""The one verb on the organisation's record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.models import Organisation
from app.accounts.rules import Actor, PageSize
from app.core.day_styles import DayStyle
from app.core.errors import InvalidInput

FIELDS = (
    "name",
    "city_line",
    "population",
    "letter_prefix",
    "time_zone",
    "page_size",
    "date_style",
    "archive_pdf",
    "attach_sources",
    "business_date",
    "single_person_mode",
    "public_url",
)


def change_organisation(session: Session, values: Mapping[str, Any], *, by: Actor) -> Organisation:
    """Set any of `FIELDS`; other names are ignored. Raises `InvalidInput` naming each bad field."""
    place = session.get_one(Organisation, 1, with_for_update=True, populate_existing=True)
    given = {field: values[field] for field in FIELDS if field in values}
    for field in ("name", "city_line", "letter_prefix"):
        if field in given:
            given[field] = (given[field] or "").strip()
    if "letter_prefix" in given:
        given["letter_prefix"] = given["letter_prefix"].upper()
    if "page_size" in given:
        given["page_size"] = PageSize(given["page_size"])
    if "date_style" in given:
        given["date_style"] = DayStyle(given["date_style"])
    if "public_url" in given:
        given["public_url"] = (given["public_url"] or "").strip().rstrip("/") or None
    errors = _problems(given)
    if errors:
        raise InvalidInput(errors)
    changed: dict[str, list[str | None]] = {}
    for field, value in given.items():
        before = getattr(place, field)
        if before != value:
            changed[field] = [None if before is None else str(before), None if value is None else str(value)]
            setattr(place, field, value)
    if changed:
        words = ", ".join(field.replace("_", " ") for field in changed)
        record(
            session,
            by,
            "accounts.organisation_change",
            "organisation",
            "1",
            summary=f"Changed {words} of the organisation",
            detail={"changed": changed},
        )
    return place


def _problems(given: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if "name" in given and not given["name"]:
        errors["name"] = "Enter the organisation’s name."
    if "letter_prefix" in given and not re.fullmatch(r"[A-Z0-9]{1,8}", given["letter_prefix"]):
        errors["letter_prefix"] = "Use up to eight letters and digits, for example AV."
    if "time_zone" in given and not _is_zone(str(given["time_zone"])):
        errors["time_zone"] = "Choose a time zone from the list."
    if given.get("population") is not None and given.get("population", 1) < 1:
        errors["population"] = "Enter a whole number above zero."
    if given.get("public_url") and not _is_address(given["public_url"]):
        errors["public_url"] = "Give the full address people use, for example https://letters.example.org."
    return errors


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_address(address: str) -> bool:
    parts = urlsplit(address)
    plain = not (parts.query or parts.fragment or parts.username or parts.path.strip("/"))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain
