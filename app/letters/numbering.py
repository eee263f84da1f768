"""Numbers of letters: each given once, none left out, however many people draft at the same moment."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.letters.models import LetterCounter


def next_number(session: Session, prefix: str, year: int) -> str:
    """The next number under `prefix` in `year`: "AV-2023-02"; from a hundred on, three digits.

    The counter's row stays locked until the caller's transaction ends; a rollback gives the number back.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(LetterCounter)
        .values(prefix=prefix, year=year, last=1)
        .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": LetterCounter.last + 1})
        .returning(LetterCounter.last)
    )
    return f"{prefix}-{year:04d}-{session.execute(statement).scalar_one():02d}"
