"""Marking many dispatches at once: choose, see what would change, then change all or none."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.delivery import queries, queries_letters
from app.delivery.forms import MarkForm
from app.delivery.models import Dispatch
from app.delivery.routes import bp
from app.delivery.routes._shared import choices_for, must_write, sealed_letter
from app.delivery.rules import CHANNEL_NOUNS, Channel, DispatchState, Mark, state_words
from app.delivery.sending import mark_dispatches
from app.letters.models import Letter

_SHOWN = 100
_CHANGED = "Someone marked some of these in the meantime, so nothing was changed. Choose again."


@bp.post("/sending/letters/<uuid:letter_id>/mark")
@requires(Permission.WRITE)
def mark_many(letter_id: UUID) -> ResponseReturnValue:
    """First shows what would be marked, then marks it."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    rows = _chosen(letter)
    expected = request.form.get("expected", str(len(rows)))
    if not rows or expected != str(len(rows)):
        flash(_CHANGED if rows else "Choose at least one dispatch first.", "attention")
        return redirect(url_for("delivery.board", letter_id=letter_id))
    if "confirmed" not in request.form:
        form = MarkForm(formdata=None, day=current_actor().today)
        form.offer(choices_for(rows, cancelling=True))
        return _page(letter, rows, form)
    return _marked(letter, rows)


def _marked(letter: Letter, rows: list[Dispatch]) -> ResponseReturnValue:
    letter_id, form = letter.id, MarkForm()
    form.offer(choices_for(rows, cancelling=True))
    if not form.validate():
        return _page(letter, rows, form), 422
    try:
        mark_dispatches(db.session, rows, _mark(form), by=current_actor())
        db.session.commit()
        flash(f"Marked {len(rows)} {'dispatch' if len(rows) == 1 else 'dispatches'}.", "done")
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        letter = sealed_letter(letter_id)
        return _page(letter, _chosen(letter), form), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
    return redirect(url_for("delivery.board", letter_id=letter_id))


def _mark(form: MarkForm) -> Mark:
    return Mark(
        DispatchState(form.state.data),
        form.day.given(),
        form.note.data or "",
        form.tracking_number.data or "",
        form.clock.data,
    )


def _chosen(letter: Letter) -> list[Dispatch]:
    """The ticked dispatches of this letter, or all that stand at one point ("post:planned")."""
    ids = [UUID(raw) for raw in request.form.getlist("dispatch") if _is_uuid(raw)]
    channel, _, state = request.form.get("all", "").partition(":")
    if channel in set(Channel) and state in set(DispatchState):
        ids = queries_letters.ids_waiting(db.session, letter.id, Channel(channel), DispatchState(state))
    return [row for row in queries.dispatches(db.session, ids) if row.letter_id == letter.id]


def _page(letter: Letter, rows: list[Dispatch], form: MarkForm) -> str:
    named = db.session.execute(
        queries.dispatch_rows(Dispatch.id.in_([row.id for row in rows[:_SHOWN]])).order_by(Dispatch.copy_no)
    )
    return render_template(
        "delivery/mark.html",
        letter=letter,
        ids=[row.id for row in rows],
        all=request.form.get("all", ""),
        rows=[queries.to_row(row) for row in named],
        tracks=len(rows) == 1 and rows[0].channel is Channel.POST,
        form=form,
        words=state_words,
        nouns=CHANNEL_NOUNS,
    )


def _is_uuid(raw: str) -> bool:
    try:
        UUID(raw)
    except ValueError:
        return False
    return True
