"""The list of claims, and a claim with all that is known of it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.evidence import citing, impact, queries, queries_lists, words
from app.evidence.forms import CorrectForm, FilterForm, NoteForm
from app.evidence.models import Claim
from app.evidence.queries_lists import ClaimFilter
from app.evidence.routes import bp
from app.evidence.rules import ClaimState, Confidence, SourceKind

_IN_USE = (ClaimState.CURRENT, ClaimState.DISPUTED)
SIZE = 50


@bp.get("")
@requires(Permission.READ)
def index() -> str:
    """Claims by topic, with what each rests on."""
    form = FilterForm(request.args)
    found = queries_lists.topics(db.session)
    form.topic.choices = [("", "Any topic"), *((t, f"{words.topic_words(t)} ({n})") for t, n in found)]
    wanted = _filter(form) if form.validate() else ClaimFilter(states=_IN_USE)
    page = queries_lists.claims_page(
        db.session, wanted, page=request.args.get("page", 1, type=int), size=SIZE
    )
    total, unchecked = queries_lists.claim_numbers(db.session)
    return render_template(
        "evidence/index.html",
        form=form,
        page=page,
        total=total,
        unchecked=unchecked,
        filtered=wanted != ClaimFilter(states=_IN_USE),
        words=words,
    )


def _filter(form: FilterForm) -> ClaimFilter:
    state = form.state.data
    return ClaimFilter(
        text=form.q.data or "",
        topic=form.topic.data or None,
        states=() if state == "all" else (ClaimState(state),) if state else _IN_USE,
        confidence=Confidence(form.confidence.data) if form.confidence.data else None,
        source=SourceKind(form.kind.data) if form.kind.data else None,
        needs_check=bool(form.check.data),
    )


@bp.get("/<slug>")
@requires(Permission.READ)
def show(slug: str) -> str:
    """One claim: sources, dispute, where it is cited, history, and its correction."""
    claim = queries.claim_by_slug(db.session, slug)
    return claim_page(claim)


def claim_page(claim: Claim, *, correct: CorrectForm | None = None, note: NoteForm | None = None) -> str:
    """The page of a claim, with the forms as they came back."""
    if correct is None:
        correct = CorrectForm(formdata=None)
        correct.wording.data, correct.version.data = claim.current.wording, claim.version
    return render_template(
        "evidence/show.html",
        claim=claim,
        correct=correct,
        note=note or NoteForm(formdata=None),
        predecessors=queries_lists.predecessors(db.session, claim.id),
        revisions=queries_lists.revisions(db.session, claim.id),
        events=queries_lists.events(db.session, claim.id),
        words=words,
        **_cited(claim),
    )


def _cited(claim: Claim) -> dict[str, Any]:
    """Where it is cited, and what a correction touches."""
    documents = citing.cited_in(db.session, claim.slug)
    reached = impact.reached(documents)
    return {
        "cited": documents,
        "touched": impact.touched(documents),
        "told": impact.people(documents),
        "reached": reached,
        "offers_letter": bool(reached) and citing.offers_correction_letter(),
    }
