"""A letter on paper: preview, PDF of one copy, all copies in one file."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from uuid import UUID

import sqlalchemy as sa
from flask import Response, send_file, stream_with_context

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import Media, operation
from app.api.letters import TAG
from app.api.schemas.letter_moves import CopyChoice, ExportIn, ExportOut
from app.core.errors import Conflict, NotFound
from app.core.images import media_type
from app.core.jobs.models import Job
from app.core.storage import current_store
from app.letters import exporting, papers, queries
from app.letters.exporting import AT_ONCE, EXPORT_JOB, combined_name
from app.letters.models import Letter, LetterAddressee
from app.letters.queries_facts import gather
from app.letters.rendering import likeness, paper_of, render_copy, stored_file
from app.letters.states import LetterState

PDF = "application/pdf"
_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; frame-ancestors 'none'"


@operation(
    "GET",
    "/letters/{letter_id}/preview.html",
    tag=TAG,
    scope=Scope.READ,
    query=CopyChoice,
    returns=Media("text/html", "The copy as a web page."),
)
def preview_letter(letter_id: UUID, query: CopyChoice) -> Response:
    """Preview a copy as a web page.

    The same markup that is printed, as one endless sheet. Pictures are inside; the style sheet is this host's.
    """
    letter = queries.letter(session(), letter_id)
    paper = paper_of(session(), letter, _copy_no(letter, query))
    page = (
        f'<!doctype html><html lang="{escape(paper.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title>"
        '<link rel="stylesheet" href="/static/css/paper-preview.css"></head>'
        f"<body>{likeness(paper, _inside())}</body></html>"
    )
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@operation(
    "GET",
    "/letters/{letter_id}/pdf",
    tag=TAG,
    scope=Scope.READ,
    query=CopyChoice,
    returns=Media(PDF, "The PDF."),
    conflicts=True,
)
def get_pdf(letter_id: UUID, query: CopyChoice) -> Response:
    """Get a copy as PDF.

    The sealed file once the letter is sealed, else the current text drawn now and marked as a draft.
    """
    letter = queries.letter(session(), letter_id)
    number = _copy_no(letter, query)
    name = _file_name(letter, number)
    data = render_copy(session(), letter, number)
    response = Response(data, mimetype=PDF)
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@operation(
    "GET",
    "/letters/{letter_id}/batch.pdf",
    tag=TAG,
    scope=Scope.READ,
    returns=Media(PDF, "All copies in one PDF."),
    conflicts=True,
)
def get_batch_pdf(letter_id: UUID) -> Response:
    """Get all copies in one PDF.

    Of a sealed letter once its files are whole (409 until then); of a draft with up to 12 copies. For a draft
    with more, start an export.
    """
    letter = queries.letter(session(), letter_id)
    if letter.state is LetterState.SEALED:
        exporting.require_files(letter)
        file = stored_file(session(), letter.id, 0)
        if file is None:
            raise NotFound("This file is not ready.")
        return send_file(
            current_store().path(file.sha256), mimetype=PDF, download_name=combined_name(letter.number)
        )
    data = exporting.combined(_few(letter), f"Draft of letter {letter.number}: {letter.title}")
    response = Response(data, mimetype=PDF)
    response.headers.set("Content-Disposition", "inline", filename=combined_name(letter.number, draft=True))
    return response


@operation(
    "GET",
    "/letters/{letter_id}/batch.zip",
    tag=TAG,
    scope=Scope.READ,
    returns=Media("application/zip", "A ZIP file with one PDF for each copy."),
    conflicts=True,
)
def get_batch_zip(letter_id: UUID) -> Response:
    """Get all copies as a ZIP file.

    One PDF for each copy. Of a sealed letter once its files are whole (409 until then); of a draft with up to
    12 copies. For a draft with more, start an export.
    """
    letter = queries.letter(session(), letter_id)
    sealed = letter.state is LetterState.SEALED
    name = combined_name(letter.number, ".zip", draft=not sealed)
    if sealed:
        pieces = exporting.zip_of(exporting.sealed_entries(session(), letter))
    else:
        pieces = iter([b"".join(exporting.zipped(_few(letter)))])
    session().rollback()  # nothing of the database is held while a slow reader takes the file
    response = Response(stream_with_context(pieces), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@operation(
    "POST",
    "/letters/{letter_id}/exports",
    tag=TAG,
    scope=Scope.READ,
    body=ExportIn,
    returns=ExportOut,
    status=202,
    located=True,
)
def start_export(letter_id: UUID, body: ExportIn) -> ExportOut:
    """Have all copies of a draft drawn in the background.

    Ask at the Location for its progress, then take its file. A sealed letter has its files already: 409.
    """
    letter = queries.letter(session(), letter_id)
    return _export(exporting.export_drafts(session(), letter, body.kind, by=by()))


@operation("GET", "/letters/{letter_id}/exports/{job_id}", tag=TAG, scope=Scope.READ, returns=ExportOut)
def get_export(letter_id: UUID, job_id: UUID) -> ExportOut:
    """Get the progress of an export.

    `state` is `done` when its file can be taken.
    """
    job = session().get(Job, job_id)
    if job is None or job.kind != EXPORT_JOB or job.payload.get("letter_id") != str(letter_id):
        raise NotFound("This letter has no such export.")
    return _export(job)


@operation(
    "GET",
    "/letters/{letter_id}/exports/{job_id}/file",
    tag=TAG,
    scope=Scope.READ,
    returns=Media("application/octet-stream", "The PDF or ZIP file."),
    conflicts=True,
)
def get_export_file(letter_id: UUID, job_id: UUID) -> Response:
    """Get the file of an export.

    A PDF or a ZIP, by what was asked for; 409 until it is done.
    """
    letter = queries.letter(session(), letter_id)
    name, path, _media = exporting.finished_export(session(), letter, job_id)
    return send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=name)


def _copy_no(letter: Letter, query: CopyChoice) -> int:
    """The copy that was asked for. Raises `NotFound`."""
    wanted = sa.select(LetterAddressee.copy_no).where(LetterAddressee.letter_id == letter.id)
    if query.official_id is not None:
        wanted = wanted.where(LetterAddressee.official_id == query.official_id)
    if query.copy_no is not None:
        wanted = wanted.where(LetterAddressee.copy_no == query.copy_no)
    # As an addressee before as somebody who gets a copy.
    rank = sa.case({"cc": 1}, value=LetterAddressee.role, else_=0)
    number = session().scalar(wanted.order_by(rank, LetterAddressee.copy_no).limit(1))
    if number is not None:
        return number
    if query.official_id is None and query.copy_no in (None, 1):
        return 1
    raise NotFound("This letter has no such copy.")


def _file_name(letter: Letter, number: int) -> str:
    if letter.state is LetterState.SEALED:
        return next(
            copy.file_name for copy in queries.sealed_copies(session(), letter.id) if copy.copy_no == number
        )
    copies = gather(session(), letter).copies
    who = next((copy.short for copy in copies if copy.number == number), "nobody")
    return papers.file_name(letter.number, number, len(copies), who, draft=True)


def _few(letter: Letter) -> list[exporting.NamedPaper]:
    """The drafts of a letter with few copies. Raises `Conflict` for many: they are drawn in the background."""
    found = exporting.draft_papers(session(), letter)
    if len(found) > AT_ONCE:
        raise Conflict(
            f"This draft has {len(found):,} copies; up to {AT_ONCE} are drawn while you wait. "
            f"Send POST /api/v1/letters/{letter.id}/exports to have them drawn in the background."
        )
    return found


def _export(job: Job) -> ExportOut:
    return ExportOut(
        id=job.id,
        kind=str(job.payload["kind"]),
        state=job.state,
        done=job.done,
        total=job.total,
        message=job.message,
    )


def _inside() -> Callable[[str], str]:
    """Pictures as part of the page: whoever calls has a token and no cookie to fetch them with."""

    def address(sha256: str) -> str:
        try:
            data = current_store().read(sha256)
        except FileNotFoundError as error:
            raise NotFound("The file of a picture is missing. Restore it from a backup.") from error
        return f"data:{media_type(data)};base64,{base64.b64encode(data).decode()}"

    return address
