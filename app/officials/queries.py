"""What other rooms read of officials. Each function takes a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.text import search_words
from app.officials.models import Official
from app.officials.queries_facts import OfficialFacts, address_style, official_facts
from app.officials.queries_match import named
from app.officials.queries_terms import first, terms_of

__all__ = [
    "OfficialFacts",
    "Suggestion",
    "address_style",
    "official",
    "official_facts",
    "official_names",
    "suggest",
]


@dataclass(frozen=True)
class Suggestion:
    """One hit of the find box. `label` is the office ("U.S. Senator, Oregon (R)")."""

    id: UUID
    name: str
    label: str


def official(session: Session, official_id: UUID) -> Official:
    """Raises `NotFound`. A merged record is given back as it is: see `merged_into_id`."""
    found = session.get(Official, official_id)
    if found is None:
        raise NotFound("There is no such official.")
    return found


def official_names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id, for lists that hold ids only. Retired and merged records included."""
    rows = session.execute(sa.select(Official.id, Official.full_name).where(Official.id.in_(ids)))
    return {row.id: row.full_name for row in rows}


def suggest(session: Session, q: str, *, day: date, limit: int = 8) -> list[Suggestion]:
    """Officials whose names hold every word of `q`; names that begin with it come first. Two SELECTs."""
    words = " ".join(search_words(q))
    if not words:
        return []
    begins = sa.or_(
        Official.sort_name.startswith(words, autoescape=True),
        Official.search_text.startswith(words, autoescape=True),
    )
    rows = session.execute(
        sa.select(Official.id, Official.full_name)
        .where(Official.retired_on.is_(None), named(q))
        .order_by(sa.case((begins, 0), else_=1), Official.sort_name, Official.id)
        .limit(limit)
    ).all()
    terms = terms_of(session, [row.id for row in rows], day)
    suggestions = []
    for row in rows:
        term = first(terms, row.id)
        suggestions.append(Suggestion(row.id, row.full_name, term.label if term else ""))
    return suggestions
