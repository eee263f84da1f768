"""The send page of a sealed letter, and marking many dispatches at once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.delivery import queries
from app.delivery.forms import MarkForm, PlanForm, parse_plans
from app.delivery.models import Dispatch
from app.delivery.planning import send_rows
from app.delivery.routes import bp
from app.delivery.routes._shared import choices_for, must_write
from app.delivery.routes.lists import sealed_letter
from app.delivery.rules import CHANNEL_WORDS, Channel, DispatchState, Mark, state_words
from app.delivery.sending import Plan, mark_dispatches, plan_dispatches
from app.letters.models import Letter


@bp.get("/letters/<uuid:letter_id>/send")
@requires(Permission.WRITE)
def send(letter_id: UUID) -> str:
    """Choose a channel for each recipient of a sealed letter."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    return _send_page(letter, PlanForm(planned_for=current_actor().today), None, {})


@bp.post("/letters/<uuid:letter_id>/send")
@requires(Permission.WRITE)
def send_post(letter_id: UUID) -> ResponseReturnValue:
    """Plan the dispatches that are ticked."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    form, by = PlanForm(), current_actor()
    ticked = set(request.form.getlist("send"))
    if not form.validate():
        return _send_page(letter, form, ticked, {}), 422
    try:
        plans = _plans(letter)
        made = plan_dispatches(db.session, letter, plans, planned_for=form.planned_for.data, by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _send_page(letter, form, ticked, error.errors), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
        return redirect(url_for("delivery.board", letter_id=letter_id))
    db.session.commit()
    flash(
        f"Planned {len(made)} {'dispatch' if len(made) == 1 else 'dispatches'}. Nothing has left yet.", "done"
    )
    return redirect(url_for("delivery.board", letter_id=letter.id))


def _plans(letter: Letter) -> list[Plan]:
    rows = {str(row.addressee.id): row for row in send_rows(db.session, letter)}
    plans = []
    try:
        ticked = parse_plans(request.form)
    except ValueError as error:
        raise InvalidInput({"channels": "One of the channels is not known. Load the page again."}) from error
    for addressee_id, channel in ticked:
        row = rows.get(addressee_id)
        if row is None:
            raise InvalidInput(
                {"channels": "One of the recipients is not on this letter. Load the page again."}
            )
        contact = row.cells[channel].contact
        plans.append(Plan(row.addressee.id, channel, contact.id if contact else None))
    return plans


def _send_page(letter: Letter, form: PlanForm, ticked: set[str] | None, errors: dict[str, str]) -> str:
    rows = send_rows(db.session, letter)
    if ticked is None:
        ticked = {f"{row.addressee.id}:{row.suggestion.value}" for row in rows if row.suggestion}
    return render_template(
        "delivery/send.html",
        letter=letter,
        form=form,
        rows=rows,
        ticked=ticked,
        errors=errors,
        channels=[Channel.OWN_EMAIL, Channel.WEB_FORM, Channel.FAX, Channel.POST, Channel.HAND],
        words=CHANNEL_WORDS,
        state_words=state_words,
        problems=[row for row in rows if row.problem],
        counts={c: sum(1 for t in ticked if t.endswith(f":{c.value}")) for c in Channel},
    )


@bp.post("/sending/letters/<uuid:letter_id>/mark")
@requires(Permission.WRITE)
def mark_many(letter_id: UUID) -> ResponseReturnValue:
    """First shows what would be marked, then marks it."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    ids = [UUID(raw) for raw in request.form.getlist("dispatch") if _is_uuid(raw)]
    rows = [row for row in queries.dispatches(db.session, ids) if row.letter_id == letter.id]
    form, by = MarkForm(), current_actor()
    form.offer(choices_for(rows))
    if not rows:
        flash("Choose at least one dispatch first.", "attention")
        return redirect(url_for("delivery.board", letter_id=letter.id))
    if "confirmed" not in request.form:
        form = MarkForm(formdata=None, day=by.today)
        form.offer(choices_for(rows))
        return _mark_page(letter, rows, form)
    if not form.validate():
        return _mark_page(letter, rows, form), 422
    mark = Mark(
        DispatchState(form.state.data),
        form.day.data or by.today,
        form.note.data or "",
        form.tracking_number.data or "",
    )
    try:
        mark_dispatches(db.session, rows, mark, by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _mark_page(sealed_letter(letter_id), queries.dispatches(db.session, ids), form), 422
    db.session.commit()
    flash(f"Marked {len(rows)} {'dispatch' if len(rows) == 1 else 'dispatches'}.", "done")
    return redirect(url_for("delivery.board", letter_id=letter_id))


def _mark_page(letter: Letter, rows: list[Dispatch], form: MarkForm) -> str:
    ids = [row.id for row in rows]
    named = db.session.execute(queries.dispatch_rows(Dispatch.id.in_(ids)))
    return render_template(
        "delivery/mark.html",
        letter=letter,
        rows=[queries.to_row(row) for row in named],
        form=form,
        words=state_words,
    )


def _is_uuid(raw: str) -> bool:
    try:
        UUID(raw)
    except ValueError:
        return False
    return True
