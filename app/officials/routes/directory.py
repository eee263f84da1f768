"""The directory and the vacant seats."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.officials.queries_choices import choices
from app.officials.queries_directory import directory_counts
from app.officials.queries_imports import last_roster
from app.officials.queries_vacant import vacant_seats
from app.officials.routes import bp
from app.officials.routes.common import directory_query, filter_rules, left_column, results, rule_text
from app.officials.segments import CONTACT_STATES, ROLES


@bp.get("/")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """Search, filters and the table; for htmx the table alone."""
    rules, problems = filter_rules(request.args)
    query = directory_query(rules, today())
    found = results(query)
    if request.headers.get("HX-Target") == "results":
        return render_template("officials/_results.html", **found)
    offered = choices(db.session, query.on)
    return render_template(
        "officials/index.html",
        **found,
        **left_column(),
        problems=problems,
        choices=offered,
        roles=[(value, words) for value, words in ROLES.items() if value],
        contact_states=[(state.value, words) for state, words in CONTACT_STATES.items()],
        counts=directory_counts(db.session, query.on),
        roster=last_roster(db.session),
        rule_texts=[rule_text(rule) for rule in rules],
    )


@bp.get("/vacant")
@requires(Permission.READ)
def vacant() -> str:
    """Seats that nobody holds today."""
    return render_template("officials/vacant.html", seats=vacant_seats(db.session, today()))
