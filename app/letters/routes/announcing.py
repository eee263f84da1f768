"""Beginning a press statement from a sealed letter."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import can, current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters import access
from app.letters.announcing import draft_statement, passages_of
from app.letters.models import Letter
from app.letters.panels import Action, register_action
from app.letters.routes import bp
from app.letters.routes.common import found, frame
from app.letters.states import LetterState


def register() -> None:
    """Called once for each application."""
    register_action(Action("Press statement", "campaign", _url))


def _url(letter: Letter) -> str | None:
    if (
        letter.state is not LetterState.SEALED
        or not can(Permission.WRITE)
        or letter.template == "press_statement"
    ):
        return None
    return url_for("letters.statement", letter_id=letter.id)


@bp.route("/<uuid:letter_id>/statement", methods=["GET", "POST"])
@requires(Permission.WRITE)
def statement(letter_id: UUID) -> ResponseReturnValue:
    """Choose the passages, then begin the statement."""
    letter, by = found(letter_id), current_actor()
    access.require_write(db.session, letter.campaign_id, by)
    known, problem = passages_of(db.session, letter), ""
    chosen = request.form.getlist("passage", type=int)
    if request.method == "POST":
        try:
            made = draft_statement(db.session, letter, chosen, by=by)
        except InvalidInput as error:
            db.session.rollback()
            problem = " ".join(error.errors.values())
        else:
            db.session.commit()
            flash(f"Statement {made.number} is begun. Give it a headline: the subject.", "done")
            return redirect(url_for("letters.write", letter_id=made.id), 303)
    page = render_template(
        "letters/statement.html", **frame(letter), passages=known, chosen=chosen, problem=problem
    )
    return page, 422 if problem else 200
