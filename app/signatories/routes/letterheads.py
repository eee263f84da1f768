"""Letterheads of offices."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.images import BadImage
from app.signatories import queries, service
from app.signatories.forms import CrestForm, LetterheadForm, ListFilterForm
from app.signatories.models import Letterhead
from app.signatories.routes import bp
from app.signatories.routes.images import keep_upload, tell_kept, wanted_in_use
from app.signatories.rules import CREST_MM, STYLE_WORDS


@bp.get("/letterheads")
@requires(Permission.READ)
def letterheads() -> str:
    """Every letterhead, as it prints."""
    form = ListFilterForm(request.args)
    return render_template(
        "signatories/letterheads.html",
        form=form,
        letterheads=queries.letterheads(db.session, active=form.active()),
        filtered=form.active() is not True,
    )


@bp.get("/letterheads/new")
@requires(Permission.WRITE)
def letterhead_new() -> str:
    """The form for a new letterhead."""
    return _form_page(LetterheadForm(), None)


@bp.post("/letterheads/new")
@requires(Permission.WRITE)
def letterhead_new_post() -> ResponseReturnValue:
    """Add a letterhead."""
    form, by = LetterheadForm(), current_actor()
    if not form.validate():
        return _form_page(form, None), 422
    try:
        made = service.create_letterhead(db.session, form.details(), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _form_page(form, None), 422
    db.session.commit()
    flash(f"Added the letterhead {made.label}.", "done")
    return redirect(url_for("signatories.letterhead", letterhead_id=made.id))


@bp.get("/letterheads/<uuid:letterhead_id>")
@requires(Permission.READ)
def letterhead(letterhead_id: UUID) -> str:
    """One letterhead as it prints, and its crest."""
    return _show_page(queries.letterhead(db.session, letterhead_id), CrestForm())


@bp.get("/letterheads/<uuid:letterhead_id>/edit")
@requires(Permission.WRITE)
def letterhead_edit(letterhead_id: UUID) -> str:
    """The form for a letterhead on file, with a preview."""
    found, form = queries.letterhead(db.session, letterhead_id), LetterheadForm()
    form.fill(found)
    return _form_page(form, found)


@bp.post("/letterheads/<uuid:letterhead_id>/edit")
@requires(Permission.WRITE)
def letterhead_edit_post(letterhead_id: UUID) -> ResponseReturnValue:
    """Change a letterhead."""
    form, by = LetterheadForm(), current_actor()
    found = queries.letterhead(db.session, letterhead_id)
    if not form.validate():
        return _form_page(form, found), 422
    try:
        service.change_letterhead(db.session, found, form.details(), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _form_page(form, found), 422
    db.session.commit()
    flash("Saved. Letters that were written keep the letterhead they have.", "done")
    return redirect(url_for("signatories.letterhead", letterhead_id=letterhead_id))


@bp.post("/letterheads/<uuid:letterhead_id>/crest")
@requires(Permission.WRITE)
def crest_post(letterhead_id: UUID) -> ResponseReturnValue:
    """Keep a crest."""
    form, by = CrestForm(), current_actor()
    found = queries.letterhead(db.session, letterhead_id)
    if not form.validate():
        return _show_page(found, form), 422
    try:
        sha256, coarse = keep_upload(form.image.data, CREST_MM[found.style])
    except BadImage as error:
        form.show(InvalidInput({"image": error.message}))
        return _show_page(found, form), 422
    service.set_crest(db.session, found, sha256, by=by)
    db.session.commit()
    tell_kept("The crest is on the letterhead.", coarse)
    return redirect(url_for("signatories.letterhead", letterhead_id=letterhead_id))


@bp.post("/letterheads/<uuid:letterhead_id>/crest/remove")
@requires(Permission.WRITE)
def crest_remove(letterhead_id: UUID) -> ResponseReturnValue:
    """Take the crest off."""
    service.remove_crest(db.session, queries.letterhead(db.session, letterhead_id), by=current_actor())
    db.session.commit()
    flash("The crest is removed.", "done")
    return redirect(url_for("signatories.letterhead", letterhead_id=letterhead_id))


@bp.post("/letterheads/<uuid:letterhead_id>/active")
@requires(Permission.WRITE)
def letterhead_active_post(letterhead_id: UUID) -> ResponseReturnValue:
    """Retire a letterhead, or put one back into use."""
    found, active = queries.letterhead(db.session, letterhead_id), wanted_in_use()
    service.set_active(db.session, found, active, by=current_actor())
    db.session.commit()
    flash(f"The letterhead {found.label} is {'in use again' if active else 'retired'}.", "done")
    return redirect(url_for("signatories.letterhead", letterhead_id=letterhead_id))


def _form_page(form: LetterheadForm, found: Letterhead | None) -> str:
    return render_template("signatories/letterhead_form.html", form=form, letterhead=found)


def _show_page(found: Letterhead, form: CrestForm) -> str:
    return render_template(
        "signatories/letterhead.html", letterhead=found, form=form, style_words=STYLE_WORDS
    )
