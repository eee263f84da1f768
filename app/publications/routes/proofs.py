"""The proof of a sealed letter, for somebody outside the house."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.mailing import public_address
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.documents.service import safe_name, zip_stream
from app.letters.exporting import require_files
from app.letters.papers import VERIFY_PATH
from app.letters.queries import letter, sealed_copies
from app.letters.queries_record import signature_rows
from app.publications.proof import proof_entries
from app.publications.routes import bp


@bp.get("/letters/<uuid:letter_id>/proof")
@requires(Permission.READ)
def proof(letter_id: UUID) -> ResponseReturnValue:
    """What the proof holds, and for which copy it is wanted."""
    found = letter(db.session, letter_id)
    require_files(found)
    return render_template(
        "publications/proof.html",
        letter=found,
        copies=sealed_copies(db.session, found.id),
        handed_in=sum(
            row.current is not None and row.current.scan_sha256 is not None
            for row in signature_rows(db.session, found)
        ),
    )


@bp.get("/letters/<uuid:letter_id>/proof.zip")
@requires(Permission.READ)
def proof_zip(letter_id: UUID) -> ResponseReturnValue:
    """The proof of one copy (`copy`), or of all, sent piece by piece.

    `without`: leave out what signatories handed in.
    """
    found = letter(db.session, letter_id)
    wanted = request.args.get("copy", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        raise InvalidInput({"copy": "Choose a copy from the list, or all of them."})
    copy_no = int(wanted) if wanted else None
    own = (public_address(db.session) or "").rstrip("/")
    entries = proof_entries(
        db.session,
        found,
        copy_no=copy_no,
        verify_at=f"{own}{VERIFY_PATH}" if own else "",
        handed_in="without" not in request.args,
    )
    name = safe_name(f"Proof_{found.number}" + (f"_{copy_no:03}" if copy_no else ""), ".zip")
    db.session.rollback()  # nothing of the database is held while a slow reader takes the file
    response = Response(stream_with_context(zip_stream(entries)), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
