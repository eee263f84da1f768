"""The page of the text that stands in the editor, as an image, at nearly every keystroke."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.accounts.access import current_session_id, requires
from app.accounts.rules import Permission
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.documents.errors import DocumentError
from app.documents.live import LivePage, live_page
from app.documents.paper import LetterPaper
from app.letters.routes import bp
from app.letters.routes.editor import as_json, mine, number_in, sent_json
from app.letters.sketches import sketch
from app.letters.styles import CitationStyle
from app.letters.tree import from_json

ABOUT = "X-Redress-Page"
INSIDE = ("normal", "compact", "open")


@bp.post("/<uuid:letter_id>/page")
@requires(Permission.WRITE)
@as_json
def page_of_text(letter_id: UUID) -> ResponseReturnValue:
    """One page as JPEG, and what is to know about it in a header. 204 when this window has sent a newer text."""
    sent = sent_json()
    tree = from_json(sent.get("tree"))
    db.session.rollback()
    with read_only_transactions():
        letter = mine(letter_id)
        drawing = sketch(db.session, letter, tree)
        paper = drawing.draw(tree, number_in(sent.get("copy")))
        marks = drawing.content.citation_style is CitationStyle.NUMBERED
        db.session.rollback()
    window = str(sent.get("window", ""))[:40]
    try:
        shown = _page(paper, sent, f"{current_session_id()} {letter_id} {window}")
    except DocumentError as problem:
        return jsonify(message=str(problem), errors={}), 422
    if shown is None:
        return Response(status=204)
    about = {
        "page": shown.page,
        "pages": shown.pages,
        "setting": [shown.inside, shown.fit],
        "breaks": list(shown.breaks),
        "whole": shown.whole,
        "seen": list(shown.seen),
        "spots": list(shown.spots),
        "classes": shown.classes,
        "blocks": len(paper.blocks),
        "marks": marks,
    }
    headers = {ABOUT: json.dumps(about), "Cache-Control": "no-store"}
    return Response(shown.image, mimetype="image/jpeg", headers=headers)


def _page(paper: LetterPaper, sent: dict[str, Any], key: str) -> LivePage | None:
    return live_page(
        paper,
        current_store().read,
        key=key,
        turn=number_in(sent.get("turn")),
        page=number_in(sent.get("page")),
        width=number_in(sent.get("width")),
        setting=_setting(sent.get("setting")),
        ends=number_in(sent["ends"]) if sent.get("ends") else None,
        quiet=bool(sent.get("quiet")),
    )


def _setting(value: object) -> tuple[str, int] | None:
    if value is None:
        return None
    if not (isinstance(value, list) and len(value) == 2 and value[0] in INSIDE and value[1] in (0, 1, 2, 3)):
        raise InvalidInput({"setting": "Give back the setting as it came."})
    return value[0], value[1]
