"""Deciding on a text: what changed, what was checked, approve or return."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.letters.assigning import ask_review, release_reviewer
from app.letters.comparing import compare_versions
from app.letters.editorial import class_editorial, may_be_editorial
from app.letters.forms import DecisionForm, ReasonForm
from app.letters.forms_review import EditorialForm, ReviewerForm
from app.letters.review import (
    approve_letter,
    may_approve_words,
    return_letter,
    reviewed_version,
    take_back,
    withdraw_approval,
)
from app.letters.routes import bp
from app.letters.routes.common import found, frame, here
from app.letters.routes.review_view import review_page
from app.letters.seeing import drawn_now
from app.letters.states import LetterState


@bp.get("/<uuid:letter_id>/review")
@requires(Permission.READ)
def review(letter_id: UUID) -> ResponseReturnValue:
    """The text in review with what changed since the last one that was decided on."""
    letter = found(letter_id)
    if letter.state is not LetterState.IN_REVIEW:
        return here(letter, read=1)
    return review_page(letter, 200)


@bp.post("/<uuid:letter_id>/review")
@requires(Permission.APPROVE)
def decide(letter_id: UUID) -> ResponseReturnValue:
    """Approve or return."""
    letter, by = found(letter_id), current_actor()
    form = DecisionForm()
    approves = form.decision.data == "approve"
    if form.validate():
        try:
            if approves and not form.read.data:
                raise InvalidInput({"read": "Confirm that you have read the full text."})
            if approves:
                approve_letter(
                    db.session, letter, version=form.version.data or 0, note_text=form.note.data or "", by=by
                )
            else:
                return_letter(db.session, letter, form.note.data or "", version=form.version.data, by=by)
        except InvalidInput as error:
            db.session.rollback()
            form.show(
                InvalidInput(
                    {{"reason": "note"}.get(name, name): text for name, text in error.errors.items()}
                )
            )
        else:
            db.session.commit()
            words = (
                "is approved. Ask for signatures next."
                if approves
                else "is back with its writer, with your note."
            )
            flash(f"Version {letter.current_version} of letter {letter.number} {words}", "done")
            return here(letter, read=1)
    return review_page(found(letter_id), 422, decision=form)


@bp.post("/<uuid:letter_id>/take-back")
@requires(Permission.WRITE)
def taken_back(letter_id: UUID) -> ResponseReturnValue:
    """A writer goes on writing."""
    letter = found(letter_id)
    take_back(db.session, letter, by=current_actor())
    db.session.commit()
    flash(f"Letter {letter.number} is a draft again.", "done")
    return here(letter)


@bp.route("/<uuid:letter_id>/withdraw-approval", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def approval_withdrawn(letter_id: UUID) -> ResponseReturnValue:
    """Ask for the reason, then take the approval back."""
    letter, form = found(letter_id), ReasonForm()
    if request.method == "POST" and form.validate():
        withdraw_approval(db.session, letter, form.reason.data or "", by=current_actor())
        db.session.commit()
        flash(f"The approval of version {letter.current_version} is withdrawn.", "done")
        return here(letter, read=1)
    page = render_template(
        "letters/reason.html",
        **frame(letter),
        form=form,
        heading=f"Withdraw the approval of version {letter.current_version}",
        text="The letter becomes a draft again. Its writer reads your reason. Nobody has signed yet.",
        button="Withdraw the approval",
    )
    return page, 422 if request.method == "POST" else 200


@bp.post("/<uuid:letter_id>/reviewer")
@requires(Permission.WRITE)
def reviewer(letter_id: UUID) -> ResponseReturnValue:
    """Ask one person to decide, or nobody in particular."""
    letter, form, by = found(letter_id), ReviewerForm(), current_actor()
    release = request.form.get("do") == "release"
    if not form.validate() and not release:
        return review_page(letter, 422, reviewer=form)
    try:
        if release:
            release_reviewer(db.session, letter, by=by)
            words = "Nobody in particular is asked any more. Every approver still finds it."
        else:
            row = ask_review(db.session, letter, _id(form.reviewer_id.data), form.due_on.data, by=by)
            words = f"{row.reviewer} is asked to review version {letter.current_version}."
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return review_page(found(letter_id), 422, reviewer=form)
    db.session.commit()
    flash(words, "done")
    return redirect(url_for("letters.review", letter_id=letter_id), 303)


@bp.route("/<uuid:letter_id>/editorial", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def editorial(letter_id: UUID) -> ResponseReturnValue:
    """What changed since the approved text, and the reason why it needs no second review."""
    letter, form = found(letter_id), EditorialForm()
    if request.method == "GET":
        form.version.data = letter.current_version
    elif form.validate():
        drawn = drawn_now(db.session, letter_id).pages
        letter = found(letter_id)
        class_editorial(
            db.session, letter, form.reason.data or "", version=form.version.data or 0, by=current_actor(),
            drawn=drawn,
        )  # fmt: skip
        db.session.commit()
        flash(
            f"Version {letter.current_version} is approved as an editorial change. "
            "Everybody who signs is asked again, with the difference marked.",
            "done",
        )
        return here(letter, read=1)
    if not may_be_editorial(db.session, letter):
        raise Conflict(f"Letter {letter.number} is not a draft that changes an approved text.")
    approved = reviewed_version(db.session, letter.id)
    page = render_template(
        "letters/editorial.html",
        **frame(letter),
        form=form,
        may_decide=may_approve_words(db.session, letter, current_actor()),
        before=approved,
        comparison_found=compare_versions(db.session, letter, approved, letter.current_version),
    )
    return page, 422 if request.method == "POST" else 200


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise InvalidInput({"reviewer_id": "Choose who is to review it."}) from None
