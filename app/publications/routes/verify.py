"""Where a reader of a letter checks it. Open to everyone: whoever has the code has the paper."""

from __future__ import annotations

from datetime import timedelta

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
from app.publications.signatures import Signatures, in_words, read_signatures
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
    sealed = found is not None and found.verdict is not Verdict.CHANGED
    wait = timedelta(0) if sealed else _take_try()
    if found is None and wait:
        form.file.errors = [wait_sentence(wait)]
        return _page(None, form=form)[0], 429
    # A file that begins with a sealed one is told by its bytes, whatever else there is no more time to read.
    words = _words(data) if found is None else None
    report = None if wait else read_signatures(data, sealed=sealed)
    with read_only_transactions():
        found = found or by_words(db.session, words, data)
        return _page(found, form=form, signed=in_words(db.session, found, report) if report else None)


def _take_try() -> timedelta:
    """Count a file that has to be read; the wait while there were too many from one place."""
    keys = throttling.reading_keys(settings().secret_key, address())
    wait = throttling.take_try(db.session, keys, utcnow())
    db.session.commit()
    return wait


def _words(data: bytes) -> str | None:
    """The words of a file; None where they cannot be read, which is no fault of whoever checks it."""
    try:
        return "\n".join(piece.text for piece in extract_text(data).pieces)
    except (NothingToRead, RenderFailed):
        return None


def _page(
    found: Finding | None,
    *,
    typed: str = "",
    form: CheckFileForm | None = None,
    signed: Signatures | None = None,
) -> tuple[str, int]:
    page = render_template(
        "publications/verify.html",
        typed=typed,
        found=found,
        form=form or CheckFileForm(formdata=None),
        signed=signed,
    )
    return page, 404 if found and found.verdict is Verdict.UNKNOWN else 200
