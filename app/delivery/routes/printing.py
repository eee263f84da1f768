"""What is still to be printed, as one file in the order of the ZIP codes."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict
from app.core.storage import current_store
from app.delivery import queries_letters
from app.delivery.routes import bp
from app.delivery.routes._shared import sealed_letter
from app.delivery.rules import Channel
from app.delivery.rules_runs import in_postal_order
from app.documents import service as documents

_MOST = 600


@bp.get("/sending/letters/<uuid:letter_id>/print.pdf")
@requires(Permission.READ)
def print_batch(letter_id: UUID) -> Response:
    """The papers of every planned dispatch by post or by hand, as one PDF sorted for the post office."""
    letter = sealed_letter(letter_id)
    jobs = in_postal_order(queries_letters.to_print(db.session, letter.id))
    if not jobs:
        raise Conflict("Nothing waits to be printed. Plan dispatches by post or by hand first.")
    if len(jobs) > _MOST:
        raise Conflict(
            f"{len(jobs)} papers wait; at most {_MOST} are put into one file here. "
            "The letter’s page has all copies in one PDF."
        )
    number = letter.number
    db.session.rollback()  # nothing of the database is held while the file is made
    store = current_store()
    data = documents.combine([store.path(job.sha256) for job in jobs], f"Letter {number}, print batch")
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{number}-print-batch.pdf")
    return response


def batch_facts(letter_id: UUID) -> dict[str, int]:
    """What the print panel counts: papers and pages that wait, of them by post."""
    jobs = queries_letters.to_print(db.session, letter_id)
    by_post = queries_letters.to_print(db.session, letter_id, [Channel.POST])
    return {"papers": len(jobs), "pages": sum(job.pages for job in jobs), "by_post": len(by_post)}
