"""Segments: a sentence of rules that is edited in place, its members, saving and deleting.

The rules being edited travel in the address (`?rule=office:senator&rule=state:CA`), so that pages,
sorting and Back work. Every button of the sentence posts and is led back to such an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import can, current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.forms import FIRST_DAY, LAST_DAY
from app.officials import saved_segments
from app.officials.forms import EmptyForm, SegmentForm
from app.officials.models import Segment
from app.officials.queries_choices import Choices, choices
from app.officials.queries_segments import query_of, segment
from app.officials.routes import bp
from app.officials.routes.common import (
    directory_query,
    left_column,
    results,
    rule_from,
    rule_text,
    rules_from,
)
from app.officials.segments import (
    CONTACT_STATES,
    LABELS,
    MOST_RULES,
    ROLES,
    VERBS,
    Rule,
    RuleKind,
    SegmentQuery,
    sentence,
)

_FIRST = {RuleKind.STANDING: "elected", RuleKind.CONTACT: "email", RuleKind.CHAMBER: "upper"}


@bp.get("/segments/new")
@requires(Permission.WRITE)
def new_segment() -> str:
    """A sentence to fill in, with its members."""
    return _page(None, SegmentForm(formdata=None))


@bp.get("/segments/<uuid:segment_id>")
@requires(Permission.READ)
def show_segment(segment_id: UUID) -> str:
    """A saved segment, its sentence and its members."""
    found = segment(db.session, segment_id)
    return _page(found, SegmentForm(formdata=None, obj=found))


@bp.post("/segments/new")
@requires(Permission.WRITE)
def new_segment_post() -> ResponseReturnValue:
    """Change the sentence, or save it."""
    return _posted(None)


@bp.post("/segments/<uuid:segment_id>")
@requires(Permission.WRITE)
def show_segment_post(segment_id: UUID) -> ResponseReturnValue:
    """Change the sentence, or save it."""
    return _posted(segment(db.session, segment_id))


@bp.route("/segments/<uuid:segment_id>/delete", methods=["GET", "POST"])
@requires(Permission.WRITE)
def delete_segment(segment_id: UUID) -> ResponseReturnValue:
    """Ask first, then delete."""
    found = segment(db.session, segment_id)
    name, form = found.name, EmptyForm()
    if request.method == "POST" and form.validate():
        saved_segments.delete_segment(db.session, segment_id, by=current_actor())
        db.session.commit()
        flash(f"The segment {name} is deleted. The officials in it stay.", "done")
        return redirect(url_for("officials.index"))
    return render_template("officials/segment_delete.html", segment=found, form=form)


def _posted(found: Segment | None) -> ResponseReturnValue:
    form = SegmentForm()
    rules, problems = rules_from(_texts_from_form())
    on, day_problem = _day(request.form.get("on", ""))
    if day_problem:
        problems.append(day_problem)
    if "save" not in request.form or problems:
        if problems:
            flash(" ".join(problems), "error")
        return redirect(_address(found, _edited(rules), on, drafting=True), 303)
    query = SegmentQuery(rules, on)
    try:
        name, note = form.name.data or "", form.note.data or ""
        if found is None:
            found = saved_segments.add_segment(db.session, name, query, note=note, by=current_actor())
        else:
            saved_segments.edit_segment(db.session, found.id, name, query, note=note, by=current_actor())
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _page(found, form, SegmentQuery(rules, on)), 422
    db.session.commit()
    flash(f"The segment {found.name} is saved. It updates itself.", "done")
    return redirect(url_for("officials.show_segment", segment_id=found.id), 303)


def _texts_from_form() -> list[str]:
    """The sentence's selects, in order, as rule texts: rule-<n>-kind, -denied, -value, -extra."""
    texts = []
    for number in range(MOST_RULES):
        kind = request.form.get(f"rule-{number}-kind")
        if kind is None:
            continue
        denied = "!" if request.form.get(f"rule-{number}-denied") == "1" else ""
        extra = request.form.get(f"rule-{number}-extra", "")
        text = f"{denied}{kind}:{request.form.get(f'rule-{number}-value', '')}"
        texts.append(f"{text}:{extra}" if extra else text)
    return texts


def _edited(rules: Sequence[Rule]) -> list[Rule]:
    """The rules after the button that was pressed: one added, one removed, or as they are."""
    edited = list(rules)
    remove = request.form.get("remove", type=int)
    if remove is not None and 0 <= remove < len(edited):
        del edited[remove]
    added = request.form.get("add", "")
    if "add_rule" in request.form and added in {kind.value for kind in RuleKind} and len(edited) < MOST_RULES:
        rule = _first_rule(RuleKind(added), choices(db.session, today()))
        if rule is None:
            flash(f"There is nothing on record to choose for {LABELS[RuleKind(added)].lower()} yet.", "info")
        else:
            edited.append(rule)
    return edited


def _first_rule(kind: RuleKind, offered: Choices) -> Rule | None:
    value = _FIRST.get(kind) or next((value for value, _name in offered.of(kind)), "")
    if kind is RuleKind.DISTRICT:
        value = "1"
    return rule_from(f"{kind.value}:{value}") if value else None


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        return None, "Enter the day like 2023-01-04, or leave it empty for the day of use."
    return day, ""


def _address(found: Segment | None, rules: Sequence[Rule], on: date | None, *, drafting: bool) -> str:
    values: dict[str, Any] = {"rule": [rule_text(rule) for rule in rules]}
    if on:
        values["on"] = on.isoformat()
    if drafting:
        values["draft"] = "1"
    if found is None:
        return url_for("officials.new_segment", **values)
    return url_for("officials.show_segment", segment_id=found.id, **values)


def _page(found: Segment | None, form: SegmentForm, posted: SegmentQuery | None = None) -> str:
    query, problems = _shown(found) if posted is None else (posted, [])
    saved = _saved(found)
    offered = choices(db.session, today())
    shown = results(directory_query(query.rules, query.on or today())) if query.rules else None
    return render_template(
        "officials/segment.html",
        **left_column(found.id if found else None),
        **(shown or {"query": None, "page": None, "vacant": [], "extra_columns": [], "heads": []}),
        segment=found,
        form=form,
        segment_query=query,
        sentence=sentence(query, offered.name_of) if query.rules else "",
        unsaved=found is None or query != saved,
        problems=problems,
        choices=offered,
        verbs=VERBS,
        labels=LABELS,
        roles=ROLES,
        contact_states={state.value: words for state, words in CONTACT_STATES.items()},
        may_edit=can(Permission.WRITE),
        full=len(query.rules) >= MOST_RULES,
    )


def _shown(found: Segment | None) -> tuple[SegmentQuery, list[str]]:
    """The rules of the address while somebody edits, else the saved ones."""
    if "draft" in request.args or "rule" in request.args or found is None:
        rules, problems = rules_from(request.args.getlist("rule"))
        on, day_problem = _day(request.args.get("on", ""))
        return SegmentQuery(rules, on), [*problems, *([day_problem] if day_problem else [])]
    try:
        return query_of(found), []
    except InvalidInput as error:
        return SegmentQuery(()), [error.message]


def _saved(found: Segment | None) -> SegmentQuery | None:
    if found is None:
        return None
    try:
        return query_of(found)
    except InvalidInput:
        return None
