"""Every SELECT of the signatories room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.pagination import Page, paginate
from app.core.text import search_words
from app.signatories.models import Letterhead, Signatory


def signatory(session: Session, signatory_id: UUID) -> Signatory:
    """Raises `NotFound`."""
    found = session.get(Signatory, signatory_id)
    if found is None:
        raise NotFound("There is no such signatory.")
    return found


def letterhead(session: Session, letterhead_id: UUID) -> Letterhead:
    """Raises `NotFound`."""
    found = session.get(Letterhead, letterhead_id)
    if found is None:
        raise NotFound("There is no such letterhead.")
    return found


def search_signatories(
    session: Session, *, text: str = "", active: bool | None = True, page: int = 1, size: int = 50
) -> Page[Signatory]:
    """Signatories whose name, title, body or e-mail hold every word of `text`, by name. Two queries."""
    wanted = signatories_select(text=text, active=active).order_by(Signatory.name, Signatory.id)
    return paginate(session, wanted, page=page, size=size)


def signatories_select(*, text: str = "", active: bool | None = None) -> sa.Select[Signatory]:
    """What `search_signatories` selects, in no order."""
    wanted = sa.select(Signatory)
    for word in search_words(text):
        wanted = wanted.where(Signatory.search_text.contains(word, autoescape=True))
    if active is not None:
        wanted = wanted.where(Signatory.active.is_(active))
    return wanted


def active_signatories(session: Session) -> Sequence[Signatory]:
    """Who may be asked to sign, by name."""
    return session.scalars(
        sa.select(Signatory).where(Signatory.active).order_by(Signatory.name, Signatory.id)
    ).all()


def signatories_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Signatory]:
    """Those of `ids` that exist."""
    rows = session.scalars(sa.select(Signatory).where(Signatory.id.in_(list(ids))))
    return {row.id: row for row in rows}


def letterheads(session: Session, *, active: bool | None = True) -> Sequence[Letterhead]:
    """Letterheads by name and office."""
    wanted = sa.select(Letterhead).order_by(Letterhead.name, Letterhead.office, Letterhead.id)
    if active is not None:
        wanted = wanted.where(Letterhead.active.is_(active))
    return session.scalars(wanted).all()


def letterheads_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Letterhead]:
    """Those of `ids` that exist."""
    rows = session.scalars(sa.select(Letterhead).where(Letterhead.id.in_(list(ids))))
    return {row.id: row for row in rows}


def is_shown_image(session: Session, sha256: str) -> bool:
    """Whether a signatory or letterhead shows this file; no other file is served as an image."""
    signature = sa.select(Signatory.id).where(Signatory.image_sha256 == sha256).exists()
    crest = sa.select(Letterhead.id).where(Letterhead.crest_sha256 == sha256).exists()
    return bool(session.scalar(sa.select(sa.or_(signature, crest))))
