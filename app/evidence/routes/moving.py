"""Moving a claim between its states. Each page says what will happen before it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.forms import BaseForm
from app.evidence import citing, impact, moving, queries, queries_lists
from app.evidence.forms import DisputeForm, ReasonForm, SupersedeForm
from app.evidence.models import Claim
from app.evidence.routes import bp

_METHODS = ["GET", "POST"]


@bp.route("/<slug>/dispute", methods=_METHODS)
@requires(Permission.WRITE)
def dispute(slug: str) -> ResponseReturnValue:
    """Note what is disputed; letters show it from now on."""
    claim = queries.claim_by_slug(db.session, slug)
    form = DisputeForm()
    if request.method == "GET":
        form.dispute.data, form.opposing_view.data = claim.current.dispute, claim.current.opposing_view

    def act() -> None:
        view = form.opposing_view.data or ""
        moving.dispute_claim(
            db.session, claim, form.dispute.data or "", by=current_actor(), opposing_view=view
        )

    return _act("dispute", claim, form, act, "The dispute is on file. Letters that cite the claim show it.")


@bp.route("/<slug>/settle", methods=_METHODS)
@requires(Permission.WRITE)
def settle(slug: str) -> ResponseReturnValue:
    """Take a dispute away that was answered."""
    claim, form = queries.claim_by_slug(db.session, slug), ReasonForm()
    return _act(
        "settle",
        claim,
        form,
        lambda: moving.settle_dispute(db.session, claim, form.reason.data or "", by=current_actor()),
        "The dispute is settled.",
    )


@bp.route("/<slug>/retract", methods=_METHODS)
@requires(Permission.WRITE)
def retract(slug: str) -> ResponseReturnValue:
    """Take the claim out of use."""
    claim, form = queries.claim_by_slug(db.session, slug), ReasonForm()
    return _act(
        "retract",
        claim,
        form,
        lambda: moving.retract_claim(db.session, claim, form.reason.data or "", by=current_actor()),
        "Retracted. Whoever cites it is told.",
    )


@bp.route("/<slug>/supersede", methods=_METHODS)
@requires(Permission.WRITE)
def supersede(slug: str) -> ResponseReturnValue:
    """Let another claim take its place."""
    claim, form = queries.claim_by_slug(db.session, slug), SupersedeForm()
    form.successor.choices = [("", "Choose a claim"), *queries_lists.choices(db.session, but=claim.id)]

    def act() -> None:
        if not form.successor.data:
            raise InvalidInput({"successor": "Choose the claim that takes its place."})
        successor = queries.claim_by_slug(db.session, form.successor.data)
        moving.supersede_claim(db.session, claim, successor, form.reason.data or "", by=current_actor())

    return _act("supersede", claim, form, act, "Superseded. Whoever cites it is told.")


@bp.route("/<slug>/reopen", methods=_METHODS)
@requires(Permission.WRITE)
def reopen(slug: str) -> ResponseReturnValue:
    """Put it back into use."""
    claim, form = queries.claim_by_slug(db.session, slug), ReasonForm()
    return _act(
        "reopen",
        claim,
        form,
        lambda: moving.reopen_claim(db.session, claim, form.reason.data or "", by=current_actor()),
        "Open again. Letters may cite it.",
    )


def _act(name: str, claim: Claim, form: BaseForm, verb: Callable[[], None], done: str) -> ResponseReturnValue:
    """Show the form of an act, or do it and go back to the claim."""
    if request.method == "GET":
        return _page(name, claim, form)
    if not form.validate():
        return _page(name, claim, form), 422
    try:
        verb()
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        form.show(error if isinstance(error, InvalidInput) else InvalidInput({"": error.message}))
        return _page(name, claim, form), error.status
    db.session.commit()
    flash(done, "done")
    return redirect(url_for("evidence.show", slug=claim.slug))


def _page(name: str, claim: Claim, form: BaseForm) -> str:
    documents = citing.cited_in(db.session, claim.slug)
    context: dict[str, Any] = {"touched": impact.touched(documents), "told": impact.people(documents)}
    return render_template("evidence/act.html", act=name, claim=claim, form=form, **context)
