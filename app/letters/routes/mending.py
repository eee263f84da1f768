"""Quick fixes and house style for the rich editor: the text as it stands goes in, the mended text comes back."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput
from app.letters.mending import is_mending, mend
from app.letters.routes import bp
from app.letters.routes.editor import as_json, mine, sent_json
from app.letters.routes.workspace_view import look
from app.letters.tree import from_json, to_json


@bp.post("/<uuid:letter_id>/mend")
@requires(Permission.WRITE)
@as_json
def mend_text(letter_id: UUID) -> ResponseReturnValue:
    """`{tree, do}`: the text and the button's value. Answers `{tree, changed}`; nothing is saved."""
    sent = sent_json()
    tree, step = from_json(sent.get("tree")), sent.get("do")
    if not isinstance(step, str) or not is_mending(step):
        raise InvalidInput({"do": "Send the value of a button of the checks."})
    db.session.rollback()
    with read_only_transactions():
        work = look(mine(letter_id), None, 1, live=True, tree=tree)
        mended = mend(tree, step, work.found)
        db.session.rollback()
    return jsonify(tree=to_json(mended), changed=mended != tree)
