"""People who sign."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.images import BadImage
from app.signatories import panels, queries, service
from app.signatories.forms import ListFilterForm, SignatoryForm, SignatureImageForm
from app.signatories.models import Signatory
from app.signatories.routes import bp
from app.signatories.routes.images import keep_upload, tell_kept, wanted_in_use
from app.signatories.rules import KIND_WORDS, SIGNATURE_MM


@bp.get("/signatories")
@requires(Permission.READ)
def index() -> str:
    """Everyone who may be asked to sign."""
    form = ListFilterForm(request.args)
    page = queries.search_signatories(
        db.session, text=form.q.data or "", active=form.active(), page=request.args.get("page", 1, type=int)
    )
    filtered = bool(form.q.data) or form.active() is not True
    return render_template(
        "signatories/index.html", form=form, page=page, filtered=filtered, kind_words=KIND_WORDS
    )


@bp.get("/signatories/new")
@requires(Permission.WRITE)
def new() -> str:
    """The form for a new signatory."""
    return _form_page(SignatoryForm(), None)


@bp.post("/signatories/new")
@requires(Permission.WRITE)
def new_post() -> ResponseReturnValue:
    """Add a signatory."""
    form, by = SignatoryForm(), current_actor()
    if not form.validate():
        return _form_page(form, None), 422
    try:
        made = service.create_signatory(db.session, form.details(), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _form_page(form, None), 422
    db.session.commit()
    flash(f"Added {made.name}.", "done")
    return redirect(url_for("signatories.show", signatory_id=made.id))


@bp.get("/signatories/<uuid:signatory_id>")
@requires(Permission.READ)
def show(signatory_id: UUID) -> str:
    """One signatory and the picture of their signature."""
    return _show_page(queries.signatory(db.session, signatory_id), SignatureImageForm())


@bp.get("/signatories/<uuid:signatory_id>/edit")
@requires(Permission.WRITE)
def edit(signatory_id: UUID) -> str:
    """The form for a signatory on file."""
    signatory, form = queries.signatory(db.session, signatory_id), SignatoryForm()
    form.fill(signatory)
    return _form_page(form, signatory)


@bp.post("/signatories/<uuid:signatory_id>/edit")
@requires(Permission.WRITE)
def edit_post(signatory_id: UUID) -> ResponseReturnValue:
    """Change a signatory."""
    form, by = SignatoryForm(), current_actor()
    signatory = queries.signatory(db.session, signatory_id)
    if not form.validate():
        return _form_page(form, signatory), 422
    try:
        service.change_signatory(db.session, signatory, form.details(), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _form_page(form, signatory), 422
    db.session.commit()
    flash("Saved. Letters that are signed keep the name and title they print.", "done")
    return redirect(url_for("signatories.show", signatory_id=signatory_id))


@bp.post("/signatories/<uuid:signatory_id>/image")
@requires(Permission.WRITE)
def image_post(signatory_id: UUID) -> ResponseReturnValue:
    """Keep a picture of the signature."""
    form, by = SignatureImageForm(), current_actor()
    signatory = queries.signatory(db.session, signatory_id)
    if not form.validate():
        return _show_page(signatory, form), 422
    try:
        sha256, coarse = keep_upload(form.image.data, SIGNATURE_MM)
        service.set_signature_image(db.session, signatory, sha256, form.authority.data or "", by=by)
    except (BadImage, InvalidInput) as error:
        db.session.rollback()
        form.show(error if isinstance(error, InvalidInput) else InvalidInput({"image": error.message}))
        return _show_page(signatory, form), 422
    db.session.commit()
    tell_kept(f"The signature image of {signatory.name} is on file.", coarse)
    return redirect(url_for("signatories.show", signatory_id=signatory_id))


@bp.post("/signatories/<uuid:signatory_id>/image/remove")
@requires(Permission.WRITE)
def image_remove(signatory_id: UUID) -> ResponseReturnValue:
    """Take the picture off."""
    signatory = queries.signatory(db.session, signatory_id)
    service.remove_signature_image(db.session, signatory, by=current_actor())
    db.session.commit()
    flash("The signature image is removed. Sealed letters keep theirs.", "done")
    return redirect(url_for("signatories.show", signatory_id=signatory_id))


@bp.post("/signatories/<uuid:signatory_id>/active")
@requires(Permission.WRITE)
def active_post(signatory_id: UUID) -> ResponseReturnValue:
    """Retire a signatory, or put one back into use."""
    signatory, active = queries.signatory(db.session, signatory_id), wanted_in_use()
    service.set_active(db.session, signatory, active, by=current_actor())
    db.session.commit()
    flash(f"{signatory.name} is {'in use again' if active else 'retired'}.", "done")
    return redirect(url_for("signatories.show", signatory_id=signatory_id))


def _form_page(form: SignatoryForm, signatory: Signatory | None) -> str:
    return render_template("signatories/form.html", form=form, signatory=signatory)


def _show_page(signatory: Signatory, form: SignatureImageForm) -> str:
    return render_template(
        "signatories/show.html",
        signatory=signatory,
        form=form,
        kind_words=KIND_WORDS,
        panels=panels.rendered(db.session, signatory.id),
    )
