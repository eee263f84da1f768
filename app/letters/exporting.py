"""Files of many copies: one combined PDF, one ZIP, with names that stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.jobs import enqueue
from app.core.jobs.models import Job, JobState
from app.core.storage import current_store
from app.documents.batch.client import Combined
from app.documents.paper import LetterPaper
from app.documents.service import zip_stream
from app.letters import papers
from app.letters.contexts import content_of
from app.letters.models import Letter, LetterCopy, LetterFile
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import draft_copy, draw_all, signature_images
from app.letters.states import LetterState

EXPORT_JOB = "letters.export_drafts"
FORMATS = ("pdf", "zip")
AT_ONCE = 12
"""Up to so many copies are drawn while the person waits; more become a job with progress."""


@dataclass(frozen=True)
class NamedPaper:
    """A copy and the name of its file."""

    copy_no: int
    file_name: str
    paper: LetterPaper


def combined_name(number: str, extension: str = ".pdf", *, draft: bool = False) -> str:
    """ "AV-2023-02_all.pdf"."""
    return f"{'Draft_' if draft else ''}{number}_all{extension}"


def draft_papers(session: Session, letter: Letter) -> list[NamedPaper]:
    """Every copy of a letter that is not sealed, marked as a draft. Raises `InvalidInput` when it has none."""
    return list(each_draft(session, letter))


def each_draft(session: Session, letter: Letter) -> Iterator[NamedPaper]:
    """The same one after the other, for many copies."""
    facts, version = gather(session, letter), version_of(session, letter)
    content, images = content_of(version), signature_images(session, letter, version.consent_hash)
    if not facts.copies:
        raise InvalidInput({"copies": "The letter addresses nobody yet, so there is nothing to export."})
    for copy in facts.copies:
        name = papers.file_name(letter.number, copy.number, len(facts.copies), copy.short, draft=True)
        yield NamedPaper(copy.number, name, draft_copy(facts, content, copy, images).paper)


def sealed_entries(session: Session, letter: Letter) -> list[tuple[str, Path]]:
    """Names and places of the files of a sealed letter, by copy. Raises `Conflict` until they are whole."""
    require_files(letter)
    rows = session.execute(
        sa.select(LetterCopy.file_name, LetterFile.sha256)
        .join(
            LetterFile,
            sa.and_(LetterFile.letter_id == LetterCopy.letter_id, LetterFile.copy_no == LetterCopy.copy_no),
        )
        .where(LetterCopy.letter_id == letter.id)
        .order_by(LetterCopy.copy_no)
    )
    store = current_store()
    return [(row.file_name, store.path(row.sha256)) for row in rows]


def require_files(letter: Letter) -> None:
    """Raises `Conflict` unless the letter is sealed and every file of it is whole."""
    if letter.state is not LetterState.SEALED:
        raise Conflict(f"Letter {letter.number} is not sealed, so it has no final files yet.")
    if letter.files_ready_at is None:
        raise Conflict(f"The files of letter {letter.number} are still being made. Try again in a moment.")


def zip_of(entries: Sequence[tuple[str, Path]]) -> Iterator[bytes]:
    """A ZIP file, piece by piece."""
    return zip_stream(entries)


def combined(papers_of: Sequence[NamedPaper], title: str) -> bytes:
    """All copies in one PDF, drawn now."""
    whole = Combined(BytesIO(), title)
    for _ in draw_all(lambda: [one.paper for one in papers_of], (), whole):
        raise AssertionError("no copy was asked for by itself")
    whole.file.seek(0)
    return whole.file.read()


def zipped(papers_of: Sequence[NamedPaper]) -> Iterator[bytes]:
    """All copies as a ZIP file, each drawn as its turn comes."""
    drawn = draw_all(lambda: [one.paper for one in papers_of])
    return zip_stream((papers_of[place].file_name, file.pdf) for place, file in drawn)


def export_drafts(session: Session, letter: Letter, kind: str, *, by: Actor) -> Job:
    """Have all copies drawn in the background; `kind` is "pdf" or "zip". Raises `InvalidInput`."""
    if kind not in FORMATS:
        raise InvalidInput({"kind": "Choose one PDF or a ZIP file."})
    if letter.state is LetterState.SEALED:
        raise Conflict(f"Letter {letter.number} is sealed: its files are ready to download.")
    return enqueue(session, EXPORT_JOB, {"letter_id": str(letter.id), "kind": kind}, by)


def finished_export(session: Session, letter: Letter, job_id: UUID) -> tuple[str, Path, str]:
    """(file name, path, media type) of a finished export of this letter. Raises `NotFound`, `Conflict`."""
    job = session.get(Job, job_id)
    if job is None or job.kind != EXPORT_JOB or job.payload.get("letter_id") != str(letter.id):
        raise NotFound("This letter has no such export.")
    if job.state is not JobState.DONE or not job.result:
        raise Conflict(job.message or "This export is still being made.")
    media = "application/zip" if job.payload["kind"] == "zip" else "application/pdf"
    return str(job.result["file_name"]), current_store().path(str(job.result["sha256"])), media
