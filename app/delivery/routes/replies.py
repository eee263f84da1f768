"""Pages of replies: the list, logging one, one reply, marking one as a mistake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns import queries as campaign_queries
from app.campaigns import queries_positions
from app.campaigns.access import may_write
from app.campaigns.models import Campaign, CampaignDemand
from app.campaigns.rules_positions import POSITION_WORDS, Position, next_choices
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.storage import current_store
from app.delivery import queries, queries_replies
from app.delivery.attaching import attach
from app.delivery.forms import ReasonForm, ReplyForm
from app.delivery.replies import ReplyDetails, log_reply, withdraw_reply
from app.delivery.routes import bp
from app.delivery.routes._shared import must_write, uploads
from app.delivery.rules import ReplyChannel
from app.demands.queries import demands_by_id

FEW = 25
"""So many people fit into one list to choose from; more are searched and paged."""


@bp.get("/replies")
@requires(Permission.READ)
def replies() -> str:
    """Every reply, and the promises and follow-ups that are due."""
    by = current_actor()
    page = queries_replies.page_of_replies(db.session, page=request.args.get("page", 1, type=int))
    stands = queries_positions.stands_by_reply(db.session, [row.reply.id for row in page.items])
    wanted = {stand.demand_id for found in stands.values() for stand in found}
    return render_template(
        "delivery/replies.html",
        page=page,
        stands=stands,
        titles={demand_id: demand.title for demand_id, demand in demands_by_id(db.session, wanted).items()},
        promises=queries_replies.promises_due(db.session, by.today),
        due=queries.count_follow_ups(db.session, by.today),
        campaigns=campaign_queries.open_campaigns(db.session),
    )


@bp.get("/campaigns/<slug>/replies/new")
@requires(Permission.WRITE)
def new_reply(slug: str) -> str:
    """The form for a reply."""
    campaign = campaign_queries.campaign_by_slug(db.session, slug)
    must_write(campaign.id)
    form = ReplyForm(formdata=None, received_on=current_actor().today)
    chosen = request.args.get("official", "")
    form.official.data, form.letter.data = chosen, request.args.get("letter")
    return _form_page(campaign, form, chosen)


@bp.post("/campaigns/<slug>/replies/new")
@requires(Permission.WRITE)
def new_reply_post(slug: str) -> ResponseReturnValue:
    """Log a reply."""
    campaign = campaign_queries.campaign_by_slug(db.session, slug)
    must_write(campaign.id)
    form, by = ReplyForm(), current_actor()
    chosen = form.official.data or ""
    _offer(campaign, form, chosen)
    if "choose" in request.form:
        form.received_on.data = by.today
        return _form_page(campaign, form, chosen), 200 if form.official.validate(form) else 422
    if not form.validate():
        return _form_page(campaign, form, chosen), 422
    try:
        reply = log_reply(db.session, campaign, _details(form), by=by)
        attach(db.session, current_store(), uploads(form.files.data), by=by, reply_id=reply.id)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        campaign = campaign_queries.campaign_by_slug(db.session, slug)
        return _form_page(campaign, form, chosen, error.errors), 422
    db.session.commit()
    flash("Logged the reply.", "done")
    return redirect(url_for("delivery.reply", reply_id=reply.id))


def _details(form: ReplyForm) -> ReplyDetails:
    positions = {}
    for name, value in request.form.items():
        if name.startswith("position-") and value:
            try:
                positions[UUID(name.removeprefix("position-"))] = Position(value)
            except ValueError as error:
                raise InvalidInput(
                    {"positions": "One of the positions is not known. Choose again."}
                ) from error
    return ReplyDetails(
        official_id=UUID(form.official.data or ""),
        received_on=form.received_on.given(),
        channel=ReplyChannel(form.channel.data),
        summary=form.summary.data or "",
        quotation=form.quotation.data or "",
        answered_by=form.answered_by.data or "",
        letter_id=UUID(form.letter.data) if form.letter.data else None,
        promised_by=form.promised_by.data,
        positions=positions,
    )


def _offer(campaign: Campaign, form: ReplyForm, chosen: str) -> str:
    """Fill the choices; gives the name of the chosen official, empty for nobody to whom the campaign wrote."""
    official_id = _id(chosen)
    name = (
        queries_replies.name_of_written_to(db.session, campaign.id, official_id) if official_id else None
    ) or ""
    few = queries_replies.written_to(db.session, campaign.id, size=FEW) if not name else None
    offered = [(str(i), text) for i, text in few.items] if few else [(chosen, name)]
    form.official.choices = [("", "Choose who answered"), *offered]
    letters: list[tuple[UUID, str]] = []
    if name:
        letters = queries_replies.letters_sent_to(db.session, campaign.id, UUID(chosen))
    form.letter.choices = [("", "No letter in particular"), *((str(i), text) for i, text in letters)]
    if letters and form.letter.data is None:
        form.letter.data = str(letters[0][0])
    return name


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _people(campaign: Campaign, name: str) -> dict[str, Any]:
    """Whom to choose from while nobody is chosen: by search and page when they are many."""
    if name:
        return {"many": False, "people": None, "q": ""}
    q = request.args.get("q", "")[:100]
    page = request.args.get("page", 1, type=int)
    people = queries_replies.written_to(db.session, campaign.id, q, page=page, size=FEW)
    return {"many": bool(q) or people.pages > 1, "people": people, "q": q}


def _form_page(campaign: Campaign, form: ReplyForm, chosen: str, errors: dict[str, str] | None = None) -> str:
    name = _offer(campaign, form, chosen)
    return render_template(
        "delivery/reply_new.html",
        campaign=campaign,
        form=form,
        chosen=chosen if name else "",
        name=name,
        **_people(campaign, name),
        demands=_demand_choices(campaign, chosen if name else ""),
        errors=errors or {},
    )


def _demand_choices(
    campaign: Campaign, chosen: str
) -> list[tuple[CampaignDemand, Position, list[tuple[str, str]]]]:
    """Each demand with the position on file, and what may follow it."""
    standing: dict[UUID, Position] = {}
    if chosen:
        present = queries_replies.present_record(db.session, UUID(chosen))
        found = queries_positions.current_positions(db.session, campaign.id, official_ids=[present])
        standing = {demand: record.position for (_official, demand), record in found.items()}
    rows = []
    for row in campaign_queries.demands_of(db.session, campaign.id):
        now = standing.get(row.demand_id, Position.NONE)
        offered = list(next_choices(now))
        typed = request.form.get(f"position-{row.demand_id}", "")
        if typed in set(Position) and typed not in offered:
            offered.append(Position(typed))  # what was chosen stays chosen beside the message that refuses it
        words = [(position.value, POSITION_WORDS[position]) for position in offered]
        rows.append((row, now, words))
    return rows


@bp.get("/replies/<uuid:reply_id>")
@requires(Permission.READ)
def reply(reply_id: UUID) -> str:
    """One reply."""
    return _reply_page(reply_id, ReasonForm(formdata=None))


def _reply_page(reply_id: UUID, form: ReasonForm) -> str:
    row = queries_replies.reply_row(db.session, reply_id)
    demands = {d.demand_id: d.demand for d in campaign_queries.demands_of(db.session, row.reply.campaign_id)}
    stands = queries_positions.stands_by_reply(db.session, [reply_id]).get(reply_id, [])
    return render_template(
        "delivery/reply.html",
        row=row,
        stands=[(demands.get(stand.demand_id), stand) for stand in stands],
        files=queries_replies.attachments_of(db.session, reply_id),
        form=form,
        may_write=may_write(db.session, row.reply.campaign_id, current_actor()),
    )


@bp.post("/replies/<uuid:reply_id>/withdraw")
@requires(Permission.WRITE)
def withdraw(reply_id: UUID) -> ResponseReturnValue:
    """Mark a reply as logged by mistake."""
    row = queries_replies.reply_row(db.session, reply_id)
    must_write(row.reply.campaign_id)
    form = ReasonForm()
    if not form.validate():
        return _reply_page(reply_id, form), 422
    try:
        withdraw_reply(db.session, row.reply, form.reason.data or "", by=current_actor())
    except Conflict as error:
        db.session.rollback()
        form.show(InvalidInput({"reason": error.message}))
        return _reply_page(reply_id, form), 409
    db.session.commit()
    flash("Marked as a mistake. The positions it carried no longer count.", "done")
    return redirect(url_for("delivery.reply", reply_id=reply_id))
