"""Counts that the frame of every page may show. They are read only when a page asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from app.accounts.access import current_actor, current_user
from app.core.db import db
from app.reports.queries_attention import attention
from app.reports.queries_campaign import tab_counts

MOST = 99
_log = structlog.get_logger(__name__)


class LazyCount:
    """A number that is counted when it is first looked at, and only once. It prints and compares as one, up to 99."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count

    @cached_property
    def value(self) -> int:
        try:
            return self._count()
        except sa.exc.SQLAlchemyError as error:
            # An error page must still come out when the database is what failed.
            db.session.rollback()
            _log.error("badge.unavailable", reason=str(error))
            return 0

    def __int__(self) -> int:
        return self.value

    def __bool__(self) -> bool:
        return self.value > 0

    def __str__(self) -> str:
        return f"{self.value:,}" if self.value <= MOST else f"{MOST}+"

    def __eq__(self, other: object) -> bool:
        return self.value == other

    __hash__ = None  # type: ignore[assignment]  # as Python says that an object has no hash


def context() -> dict[str, Any]:
    """For templates: `attention_count` (nobody signed in: absent) and `campaign_tab_counts(id)`."""
    values: dict[str, Any] = {"campaign_tab_counts": _tab_counts}
    if current_user() is not None:
        values["attention_count"] = LazyCount(
            lambda: attention(db.session, current_actor(), at_most=MOST + 1).total
        )
    return values


def _tab_counts(campaign_id: UUID) -> dict[str, int]:
    return tab_counts(db.session, campaign_id)
