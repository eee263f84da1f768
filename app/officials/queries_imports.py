"""The import that the directory's head line names."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.officials.models import ImportRun
from app.officials.rules import ImportState


def last_roster(session: Session) -> ImportRun | None:
    """The import that was applied last and not undone."""
    return session.scalar(
        sa.select(ImportRun)
        .where(ImportRun.state == ImportState.APPLIED)
        .order_by(ImportRun.applied_at.desc(), ImportRun.id.desc())
        .limit(1)
    )
