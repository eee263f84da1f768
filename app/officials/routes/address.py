"""Why an official is addressed as they are, what replaces the rules, and the house style."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials import addressing, queries, service
from app.officials.address import SOURCES
from app.officials.addressing import OverrideInput
from app.officials.forms import OverrideForm, StyleForm
from app.officials.queries_facts import override_of
from app.officials.routes import bp


@bp.get("/<uuid:official_id>/address")
@requires(Permission.READ)
def address(official_id: UUID) -> str:
    """Every form with its lines, rules and sources."""
    queries.official(db.session, official_id)
    facts = queries.official_facts(db.session, [official_id], today())[official_id]
    return render_template("officials/address.html", facts=facts, sources=SOURCES)


@bp.route("/<uuid:official_id>/address/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def edit_address(official_id: UUID) -> ResponseReturnValue:
    """What replaces the rules for this person."""
    official = service.in_use(db.session, official_id)
    form = OverrideForm()
    if request.method == "GET":
        stored = override_of(db.session, official_id)
        if stored is not None:
            form.salutation.data = (stored.salutation or "").rstrip(":")
            form.spoken.data, form.reason.data = stored.spoken, stored.reason
            form.inside_lines.data = "\n".join(stored.inside_lines or ())
            form.envelope_lines.data = "\n".join(stored.envelope_lines or ())
    elif form.validate():
        given = OverrideInput(
            salutation=form.salutation.data or "",
            spoken=form.spoken.data or "",
            inside_lines=tuple((form.inside_lines.data or "").splitlines()),
            envelope_lines=tuple((form.envelope_lines.data or "").splitlines()),
            reason=form.reason.data or "",
        )
        try:
            addressing.override_address(db.session, official_id, given, by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("The form of address is saved.", "done")
            return redirect(url_for("officials.address", official_id=official_id))
    facts = queries.official_facts(db.session, [official_id], today())[official_id]
    page = render_template("officials/address_edit.html", form=form, official=official, facts=facts)
    return page, 422 if request.method == "POST" else 200


@bp.route("/address-style", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def address_style() -> ResponseReturnValue:
    """The organisation's choices where sources disagree."""
    form = StyleForm(data=asdict(queries.address_style(db.session)))
    if request.method == "POST" and form.validate():
        try:
            addressing.set_address_style(db.session, form.values(), by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("The house style is saved. Sealed letters keep what they printed.", "done")
            return redirect(url_for("officials.address_style"))
    page = render_template("officials/address_style.html", form=form, sources=SOURCES)
    return page, 422 if request.method == "POST" else 200
