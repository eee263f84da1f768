"""Where a reader of a letter checks it. Open to everyone: whoever has the code has the paper."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import throttling
from app.accounts.access import address, open_to_everyone
from app.accounts.routes.common import settings, wait_sentence
from app.core.clock import utcnow
from app.core.db import db, read_only_transactions
from app.documents.errors import RenderFailed
from app.documents.extracting import MAX_BYTES, NothingToRead, extract_text
from app.letters.papers import VERIFY_PATH
from app.publications.forms import CheckFileForm
from app.publications.routes import bp
from app.publications.rules import Verdict
from app.publications.verifying import Finding, by_code, by_hash, by_words


@bp.get(VERIFY_PATH)
@open_to_everyone
def verify() -> ResponseReturnValue:
    """Say which sealed letter the code belongs to, as far as its paper says it itself."""
    typed = request.args.get("code", "").strip()[:40]
    return _page(by_code(db.session, typed) if typed else None, typed=typed)


@bp.post(VERIFY_PATH)
@open_to_everyone
def verify_file() -> ResponseReturnValue:
    """Say whether a file is, byte for byte, one that was sealed."""
    form = CheckFileForm()
    data = form.file.data.read(MAX_BYTES + 1) if form.file.data else b""
    if not form.validate() or not data or len(data) > MAX_BYTES:
        problem = (
            "Choose the PDF file to check."
            if not data
            else f"Choose a file of at most {MAX_BYTES // 1024**2} MB."
        )
        form.file.errors = [problem]
        return _page(None, form=form)[0], 422
    with read_only_transactions():
        found = by_hash(db.session, data)
        db.session.rollback()
    if found is not None:
        return _page(found, form=form)
    keys = throttling.reading_keys(settings().secret_key, address())
    wait = throttling.take_try(db.session, keys, utcnow())
    db.session.commit()
    if wait:
        form.file.errors = [wait_sentence(wait)]
        return _page(None, form=form)[0], 429
    words = _words(data)
    with read_only_transactions():
        return _page(by_words(db.session, words), form=form)


def _words(data: bytes) -> str:
    """The words of a file; none where it cannot be read, which is no fault of whoever checks it."""
    try:
        return "\n".join(piece.text for piece in extract_text(data).pieces)
    except (NothingToRead, RenderFailed):
        return ""


def _page(found: Finding | None, *, typed: str = "", form: CheckFileForm | None = None) -> tuple[str, int]:
    page = render_template(
        "publications/verify.html", typed=typed, found=found, form=form or CheckFileForm(formdata=None)
    )
    return page, 404 if found and found.verdict is Verdict.UNKNOWN else 200
