"""What a letter cites: its claims and their state today, recorded reasons, and tasks that a changed claim filed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.forms import BaseForm
from app.letters.checks import report_for
from app.letters.citation_tasks import CHANGE_WORDS, MAX_NOTE, settle_task, tasks_of
from app.letters.citing import sent_to
from app.letters.compose import Problem, compose_draft
from app.letters.compose.policy import WAIVABLE
from app.letters.contexts import content_now, content_of, pinned
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.common import found, frame
from app.letters.states import LetterState
from app.letters.waiving import MAX_REASON, OPEN, all_waivers, held_waivers, waive, withdraw_waiver


class StandForm(BaseForm):
    """Why a problem does not hold the letter up."""

    digest = HiddenField()
    reason = TextAreaField("Reason", [DataRequired("Give the reason."), Length(max=MAX_REASON)])


class DoneForm(BaseForm):
    """What was done about a changed claim."""

    note = TextAreaField("What was done", [DataRequired("Say what was done."), Length(max=MAX_NOTE)])


@bp.get("/<uuid:letter_id>/sources")
@requires(Permission.READ)
def sources(letter_id: UUID) -> ResponseReturnValue:
    """Claims, problems with them, recorded reasons and tasks."""
    return _page(found(letter_id))


@bp.post("/<uuid:letter_id>/sources/reason")
@requires(Permission.APPROVE)
def reason_recorded(letter_id: UUID) -> ResponseReturnValue:
    """Record why a problem does not hold the letter up."""
    letter, form = found(letter_id), StandForm()
    if not form.validate():
        return _page(letter, "Give the reason.")
    try:
        waive(db.session, letter, form.digest.data or "", form.reason.data or "", by=current_actor())
    except InvalidInput as error:
        db.session.rollback()
        return _page(found(letter_id), " ".join(error.errors.values()))
    db.session.commit()
    flash("Recorded. It stands in the checks with your name and reason.", "done")
    return _back(letter)


@bp.post("/<uuid:letter_id>/sources/reason/withdraw")
@requires(Permission.APPROVE)
def reason_withdrawn(letter_id: UUID) -> ResponseReturnValue:
    """Take a recorded reason back."""
    letter = found(letter_id)
    withdraw_waiver(db.session, letter, request.form.get("digest", "")[:64], by=current_actor())
    db.session.commit()
    flash("The reason is taken back. The problem stands in the checks again.", "done")
    return _back(letter)


@bp.post("/<uuid:letter_id>/sources/tasks/<uuid:task_id>")
@requires(Permission.WRITE)
def task_done(letter_id: UUID, task_id: UUID) -> ResponseReturnValue:
    """Say what was done about a changed claim."""
    letter, form = found(letter_id), DoneForm()
    if task_id not in {task.id for task in tasks_of(db.session, letter.id)}:
        raise NotFound("This letter has no such task.")
    if not form.validate():
        return _page(letter, "Say what was done.")
    try:
        settle_task(db.session, task_id, form.note.data or "", by=current_actor())
    except InvalidInput as error:
        db.session.rollback()
        return _page(found(letter_id), " ".join(error.errors.values()))
    db.session.commit()
    flash("Settled. It leaves Today.", "done")
    return _back(letter)


def _back(letter: Letter) -> ResponseReturnValue:
    return redirect(url_for("letters.sources", letter_id=letter.id), 303)


def _page(letter: Letter, error: str = "") -> ResponseReturnValue:
    page = render_template("letters/sources.html", **frame(letter), **_view(letter), error=error)
    return page, 422 if error else 200


def _view(letter: Letter) -> dict[str, Any]:
    facts, version = gather(db.session, letter), version_of(db.session, letter)
    content = content_of(version)
    if letter.state is LetterState.DRAFT:
        content = content_now(facts, content)
    first = facts.copies[0].context if facts.copies else facts.nobody()
    shown = compose_draft(content.tree, pinned(first, content), facts.around)
    held = held_waivers(db.session, letter.id)
    report = report_for(facts, content)
    standing = {each.problem.digest for each in report.waived}
    return {
        "pins": [(pin, facts.claims.get(pin.slug)) for pin in content.claims],
        "style": content.citation_style,
        "annex": {entry.claim: entry for entry in shown.sources},
        "problems": _waivable(report.all()) if letter.state in OPEN else [],
        "held": [row for row in held.values() if row.digest in standing],
        "lapsed": [
            row for row in all_waivers(db.session, letter.id) if row.digest not in standing and row.holds
        ],
        "tasks": tasks_of(db.session, letter.id),
        "change_words": CHANGE_WORDS,
        "sent": sent_to(db.session, [letter.id]).get(letter.id),
        "open_for_reasons": letter.state in OPEN,
    }


def _waivable(problems: tuple[Problem, ...]) -> list[Problem]:
    """Those that an approver may let stand, each once."""
    return list({one.digest: one for one in problems if one.code in WAIVABLE and one.blocks}.values())
