"""Beginning a letter of thanks from what an official's position record says."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.queries import campaign_by_slug
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters.forms import EmptyForm
from app.letters.routes import bp
from app.letters.routes.common import here
from app.letters.senders import heads_of, last_sealed_to, signers_of
from app.letters.thanking import draft_thanks


@bp.post("/thanks/<slug>")
@requires(Permission.WRITE)
def thank(slug: str) -> ResponseReturnValue:
    """Begin the letter to the officials named as `official`; they have promised, partly met or met a demand.

    Whoever signed the last letter to one of them gives thanks, on the same letterheads.
    """
    campaign = campaign_by_slug(db.session, slug)
    back = redirect(url_for("reports.positions", slug=campaign.slug), 303)
    if not EmptyForm().validate():
        return back
    officials = request.form.getlist("official", type=UUID)
    earlier = last_sealed_to(db.session, campaign.id, officials)
    try:
        letter = draft_thanks(
            db.session,
            campaign,
            officials,
            letterhead_ids=heads_of(db.session, earlier) if earlier else (),
            signatory_ids=signers_of(db.session, earlier) if earlier else (),
            by=current_actor(),
        )
    except InvalidInput as error:
        db.session.rollback()
        flash(" ".join(error.errors.values()), "stop")
        return back
    db.session.commit()
    flash(f"Letter {letter.number} is begun. Say in your words what the record says.", "done")
    return here(letter)
