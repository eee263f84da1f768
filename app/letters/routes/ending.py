"""Withdrawing a letter before its seal, superseding it after."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.letters.ending import letters_to_supersede, supersede, withdraw_letter
from app.letters.forms import ReasonForm, SupersedeForm
from app.letters.routes import bp
from app.letters.routes.common import found, frame, here


@bp.route("/<uuid:letter_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.WRITE)
def withdraw(letter_id: UUID) -> ResponseReturnValue:
    """Ask for the reason, then give the letter up."""
    letter, form = found(letter_id), ReasonForm()
    if request.method == "POST" and form.validate():
        withdraw_letter(db.session, letter, form.reason.data or "", by=current_actor())
        db.session.commit()
        flash(f"Letter {letter.number} is withdrawn. Its record stays.", "done")
        return here(letter)
    page = render_template(
        "letters/reason.html",
        **frame(letter),
        form=form,
        heading=f"Withdraw letter {letter.number}",
        text="It can then neither be signed nor sent. Its number is not used again, and its record stays.",
        button="Withdraw the letter",
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:letter_id>/supersede", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def superseded(letter_id: UUID) -> ResponseReturnValue:
    """Ask which sealed letter takes this one's place, then put it on record."""
    letter, form = found(letter_id), SupersedeForm()
    others = letters_to_supersede(db.session, letter)
    form.offer(others)
    if request.method == "POST":
        newer = next((one for one in others if str(one.id) == form.newer.data), None)
        try:
            if not others:
                raise Conflict(f"No letter can take the place of letter {letter.number} now.")
            if newer is None:
                raise InvalidInput({"newer": "Choose the letter that takes its place."})
            supersede(db.session, letter, newer, by=current_actor())
        except InvalidInput as problem:
            db.session.rollback()
            form.show(problem)
        else:
            db.session.commit()
            flash(f"Letter {newer.number} supersedes letter {letter.number}. Neither has changed.", "done")
            return here(letter)
    page = render_template("letters/supersede.html", **frame(letter), form=form, others=others)
    return page, 422 if request.method == "POST" else 200
