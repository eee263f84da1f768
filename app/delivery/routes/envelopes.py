"""The envelope of one dispatch on paper, while it is only planned."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.delivery import queries
from app.delivery.forms import EnvelopeForm
from app.delivery.readdressing import changeable, on_file, readdress
from app.delivery.routes import bp
from app.delivery.routes._shared import must_write


@bp.get("/sending/dispatches/<uuid:dispatch_id>/envelope")
@requires(Permission.WRITE)
def envelope(dispatch_id: UUID) -> ResponseReturnValue:
    """The envelope as it stands, to be changed."""
    found = queries.dispatch(db.session, dispatch_id)
    must_write(found.campaign_id)
    if not changeable(db.session, found):
        flash("The envelope can be changed while the letter is planned and in no print run.", "attention")
        return redirect(url_for("delivery.dispatch", dispatch_id=dispatch_id))
    return _page(dispatch_id, EnvelopeForm(formdata=None, lines=found.destination))


@bp.post("/sending/dispatches/<uuid:dispatch_id>/envelope")
@requires(Permission.WRITE)
def envelope_post(dispatch_id: UUID) -> ResponseReturnValue:
    """Change the envelope."""
    form = EnvelopeForm()
    found = queries.dispatch(db.session, dispatch_id)
    must_write(found.campaign_id)
    if not form.validate():
        return _page(dispatch_id, form), 422
    try:
        event = readdress(db.session, found, form.lines.data or "", by=current_actor())
        db.session.commit()
        flash("Changed the envelope." if event else "The envelope was like this already.", "done")
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _page(dispatch_id, form), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
    return redirect(url_for("delivery.dispatch", dispatch_id=dispatch_id))


def _page(dispatch_id: UUID, form: EnvelopeForm) -> str:
    row = queries.dispatch_row(db.session, dispatch_id)
    return render_template(
        "delivery/envelope.html", row=row, form=form, on_file=on_file(db.session, row.dispatch.official_id)
    )
