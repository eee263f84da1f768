"""Everything of a letter but its text: recipients, signatories, date, subject, copies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.queries import demands_of
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.letters import access, queries_record
from app.letters.changes import Changes
from app.letters.contexts import LetterFacts, content_of
from app.letters.drafting import VersionConflict, save_version
from app.letters.forms import SettingsForm
from app.letters.models import Letter
from app.letters.plans import CopyPlan
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.common import found, frame, here
from app.officials.queries import official_names, suggest
from app.signatories.queries import active_signatories, letterheads

MOST_PEOPLE = 6000


@bp.route("/<uuid:letter_id>/settings", methods=["GET", "POST"])
@requires(Permission.WRITE)
def settings(letter_id: UUID) -> ResponseReturnValue:
    """Change them; a change of what signers agree to makes a new version."""
    letter, by = found(letter_id), current_actor()
    access.require_write(db.session, letter.campaign_id, by)
    facts = gather(db.session, letter)
    form = SettingsForm()
    if request.method == "GET":
        _prefill(form, letter, facts)
    _offer(form, letter)
    if request.method == "GET" or request.form.get("do") == "find":
        return _page(letter, facts, form, 200)
    if form.validate():
        try:
            version = save_version(
                db.session,
                letter,
                _changes(form),
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
    return _page(letter, gather(db.session, letter), form, 422)


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


def _changes(form: SettingsForm) -> Changes:
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
        copies=_copies(form),
    )


def _copies(form: SettingsForm) -> list[CopyPlan] | None:
    """Recipients from the rows of the table and what was added; None when nothing of them changed."""
    typed = list(
        zip(
            request.form.getlist("person"),
            request.form.getlist("person_copy"),
            request.form.getlist("person_role"),
            request.form.getlist("person_as"),
            strict=False,
        )
    )
    if len(typed) > MOST_PEOPLE:
        raise InvalidInput({"add_ids": "These are too many recipients for one letter."})
    gone = set(request.form.getlist("person_remove"))
    added = list(form.add_ids.data or [])
    if not gone and not added and request.form.get("people_before") == _fingerprint(typed):
        return None
    copies: dict[int, dict[str, Any]] = {}
    for place, (person, copy, role, capacity) in enumerate(typed):
        if f"{place}" in gone:
            continue
        number = int(copy) if copy.isdigit() else 10_000 + place
        entry = copies.setdefault(number, {"to": [], "cc": [], "as": {}})
        who = _id(person)
        entry["cc" if role == "cc" else "to"].append(who)
        if capacity.strip():
            entry["as"][who] = capacity.strip()[:120]
    plans = [CopyPlan(tuple(one["to"]), tuple(one["cc"]), one["as"]) for _, one in sorted(copies.items())]
    return plans + [CopyPlan((each,)) for each in added]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Conflict("The list of recipients came incomplete. Open the page again.") from None


def _fingerprint(rows: list[tuple[str, str, str, str]]) -> str:
    return "|".join(";".join(row) for row in rows)


def _page(letter: Letter, facts: LetterFacts, form: SettingsForm, status: int) -> ResponseReturnValue:
    rows = []
    for copy in facts.copies:
        for role, people in (("to", copy.main), ("cc", copy.cc)):
            rows += [(copy.number, role, person) for person in people]
    before = _fingerprint(
        [(str(person.facts.id), str(number), role, person.capacity) for number, role, person in rows]
    )
    page = render_template(
        "letters/settings.html", **frame(letter), form=form, facts=facts, rows=rows, people_before=before
    )
    return page, status
