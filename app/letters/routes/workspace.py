"""Writing: the text by sections, its likeness, and what stands between it and review."""

from __future__ import annotations

import json
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput
from app.letters import access, markdown, working
from app.letters.changes import Changes
from app.letters.drafting import VersionConflict, save_version
from app.letters.mending import is_mending
from app.letters.models import Letter
from app.letters.recording import version_of
from app.letters.review import submit_letter
from app.letters.routes import bp
from app.letters.routes.choosing import ask_chosen_reviewer
from app.letters.routes.citing import FIND_CLAIMS, step_of
from app.letters.routes.common import found, frame, here, typed_sections
from app.letters.routes.editor import editor_addresses
from app.letters.routes.workspace_steps import BRING_IN, mended_sections, with_brought_in, with_steps
from app.letters.routes.workspace_view import Workspace, look
from app.letters.seeing import drawn_now
from app.letters.tree import Role
from app.letters.working import OPEN

Sections = list[tuple[Role, str]]
TO_RICH = "rich"
"""Keeps what is typed as the working copy, from which the rich editor goes on."""


@bp.get("/<uuid:letter_id>/write")
@requires(Permission.WRITE)
def write(letter_id: UUID) -> ResponseReturnValue:
    """The workspace. A letter that is not a draft opens it to begin a new version."""
    letter = found(letter_id)
    access.require_write(db.session, letter.campaign_id, current_actor())
    return _page(letter, look(letter, None, _copy()), 200)


@bp.post("/<uuid:letter_id>/write")
@requires(Permission.WRITE)
def save(letter_id: UUID) -> ResponseReturnValue:
    """Save, show anew, or send for review, by the button pressed."""
    letter, step = found(letter_id), step_of(request.form)
    access.require_write(db.session, letter.campaign_id, current_actor())
    typed = typed_sections()
    shown = _only_shown(letter, typed, step)
    if shown is not None:
        return shown
    typed = with_steps(typed, step, request.form.get("add_role", ""))
    try:
        joined = _joined(letter, typed)
        if step == TO_RICH and joined is not None:
            db.session.commit()
            return redirect(url_for("letters.write", letter_id=letter_id, copy=_copy()), 303)
        version = save_version(
            db.session,
            letter,
            Changes(sections=typed) if joined is None else Changes(tree=joined.head.tree),
            request.form.get("note", ""),
            based_on_version=(
                request.form.get("based_on", 0, type=int) if joined is None else letter.current_version
            ),
            by=current_actor(),
            editorial_reason=request.form.get("editorial_reason", "")[:500],
        )
    except VersionConflict as conflict:
        db.session.rollback()
        return _conflict(found(letter_id), typed, conflict)
    except InvalidInput as error:
        db.session.rollback()
        letter = found(letter_id)
        return _page(letter, look(letter, typed, _copy(), error), 422)
    db.session.commit()
    return _saved(letter, version.number, step)


def _saved(letter: Letter, number: int, step: str) -> ResponseReturnValue:
    if step == "submit":
        return _submit(letter)
    flash(f"Saved as version {number}.", "done")
    if "plain" in request.form:
        return redirect(url_for("letters.write", letter_id=letter.id, plain=1, copy=_copy()), 303)
    return here(letter, copy=_copy())


def _only_shown(letter: Letter, typed: Sections, step: str) -> ResponseReturnValue | None:
    """The page for a button that saves nothing, or for pasted text that waits; None for what is to be saved."""
    if is_mending(step):
        typed = mended_sections(letter, typed, step)
    if step in ("preview", FIND_CLAIMS) or step.startswith("copy:") or is_mending(step):
        return _page(letter, look(letter, typed, _copy(step)), 200)
    if step == BRING_IN or request.form.get("pasted", "").strip():
        return _brought_in(letter, typed, step)
    return None


def _brought_in(letter: Letter, typed: Sections, step: str) -> ResponseReturnValue:
    """The page with the pasted text in its section; nothing is saved. Pasted text is never saved unseen, nor lost."""
    try:
        if step != BRING_IN:
            raise InvalidInput(
                {"pasted": "This text is not in the letter yet. Bring it in, or empty the box; then save."}
            )
        typed, brought = with_brought_in(typed, request.form)
    except InvalidInput as error:
        told = " ".join(error.errors.values())
        return _page(letter, look(letter, typed, _copy()), 422, brought_error=told)
    return _page(letter, look(letter, typed, _copy()), 200, brought=brought)


def _joined(letter: Letter, typed: Sections) -> working.Kept | None:
    """What was typed, joined with what others wrote since the form was opened; None for a form that does not say when.

    Raises `VersionConflict` where both changed one section; both texts are kept then.
    """
    try:
        base = json.loads(request.form.get("base", ""))
    except ValueError:
        return None
    if not isinstance(base, dict):
        return None
    tree = markdown.read_sections(typed, working.head(db.session, letter).tree)
    marks = {str(id): str(mark) for id, mark in base.items()}
    kept = working.keep(db.session, letter, tree, marks, by=current_actor())
    if kept.merged.clashes:
        db.session.commit()
        raise VersionConflict(letter, version_of(db.session, letter))
    return kept


@bp.post("/<uuid:letter_id>/preview")
@requires(Permission.WRITE)
def preview(letter_id: UUID) -> ResponseReturnValue:
    """For htmx: likeness, checks and outline of what is typed. Nothing is saved, so nobody waits for the database."""
    db.session.rollback()
    with read_only_transactions():
        letter, step = found(letter_id), request.form.get("do", "")
        work = look(letter, typed_sections(), _copy(step), live=True)
        html = render_template("letters/_live.html", **frame(letter), work=work)
        db.session.rollback()
    return html


@bp.post("/<uuid:letter_id>/submit")
@requires(Permission.WRITE)
def submit(letter_id: UUID) -> ResponseReturnValue:
    """Send the saved text for review."""
    return _submit(found(letter_id))


def _submit(letter: Letter) -> ResponseReturnValue:
    letter_id, by = letter.id, current_actor()
    access.require_write(db.session, letter.campaign_id, by)
    drawn = drawn_now(db.session, letter_id)
    letter = found(letter_id)
    try:
        version = submit_letter(db.session, letter, by=by, version=drawn.version, drawn=drawn.pages)
        ask_chosen_reviewer(letter, request.form)
    except InvalidInput as error:
        db.session.rollback()
        letter = found(letter_id)
        return _page(letter, look(letter, None, _copy(), error), 422)
    db.session.commit()
    flash(f"Version {version.number} is in review. You are told when it is approved or returned.", "done")
    return here(letter)


def _copy(step: str = "") -> int:
    """The copy to show: the one asked for by a button, else by the list."""
    wanted = step.removeprefix("copy:") if step.startswith("copy:") else request.values.get("copy", "1")
    return int(wanted) if wanted.isdigit() else 1


def _page(letter: Letter, work: Workspace, status: int, **told: object) -> ResponseReturnValue:
    """The rich editor, unless the plain one is asked for or holds something that is not saved."""
    rich = status == 200 and request.method == "GET" and "plain" not in request.args and letter.state in OPEN
    urls = editor_addresses(letter) if rich else {}
    page = render_template("letters/write.html", **frame(letter), work=work, rich=rich, urls=urls, **told)
    return page, status


def _conflict(letter: Letter, typed: Sections, conflict: VersionConflict) -> ResponseReturnValue:
    """Both texts side by side; what was typed can be saved over theirs, joined, or left."""
    theirs = look(letter, None, 1)
    return (
        render_template(
            "letters/conflict.html", **frame(letter), typed=typed, theirs=theirs.sections, conflict=conflict
        ),
        409,
    )
