"""Pages of the demand library."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.demands import queries, service
from app.demands.forms import DemandFilterForm, DemandForm
from app.demands.models import Demand
from app.demands.rules import OFFICE_WORDS, DemandState, OfficeKind

bp = Blueprint("demands", __name__, url_prefix="/library/demands")


@bp.get("")
@requires(Permission.READ)
def index() -> str:
    """The library, with what is asked and who can grant it."""
    form = DemandFilterForm(request.args)
    known = form.validate()
    state = form.state.data if known else DemandState.ACTIVE.value
    page = queries.search_demands(
        db.session,
        text=form.q.data or "",
        state=None if state == "all" else DemandState(state),
        office=OfficeKind(form.office.data) if known and form.office.data else None,
        page=request.args.get("page", 1, type=int),
    )
    filtered = bool(form.q.data or (known and form.office.data) or state != DemandState.ACTIVE.value)
    return render_template(
        "demands/index.html", form=form, page=page, filtered=filtered, office_words=OFFICE_WORDS
    )


@bp.get("/new")
@requires(Permission.WRITE)
def new() -> str:
    """The form for a new demand."""
    return _form_page(DemandForm(), None)


@bp.post("/new")
@requires(Permission.WRITE)
def new_post() -> ResponseReturnValue:
    """Add a demand."""
    form, by = DemandForm(), current_actor()
    if not form.validate():
        return _form_page(form, None), 422
    try:
        made = service.create_demand(db.session, form.slug.data or "", form.draft(), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _form_page(form, None), 422
    db.session.commit()
    flash(f"Added the demand “{made.title}”.", "done")
    return redirect(url_for("demands.show", slug=made.slug))


@bp.get("/<slug>")
@requires(Permission.READ)
def show(slug: str) -> str:
    """One demand: its words, laws and earlier wordings."""
    demand = queries.demand_by_slug(db.session, slug)
    return render_template(
        "demands/show.html",
        demand=demand,
        revisions=queries.revisions(db.session, demand.id),
        office_words=OFFICE_WORDS,
    )


@bp.get("/<slug>/edit")
@requires(Permission.WRITE)
def edit(slug: str) -> str:
    """The form for a demand on file."""
    demand = queries.demand_by_slug(db.session, slug)
    form = DemandForm()
    form.fill(demand)
    return _form_page(form, demand)


@bp.post("/<slug>/edit")
@requires(Permission.WRITE)
def edit_post(slug: str) -> ResponseReturnValue:
    """Change a demand; new words make a new revision."""
    form, by = DemandForm(), current_actor()
    demand = queries.demand_by_slug(db.session, slug)
    if not form.validate():
        return _form_page(form, demand), 422
    before = demand.revision_no
    try:
        service.revise_demand(
            db.session,
            demand,
            form.draft(),
            form.note.data or "",
            by=by,
            expected_revision=form.revision.data,
        )
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        form.show(error if isinstance(error, InvalidInput) else InvalidInput({"": error.message}))
        return _form_page(form, demand), error.status
    db.session.commit()
    grew = demand.revision_no > before
    flash(
        f"Saved as revision {demand.revision_no}. Letters keep the wording they have." if grew else "Saved.",
        "done",
    )
    return redirect(url_for("demands.show", slug=slug))


@bp.post("/<slug>/retire")
@requires(Permission.WRITE)
def retire(slug: str) -> ResponseReturnValue:
    """Keep it out of new campaigns."""
    demand = queries.demand_by_slug(db.session, slug)
    service.retire_demand(db.session, demand, by=current_actor())
    db.session.commit()
    flash(f"Retired “{demand.title}”. Campaigns and letters that use it go on as they are.", "done")
    return redirect(url_for("demands.show", slug=slug))


@bp.post("/<slug>/restore")
@requires(Permission.WRITE)
def restore(slug: str) -> ResponseReturnValue:
    """Put it back into use."""
    demand = queries.demand_by_slug(db.session, slug)
    service.restore_demand(db.session, demand, by=current_actor())
    db.session.commit()
    flash(f"“{demand.title}” is in use again.", "done")
    return redirect(url_for("demands.show", slug=slug))


def _form_page(form: DemandForm, demand: Demand | None) -> str:
    return render_template("demands/form.html", form=form, demand=demand)
