"""`app.officials.rules.term_status` as an SQL expression, for lists of any length."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.officials.models import Term
from app.officials.rules import EndKind, Standing, TermStatus


def status_on(day: date, term: Any = Term) -> sa.ColumnElement[str]:
    """The `TermStatus` value of `term` (the model or an alias of it) on `day`. Agrees with `term_status`."""
    unchecked = sa.and_(
        term.standing == Standing.UNCONFIRMED,
        sa.or_(term.confirmed_on.is_(None), term.confirmed_on > day),
    )
    reconfirmed = sa.and_(term.confirmed_on > term.end, term.confirmed_on <= day)
    waits = term.end_kind.in_((EndKind.UNTIL_SUCCESSOR, EndKind.LISTED))
    return sa.case(
        (sa.or_(term.standing == Standing.FORMER, term.left_by <= day), TermStatus.FORMER.value),
        (term.start > day, TermStatus.UPCOMING.value),
        (
            sa.and_(term.end.is_(None), sa.or_(term.end_kind == EndKind.UNKNOWN, unchecked)),
            TermStatus.UNCONFIRMED.value,
        ),
        (term.end.is_(None), TermStatus.CURRENT.value),
        (sa.and_(term.end >= day, unchecked), TermStatus.UNCONFIRMED.value),
        (term.end >= day, TermStatus.CURRENT.value),
        (sa.not_(waits), TermStatus.FORMER.value),
        (_succeeded(day, term), TermStatus.FORMER.value),
        (term.end_kind == EndKind.UNTIL_SUCCESSOR, TermStatus.CURRENT.value),
        (reconfirmed, TermStatus.CURRENT.value),
        else_=TermStatus.UNCONFIRMED.value,
    )


def _succeeded(day: date, term: Any) -> sa.ColumnElement[bool]:
    """Whether a later term in the same seat had begun by `day` (see `rules.succeeds`)."""
    later = aliased(Term)
    both_starts = sa.and_(later.start.is_not(None), term.start.is_not(None))
    follows = sa.case(
        (both_starts, later.start > term.start),
        (later.end.is_not(None), later.end > term.end),
        else_=later.start >= term.end,
    )
    return (
        sa.exists()
        .where(
            later.seat_id == term.seat_id,
            later.id != term.id,
            later.retired_on.is_(None),
            follows,
            sa.func.coalesce(later.start, term.end) <= day,
        )
        .correlate(term)
    )
