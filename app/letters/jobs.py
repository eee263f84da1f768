"""Background work of the letters room. Drawing happens between transactions, so nobody's page waits for it.

Both handlers may run again after a crash: a file that is stored already is not drawn twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.clock import utcnow
from app.core.db import read_only_transactions
from app.core.errors import NotFound
from app.core.jobs import JobContext, job
from app.core.storage import current_store
from app.documents.service import combine, zip_stream
from app.documents.wire import paper_from_json
from app.letters.exporting import EXPORT_JOB, NamedPaper, combined_name, draft_papers
from app.letters.models import Letter, LetterCopy, LetterFile
from app.letters.recording import GONE, locked, note, version_of
from app.letters.rendering import draw
from app.letters.sealing import RENDER_JOB
from app.letters.states import LetterEventKind

BATCH = 16


@job(RENDER_JOB)
def render_sealed(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Draw every copy of a sealed letter and the combined file, and say when all are whole."""
    letter_id = UUID(payload["letter_id"])
    with read_only_transactions():
        number = _letter(ctx.session, letter_id).number
        missing = _missing(ctx.session, letter_id)
        total = ctx.session.scalar(_copies_of(letter_id)) or 0
        ctx.session.rollback()
    for batch in _batches(missing, BATCH):
        rows = []
        for one in batch:
            rows.append(_stored(letter_id, one))
            done = total - len(missing) + missing.index(one) + 1
            ctx.progress(done, total + 1, f"Drawing {one.file_name}")
        ctx.session.add_all(rows)
        ctx.commit()
    _combine(ctx, letter_id, number)
    _finish(ctx, letter_id)
    return {"letter_id": str(letter_id), "copies": total}


@job(EXPORT_JOB)
def export_drafts(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Draw every copy of a letter that is not sealed into one PDF or one ZIP."""
    with read_only_transactions():
        letter = _letter(ctx.session, UUID(payload["letter_id"]))
        number, title = letter.number, letter.title
        wanted = draft_papers(ctx.session, letter)
        ctx.session.rollback()
    drawn = []
    for place, one in enumerate(wanted, start=1):
        drawn.append((one, draw(one.paper).pdf))
        ctx.progress(place, len(wanted), f"Drawing {one.file_name}")
    if payload["kind"] == "zip":
        data = b"".join(zip_stream((one.file_name, pdf) for one, pdf in drawn))
        name = combined_name(number, ".zip", draft=True)
    else:
        data = combine([pdf for _, pdf in drawn], f"Draft of letter {number}: {title}")
        name = combined_name(number, draft=True)
    return {"sha256": current_store().put(data), "file_name": name, "size": len(data)}


def _letter(session: Session, letter_id: UUID) -> Letter:
    found = session.get(Letter, letter_id)
    if found is None:
        raise NotFound(GONE)
    return found


def _copies_of(letter_id: UUID) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(LetterCopy).where(LetterCopy.letter_id == letter_id)


def _missing(session: Session, letter_id: UUID) -> list[NamedPaper]:
    done = sa.select(LetterFile.copy_no).where(LetterFile.letter_id == letter_id)
    rows = session.execute(
        sa.select(LetterCopy.copy_no, LetterCopy.file_name, LetterCopy.paper)
        .where(LetterCopy.letter_id == letter_id, LetterCopy.copy_no.not_in(done))
        .order_by(LetterCopy.copy_no)
    )
    return [NamedPaper(row.copy_no, row.file_name, paper_from_json(json.loads(row.paper))) for row in rows]


def _batches(rows: Sequence[NamedPaper], size: int) -> Iterator[Sequence[NamedPaper]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _stored(letter_id: UUID, one: NamedPaper) -> LetterFile:
    """Drawn and stored; the row is written only once the file is whole."""
    drawn = draw(one.paper)
    return LetterFile(
        letter_id=letter_id,
        copy_no=one.copy_no,
        sha256=current_store().put(drawn.pdf),
        size=len(drawn.pdf),
        pages=drawn.pages,
        created_at=utcnow(),
    )


def _combine(ctx: JobContext, letter_id: UUID, number: str) -> None:
    with read_only_transactions():
        rows = ctx.session.execute(
            sa.select(LetterFile.copy_no, LetterFile.sha256, LetterFile.pages)
            .where(LetterFile.letter_id == letter_id)
            .order_by(LetterFile.copy_no)
        ).all()
        ctx.session.rollback()
    if any(row.copy_no == 0 for row in rows):
        return
    store = current_store()
    data = combine([store.path(row.sha256) for row in rows], f"Letter {number}, all copies")
    ctx.session.add(
        LetterFile(
            letter_id=letter_id,
            copy_no=0,
            sha256=store.put(data),
            size=len(data),
            pages=sum(row.pages for row in rows),
            created_at=utcnow(),
        )
    )
    ctx.commit()


def _finish(ctx: JobContext, letter_id: UUID) -> None:
    letter = locked(ctx.session, _letter(ctx.session, letter_id))
    if letter.files_ready_at is not None:
        ctx.session.rollback()
        return
    by = Actor.from_snapshot(ctx.actor, utcnow())
    letter.files_ready_at = by.at
    note(
        ctx.session, letter, LetterEventKind.FILES_READY, by, before=letter.state,
        version=version_of(ctx.session, letter), summary=f"The files of letter {letter.number} are ready.",
    )  # fmt: skip
    ctx.commit()
