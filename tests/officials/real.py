"""What the tests on the public data sets share."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.officials.models import ExternalId, Official, Term
from app.officials.rules import OfficeKind, TermStatus
from app.officials.standing import status_on

SNAPSHOT = date(2026, 6, 20)
AFTER_ELECTION = date(2026, 11, 22)
BY = Actor(None, "Test", Role.ADMINISTRATOR, utcnow(), SNAPSHOT, "test")
CURRENT = (
    "legislators-current",
    "legislators-district-offices",
    "committees-current",
    "committee-membership-current",
)
CONGRESS = (
    OfficeKind.SENATOR,
    OfficeKind.REPRESENTATIVE,
    OfficeKind.DELEGATE,
    OfficeKind.RESIDENT_COMMISSIONER,
)


def who(session: Session, bioguide: str) -> Official:
    """The official with that bioguide identifier."""
    select = (
        sa.select(Official)
        .join(ExternalId)
        .where(ExternalId.scheme == "bioguide", ExternalId.value == bioguide)
    )
    return session.scalars(select).one()


def held(day: date, *kinds: OfficeKind) -> sa.Select[Term]:
    """Terms of these kinds that are held on `day`."""
    return sa.select(Term).where(Term.kind.in_(kinds), status_on(day) == TermStatus.CURRENT.value)
