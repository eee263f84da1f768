"""Adding a claim, changing it, correcting its wording, noting something on it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.evidence import citing, queries, queries_lists, rows, service
from app.evidence.forms import ClaimForm, CorrectForm, NoteForm
from app.evidence.models import Claim
from app.evidence.routes import bp
from app.evidence.routes.claims import claim_page


@bp.get("/new")
@requires(Permission.WRITE)
def new() -> str:
    """An empty form."""
    form = ClaimForm(formdata=None)
    form.topic.data = request.args.get("topic", "")
    return _form_page(form, None)


@bp.post("/new")
@requires(Permission.WRITE)
def new_post() -> ResponseReturnValue:
    """Add a claim, or more rows for its sources."""
    form = ClaimForm()
    if request.form.get("more"):
        form.more()
        return _form_page(form, None)
    if not form.validate():
        return _form_page(form, None), 422
    try:
        claim = service.add_claim(db.session, form.slug.data or "", form.draft(), by=current_actor())
    except InvalidInput as error:
        db.session.rollback()
        form.show(InvalidInput(form.show_problems(error.errors)))
        return _form_page(form, None), 422
    db.session.commit()
    flash(f"Added as claim {claim.number}. Cite it in letters as [@{claim.slug}].", "done")
    return redirect(url_for("evidence.show", slug=claim.slug))


@bp.get("/<slug>/edit")
@requires(Permission.WRITE)
def edit(slug: str) -> str:
    """The form as it stands."""
    claim = queries.claim_by_slug(db.session, slug)
    form = ClaimForm(formdata=None)
    form.fill(claim.slug, rows.draft_of(claim), claim.version)
    return _form_page(form, claim)


@bp.post("/<slug>/edit")
@requires(Permission.WRITE)
def edit_post(slug: str) -> ResponseReturnValue:
    """Change a claim; new words make a new revision, and a correction when somebody cited the old ones."""
    claim, form = queries.claim_by_slug(db.session, slug), ClaimForm()
    if request.form.get("more"):
        form.more()
        return _form_page(form, claim)
    if not form.validate():
        return _form_page(form, claim), 422
    try:
        corrected = service.edit_claim(
            db.session,
            claim,
            form.draft(rows.draft_of(claim).cautions),
            by=current_actor(),
            reason=form.reason.data or "",
            expected_version=form.version.data,
        )
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        errors = error.errors if isinstance(error, InvalidInput) else {"": error.message}
        form.show(InvalidInput(form.show_problems(errors)))
        return _form_page(form, claim), error.status
    db.session.commit()
    flash("Corrected. Whoever cites it is told." if corrected else "Saved.", "done")
    return redirect(url_for("evidence.show", slug=slug))


def _form_page(form: ClaimForm, claim: Claim | None) -> str:
    return render_template(
        "evidence/form.html",
        form=form,
        claim=claim,
        cited=len(citing.cited_in(db.session, claim.slug)) if claim else 0,
        topics=[topic for topic, _ in queries_lists.topics(db.session) if topic],
    )


@bp.post("/<slug>/correct")
@requires(Permission.WRITE)
def correct(slug: str) -> ResponseReturnValue:
    """Give the claim a new wording; its page showed before what that touches."""
    claim, form, by = queries.claim_by_slug(db.session, slug), CorrectForm(), current_actor()
    if not form.validate():
        return claim_page(claim, correct=form), 422
    wording, reason = form.wording.data or "", form.reason.data or ""
    try:
        service.correct_claim(db.session, claim, wording, reason, by=by, expected_version=form.version.data)
        drafted = citing.draft_correction_letters(db.session, slug, reason, by) if form.letter.data else []
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        form.show(error if isinstance(error, InvalidInput) else InvalidInput({"": error.message}))
        return claim_page(claim, correct=form), error.status
    db.session.commit()
    flash("Corrected. The earlier wording stays in the history.", "done")
    for title in drafted:
        flash(f"Drafted “{title}”.", "done")
    return redirect(url_for("evidence.show", slug=slug))


@bp.post("/<slug>/note")
@requires(Permission.WRITE)
def note(slug: str) -> ResponseReturnValue:
    """A question or remark for the history."""
    claim, form = queries.claim_by_slug(db.session, slug), NoteForm()
    try:
        if not form.validate():
            return claim_page(claim, note=form), 422
        service.add_note(db.session, claim, form.text.data or "", by=current_actor())
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return claim_page(claim, note=form), error.status
    db.session.commit()
    flash("Noted in the history.", "done")
    return redirect(url_for("evidence.show", slug=slug))
