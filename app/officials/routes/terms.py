"""Terms of one official: add, correct, end, confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials import service, terms
from app.officials.display import TermView
from app.officials.forms import EmptyForm, EndTermForm, TermForm
from app.officials.models import Term
from app.officials.queries_terms import terms_where
from app.officials.routes import bp
from app.officials.rules import OfficeKind, Standing
from app.officials.terms import TermInput


@bp.route("/<uuid:official_id>/terms/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def new_term(official_id: UUID) -> ResponseReturnValue:
    """Give an official another office."""
    official = service.in_use(db.session, official_id)
    form = TermForm()
    if request.method == "POST" and form.validate():
        try:
            terms.add_term(db.session, official_id, term_input(form), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            return _saved(official_id, "The office is added.")
    page = render_template("officials/term.html", form=form, official=official, term=None)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:official_id>/terms/<uuid:term_id>", methods=["GET", "POST"])
@requires(Permission.WRITE)
def edit_term(official_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """Correct a term."""
    official = service.in_use(db.session, official_id)
    view = _view_of(official_id, term_id)
    form = TermForm(data=_shown(view))
    if form.validate_on_submit():
        try:
            terms.edit_term(db.session, official_id, term_id, term_input(form), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            return _saved(official_id, "The office is changed. Imports leave what you changed alone.")
    ending = EndTermForm(formdata=None, last_day=current_actor().today)
    page = render_template("officials/term.html", form=form, official=official, term=view, ending=ending)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<uuid:official_id>/terms/<uuid:term_id>/end")
@requires(Permission.WRITE)
def end_term(official_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """Set the last day."""
    official = service.in_use(db.session, official_id)
    ending = EndTermForm()
    if ending.validate() and ending.last_day.data:
        try:
            terms.end_term(db.session, official_id, term_id, ending.last_day.data, by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            ending.show(error)
        else:
            return _saved(official_id, "The last day is set. Letters dated later need another office.")
    view = _view_of(official_id, term_id)
    form = TermForm(formdata=None, data=_shown(view))
    return render_template("officials/term.html", form=form, official=official, term=view, ending=ending), 422


@bp.post("/<uuid:official_id>/terms/<uuid:term_id>/confirm")
@requires(Permission.WRITE)
def confirm_term(official_id: UUID, term_id: UUID) -> ResponseReturnValue:
    """Somebody checked: the office is still held."""
    if EmptyForm().validate():
        terms.confirm_term(db.session, official_id, term_id, by=current_actor())
    return _saved(official_id, "Confirmed as of today.")


def _saved(official_id: UUID, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "done")
    return redirect(url_for("officials.show", official_id=official_id))


def _view_of(official_id: UUID, term_id: UUID) -> TermView:
    """Raises `NotFound` for a term of somebody else."""
    terms.term_of(db.session, official_id, term_id)
    return terms_where(db.session, current_actor().today, Term.id == term_id)[0]


def _shown(view: TermView) -> dict[str, Any]:
    """What the form shows first. The body comes by its name, as the row holds only a reference."""
    same = {name: getattr(view, name) for name in ("title", "body", "place", "state", "district", "party")}
    days = {"start": view.start, "end": view.end}
    seat = str(view.seat_id) if view.seat_id else ""
    return {**same, **days, "seat_id": seat, "kind": view.kind.value, "standing": view.standing.value}


def term_input(form: TermForm) -> TermInput:
    """What the form holds, as the verb takes it."""
    return TermInput(
        title=form.title.data or "",
        kind=OfficeKind(form.kind.data),
        body=form.body.data or "",
        place=form.place.data or "",
        state=form.state.data or "",
        district=form.district.data or "",
        party=form.party.data or "",
        standing=Standing(form.standing.data),
        start=form.start.data,
        end=form.end.data,
        seat_id=_uuid(form.seat_id.data),
    )


def _uuid(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput({"kind": "That seat is not known. Choose the office instead."}) from error
