"""Comments and suggested edits: the text with what is said beside it, and each act on a thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.letters import commenting, suggesting
from app.letters.comparing import compare_versions
from app.letters.forms_review import CommentForm
from app.letters.models import Letter
from app.letters.models_review import Thread
from app.letters.queries_facts import gather
from app.letters.queries_reviewing import thread
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.common import found, frame
from app.letters.routes.discussion import comment_form, discussion
from app.letters.routes.review_view import review_page
from app.letters.states import LetterState


@bp.get("/<uuid:letter_id>/comments")
@requires(Permission.READ)
def comments(letter_id: UUID) -> ResponseReturnValue:
    """The text as it stands with everything said about it, in whatever state the letter is."""
    return page(found(letter_id), None, 200)


@bp.post("/<uuid:letter_id>/comments")
@requires(Permission.WRITE)
def add_comment(letter_id: UUID) -> ResponseReturnValue:
    """Comment on a passage, or suggest other words for it."""
    letter, form = found(letter_id), CommentForm()
    if not form.validate():
        return _again(letter, form)
    try:
        suggests = form.kind.data == "suggestion"
        row = commenting.open_thread(
            db.session,
            letter,
            block_id=form.block_id.data or "",
            quote=form.quote.data or "",
            start=request.form.get("start", type=int),
            body=form.body.data or "",
            replacement=(form.replacement.data or "") if suggests else None,
            version=form.version.data,
            by=current_actor(),
        )
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _again(found(letter_id), form)
    db.session.commit()
    return _back(letter, row)


@bp.post(
    "/<uuid:letter_id>/comments/<uuid:thread_id>/<any(reply, edit, resolve, reopen, accept, reject):act>"
)
@requires(Permission.WRITE)
def on_thread(letter_id: UUID, thread_id: UUID, act: str) -> ResponseReturnValue:
    """Reply to a thread, or settle it."""
    letter = found(letter_id)
    row = thread(db.session, letter.id, thread_id)
    try:
        words = _ACTS[act](row)
    except InvalidInput as error:
        db.session.rollback()
        flash(" ".join(error.errors.values()), "stop")
        return _back(found(letter_id), thread(db.session, letter_id, thread_id))
    db.session.commit()
    if words:
        flash(words, "done")
    return _back(found(letter_id), row)


def page(letter: Letter, form: CommentForm | None, status: int) -> ResponseReturnValue:
    """The page of comments, with the form as it was sent when something in it is wrong."""
    shown, facts = frame(letter), gather(db.session, letter)
    version = version_of(db.session, letter)
    talk = discussion(letter, facts, version, speaks=shown["may_write"] or shown["may_approve"])
    made = render_template(
        "letters/comments.html",
        **shown,
        talk=talk,
        comparison_found=compare_versions(db.session, letter, version.number, version.number, facts),
        comment_form=comment_form(talk, form, version.number),
        by=current_actor(),
    )
    return made, status


def _again(letter: Letter, form: CommentForm) -> ResponseReturnValue:
    if _came_from() == "review" and letter.state is LetterState.IN_REVIEW:
        return review_page(letter, 422, comment=form)
    return page(letter, form, 422)


def _came_from() -> str:
    return "review" if request.form.get("from") == "review" else "comments"


def _back(letter: Letter, row: Thread) -> ResponseReturnValue:
    review = _came_from() == "review" and letter.state is LetterState.IN_REVIEW
    kept: dict[str, Any] = {"before": request.form.get("before")} if review else {}
    address = url_for("letters.review" if review else "letters.comments", letter_id=letter.id, **kept)
    return redirect(f"{address}#thread-{row.number}", 303)


def _reply(row: Thread) -> str:
    commenting.reply(db.session, row, request.form.get("body", ""), by=current_actor())
    return ""


def _edit(row: Thread) -> str:
    try:
        said = UUID(request.form.get("said", ""))
    except ValueError:
        raise NotFound("There is no such comment.") from None
    commenting.edit(db.session, row, said, request.form.get("body", ""), by=current_actor())
    return ""


def _resolve(row: Thread) -> str:
    commenting.resolve(db.session, row, request.form.get("body", ""), by=current_actor())
    return ""


def _reopen(row: Thread) -> str:
    commenting.reopen(db.session, row, request.form.get("body", ""), by=current_actor())
    return ""


def _accept(row: Thread) -> str:
    seen = request.form.get("version", type=int)
    version = suggesting.accept(db.session, row, by=current_actor(), version=seen)
    return f"Accepted. The text is now version {version.number}, a draft; {row.opened_by} is named as its writer too."


def _reject(row: Thread) -> str:
    suggesting.reject(db.session, row, request.form.get("body", ""), by=current_actor())
    return ""


_ACTS = {
    "reply": _reply,
    "edit": _edit,
    "resolve": _resolve,
    "reopen": _reopen,
    "accept": _accept,
    "reject": _reject,
}
