"""Deciding on a text: what changed, what was checked, approve or return."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters import queries_record
from app.letters.checks import report_for
from app.letters.contexts import content_of
from app.letters.forms import DecisionForm, ReasonForm
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import likeness, paper_of
from app.letters.review import (
    approve_letter,
    may_approve_words,
    return_letter,
    reviewed_version,
    take_back,
    withdraw_approval,
)
from app.letters.routes import bp
from app.letters.routes.common import asset_address, check_items, found, frame, here
from app.letters.routes.versions import changes
from app.letters.states import LetterEventKind, LetterState


@bp.get("/<uuid:letter_id>/review")
@requires(Permission.READ)
def review(letter_id: UUID) -> ResponseReturnValue:
    """The text in review with what changed since the last one that was decided on."""
    letter = found(letter_id)
    if letter.state is not LetterState.IN_REVIEW:
        return here(letter, read=1)
    return _page(letter, DecisionForm(data={"version": letter.current_version}), 200)


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
    return _page(found(letter_id), form, 422)


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


def _page(letter: Letter, form: DecisionForm, status: int) -> ResponseReturnValue:
    by = current_actor()
    return (
        render_template(
            "letters/review.html",
            **frame(letter),
            **_checked(letter),
            form=form,
            may_decide=by.may(Permission.APPROVE) and may_approve_words(db.session, letter, by),
            submitted=queries_record.last_event(db.session, letter.id, LetterEventKind.SUBMITTED),
            signatures=queries_record.signature_rows(db.session, letter),
            events=queries_record.events(db.session, letter.id),
        ),
        status,
    )


def _checked(letter: Letter) -> dict[str, Any]:
    """Changes since the version to compare with, the full text, and the checks."""
    facts, version = gather(db.session, letter), version_of(db.session, letter)
    report = report_for(facts, content_of(version))
    names = {str(copy.number): copy.label for copy in facts.copies}
    compared = request.args.get("before", type=int) or _compared_with(letter)
    found_changes = changes(letter, compared, version.number) if compared else ()
    return {
        "version": version,
        "facts": facts,
        "report": report,
        "items": check_items(report.all(), {}, names, lambda _copy: ""),
        "compared": compared,
        "changes": found_changes,
        "changed": sum(change.changed for change in found_changes),
        "html": likeness(paper_of(db.session, letter, 1), asset_address(letter)),
    }


def _compared_with(letter: Letter) -> int:
    """The last version that somebody decided on, else the one before; 0 for a first text."""
    back = queries_record.last_decision_back(db.session, letter.id)
    wanted = max(reviewed_version(db.session, letter.id), back.version_number if back else 0)
    if 0 < wanted < letter.current_version:
        return wanted
    return letter.current_version - 1 if wanted else 0
