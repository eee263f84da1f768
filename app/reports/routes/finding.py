"""Find or jump to: a listbox for htmx, a page for everyone else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.web.template_filters import link
from app.reports.queries_find import MAX_LENGTH, Found, FoundKind, exact_letter, find
from app.reports.routes import bp
from app.reports.today_items import letter_url


@bp.get("/find", endpoint="find")
@requires(Permission.READ)
def find_page() -> ResponseReturnValue:
    """Letters, officials, campaigns and demands by words; a whole letter number leads straight to the letter."""
    typed = request.args.get("q", "").strip()[:MAX_LENGTH]
    listbox = bool(request.headers.get("HX-Request"))
    if not listbox and typed:
        letter_id = exact_letter(db.session, typed)
        if letter_id is not None:
            return redirect(letter_url(letter_id))
    hits = find(db.session, typed, current_actor().today)
    if listbox:
        return render_template(
            "reports/find_options.html", results=[_option(hit) for hit in hits], query=typed
        )
    groups = [(kind, [_option(hit) for hit in hits if hit.kind is kind]) for kind in FoundKind]
    return render_template(
        "reports/find.html", query=typed, total=len(hits), groups=[each for each in groups if each[1]]
    )


def _option(hit: Found) -> dict[str, Any]:
    return {"title": hit.title, "url": _url(hit), "kind": hit.kind.value, "note": hit.note}


def _url(hit: Found) -> str:
    if hit.kind is FoundKind.LETTER:
        return letter_url(UUID(hit.key))
    if hit.kind is FoundKind.OFFICIAL:
        return url_for("officials.show", official_id=hit.key)
    if hit.kind is FoundKind.CLAIM:
        return url_for("evidence.show", slug=hit.key)
    if hit.kind is FoundKind.CAMPAIGN:
        return url_for("reports.campaign", slug=hit.key)
    return link("demands.show", slug=hit.key) or url_for("demands.index")
