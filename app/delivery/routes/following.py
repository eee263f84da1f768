"""Planning follow-ups: for one dispatch, or for everybody whose day has come."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.access import require_write
from app.campaigns.frame import campaign_frame
from app.campaigns.models import Campaign
from app.campaigns.queries import campaign_by_slug
from app.core.db import db
from app.delivery.following import FollowUpBegun, due_addressees, follow_up, follow_up_all
from app.delivery.routes import bp
from app.letters.fields import waited
from app.letters.models import Letter
from app.letters.queries import letters_by_id


@bp.post("/sending/dispatches/<uuid:dispatch_id>/follow-up")
@requires(Permission.WRITE)
def plan_follow_up(dispatch_id: UUID) -> ResponseReturnValue:
    """Begin the letter that follows up this dispatch, or open the one that is begun."""
    try:
        letter = follow_up(db.session, dispatch_id, by=current_actor())
    except FollowUpBegun as begun:
        flash(f"{begun} Here it is.", "done")
        return redirect(url_for("letters.show", letter_id=begun.letter.id), 303)
    db.session.commit()
    return _begun([letter])


@bp.get("/campaigns/<slug>/follow-ups")
@requires(Permission.WRITE)
def follow_ups(slug: str) -> str:
    """Who owes an answer; `?official=` ticks just those."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    require_write(db.session, found, by)
    return _page(found, set(request.args.getlist("official", type=UUID)))


@bp.post("/campaigns/<slug>/follow-ups")
@requires(Permission.WRITE)
def plan_follow_ups(slug: str) -> ResponseReturnValue:
    """Begin one letter for those who were ticked."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    require_write(db.session, found, by)
    chosen = request.form.getlist("official_ids", type=UUID)
    if not chosen:
        return _page(found, None, "Tick at least one official."), 422
    letters = follow_up_all(db.session, found, by=by, official_ids=chosen)
    db.session.commit()
    return _begun(letters)


def _page(found: Campaign, ticked: set[UUID] | None, problem: str = "") -> str:
    by = current_actor()
    rows = due_addressees(db.session, found.id, by.today)
    letters = letters_by_id(db.session, {row.letter_id for row in rows})
    return render_template(
        "delivery/follow_ups.html",
        campaign=found,
        frame=campaign_frame(db.session, found, by),
        problem=problem,
        rows=[
            (row, letters[row.letter_id], waited(letters[row.letter_id].letter_date, by.today))
            for row in rows
        ],
        ticked=ticked if ticked is None or ticked else {row.official_id for row in rows},
    )


def _begun(letters: list[Letter]) -> ResponseReturnValue:
    first, *more = letters
    if not more:
        flash(
            f"Letter {first.number} is begun. Nothing is sent until it is approved, signed and sealed.",
            "done",
        )
        return redirect(url_for("letters.write", letter_id=first.id), 303)
    numbers = ", ".join(letter.number for letter in letters)
    flash(
        f"Letters {numbers} are begun, one for each earlier letter. Nothing is sent until they are sealed.",
        "done",
    )
    return redirect(url_for("letters.index"), 303)
