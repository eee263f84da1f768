"""Two records of one person: find the other, compare side by side, choose, merge; take apart again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, RedressError
from app.officials import merging, queries, service
from app.officials.forms import EmptyForm
from app.officials.queries import Suggestion
from app.officials.routes import bp


@bp.get("/<uuid:official_id>/merge")
@requires(Permission.WRITE)
def merge(official_id: UUID) -> str:
    """Search for the other record; once it is chosen, both side by side."""
    official = service.in_use(db.session, official_id)
    other_id = request.args.get("other", type=UUID)
    words = request.args.get("q", official.last)
    if other_id is None or other_id == official_id:
        return render_template(
            "officials/merge_find.html", official=official, words=words, found=_others(words, official_id)
        )
    other = service.in_use(db.session, other_id)
    facts = queries.official_facts(db.session, [official_id, other_id], today())
    return render_template(
        "officials/merge.html",
        pair=[facts[official.id], facts[other.id]],
        records=[official, other],
        form=EmptyForm(),
    )


@bp.post("/<uuid:official_id>/merge")
@requires(Permission.WRITE)
def merge_post(official_id: UUID) -> ResponseReturnValue:
    """Merge: `keep` names the record that stays, `other` the second of the two."""
    service.in_use(db.session, official_id)
    other_id = request.form.get("other", type=UUID)
    keep_id = request.form.get("keep", type=UUID)
    if not EmptyForm().validate() or other_id is None or keep_id not in (official_id, other_id):
        flash("Choose which of the two records stays.", "error")
        return redirect(url_for("officials.merge", official_id=official_id, other=other_id))
    gone_id = other_id if keep_id == official_id else official_id
    keep, gone = service.in_use(db.session, keep_id), service.in_use(db.session, gone_id)
    try:
        merging.merge_officials(db.session, keep, gone, current_actor())
    except (Conflict, InvalidInput) as error:
        return _refused(error, official_id)
    db.session.commit()
    flash(f"Merged. {keep.full_name} now holds both records; letters keep the name they printed.", "done")
    return redirect(url_for("officials.show", official_id=keep_id))


@bp.post("/<uuid:official_id>/merges/<uuid:merge_id>/undo")
@requires(Permission.WRITE)
def undo_merge(official_id: UUID, merge_id: UUID) -> ResponseReturnValue:
    """Take two records apart again."""
    found = merging.get_merge(db.session, merge_id)
    if EmptyForm().validate():
        try:
            other = merging.undo_merge(db.session, found, current_actor())
        except Conflict as error:
            return _refused(error, official_id)
        db.session.commit()
        flash(f"Taken apart. {other.full_name} is a record of its own again.", "done")
    return redirect(url_for("officials.show", official_id=official_id))


def _refused(error: RedressError, official_id: UUID) -> ResponseReturnValue:
    db.session.rollback()
    flash(error.message, "error")
    return redirect(url_for("officials.show", official_id=official_id))


def _others(words: str, official_id: UUID) -> list[Suggestion]:
    found = queries.suggest(db.session, words, day=today(), limit=20)
    return [one for one in found if one.id != official_id]
