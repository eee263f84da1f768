"""Finding a claim to cite, from inside the form of the workspace: nothing typed is lost, with or without script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request

from app.core.db import db
from app.evidence.queries import find_claims
from app.evidence.rules import ClaimFact
from app.letters.routes import bp

FIND_CLAIMS = "claims"
"""The button of the insert menu that looks for claims; the page comes back with what was typed."""

_MOST_WORDS = 200
_SHOWN = 12


def step_of(form: Mapping[str, str]) -> str:
    """The button pressed. The Enter key looks for claims when that field has new words, and else saves."""
    step = form.get("do", "save")
    if step != "enter":
        return step
    wanted = form.get("claim_q", "").strip()
    return FIND_CLAIMS if wanted and wanted != form.get("claim_q_shown", "").strip() else "save"


@bp.context_processor
def for_insert_menu() -> dict[str, Any]:
    """`claim_search`: what was looked for; `claims_found()`: the claims that fit, asked for only where they show."""
    typed = request.form.get("claim_q", "").strip()
    text = typed[:_MOST_WORDS]
    find: Callable[[], Sequence[ClaimFact]] = lambda: find_claims(db.session, text, _SHOWN) if text else []  # noqa: E731
    return {"claim_search": typed, "claims_found": find}
