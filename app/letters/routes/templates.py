"""Templates: those of the program and the organisation's own; save a letter as one, reword, approve, retire."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.demands.queries import demands_by_slug
from app.letters import access, diffing, markdown, templates
from app.letters.contexts import LetterFacts, content_of
from app.letters.diffing.layout import sections as sections_of
from app.letters.fields import by_group
from app.letters.forms import EmptyForm
from app.letters.forms_templates import ApproveForm, ReturnForm, TemplateForm
from app.letters.generalising import generalised, people
from app.letters.models import Letter
from app.letters.models_templates import OwnTemplate
from app.letters.queries_facts import gather
from app.letters.queries_templates import body_of, listed, own_template, revision_of, revisions_of
from app.letters.recording import version_of
from app.letters.routes import bp
from app.letters.routes.common import found, typed_sections
from app.letters.routes.workspace_steps import with_steps
from app.letters.styles import CitationStyle
from app.letters.template_decisions import approve_template, may_approve_template, return_template
from app.letters.templating import (
    TemplateDraft,
    create_template,
    restore_template,
    retire_template,
    revise_template,
)
from app.letters.tree import LETTER_ROLES, Doc, Inline, Paragraph, Role, Section, Text

Sections = list[tuple[Role, str]]


@dataclass(frozen=True, slots=True)
class SectionBox:
    """One section's box in the editor."""

    index: int
    role: Role
    label: str
    text: str
    error: str = ""


@requires(Permission.READ)
def templates_page() -> str:
    """What each kind of letter is for, and what the organisation has saved."""
    return render_template(
        "letters/templates.html", templates=templates.all_templates(), own=listed(db.session)
    )


bp.add_url_rule("/templates", endpoint="templates", view_func=templates_page)


@bp.get("/templates/<slug>")
@requires(Permission.READ)
def template(slug: str) -> str:
    """One of the organisation's templates: its latest wording, with what changed since the one in force."""
    return _page(own_template(db.session, slug), ReturnForm(formdata=None))


def _page(row: OwnTemplate, form: ReturnForm) -> str:
    by = current_actor()
    latest = revision_of(db.session, row, row.revision_no)
    before = latest
    if row.approved_no and row.approved_no != row.revision_no:
        before = revision_of(db.session, row, row.approved_no)
    return render_template(
        "letters/template.html",
        row=row,
        latest=latest,
        before=before,
        base=templates.load(row.base),
        found=_compared(body_of(before), body_of(latest)),
        asked=demands_by_slug(db.session, templates.asked(body_of(latest))).values(),
        revisions=revisions_of(db.session, row),
        form=form,
        may_decide=may_approve_template(db.session, row, by),
        may_approve=access.may_approve(by),
    )


@bp.route("/<uuid:letter_id>/template", methods=["GET", "POST"])
@requires(Permission.WRITE)
def save_as_template(letter_id: UUID) -> ResponseReturnValue:
    """Save the text of a letter as a template, without whom it names and its dates."""
    letter, form = found(letter_id), TemplateForm()
    facts = gather(db.session, letter)
    if request.method == "GET":
        content = content_of(version_of(db.session, letter))
        form.closing.data, form.citation_style.data = content.closing, content.citation_style.value
        return _editor(form, _parts(generalised(content.tree, _names(facts))), letter=letter)
    typed = typed_sections()
    if step := request.form.get("do", ""):
        return _editor(form, with_steps(typed, step, request.form.get("add_role", "")), letter=letter)
    errors: dict[str, str] = {}
    if form.validate():
        try:
            base = facts.template.layout
            row = create_template(
                db.session, base, _draft(form, typed), saved_from=letter, by=current_actor()
            )
        except InvalidInput as error:
            db.session.rollback()
            errors = _shown(form, error)
            letter = found(letter_id)
        else:
            db.session.commit()
            flash(f"“{row.name}” is saved. It can begin letters once somebody else has approved it.", "done")
            return _to(row)
    return _editor(form, typed, letter=letter, errors=errors), 422


