"""One dispatch: what happened, what may happen next, taking a step back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Actor, Permission
from app.campaigns import queries as campaign_queries
from app.campaigns.access import may_write
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.forms import BaseForm
from app.core.storage import current_store
from app.delivery import mending, queries, queries_replies
from app.delivery.attaching import attach
from app.delivery.forms import MarkForm, NoteForm, OutcomeForm, ReasonForm
from app.delivery.models import Dispatch
from app.delivery.queries_runs import run_of_dispatch
from app.delivery.readdressing import changeable
from app.delivery.routes import bp
from app.delivery.routes._shared import choices_for, distinct, download, must_write, uploads
from app.delivery.routes.lists import outcome_panel
from app.delivery.rules import CHANNEL_NOUNS, DispatchState, Mark, clock_words, moves_for, state_words
from app.delivery.rules_history import last_undoable
from app.delivery.sending import mark_dispatches


@bp.get("/sending/dispatches/<uuid:dispatch_id>")
@requires(Permission.READ)
def dispatch(dispatch_id: UUID) -> str:
    """One dispatch with its events."""
    return _page(dispatch_id)


def _page(dispatch_id: UUID, **forms: BaseForm) -> str:
    by = current_actor()
    row = queries.dispatch_row(db.session, dispatch_id)
    events = queries.events_of(db.session, [dispatch_id]).get(dispatch_id, [])
    unknown = row.dispatch.state is DispatchState.OUTCOME_UNKNOWN and not row.dispatch.settled
    mark = forms.get("mark") or MarkForm(formdata=None, day=by.today)
    choices = choices_for([row.dispatch], cancelling=False)
    if isinstance(mark, MarkForm):
        mark.offer(choices)
    outcome = forms.get("outcome")
    outcome = outcome if isinstance(outcome, OutcomeForm) else OutcomeForm(formdata=None)
    note = forms.get("note") or NoteForm(formdata=None, day=by.today)
    reason = forms.get("reason") or ReasonForm(formdata=None)
    for name, form in (("mark", mark), ("note", note), ("reason", reason), ("outcome", outcome)):
        distinct(form, name)
    return render_template(
        "delivery/dispatch.html",
        row=row,
        events=events,
        files=queries.attachments_of_events(db.session, [event.id for event in events]),
        corrected={event.corrects_id for event in events if event.corrects_id},
        held=run_of_dispatch(db.session, dispatch_id),
        envelope_open=changeable(db.session, row.dispatch),
        last=last_undoable(events),
        choices=choices,
        cancellable=DispatchState.CANCELLED in moves_for(row.dispatch.channel, row.dispatch.state),
        panel=outcome_panel(row, outcome) if unknown else None,
        mark=mark,
        note=note,
        reason=reason,
        outcome=outcome,
        campaign=campaign_queries.campaign(db.session, row.dispatch.campaign_id),
        words=state_words,
        nouns=CHANNEL_NOUNS,
        clock_words=clock_words,
        may_write=may_write(db.session, row.dispatch.campaign_id, by),
    )


def _change(
    dispatch_id: UUID, form: BaseForm, name: str, verb: Callable[[Dispatch], str]
) -> ResponseReturnValue:
    """Run `verb` on the dispatch; its sentence is flashed. Errors come back beside the form named `name`."""
    found = queries.dispatch(db.session, dispatch_id)
    must_write(found.campaign_id)
    if isinstance(form, MarkForm):
        form.offer(choices_for([found], cancelling=False))
    if not form.validate():
        return _page(dispatch_id, **{name: form}), 422
    try:
        sentence = verb(found)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _page(dispatch_id, **{name: form}), 422
    db.session.commit()
    flash(sentence, "done")
    return redirect(url_for("delivery.dispatch", dispatch_id=dispatch_id))


@bp.post("/sending/dispatches/<uuid:dispatch_id>/mark")
@requires(Permission.WRITE)
def mark(dispatch_id: UUID) -> ResponseReturnValue:
    """Say what happened."""
    form, by = MarkForm(), current_actor()

    def verb(found: Dispatch) -> str:
        state = DispatchState(form.state.data)
        wanted = Mark(
            state,
            form.day.data or by.today,
            form.note.data or "",
            form.tracking_number.data or "",
            form.clock.data,
        )
        mark_dispatches(db.session, [found], wanted, by=by)
        event = queries.events_of(db.session, [found.id])[found.id][-1]
        attach(db.session, current_store(), uploads(form.files.data), by=by, event_id=event.id)
        return f"Marked as {state_words(found.channel, state).lower()}."

    return _change(dispatch_id, form, "mark", verb)


@bp.post("/sending/dispatches/<uuid:dispatch_id>/note")
@requires(Permission.WRITE)
def note(dispatch_id: UUID) -> ResponseReturnValue:
    """Add a note, with files if there are any."""
    form, by = NoteForm(), current_actor()

    def verb(found: Dispatch) -> str:
        event = mending.add_note(
            db.session, found, form.note.data or "", by=by, day=form.day.data, clock=form.clock.data
        )
        attach(db.session, current_store(), uploads(form.files.data), by=by, event_id=event.id)
        return "Added the note."

    return _change(dispatch_id, form, "note", verb)


@bp.post("/sending/dispatches/<uuid:dispatch_id>/take-back")
@requires(Permission.WRITE)
def take_back(dispatch_id: UUID) -> ResponseReturnValue:
    """Undo the last step by a correcting event."""
    form, by = ReasonForm(), current_actor()

    def verb(found: Dispatch) -> str:
        try:
            event_id = UUID(form.event_id.data or "")
        except ValueError as error:
            raise InvalidInput({"reason": "Load the page again, then take the step back."}) from error
        mending.take_back(db.session, found, event_id, form.reason.data or "", by=by)
        return f"Taken back. It is {state_words(found.channel, found.state).lower()} again."

    return _change(dispatch_id, form, "reason", verb)


@bp.get("/sending/dispatches/<uuid:dispatch_id>/cancel")
@requires(Permission.WRITE)
def cancel(dispatch_id: UUID) -> str:
    """Ask once before a dispatch is cancelled."""
    row = queries.dispatch_row(db.session, dispatch_id)
    must_write(row.dispatch.campaign_id)
    return render_template("delivery/cancel.html", row=row, words=state_words, nouns=CHANNEL_NOUNS)


@bp.post("/sending/dispatches/<uuid:dispatch_id>/cancel")
@requires(Permission.WRITE)
def cancel_post(dispatch_id: UUID) -> ResponseReturnValue:
    """Cancel a dispatch that has not left."""
    by = current_actor()
    found = queries.dispatch(db.session, dispatch_id)
    mark_dispatches(db.session, [found], Mark(DispatchState.CANCELLED, by.today), by=by)
    db.session.commit()
    flash("Cancelled. Nothing goes out by this channel unless you plan it again.", "done")
    return redirect(url_for("delivery.board", letter_id=found.letter_id))


@bp.post("/sending/dispatches/<uuid:dispatch_id>/outcome")
@requires(Permission.WRITE)
def outcome(dispatch_id: UUID) -> ResponseReturnValue:
    """Settle an unknown outcome with one of four honest answers."""
    form, by = OutcomeForm(), current_actor()

    def verb(found: Dispatch) -> str:
        sentence = _answer(found, form, by)
        files = uploads(form.files.data)
        if files:
            event = queries.events_of(db.session, [found.id])[found.id][-1]
            attach(db.session, current_store(), files, by=by, event_id=event.id)
        return sentence

    return _change(dispatch_id, form, "outcome", verb)


def _answer(found: Dispatch, form: OutcomeForm, by: Actor) -> str:
    answer, text = form.answer.data, form.note.data or ""
    if answer == "asked":
        mending.note_asked(db.session, found, text, by=by, remind_on=form.remind_on.data)
        return "Noted that you asked. It stays on the list until the outcome is known."
    if answer == "settled":
        mending.settle_unknown(db.session, found, text, by=by)
        return "Closed as one that cannot be known. It stays in the record as unknown."
    state = DispatchState(answer)
    mark_dispatches(db.session, [found], Mark(state, form.day.data or by.today, text), by=by)
    if state is DispatchState.FAILED:
        return "Marked as not arrived. You can plan one more dispatch in its place."
    return f"Marked as {state_words(found.channel, state).lower()}."


@bp.get("/sending/attachments/<uuid:attachment_id>")
@requires(Permission.READ)
def attachment(attachment_id: UUID) -> Response:
    """A file of the record, as a download."""
    return download(queries_replies.attachment(db.session, attachment_id))
