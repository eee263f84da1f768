"""Background work of the letters room. Drawing happens between transactions, so nobody's page waits for it.

Both handlers may run again after a crash: a file that is on record is not drawn again, and one that was signed is not
signed again, but taken up (see `app.core.once`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
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
from app.documents.batch.client import Combined
from app.documents.paper import LetterPaper
from app.documents.service import zip_stream
from app.documents.wire import paper_from_json
from app.keys.vault import installation_key
from app.letters.digital import Finish, finisher, let_go
from app.letters.exporting import EXPORT_JOB, combined_name, each_draft
from app.letters.models import Letter, LetterCopy, LetterFile
from app.letters.recording import GONE, locked, note, version_of
from app.letters.rendering import draw_all
from app.letters.sealing import RENDER_JOB
from app.letters.states import LetterEventKind

BATCH = 16
"""Finished files are recorded so many at a time."""
READ = 100


@job(RENDER_JOB)
def render_sealed(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Draw every copy of a sealed letter and the combined file, and say when all are whole.

    All copies decide together how each is drawn, so a job that goes on after a crash gives the same files.
    """
    letter_id = UUID(payload["letter_id"])
    with read_only_transactions():
        number = _letter(ctx.session, letter_id).number
        copies = _copies(ctx.session, letter_id)
        done = set(
            ctx.session.scalars(sa.select(LetterFile.copy_no).where(LetterFile.letter_id == letter_id))
        )
        finish = finisher(ctx.session, letter_id, installation_key())
        ctx.session.rollback()
    wanted = [place for place, copy_no in enumerate(copies) if copy_no not in done]
    if wanted or 0 not in done:
        with current_store().incoming() as incoming:
            whole = Combined(incoming.file, f"Letter {number}, all copies") if 0 not in done else None
            _draw_copies(ctx, letter_id, copies, wanted, whole, finish)
            if whole is not None:
                ctx.session.add(_row(letter_id, 0, incoming.keep(), incoming.size, whole.pages))
                ctx.commit()
    _finish(ctx, letter_id)
    return {"letter_id": str(letter_id), "copies": len(copies)}


def _draw_copies(
    ctx: JobContext,
    letter_id: UUID,
    copies: Sequence[int],
    wanted: Sequence[int],
    whole: Combined | None,
    finish: Finish,
) -> None:
    """Draw, sign and store the copies at the wanted places, and write the combined file, which is for printing."""

    def progress(drawn: int) -> None:
        ctx.progress(drawn, len(copies) + 1, f"Drawing {drawn} of {len(copies)}")

    rows: list[LetterFile] = []
    once = current_store().once(str(letter_id))
    once.begin()
    for place, drawn in draw_all(lambda: _papers(ctx, letter_id), wanted, whole, progress):
        sha256, size = once.keep(copies[place], partial(finish, drawn.pdf))
        rows.append(_row(letter_id, copies[place], sha256, size, drawn.pages))
        if len(rows) == BATCH:
            ctx.session.add_all(rows)
            ctx.commit()
            rows = []
    ctx.session.add_all(rows)
    ctx.commit()


@job(EXPORT_JOB)
def export_drafts(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Draw every copy of a letter that is not sealed into one PDF or one ZIP, written to disk as it grows."""
    with read_only_transactions():
        letter = _letter(ctx.session, UUID(payload["letter_id"]))
        letter_id, number, title = letter.id, letter.number, letter.title
        ctx.session.rollback()
    names: list[str] = []

    def read() -> Iterator[LetterPaper]:
        names.clear()
        with read_only_transactions():
            for one in each_draft(ctx.session, _letter(ctx.session, letter_id)):
                names.append(one.file_name)
                yield one.paper
            ctx.session.rollback()

    def progress(drawn: int) -> None:
        ctx.progress(drawn, len(names), f"Drawing {drawn} of {len(names)}")

    zipped = payload["kind"] == "zip"
    with current_store().incoming() as incoming:
        whole = None if zipped else Combined(incoming.file, f"Draft of letter {number}: {title}")
        drawn = draw_all(read, None if zipped else (), whole, progress)
        for piece in zip_stream((names[place], file.pdf) for place, file in drawn):
            if zipped:
                incoming.file.write(piece)
        digest = incoming.keep()
        name = combined_name(number, ".zip" if zipped else ".pdf", draft=True)
        return {"sha256": digest, "file_name": name, "size": incoming.size}


def _letter(session: Session, letter_id: UUID) -> Letter:
    found = session.get(Letter, letter_id)
    if found is None:
        raise NotFound(GONE)
    return found


def _copies(session: Session, letter_id: UUID) -> list[int]:
    """The numbers of all copies, in order."""
    wanted = sa.select(LetterCopy.copy_no).where(LetterCopy.letter_id == letter_id)
    return list(session.scalars(wanted.order_by(LetterCopy.copy_no)))


def _papers(ctx: JobContext, letter_id: UUID) -> Iterator[LetterPaper]:
    """The papers of all copies, some at a time."""
    last = 0
    while True:
        with read_only_transactions():
            rows = ctx.session.execute(
                sa.select(LetterCopy.copy_no, LetterCopy.paper)
                .where(LetterCopy.letter_id == letter_id, LetterCopy.copy_no > last)
                .order_by(LetterCopy.copy_no)
                .limit(READ)
            ).all()
            ctx.session.rollback()
        yield from (paper_from_json(json.loads(row.paper)) for row in rows)
        if len(rows) < READ:
            return
        last = rows[-1].copy_no


def _row(letter_id: UUID, copy_no: int, sha256: str, size: int, pages: int) -> LetterFile:
    return LetterFile(
        letter_id=letter_id, copy_no=copy_no, sha256=sha256, size=size, pages=pages, created_at=utcnow()
    )


def _finish(ctx: JobContext, letter_id: UUID) -> None:
    letter = locked(ctx.session, _letter(ctx.session, letter_id))
    if letter.files_ready_at is not None:
        ctx.session.rollback()
        current_store().once(str(letter_id)).done()
        return
    by = Actor.from_snapshot(ctx.actor, utcnow())
    letter.files_ready_at = by.at
    let_go(ctx.session, letter_id)
    note(
        ctx.session, letter, LetterEventKind.FILES_READY, by, before=letter.state,
        version=version_of(ctx.session, letter), summary=f"The files of letter {letter.number} are ready.",
    )  # fmt: skip
    ctx.commit()
    current_store().once(str(letter_id)).done()
