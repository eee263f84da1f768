"""Beginning a letter: a short form; everything can be changed later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Actor, Permission
from app.campaigns.models import Campaign
from app.campaigns.queries import campaigns_by_id, demands_of, open_campaigns
from app.campaigns.queries_targets import target_ids
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters.drafting import draft_letter
from app.letters.forms import NewLetterForm
from app.letters.queries_templates import choosable
from app.letters.routes import bp
from app.letters.routes.common import here
from app.officials.queries import official_names, suggest
from app.officials.queries_segments import segments
from app.signatories.queries import active_signatories, letterheads

FOUND_AT_MOST = 20


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def new() -> ResponseReturnValue:
    """Choose what the letter starts from. Finding officials comes back to the same form."""
    by = current_actor()
    form = NewLetterForm()
    hits = _offer(form, by)
    if request.method == "GET":
        form.letter_date.data = today()
        form.template.data = request.args.get("template")
        return _page(form, hits, 200)
    if request.form.get("do") == "find":
        return _page(form, hits, 200)
    if not form.validate():
        return _page(form, hits, 422)
    try:
        letter = draft_letter(db.session, _campaign(form), form.template.data, **_chosen(form), by=by)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _page(form, hits, 422)
    db.session.commit()
    flash(f"Letter {letter.number} is begun. Nobody else is told until you send it for review.", "done")
    return here(letter)


def _offer(form: NewLetterForm, by: Actor) -> list[Any]:
    """Fill the choices; gives back what the search for officials found."""
    mine = None if by.may(Permission.MANAGE) or by.user_id is None else by.user_id
    campaigns = open_campaigns(db.session, user_id=mine)
    form.campaign.choices = [("", "Choose a campaign"), *((str(one.id), one.title) for one in campaigns)]
    wanted = request.args.get("campaign", "")
    if request.method == "GET":
        chosen = next((one for one in campaigns if wanted in (one.slug, str(one.id))), None)
        chosen = chosen or (campaigns[0] if len(campaigns) == 1 else None)
        form.campaign.data = str(chosen.id) if chosen else ""
        form.official_ids.data = [each for each in request.args.getlist("official", type=UUID) if each]
    form.template.choices = [(one.slug, one.label) for one in choosable(db.session)]
    form.segment.choices = [
        (str(one.segment.id), f"{one.segment.name} ({one.count or 0})")
        for one in segments(db.session, today())
    ]
    form.letterhead_ids.choices = [(one.id, one.label) for one in letterheads(db.session)]
    form.signatory_ids.choices = [
        (one.id, f"{one.name}, {one.title}") for one in active_signatories(db.session)
    ]
    form.demand_ids.choices = _demands(form, [one.id for one in campaigns])
    kept = list(form.official_ids.data or [])
    hits = suggest(db.session, form.search.data or "", day=today(), limit=FOUND_AT_MOST)
    names = official_names(db.session, kept)
    form.official_ids.choices = [(each, names[each]) for each in kept if each in names]
    return [one for one in hits if one.id not in kept]


def _demands(form: NewLetterForm, ids: list[UUID]) -> list[tuple[UUID, str]]:
    """Demands of the chosen campaign, or of all that may be chosen."""
    if form.campaign.data in {str(each) for each in ids}:
        ids = [UUID(str(form.campaign.data))]
    found: dict[UUID, str] = {}
    for each in ids[:20]:
        found |= {row.demand_id: row.demand.title for row in demands_of(db.session, each)}
    return list(found.items())


def _campaign(form: NewLetterForm) -> Campaign:
    try:
        wanted = UUID(form.campaign.data or "")
    except ValueError:
        raise InvalidInput({"campaign": "Choose a campaign."}) from None
    campaign = campaigns_by_id(db.session, [wanted]).get(wanted)
    if campaign is None:
        raise InvalidInput({"campaign": "Choose a campaign."})
    return campaign


def _chosen(form: NewLetterForm) -> dict[str, Any]:
    values: dict[str, Any] = {
        "letter_date": form.letter_date.data,
        "subject": form.subject.data or "",
        "letterhead_ids": form.letterhead_ids.data or [],
        "signatory_ids": form.signatory_ids.data or [],
        "demand_ids": form.demand_ids.data or [],
    }
    if form.to.data == "segment":
        try:
            return {**values, "segment_id": UUID(form.segment.data or "")}
        except ValueError:
            raise InvalidInput({"segment": "Choose a segment, or choose officials instead."}) from None
    if form.to.data == "targets":
        ids = target_ids(db.session, _campaign(form).id, form.letter_date.data or today())
        if not ids:
            raise InvalidInput({"to": "This campaign has no targets yet. Choose officials instead."})
        return {**values, "official_ids": ids}
    return {**values, "official_ids": form.official_ids.data or []}


def _page(form: NewLetterForm, hits: list[Any], status: int) -> ResponseReturnValue:
    about = {one.slug: one.description or one.use_when for one in choosable(db.session)}
    return render_template("letters/new.html", form=form, hits=hits, about=about), status
