"""Helps of the rich editor that the server knows how to give: claims to cite, and the edits that checks offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db, read_only_transactions
from app.evidence.queries import find_claims
from app.evidence.rules import ClaimFact
from app.letters.mending import is_mending, mend
from app.letters.routes import bp
from app.letters.routes.editor import as_json, mine, number_in, sent_json
from app.letters.routes.workspace_view import look
from app.letters.tree import from_json, to_json

MOST_CLAIMS = 20
MAX_SEARCH = 500


@bp.get("/<uuid:letter_id>/working/claims")
@requires(Permission.WRITE)
@as_json
def claims_to_cite(letter_id: UUID) -> ResponseReturnValue:
    """Claims that fit the words, numbers or days typed."""
    mine(letter_id)
    text = request.args.get("q", "")[:MAX_SEARCH]
    found = find_claims(db.session, text, MOST_CLAIMS)
    return jsonify(claims=[_claim(one) for one in found])


@bp.post("/<uuid:letter_id>/working/mend")
@requires(Permission.WRITE)
@as_json
def mended_text(letter_id: UUID) -> ResponseReturnValue:
    """The text after a button of the checks; nothing is saved."""
    sent = sent_json()
    tree, step = from_json(sent.get("tree")), str(sent.get("do", ""))[:300]
    db.session.rollback()
    with read_only_transactions():
        letter = mine(letter_id)
        work = look(letter, None, number_in(sent.get("copy")), tree=tree)
        after = mend(tree, step, work.found) if is_mending(step) else tree
        db.session.rollback()
    return jsonify(tree=to_json(after), changed=after != tree)


def _claim(one: ClaimFact) -> dict[str, Any]:
    sources = ", ".join(dict.fromkeys(source.publisher for source in one.sources))
    return {
        "slug": one.slug,
        "wording": one.wording,
        "state": one.state.value,
        "note": " · ".join(part for part in (one.event.as_written, sources) if part),
    }
