"""What the tests of letters' verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.core.errors import RedressError
from app.letters.models import Letter
from app.letters.models_record import LetterEvent
from app.letters.states import LetterEventKind

Refusal = TypeVar("Refusal", bound=RedressError)


def everything(session: Session) -> dict[str, object]:
    """All rows of the room and the length of the audit trail, to see that a refusal changed nothing."""
    session.flush()
    session.expire_all()
    tables = [
        table for name, table in Letter.metadata.tables.items() if name.startswith(("letter", "signature"))
    ]
    rows: dict[str, object] = {table.name: session.execute(sa.select(table)).all() for table in tables}
    rows["audit"] = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    return rows


def refused(
    session: Session, error: type[Refusal], call: Callable[..., object], *args: object, **values: object
) -> Refusal:
    """The error, after checking that a rollback to before leaves everything as it was."""
    before = everything(session)
    place = session.begin_nested()
    with pytest.raises(error) as caught:
        call(session, *args, **values)
    place.rollback()
    assert everything(session) == before
    return caught.value


def events(session: Session, letter: Letter) -> list[LetterEventKind]:
    return list(
        session.scalars(
            sa.select(LetterEvent.kind).where(LetterEvent.letter_id == letter.id).order_by(LetterEvent.id)
        )
    )
