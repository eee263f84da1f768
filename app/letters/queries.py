"""Letters as lists and other rooms see them. Each function takes a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.core.text import search_words
from app.letters.models import (
    Letter,
    LetterAddressee,
    LetterCopy,
    LetterFile,
)
from app.letters.queries_rows import LetterRow, described
from app.letters.recording import GONE
from app.letters.states import AddresseeRole, LetterState
from app.officials.models import Official


@dataclass(frozen=True)
class LetterQuery:
    """What to list; None and empty mean any. `states` may hold the words of `shown_state`."""

    text: str = ""
    states: Collection[LetterState] = ()
    campaign_id: UUID | None = None
    author_id: UUID | None = None
    page: int = 1
    size: int = 50


def letter(session: Session, letter_id: UUID) -> Letter:
    """Raises `NotFound`."""
    found = session.get(Letter, letter_id)
    if found is None:
        raise NotFound(GONE)
    return found


def letter_by_number(session: Session, number: str) -> Letter:
    """By its number, whatever the capitals. Raises `NotFound`."""
    found = session.scalar(sa.select(Letter).where(Letter.number == number.strip().upper()))
    if found is None:
        raise NotFound(GONE)
    return found


def letter_by_code(session: Session, code: str) -> Letter | None:
    """The sealed letter that carries this verification code."""
    return session.scalar(sa.select(Letter).where(Letter.verification_code == code))


def letters_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Letter]:
    """Those of `ids` that exist."""
    return {row.id: row for row in session.scalars(sa.select(Letter).where(Letter.id.in_(ids)))}


def find_letters(session: Session, q: LetterQuery) -> Page[LetterRow]:
    """Letters that match, last changed first. Seven SELECTs."""
    found = paginate(session, matching(q), page=q.page, size=q.size)
    return Page(described(session, found.items), found.total, found.page, found.size)


def count_by_state(session: Session, q: LetterQuery) -> dict[LetterState, int]:
    """How many letters match in each state, whatever states `q` asks for. One SELECT."""
    matched = matching(LetterQuery(q.text, (), q.campaign_id, q.author_id)).order_by(None).subquery()
    rows = session.execute(sa.select(matched.c.state, sa.func.count()).group_by(matched.c.state))
    return {LetterState(row[0]): row[1] for row in rows}


def letters_of_campaign(session: Session, campaign_id: UUID) -> list[LetterRow]:
    """Every letter of the campaign, newest first."""
    rows = session.scalars(
        sa.select(Letter).where(Letter.campaign_id == campaign_id).order_by(Letter.id.desc())
    ).all()
    return described(session, rows)


@dataclass(frozen=True)
class LetterToOfficial:
    """A letter that names an official, and how: main or joint addressee, or with a copy."""

    letter: LetterRow
    copy_no: int
    role: AddresseeRole


def letters_to_official(session: Session, official_id: UUID) -> list[LetterToOfficial]:
    """Every letter to an official, or to a record merged into theirs, newest first."""
    same = sa.select(Official.id).where(
        sa.or_(Official.id == official_id, Official.merged_into_id == official_id)
    )
    places = session.execute(
        sa.select(LetterAddressee.letter_id, LetterAddressee.copy_no, LetterAddressee.role)
        .where(LetterAddressee.official_id.in_(same))
        .order_by(LetterAddressee.letter_id.desc(), LetterAddressee.copy_no)
    ).all()
    rows = letters_by_id(session, {place.letter_id for place in places})
    known = {row.id: row for row in described(session, list(rows.values()))}
    return [LetterToOfficial(known[place.letter_id], place.copy_no, place.role) for place in places]


@dataclass(frozen=True)
class SealedCopy:
    """A copy of a sealed letter as printed. `sha256` and `pages` are None until its file is whole."""

    copy_no: int
    label: str
    file_name: str
    sha256: str | None
    pages: int | None
    size: int | None
    addressees: tuple[LetterAddressee, ...]


def sealed_copies(session: Session, letter_id: UUID) -> list[SealedCopy]:
    """The copies of a sealed letter with their addressees as frozen; empty before the seal. Two SELECTs."""
    rows = session.execute(
        sa.select(
            LetterCopy.copy_no,
            LetterCopy.label,
            LetterCopy.file_name,
            LetterFile.sha256,
            LetterFile.pages,
            LetterFile.size,
        )
        .outerjoin(
            LetterFile,
            sa.and_(LetterFile.letter_id == LetterCopy.letter_id, LetterFile.copy_no == LetterCopy.copy_no),
        )
        .where(LetterCopy.letter_id == letter_id)
        .order_by(LetterCopy.copy_no)
    ).all()
    people: dict[int, list[LetterAddressee]] = {}
    for one in session.scalars(
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter_id)
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    ):
        people.setdefault(one.copy_no, []).append(one)
    return [SealedCopy(*row, addressees=tuple(people.get(row.copy_no, ()))) for row in rows]


def copy_text(session: Session, letter_id: UUID, copy_no: int) -> str:
    """A sealed copy as plain text, for e-mail and for reading aloud. Raises `NotFound`."""
    found = session.scalar(
        sa.select(LetterCopy.text).where(LetterCopy.letter_id == letter_id, LetterCopy.copy_no == copy_no)
    )
    if found is None:
        raise NotFound(f"This letter has no sealed copy {copy_no}.")
    return found


def suggest(session: Session, q: str, *, limit: int = 8) -> Sequence[Letter]:
    """Letters whose number, title or subject hold every word of `q`, last changed first. One SELECT."""
    words = search_words(q)
    if not words:
        return []
    wanted = sa.select(Letter).where(*(Letter.search_text.contains(word, autoescape=True) for word in words))
    return session.scalars(wanted.order_by(Letter.changed_at.desc(), Letter.id).limit(limit)).all()


def sealed_official_ids(session: Session, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of `ids` whom a sealed letter names. One SELECT."""
    rows = session.scalars(
        sa.select(LetterAddressee.official_id)
        .join(Letter, Letter.id == LetterAddressee.letter_id)
        .where(Letter.state == LetterState.SEALED, LetterAddressee.official_id.in_(ids))
        .distinct()
    )
    return frozenset(rows)


def matching(q: LetterQuery) -> sa.Select[Letter]:
    """The SELECT behind every list of letters, last changed first."""
    wanted = sa.select(Letter)
    for word in search_words(q.text):
        wanted = wanted.where(Letter.search_text.contains(word, autoescape=True))
    if q.states:
        wanted = wanted.where(Letter.state.in_(q.states))
    if q.campaign_id is not None:
        wanted = wanted.where(Letter.campaign_id == q.campaign_id)
    if q.author_id is not None:
        wanted = wanted.where(Letter.created_by_id == q.author_id)
    return wanted.order_by(Letter.changed_at.desc(), Letter.id.desc())
