"""The seal: asked about once more, then set for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission, Scope
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters import queries_record
from app.letters.checks import report_for
from app.letters.contexts import content_of
from app.letters.digital import planned_sentence
from app.letters.forms import SealForm
from app.letters.making import make_files_again
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.checks_view import panel
from app.letters.routes.common import found, frame, here
from app.letters.routes.paper_view import paper_items
from app.letters.sealing import reasons_not_to_seal, seal_letter
from app.letters.states import LetterState, SignatureState

_SIGNED = SignatureState.SIGNED


@bp.route("/<uuid:letter_id>/seal", methods=["GET", "POST"])
@requires(Permission.APPROVE, scope=Scope.SEAL)
def seal(letter_id: UUID) -> ResponseReturnValue:
    """Say what the seal freezes, then freeze it."""
    letter = found(letter_id)
    if letter.state is LetterState.SEALED and request.method == "GET":
        return here(letter)
    form = SealForm(data={"version": letter.current_version}) if request.method == "GET" else SealForm()
    if request.method == "POST" and form.validate():
        try:
            seal_letter(db.session, letter, version=form.version.data or 0, by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"Letter {letter.number} is sealed. Its files are being made.", "done")
            return here(letter)
    on_paper = paper_items(letter_id)
    return _page(found(letter_id), form, on_paper, 422 if request.method == "POST" else 200)


@bp.post("/<uuid:letter_id>/files")
@requires(Permission.APPROVE, scope=Scope.SEAL)
def files_again(letter_id: UUID) -> ResponseReturnValue:
    """Have the files made again after that failed."""
    letter = found(letter_id)
    make_files_again(db.session, letter, by=current_actor())
    db.session.commit()
    flash(f"The files of letter {letter.number} are being made.", "done")
    return here(letter)


def _page(letter: Letter, form: SealForm, on_paper: list[dict[str, Any]], status: int) -> ResponseReturnValue:
    facts, version = gather(db.session, letter), version_of(db.session, letter)
    content = content_of(version)
    names = {str(copy.number): copy.label for copy in facts.copies}
    checks = panel(report_for(facts, content), content.tree, names, lambda _copy: "", anchored=False)
    rows = queries_record.signature_rows(db.session, letter)
    return (
        render_template(
            "letters/seal.html",
            **frame(letter),
            form=form,
            facts=facts,
            version=version,
            signatures=rows,
            signed=sum(
                row.current is not None and row.current.state is SignatureState.SIGNED for row in rows
            ),
            signed_how=planned_sentence(
                db.session, [row.signatory.id for row in rows if row.current and row.current.state is _SIGNED]
            ),
            reasons=reasons_not_to_seal(db.session, letter, facts),
            blocking=[item for item in checks.items if item["level"] == "blocks"],
            on_paper=on_paper,
        ),
        status,
    )
