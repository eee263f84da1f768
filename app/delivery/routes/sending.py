"""The send page of a sealed letter."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.pagination import Page
from app.delivery import queries_runs
from app.delivery.forms import PlanForm, parse_box
from app.delivery.planning import plans_for_all, send_page, send_rows
from app.delivery.planning_checks import check_letter
from app.delivery.planning_rows import Hitch, SendRow
from app.delivery.routes import bp
from app.delivery.routes._shared import must_write, sealed_letter
from app.delivery.rules import CHANNEL_NOUNS, CHANNEL_WORDS, Channel, state_words
from app.delivery.sending import Plan, plan_dispatches
from app.letters.models import Letter

COLUMNS = (Channel.OWN_EMAIL, Channel.WEB_FORM, Channel.FAX, Channel.POST)
_RELOAD = "Load the page again."


@bp.get("/letters/<uuid:letter_id>/send")
@requires(Permission.WRITE)
def send(letter_id: UUID) -> ResponseReturnValue:
    """Choose a channel for each recipient of a sealed letter."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    try:
        check_letter(db.session, letter)
    except Conflict as error:
        flash(error.message, "attention")
        return redirect(url_for("delivery.board", letter_id=letter_id))
    return _page(letter, PlanForm(formdata=None, planned_for=current_actor().today), None, {})


@bp.post("/letters/<uuid:letter_id>/send")
@requires(Permission.WRITE)
def send_post(letter_id: UUID) -> ResponseReturnValue:
    """Plan the dispatches that are ticked; or tick other boxes and show the page again."""
    letter = sealed_letter(letter_id)
    must_write(letter.campaign_id)
    form, by = PlanForm(), current_actor()
    ticked = set(request.form.getlist("send"))
    act, _, wanted = request.form.get("act", "plan").partition(":")
    if act in ("use", "every"):
        return _page(letter, form, _other_ticks(letter, ticked, act, wanted), {})
    if not form.validate():
        return _page(letter, form, ticked, {}), 422
    try:
        plans, left_out = _plans(letter, act)
        made = plan_dispatches(db.session, letter, plans, planned_for=form.planned_for.data, by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _page(sealed_letter(letter_id), form, ticked, error.errors), 422
    except Conflict as error:
        db.session.rollback()
        flash(error.message, "stop")
        return redirect(url_for("delivery.board", letter_id=letter_id))
    db.session.commit()
    flash(_told(len(made), left_out), "done")
    return redirect(url_for("delivery.board", letter_id=letter_id))


def _told(made: int, left_out: int) -> str:
    words = f"Planned {made} {'dispatch' if made == 1 else 'dispatches'}. Nothing has left yet."
    return f"{words} {left_out} without this channel were left out." if left_out else words


def _other_ticks(letter: Letter, ticked: set[str], act: str, wanted: str) -> set[str]:
    """The boxes after "Use web form" on one row, or after "Set channel for all"."""
    rows = send_page(db.session, letter, request.args.get("page", 1, type=int)).items
    if act == "use":
        addressee_id, channel = _box(wanted)
        return {key for key in ticked if not key.startswith(f"{addressee_id}:")} | {
            f"{addressee_id}:{channel.value}"
        }
    _, channel = _box(f":{request.form.get('every', '')}")
    for row in rows:
        if not row.under_way and row.cells[channel].sound:
            ticked = {key for key in ticked if not key.startswith(f"{row.addressee.id}:")} | {
                row.key(channel)
            }
    return ticked


def _box(raw: str) -> tuple[str, Channel]:
    try:
        return parse_box(raw)
    except ValueError as error:
        raise InvalidInput({"channels": f"One of the channels is not known. {_RELOAD}"}) from error


def _plans(letter: Letter, act: str) -> tuple[list[Plan], int]:
    if act == "everyone":
        _, channel = _box(f":{request.form.get('every', '')}")
        return plans_for_all(db.session, letter, channel)
    rows = {str(row.addressee.id): row for row in send_rows(db.session, letter)}
    plans = []
    for raw in request.form.getlist("send"):
        addressee_id, channel = _box(raw)
        row = rows.get(addressee_id)
        if row is None:
            raise InvalidInput({"channels": f"One of the recipients is not on this letter. {_RELOAD}"})
        plans.append(row.cells[channel].plan(row.addressee.id))
    return plans, 0


def _page(letter: Letter, form: PlanForm, ticked: set[str] | None, errors: dict[str, str]) -> str:
    page: Page[SendRow] = send_page(db.session, letter, request.args.get("page", 1, type=int))
    if ticked is None:
        ticked = {row.key(row.suggestion) for row in page.items if row.suggestion}
    hitches = {row.addressee.id: row.hitch(ticked) for row in page.items}
    blocking = (Hitch.NO_CHANNEL, Hitch.OLD_ADDRESS)
    return render_template(
        "delivery/send.html",
        letter=letter,
        form=form,
        page=page,
        ticked=ticked,
        errors=errors,
        columns=COLUMNS,
        all_channels=Channel,
        words=CHANNEL_WORDS,
        nouns=CHANNEL_NOUNS,
        state_words=state_words,
        hitches=hitches,
        problems=[row for row in page.items if hitches[row.addressee.id] in blocking],
        figures=[
            (c, sum(1 for key in ticked if key.endswith(f":{c.value}"))) for c in (*COLUMNS, Channel.HAND)
        ],
        paper=queries_runs.on_paper(db.session, letter.id),
    )
