"""Versions of a letter and what changed between any two of them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.letters.compose import compose_draft
from app.letters.contexts import LetterFacts, content_of, pinned
from app.letters.diffing import Change, Version, compare
from app.letters.models import Letter, LetterVersion
from app.letters.queries_facts import gather
from app.letters.queries_record import events
from app.letters.recording import version_of
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
        changes=changes(letter, before, after),
        events=events(db.session, letter.id),
    )


def changes(letter: Letter, before: int, after: int) -> tuple[Change, ...]:
    """What changed, as the first copy reads. Raises `NotFound` for a version that is not there."""
    facts = gather(db.session, letter)
    old, new = version_of(db.session, letter, before), version_of(db.session, letter, after)
    return compare(_read(facts, old), _read(facts, new))


def _read(facts: LetterFacts, version: LetterVersion) -> Version:
    content = content_of(version)
    context = facts.copies[0].context if facts.copies else facts.nobody()
    return Version(content, compose_draft(content.tree, pinned(context, content)).resolved)
