"""The real clock. Security, audit and queues use it; letters use the business date instead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def utcnow() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def day_in(zone: str, instant: datetime) -> date:
    """The calendar day that `instant` falls on in the time zone named `zone`."""
    return instant.astimezone(ZoneInfo(zone)).date()
