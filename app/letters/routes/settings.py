"""Everything of a letter but its text: recipients, signatories, date, subject, copies."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.queries import demands_of
from app.core.day_styles import DayStyle
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters import access, queries_record
from app.letters.changes import Changes
from app.letters.contexts import LetterFacts, content_of
from app.letters.drafting import VersionConflict, save_version
from app.letters.forms import SettingsForm
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.common import found, frame, here
from app.letters.routes.recipients import Row, plans_of, rows_of, slice_of, typed_over
from app.letters.styles import CitationStyle
from app.officials.queries import official_names, suggest
from app.signatories.queries import active_signatories, letterheads


@bp.route("/<uuid:letter_id>/settings", methods=["GET", "POST"])
@requires(Permission.WRITE)
def settings(letter_id: UUID) -> ResponseReturnValue:
    """Change them; a change of what signers agree to makes a new version."""
    letter, by = found(letter_id), current_actor()
    access.require_write(db.session, letter.campaign_id, by)
    facts = gather(db.session, letter)
    form = SettingsForm()
    if "citation_style" not in request.form:  # left out: it stays as it is
        form.citation_style.data = letter.citation_style.value
    if "date_style" not in request.form:
        form.date_style.data = content_of(version_of(db.session, letter)).date_style.value
    if request.method == "GET":
        _prefill(form, letter, facts)
    _offer(form, letter)
    before = rows_of(facts)
    now = typed_over(before, request.form)
    if request.method == "GET" or request.form.get("do", "save") != "save":
        return _page(letter, form, before, now, 200)
    if form.validate():
        try:
            version = save_version(
                db.session,
                letter,
                _changes(form, before, now),
                "Settings.",
                based_on_version=form.based_on.data or 0,
                by=by,
            )
        except VersionConflict as conflict:
            db.session.rollback()
            form.form_errors = [*form.form_errors, f"{conflict.message} Look at it, then save again."]
            form.based_on.raw_data, form.based_on.data = None, conflict.theirs.number
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"Saved. The letter is at version {version.number}.", "done")
            return here(letter)
    letter = found(letter_id)
    return _page(letter, form, before, now, 422)


def _prefill(form: SettingsForm, letter: Letter, facts: LetterFacts) -> None:
    content = content_of(version_of(db.session, letter))
    form.based_on.data, form.title.data, form.subject.data = (
        letter.current_version,
        letter.title,
        content.subject,
    )
    form.letter_date.data, form.closing.data = content.letter_date, content.closing
    form.letterhead_ids.data = [UUID(each) for each in letter.letterhead_ids]
    form.signatory_ids.data = [row.signatory_id for row in facts.rows]
    form.demand_ids.data = queries_record.demand_ids(db.session, letter.id)
    form.cc.data, form.enclosures.data = "\n".join(content.cc), "\n".join(content.enclosures)
    form.earlier_letter_id.data = str(letter.earlier_letter_id or "")
    form.citation_style.data = content.citation_style.value


def _offer(form: SettingsForm, letter: Letter) -> None:
    form.letterhead_ids.choices = [(one.id, one.label) for one in letterheads(db.session)]
    people = {one.id: f"{one.name}, {one.title}" for one in active_signatories(db.session)}
    # Those chosen come first, in their order, so that the order of the boxes is the order on paper.
    first = [each for each in form.signatory_ids.data or [] if each in people]
    form.signatory_ids.choices = [
        (each, people[each]) for each in [*first, *(p for p in people if p not in first)]
    ]
    form.demand_ids.choices = [
        (row.demand_id, row.demand.title) for row in demands_of(db.session, letter.campaign_id)
    ]
    others = queries_record.letters_to_choose(db.session, letter.campaign_id, besides=letter.id)
    form.earlier_letter_id.choices = [
        ("", "None"),
        *((str(one.id), f"{one.number}, {one.title}") for one in others),
    ]
    chosen = list(form.add_ids.data or [])
    hits = suggest(db.session, form.search.data or "", day=letter.letter_date, limit=20)
    names = official_names(db.session, chosen)
    form.add_ids.choices = [(each, names[each]) for each in chosen if each in names]
    form.add_ids.choices += [
        (one.id, ", ".join(part for part in (one.name, one.label) if part))
        for one in hits
        if one.id not in chosen
    ]


def _changes(form: SettingsForm, before: list[Row], now: list[Row]) -> Changes:
    earlier = form.earlier_letter_id.data
    return Changes(
        title=form.title.data,
        subject=form.subject.data or "",
        letter_date=form.letter_date.data,
        closing=form.closing.data,
        letterhead_ids=form.letterhead_ids.data or [],
        signatory_ids=form.signatory_ids.data or [],
        demand_ids=form.demand_ids.data or [],
        cc=(form.cc.data or "").splitlines(),
        enclosures=(form.enclosures.data or "").splitlines(),
        earlier_letter_id=UUID(earlier) if earlier else None,
        date_style=DayStyle(form.date_style.data) if form.date_style.data else None,
        citation_style=CitationStyle(form.citation_style.data) if form.citation_style.data else None,
        copies=plans_of(before, now, list(form.add_ids.data or [])),
    )


def _page(
    letter: Letter, form: SettingsForm, before: list[Row], now: list[Row], status: int
) -> ResponseReturnValue:
    people = slice_of(before, now, request.form)
    return render_template("letters/settings.html", **frame(letter), form=form, people=people), status
