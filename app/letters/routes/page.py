"""The page of a letter: what it says, where it stands, what comes next, and its record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.letters import access, panels, queries, queries_record
from app.letters.digital import how_signed
from app.letters.editorial import may_be_editorial
from app.letters.ending import letters_to_supersede
from app.letters.forms import EmptyForm
from app.letters.models import Letter
from app.letters.queries_reviewing import open_threads
from app.letters.rendering import likeness, paper_of
from app.letters.review import may_approve_words
from app.letters.routes import bp
from app.letters.routes.common import asset_address, found, frame
from app.letters.routes.review_view import reviewer_values
from app.letters.sealing import RENDER_JOB
from app.letters.states import LetterState

COPIES_SHOWN = 100


@bp.get("/<uuid:letter_id>")
@requires(Permission.READ)
def show(letter_id: UUID) -> ResponseReturnValue:
    """A draft opens in the workspace for those who may write it; every other letter is read here."""
    letter = found(letter_id)
    by = current_actor()
    writes = access.may_write(db.session, letter.campaign_id, by)
    if letter.state is LetterState.DRAFT and writes and "read" not in request.args:
        return redirect(url_for("letters.write", letter_id=letter.id, copy=request.args.get("copy")))
    number = request.args.get("copy", 1, type=int)
    return render_template(
        "letters/show.html",
        **frame(letter),
        **_copies(letter, number),
        events=queries_record.events(db.session, letter.id),
        signatures=queries_record.signature_rows(db.session, letter),
        series=queries_record.series(db.session, letter),
        panels=panels.rendered(db.session, letter),
        extra_actions=panels.actions(letter),
        signed_how=how_signed(db.session, letter.id) if letter.state is LetterState.SEALED else None,
        may_decide=access.may_approve(by) and may_approve_words(db.session, letter, by),
        may_editorial=access.may_approve(by) and may_be_editorial(db.session, letter),
        talking=open_threads(db.session, [letter.id]).get(letter.id, 0),
        **(reviewer_values(letter) if letter.state is LetterState.IN_REVIEW else {}),
        form=EmptyForm(),
        can_be_superseded=bool(letters_to_supersede(db.session, letter)),
    )


def _copies(letter: Letter, number: int) -> dict[str, Any]:
    """The copy that the page shows: page images once the files are whole, else its likeness."""
    sealed = queries.sealed_copies(db.session, letter.id)
    files = queries_record.files(db.session, letter.id)
    job = None
    if letter.state is LetterState.SEALED and letter.files_ready_at is None:
        job = queries_record.render_job(db.session, letter.id, RENDER_JOB)
    known = {copy.copy_no: copy for copy in sealed}
    number = number if number in known else 1
    images = []
    if number in files and letter.files_ready_at is not None:
        pages = files[number].pages
        images = [
            {
                "src": url_for("letters.page_png", letter_id=letter.id, copy_no=number, page=page),
                "alt": f"Page {page} of {pages}. The same words follow as text.",
            }
            for page in range(1, pages + 1)
        ]
    text = queries.copy_text(db.session, letter.id, number) if known else ""
    html = "" if images else likeness(paper_of(db.session, letter, number), asset_address(letter))
    return {
        "copies": sealed[:COPIES_SHOWN],
        "copies_total": len(sealed),
        "copy_no": number,
        "copy": known.get(number),
        "files": files,
        "images": images,
        "html": html,
        "text": text,
        "job": job,
    }