@bp.route("/templates/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def edit_template(slug: str) -> ResponseReturnValue:
    """Write the next revision. Letters keep the one they began with."""
    row, form = own_template(db.session, slug), TemplateForm()
    if request.method == "GET":
        latest = revision_of(db.session, row, row.revision_no)
        form.based_on.data, form.name.data, form.use_when.data = row.revision_no, latest.name, latest.use_when
        form.closing.data, form.citation_style.data = latest.closing, latest.citation_style.value
        return _editor(form, _parts(body_of(latest)), row=row)
    typed = typed_sections()
    if step := request.form.get("do", ""):
        return _editor(form, with_steps(typed, step, request.form.get("add_role", "")), row=row)
    errors: dict[str, str] = {}
    if form.validate():
        try:
            saved = revise_template(
                db.session,
                row,
                _draft(form, typed),
                expected_revision=form.based_on.data or 0,
                by=current_actor(),
            )
        except InvalidInput as error:
            db.session.rollback()
            errors = _shown(form, error)
        except Conflict as error:
            db.session.rollback()
            form.form_errors = [*form.form_errors, error.message]
        else:
            db.session.commit()
            flash(f"Revision {saved.revision_no} of “{saved.name}” stands.", "done")
            return _to(saved)
        row = own_template(db.session, slug)
    return _editor(form, typed, row=row, errors=errors), 422


@bp.post("/templates/<slug>/approve")
@requires(Permission.APPROVE)
def approve_own(slug: str) -> ResponseReturnValue:
    """Let letters begin with the revision that was read."""
    row, form = own_template(db.session, slug), ApproveForm()
    if form.validate():
        approve_template(db.session, row, form.revision.data or 0, by=current_actor())
        db.session.commit()
        flash(f"Revision {row.approved_no} of “{row.name}” is approved. Letters can begin with it.", "done")
    return _to(row)


@bp.post("/templates/<slug>/return")
@requires(Permission.APPROVE)
def return_own(slug: str) -> ResponseReturnValue:
    """Give the revision that was read back to its author."""
    row, form = own_template(db.session, slug), ReturnForm()
    if not form.validate():
        return _page(row, form), 422
    return_template(db.session, row, form.revision.data or 0, form.reason.data or "", by=current_actor())
    db.session.commit()
    flash(f"Revision {row.revision_no} of “{row.name}” is returned to its author.", "done")
    return _to(row)


@bp.post("/templates/<slug>/retire")
@requires(Permission.APPROVE)
def retire_own(slug: str) -> ResponseReturnValue:
    """Keep it out of new letters."""
    row = own_template(db.session, slug)
    if EmptyForm().validate():
        retire_template(db.session, row, by=current_actor())
        db.session.commit()
        flash(f"“{row.name}” is retired. Letters made from it stay as they are.", "done")
    return _to(row)


@bp.post("/templates/<slug>/restore")
@requires(Permission.APPROVE)
def restore_own(slug: str) -> ResponseReturnValue:
    """Take a retired one back into use."""
    row = own_template(db.session, slug)
    if EmptyForm().validate():
        restore_template(db.session, row, by=current_actor())
        db.session.commit()
        flash(f"“{row.name}” is in use again.", "done")
    return _to(row)


def _to(row: OwnTemplate) -> ResponseReturnValue:
    return redirect(url_for("letters.template", slug=row.slug), 303)


def _names(facts: LetterFacts) -> dict[str, str]:
    addressees = [one.name for copy in facts.copies for one in copy.context.addressees]
    return people(addressees, [facts.people[row.signatory_id].name for row in facts.rows])


def _parts(body: Doc) -> Sections:
    return [(one.role, markdown.write_section(one).rstrip("\n")) for one in body.sections]


def _draft(form: TemplateForm, typed: Sections) -> TemplateDraft:
    return TemplateDraft(
        form.name.data or "",
        form.use_when.data or "",
        markdown.read_sections([(role, text) for role, text in typed if text.strip()]),
        form.closing.data or "",
        CitationStyle(form.citation_style.data),
        form.note.data or "",
    )


def _shown(form: TemplateForm, error: InvalidInput) -> dict[str, str]:
    """Put what is wrong beside its field; gives back what is wrong with a section, by "section N, line M"."""
    form.show(error)
    return {place: message for place, message in error.errors.items() if place.startswith("section ")}


def _editor(
    form: TemplateForm,
    typed: Sections,
    *,
    letter: Letter | None = None,
    row: OwnTemplate | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    boxes = []
    for index, (role, text) in enumerate(typed):
        mine = [f"{where.rpartition(', ')[2].capitalize()}: {words}" for where, words in (errors or {}).items()
                if where.startswith(f"section {index + 1},")]  # fmt: skip
        boxes.append(SectionBox(index, role, role.label, text, " ".join(mine)))
    return render_template(
        "letters/template_edit.html",
        form=form,
        sections=boxes,
        roles=LETTER_ROLES,
        fields=by_group(),
        letter=letter,
        row=row,
    )


def _compared(before: Doc, after: Doc) -> diffing.Comparison:
    old, new = diffing.flatten(before, _as_typed), diffing.flatten(after, _as_typed)
    return diffing.Comparison((), tuple(sections_of(diffing.delta_of(old, new))))


def _as_typed(node: Inline) -> str:
    """A field or day count as Markdown spells it: no letter gives it a value yet."""
    if isinstance(node, Text):
        return node.text
    return markdown.write_section(Section(Role.BODY, (Paragraph((node,)),))).strip()
