"""One official: the page, adding, correcting, taking out of use."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.officials import merging, panels, queries, service, terms
from app.officials.display import offices_held
from app.officials.forms import EmptyForm, PersonForm, TermForm
from app.officials.models import Seat
from app.officials.routes import bp
from app.officials.routes.terms import term_input
from app.officials.rules import GenderedForm, TermStatus
from app.officials.service import PersonInput


@bp.get("/<uuid:official_id>")
@requires(Permission.READ)
def show(official_id: UUID) -> ResponseReturnValue:
    """The official's page. A merged record leads to the one that took over."""
    official = queries.official(db.session, official_id)
    if official.merged_into_id is not None:
        flash(f"{official.full_name} was merged into this record.", "info")
        return redirect(url_for("officials.show", official_id=official.merged_into_id))
    day = today()
    facts = queries.official_facts(db.session, [official_id], day)[official_id]
    current = [term for term in facts.terms if term.status is not TermStatus.FORMER]
    return render_template(
        "officials/show.html",
        official=official,
        facts=facts,
        current=current,
        held=offices_held(facts.terms),
        merges=_merged_here(official_id),
        panels=panels.rendered(db.session, official_id),
        actions=panels.actions(official_id),
        day=day,
        form=EmptyForm(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def new() -> ResponseReturnValue:
    """Add an official with the office that they hold."""
    person, office = PersonForm(), TermForm(prefix="office")
    seat = _seat_from_address()
    if request.method == "GET" and seat is not None:
        office.seat_id.data, office.kind.data, office.title.data = str(seat.id), seat.kind.value, ""
        office.state.data, office.district.data = seat.state, seat.district
    if request.method == "POST" and person.validate() and office.validate():
        try:
            official = service.add_official(db.session, person_input(person), by=current_actor())
            terms.add_term(db.session, official.id, term_input(office), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            person.show(_only(error, person))
            office.show(_only(error, office))
        else:
            db.session.commit()
            flash(f"{official.full_name} is in the directory. Add how to reach them.", "done")
            return redirect(url_for("officials.show", official_id=official.id))
    page = render_template("officials/new.html", form=person, office=office, seat=seat)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:official_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def edit(official_id: UUID) -> ResponseReturnValue:
    """Correct the name, the preferred form or the notes."""
    official = service.in_use(db.session, official_id)
    form = PersonForm(obj=official)
    if request.method == "GET":
        form.gendered_form.data = official.gendered_form.value
    elif form.validate():
        try:
            service.edit_official(db.session, official_id, person_input(form), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("Saved. Imports leave what you changed alone.", "done")
            return redirect(url_for("officials.show", official_id=official_id))
    page = render_template("officials/edit.html", form=form, official=official)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:official_id>/retire", methods=["GET", "POST"])
@requires(Permission.WRITE)
def retire(official_id: UUID) -> ResponseReturnValue:
    """Ask first, then take a record out of use."""
    official = service.in_use(db.session, official_id)
    form = EmptyForm()
    if request.method == "POST" and form.validate():
        service.retire_official(db.session, official_id, by=current_actor())
        db.session.commit()
        flash(f"{official.full_name} is out of use. Letters that name them stay as they are.", "done")
        return redirect(url_for("officials.index"))
    return render_template("officials/retire.html", official=official, form=form)


def _merged_here(official_id: UUID) -> list[tuple[UUID, str]]:
    """Merges that can be undone here: their id and the name of the record that was merged away."""
    found = [merge for merge in merging.merges_of(db.session, official_id) if merge.kept_id == official_id]
    names = queries.official_names(db.session, [merge.merged_id for merge in found])
    return [(merge.id, names[merge.merged_id]) for merge in found]


def person_input(form: PersonForm) -> PersonInput:
    """What the form holds, as the verb takes it."""
    values = {name: value or "" for name, value in form.values("gendered_form").items()}
    return PersonInput(**values, gendered_form=GenderedForm(form.gendered_form.data))


def _only(error: InvalidInput, form: PersonForm | TermForm) -> InvalidInput:
    """The part of an error whose fields this form has."""
    return InvalidInput({name: text for name, text in error.errors.items() if name in form})


def _seat_from_address() -> Seat | None:
    given = request.args.get("seat", type=UUID)
    if given is None:
        return None
    seat = db.session.get(Seat, given)
    if seat is None or seat.retired_on is not None:
        raise NotFound("There is no such seat.")
    return seat
