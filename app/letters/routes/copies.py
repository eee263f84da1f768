"""Files of single copies: PDF, page images, and the images that a letter prints."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import NotFound
from app.core.images import media_type
from app.core.storage import current_store
from app.documents.errors import DocumentError
from app.documents.paper import LetterPaper
from app.documents.plaintext import letter_markdown, letter_text
from app.documents.word import letter_docx
from app.letters import papers, queries
from app.letters.contexts import content_of
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import CannotPrint, page_image, paper_of, render_copy, signature_images
from app.letters.routes import bp
from app.letters.routes.common import found
from app.letters.states import LetterState

DPI = 110


@bp.get("/<uuid:letter_id>/copies/<int:copy_no>.pdf")
@requires(Permission.READ)
def copy_pdf(letter_id: UUID, copy_no: int) -> ResponseReturnValue:
    """One copy as PDF: the sealed file, or a draft drawn now."""
    letter = found(letter_id)
    if copy_no < 1:
        raise NotFound(f"Letter {letter.number} has no copy {copy_no}.")
    pdf, name = render_copy(db.session, letter, copy_no), _name(letter, copy_no)
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/<uuid:letter_id>/copies/<int:copy_no>.docx", defaults={"form": "docx"})
@bp.get("/<uuid:letter_id>/copies/<int:copy_no>.txt", defaults={"form": "txt"})
@bp.get("/<uuid:letter_id>/copies/<int:copy_no>.md", defaults={"form": "md"})
@requires(Permission.READ)
def copy_elsewhere(letter_id: UUID, copy_no: int, form: str) -> ResponseReturnValue:
    """One copy for another program: Word, plain text or Markdown, with every field filled in."""
    letter = found(letter_id)
    if copy_no < 1:
        raise NotFound(f"Letter {letter.number} has no copy {copy_no}.")
    paper, name = paper_of(db.session, letter, copy_no), _name(letter, copy_no)
    write, media = _ELSEWHERE[form]
    response = Response(write(paper), mimetype=media)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name.removesuffix('.pdf')}.{form}")
    return response


def _as_word(paper: LetterPaper) -> bytes:
    try:
        return letter_docx(paper, current_store().read)
    except DocumentError as problem:
        raise CannotPrint(str(problem)) from problem


_ELSEWHERE: dict[str, tuple[Callable[[LetterPaper], bytes | str], str]] = {
    "docx": (_as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "txt": (letter_text, "text/plain"),
    "md": (letter_markdown, "text/markdown"),
}


@bp.get("/<uuid:letter_id>/copies/<int:copy_no>/pages/<int:page>.png")
@requires(Permission.READ)
def page_png(letter_id: UUID, copy_no: int, page: int) -> ResponseReturnValue:
    """One page of a copy as an image, for the page of the letter."""
    letter = found(letter_id)
    if copy_no < 1 or page < 1:
        raise NotFound(f"Letter {letter.number} has no such page.")
    response = Response(page_image(render_copy(db.session, letter, copy_no), page, DPI), mimetype="image/png")
    if letter.state is LetterState.SEALED:
        # A sealed page never changes, but only people who are signed in may keep it.
        response.cache_control.private = True
        response.cache_control.max_age = 3600
    return response


@bp.get("/<uuid:letter_id>/images/<sha256>")
@requires(Permission.READ)
def image(letter_id: UUID, sha256: str) -> ResponseReturnValue:
    """A crest or signature that this letter prints; no other file is served here."""
    letter = found(letter_id)
    if sha256 not in _printed(letter):
        raise NotFound("This letter prints no such image.")
    try:
        data = current_store().read(sha256)
    except FileNotFoundError:
        raise NotFound("This image is not in the file store.") from None
    return Response(data, mimetype=media_type(data))


def _printed(letter: Letter) -> set[str]:
    if letter.state is LetterState.SEALED:
        return set(paper_of(db.session, letter, 1).assets)
    version = version_of(db.session, letter)
    signed = signature_images(db.session, letter, version.consent_hash)
    heads = {head.crest for head in content_of(version).letterheads}
    now = {head.crest_sha256 for head in gather(db.session, letter).letterheads}
    return {one for one in (*signed.values(), *heads, *now) if one}


def _name(letter: Letter, copy_no: int) -> str:
    if letter.state is LetterState.SEALED:
        copies = {copy.copy_no: copy.file_name for copy in queries.sealed_copies(db.session, letter.id)}
        return copies[copy_no]
    facts = gather(db.session, letter)
    who = facts.copy(copy_no).short if facts.copies else "nobody"
    return papers.file_name(letter.number, copy_no, len(facts.copies), who, draft=True)
