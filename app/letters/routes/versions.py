"""Versions of a letter and what changed between any two of them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.letters.comparing import compare_versions
from app.letters.queries_record import events
from app.letters.routes import bp
from app.letters.routes.common import found, frame


@bp.get("/<uuid:letter_id>/versions")
@requires(Permission.READ)
def versions(letter_id: UUID) -> ResponseReturnValue:
    """Two versions compared; by default the current one with the one before."""
    letter = found(letter_id)
    after = request.args.get("after", letter.current_version, type=int)
    before = request.args.get("before", max(after - 1, 1), type=int)
    return render_template(
        "letters/versions.html",
        **frame(letter),
        before=before,
        after=after,
        view="side" if request.args.get("view") == "side" else "marked",
        comparison_found=compare_versions(db.session, letter, before, after),
        events=events(db.session, letter.id),
    )
