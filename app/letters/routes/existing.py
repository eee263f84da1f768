"""Start from an existing letter: hand in a file or paste its text, confirm what each piece is, begin the draft.

Nothing of the file is kept: the pieces travel in the form until the letter is begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.campaigns.models import Campaign
from app.campaigns.queries import campaigns_by_id, demands_of, open_campaigns
from app.core.db import db
from app.core.errors import InvalidInput
from app.demands.models import Demand
from app.documents.errors import DocumentError
from app.documents.extract import Extracted, read_typed
from app.documents.extracting import NothingToRead, extract_text
from app.evidence.queries import claim_facts
from app.letters import access
from app.letters.compose.suggesting import Shelf
from app.letters.drafting import draft_letter
from app.letters.existing import (
    DemandWords,
    Matcher,
    Part,
    Row,
    Shape,
    Understood,
    around,
    to_markdown,
    understand,
)
from app.letters.forms_existing import ConfirmForm, ExistingForm
from app.letters.queries_record import letters_to_choose
from app.letters.queries_templates import OWN, choosable
from app.letters.routes import bp
from app.letters.routes import existing_rows as rows_
from app.letters.routes.common import here
from app.letters.routes.existing_people import likely_officials, likely_signatories, offer_people
from app.officials.queries import Suggestion


@dataclass(frozen=True, slots=True)
class _Desk:
    """What pieces are compared with."""

    campaign: Campaign
    demand_ids: dict[str, UUID]
    choices: rows_.Choices
    matcher: Matcher

    def shelf(self, day: date | None) -> Shelf:
        """The claims that a letter of the day may cite; of today's when the letter says no day."""
        return Shelf.of(self.choices.claims.values(), day or today())


@bp.route("/from-existing", methods=["GET", "POST"])
@requires(Permission.WRITE)
def from_existing() -> ResponseReturnValue:
    """The letter to start from; then, on the same address, what was found in it."""
    if request.method == "POST" and "rows" in request.form:
        return _confirm()
    form = ExistingForm()
    _offer_start(form)
    if request.method == "GET":
        return _start(form, 200)
    if form.validate():
        try:
            desk = _desk(form.campaign.data or "")
            found, left_out = _read(form, desk)
        except InvalidInput as error:
            form.show(error)
        else:
            return _first_look(form, desk, found, left_out)
    return _start(form, 422)


def _start(form: ExistingForm, status: int) -> ResponseReturnValue:
    about = {one.slug: one.description for one in choosable(db.session) if one.slug.startswith(OWN)}
    return render_template("letters/from_existing.html", form=form, about=about), status


def _read(form: ExistingForm, desk: _Desk) -> tuple[Understood, tuple[str, ...]]:
    """What the file or the pasted text holds. Raises `InvalidInput` on the field it came from."""
    given = form.file.data if form.file.data and form.file.data.filename else None
    name = "file" if given else "text"
    if given and (form.text.data or "").strip():
        raise InvalidInput({"text": "Give a file or paste the text, not both."})
    try:
        if given:
            extracted = extract_text(given.read())
        elif (form.text.data or "").strip():
            extracted = read_typed(form.text.data or "")
        else:
            raise InvalidInput({"file": "Choose a file, or paste the text of the letter."})
    except (NothingToRead, DocumentError) as problem:
        raise InvalidInput({name: str(problem)}) from problem
    return _understood(extracted, desk, name)


def _understood(extracted: Extracted, desk: _Desk, name: str) -> tuple[Understood, tuple[str, ...]]:
    found = understand(extracted.pieces, desk.matcher, desk.shelf)
    rows_.check_length(found.rows, name)
    return found, extracted.left_out


def _first_look(
    start: ExistingForm, desk: _Desk, found: Understood, left_out: tuple[str, ...]
) -> ResponseReturnValue:
    form = ConfirmForm(formdata=None)
    form.campaign.data, form.template.data = str(desk.campaign.id), start.template.data
    form.letter_date.data, form.subject.data = found.day or today(), found.subject[:300]
    form.cc.data, form.enclosures.data = "\n".join(found.cc), "\n".join(found.enclosures)
    form.earlier_letter_id.data = ""
    form.official_ids.data = likely_officials(db.session, found.rows, form.letter_date.data)
    form.signatory_ids.data = likely_signatories(db.session, found.rows)
    form.letterhead_ids.data = []
    dated = "" if found.day else "No date was found in it; this is today."
    return _page(form, desk, found, left_out=left_out, dated=dated)


