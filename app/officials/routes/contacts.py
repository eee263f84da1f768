"""Contact points of one official: add, correct, note a check, take out of use."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials import contacts, service
from app.officials.contacts import ContactInput
from app.officials.forms import CheckForm, ContactForm, EmptyForm
from app.officials.routes import bp
from app.officials.rules import ContactHealth, ContactKind


@bp.route("/<uuid:official_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def new_contact(official_id: UUID) -> ResponseReturnValue:
    """Add a way to reach an official."""
    official = service.in_use(db.session, official_id)
    form = ContactForm()
    if request.method == "POST" and form.validate():
        try:
            contacts.add_contact(db.session, official_id, _input(form), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            return _saved(official_id, "The contact point is added. Nobody has tried it yet.")
    page = render_template("officials/contact.html", form=form, official=official, contact=None)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:official_id>/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Permission.WRITE)
def edit_contact(official_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Correct a contact point."""
    official = service.in_use(db.session, official_id)
    point = contacts.contact_of(db.session, official_id, contact_id)
    form = ContactForm(obj=point)
    if request.method == "GET":
        form.kind.data = point.kind.value
        if point.kind is ContactKind.POSTAL:
            form.value.data = "\n".join(point.lines) or point.value
    elif form.validate():
        try:
            contacts.edit_contact(db.session, official_id, contact_id, _input(form), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            return _saved(official_id, "The contact point is changed. Imports leave what you changed alone.")
    page = render_template("officials/contact.html", form=form, official=official, contact=point)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:official_id>/contacts/<uuid:contact_id>/check", methods=["GET", "POST"])
@requires(Permission.WRITE)
def check_contact(official_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Note how a contact point was found to be."""
    official = service.in_use(db.session, official_id)
    point = contacts.contact_of(db.session, official_id, contact_id)
    form = CheckForm()
    if request.method == "GET":
        form.checked_on.data = today()
    elif form.validate() and form.checked_on.data:
        found, note = ContactHealth(form.health.data), form.note.data or ""
        by = current_actor()
        try:
            contacts.check_contact(
                db.session, official_id, contact_id, found, form.checked_on.data, note, by=by
            )
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            return _saved(official_id, "The check is on record.")
    page = render_template("officials/contact_check.html", form=form, official=official, contact=point)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<uuid:official_id>/contacts/<uuid:contact_id>/retire")
@requires(Permission.WRITE)
def retire_contact(official_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Take a contact point out of use."""
    if EmptyForm().validate():
        contacts.retire_contact(db.session, official_id, contact_id, by=current_actor())
    return _saved(official_id, "The contact point is out of use.")


def _saved(official_id: UUID, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "done")
    return redirect(url_for("officials.show", official_id=official_id))


def _input(form: ContactForm) -> ContactInput:
    return ContactInput(
        kind=ContactKind(form.kind.data),
        value=form.value.data or "",
        label=form.label.data or "",
        hours=form.hours.data or "",
        note=form.note.data or "",
    )
