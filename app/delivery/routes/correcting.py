"""Beginning the letter that puts a sent one right."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.delivery.correcting import draft_correction
from app.delivery.routes import bp
from app.letters import access, queries


@bp.post("/letters/<uuid:letter_id>/correction/<slug>")
@requires(Permission.WRITE)
def correction(letter_id: UUID, slug: str) -> ResponseReturnValue:
    """Draft a correction to everyone who got the letter."""
    letter, by = queries.letter(db.session, letter_id), current_actor()
    access.require_write(db.session, letter.campaign_id, by)
    made = draft_correction(db.session, letter, slug, by=by)
    db.session.commit()
    flash(f"Letter {made.number} is begun, to those who got {letter.number}. Finish its words.", "done")
    return redirect(url_for("letters.write", letter_id=made.id), 303)