def _confirm() -> ResponseReturnValue:
    """Look again at what was typed, or begin the letter with it."""
    form, step = ConfirmForm(), request.form.get("do", "again")
    desk = _desk(form.campaign.data or "")
    left_out = tuple(request.form.getlist("left_out")[:20])
    typed, wrong = rows_.typed_rows(request.form, desk.choices)
    if step != "begin":
        rows = rows_.divided(rows_.cut_row(typed, step))
        return _page(form, desk, around(_looked_at(rows, desk, form.letter_date.data)), left_out=left_out)
    _offer(form, desk)
    text, lost = to_markdown(typed)
    if form.validate() and not lost and not wrong:
        try:
            return _begin(form, desk, typed, text)
        except InvalidInput as error:
            db.session.rollback()
            desk = _desk(form.campaign.data or "")
            form.show(error)
    gone = [
        f"Piece {number + 1} no longer says “{each}”. Look at its sentences again."
        for number, sentences in lost.items()
        for each in sentences
    ]
    form.form_errors = [*form.form_errors, *wrong.values(), *gone]
    found = around(_looked_at(typed, desk, form.letter_date.data))
    return _page(form, desk, found, left_out=left_out), 422


def _begin(form: ConfirmForm, desk: _Desk, rows: tuple[Row, ...], text: str) -> ResponseReturnValue:
    asked = dict.fromkeys(each.demand for row in rows if row.part.role for each in row.telling if each.demand)
    earlier = form.earlier_letter_id.data
    if not text.strip():
        raise InvalidInput({"rows": "No piece is part of the text. Say of at least one that it is."})
    letter = draft_letter(
        db.session,
        desk.campaign,
        form.template.data,
        letter_date=form.letter_date.data or today(),
        letterhead_ids=form.letterhead_ids.data or [],
        signatory_ids=form.signatory_ids.data or [],
        official_ids=form.official_ids.data or [],
        demand_ids=[desk.demand_ids[slug] for slug in asked],
        subject=form.subject.data or "",
        cc=(form.cc.data or "").splitlines(),
        enclosures=(form.enclosures.data or "").splitlines(),
        earlier_letter_id=_uuid(earlier) if earlier else None,
        body_markdown=text,
        by=current_actor(),
    )
    db.session.commit()
    flash(
        f"Letter {letter.number} is begun from the existing one. Its checks say what is still open.", "done"
    )
    return here(letter)


def _looked_at(rows: tuple[Row, ...], desk: _Desk, day: date | None) -> tuple[Row, ...]:
    return rows_.told(rows, desk.matcher, desk.shelf(day))


def _desk(campaign_id: str) -> _Desk:
    """Raises `InvalidInput` (campaign), `NotAllowed`."""
    wanted = _uuid(campaign_id)
    campaign = campaigns_by_id(db.session, [wanted]).get(wanted) if wanted else None
    if campaign is None:
        raise InvalidInput({"campaign": "Choose a campaign."})
    access.require_write(db.session, campaign.id, current_actor())
    asked = [row.demand for row in demands_of(db.session, campaign.id)]
    claims = claim_facts(db.session)
    words = [_demand_words(each) for each in asked]
    return _Desk(
        campaign,
        {each.slug: each.id for each in asked},
        rows_.Choices({each.slug: each.title for each in asked}, claims),
        Matcher.of(words),
    )


def _demand_words(one: Demand) -> DemandWords:
    words = one.current
    laws = " ".join(basis.law for basis in words.bases)
    return DemandWords(one.slug, words.title, f"{words.clause} {words.paragraph} {laws}")


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _kinds() -> list[tuple[str, str]]:
    return [(one.slug, one.label) for one in choosable(db.session)]


def _offer_start(form: ExistingForm) -> None:
    by = current_actor()
    mine = None if by.may(Permission.MANAGE) or by.user_id is None else by.user_id
    campaigns = open_campaigns(db.session, user_id=mine)
    form.campaign.choices = [("", "Choose a campaign"), *((str(one.id), one.title) for one in campaigns)]
    form.template.choices = _kinds()
    if request.method == "GET":
        wanted = request.args.get("campaign", "")
        chosen = next((one for one in campaigns if wanted in (one.slug, str(one.id))), None)
        chosen = chosen or (campaigns[0] if len(campaigns) == 1 else None)
        form.campaign.data = str(chosen.id) if chosen else ""


def _offer(form: ConfirmForm, desk: _Desk) -> list[Suggestion]:
    """Fill the choices; gives back what the search for officials found."""
    form.template.choices = _kinds()
    others = letters_to_choose(db.session, desk.campaign.id)
    form.earlier_letter_id.choices = [
        ("", "None"),
        *((str(one.id), f"{one.number}, {one.title}") for one in others),
    ]
    return offer_people(db.session, form, today())


def _page(
    form: ConfirmForm, desk: _Desk, found: Understood, *, left_out: tuple[str, ...], dated: str = ""
) -> str:
    hits = _offer(form, desk)
    return render_template(
        "letters/from_existing_confirm.html",
        form=form,
        campaign=desk.campaign,
        found=found,
        groups=rows_.groups(found.rows),
        choices=desk.choices,
        hits=hits,
        left_out=left_out,
        dated=dated,
        parts=list(Part),
        shapes=list(Shape),
    )
