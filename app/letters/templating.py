"""Templates of the organisation: save, reword, retire. No verb commits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor, Permission
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.core.text import slugify, squash
from app.letters import access, templates
from app.letters.fields import lookup
from app.letters.models import Letter
from app.letters.models_templates import (
    MAX_CLOSING,
    MAX_NAME,
    MAX_NOTE,
    MAX_SLUG,
    MAX_USE_WHEN,
    OwnTemplate,
    TemplateRevision,
    TemplateState,
)
from app.letters.queries_templates import (
    OWN,
    body_of,
    own_template,
    revision_of,
)
from app.letters.styles import CitationStyle
from app.letters.tree import Doc, check_size, normal, to_json, without_ids


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A wording as somebody saves it."""

    name: str
    use_when: str
    body: Doc
    closing: str
    citation_style: CitationStyle = CitationStyle.ANNEX
    note: str = ""


def create_template(
    session: Session, base: str, draft: TemplateDraft, *, saved_from: Letter | None = None, by: Actor
) -> OwnTemplate:
    """Save a text as a template. It begins no letter before an approver approved it.

    `base` names the program's template whose paper and rules it has. Raises `InvalidInput` by field, `NotAllowed`,
    `NotFound` (base).
    """
    _require_write(by)
    templates.load(base)
    draft = _tidied(draft)
    _refuse(draft_problems(draft) | _taken(session, draft.name, None))
    row = OwnTemplate(
        slug=_free_slug(session, draft.name), base=base, name=draft.name, state=TemplateState.ACTIVE,
        revision_no=1, created_at=by.at, changed_at=by.at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    number = saved_from.number if saved_from else None
    _add_revision(session, row, draft, number, by)
    origin = f" from letter {number}" if number else ""
    record(session, row, "create", f"Saved the template “{row.name}”{origin}.", by, _detail(draft, 1))
    return row


def revise_template(
    session: Session, row: OwnTemplate, draft: TemplateDraft, *, expected_revision: int, by: Actor
) -> OwnTemplate:
    """Add the next wording; without a change nothing is added. Letters keep the wording they began with.

    Raises `Conflict` when somebody added one since `expected_revision`, or it is retired; `InvalidInput` by field.
    """
    _require_write(by)
    row = own_template(session, row.slug, lock=True)
    require_active(row)
    if expected_revision != row.revision_no:
        raise Conflict(
            f"Somebody saved revision {row.revision_no} of this template while you were writing. "
            "Nothing of yours is saved yet: copy it, open the template again and put it in."
        )
    draft = _tidied(draft)
    _refuse(draft_problems(draft) | _taken(session, draft.name, row))
    latest = revision_of(session, row, row.revision_no)
    if _plain(draft) == _plain(_as_draft(latest)):
        return row
    row.revision_no, row.name, row.changed_at = row.revision_no + 1, draft.name, by.at
    _add_revision(session, row, draft, None, by)
    summary = f"Wrote revision {row.revision_no} of the template “{row.name}”."
    record(session, row, "revise", summary, by, _detail(draft, row.revision_no))
    return row


def retire_template(session: Session, row: OwnTemplate, *, by: Actor) -> None:
    """Keep it out of new letters. Letters made from it go on as they are."""
    _move(session, row, TemplateState.RETIRED, by)


def restore_template(session: Session, row: OwnTemplate, *, by: Actor) -> None:
    """Undo `retire_template`."""
    _move(session, row, TemplateState.ACTIVE, by)


def draft_problems(draft: TemplateDraft) -> dict[str, str]:
    """What is wrong with a wording, by field."""
    found: dict[str, str] = {}
    if not draft.name:
        found["name"] = "Name the template, for example “Request for aid to a committee”."
    limits = {"name": MAX_NAME, "use_when": MAX_USE_WHEN, "closing": MAX_CLOSING, "note": MAX_NOTE}
    for field, most in limits.items():
        length = len(getattr(draft, field))
        if length > most:
            found[field] = f"Shorten this to {most} characters or fewer. It has {length}."
    if not draft.closing:
        found["closing"] = "Enter the closing, for example “Respectfully,”."
    if not draft.body.sections:
        found["text"] = "Write the text of at least one section."
    unknown = sorted(
        name for name in templates.field_names(draft.body) if name != templates.ASKS and lookup(name) is None
    )
    if unknown:
        found["text"] = f"No field is called {', '.join(unknown[:5])}."
    return found


def _as_draft(revision: TemplateRevision) -> TemplateDraft:
    return TemplateDraft(
        revision.name, revision.use_when, body_of(revision), revision.closing, revision.citation_style
    )


def _tidied(draft: TemplateDraft) -> TemplateDraft:
    body = normal(without_ids(draft.body))
    check_size(body)
    return TemplateDraft(
        squash(draft.name), squash(draft.use_when), body, squash(draft.closing), draft.citation_style,
        squash(draft.note),
    )  # fmt: skip


def _plain(draft: TemplateDraft) -> tuple[Any, ...]:
    body = normal(without_ids(draft.body))
    return draft.name, draft.use_when, draft.closing, draft.citation_style, to_json(body)


def _detail(draft: TemplateDraft, number: int) -> dict[str, Any]:
    return {"revision": number, "use_when": draft.use_when, "note": draft.note}


def _add_revision(
    session: Session, row: OwnTemplate, draft: TemplateDraft, saved_from: str | None, by: Actor
) -> None:
    session.add(
        TemplateRevision(
            template_id=row.id, number=row.revision_no, name=draft.name, use_when=draft.use_when,
            closing=draft.closing, citation_style=draft.citation_style,
            body=json.dumps(to_json(draft.body), ensure_ascii=False, separators=(",", ":")), note=draft.note,
            saved_from=saved_from, created_at=by.at, author_id=by.user_id, author=by.name,
        )
    )  # fmt: skip
    session.flush()


def _move(session: Session, row: OwnTemplate, to: TemplateState, by: Actor) -> None:
    access.require_approve(by, "retire or restore a template")
    row = own_template(session, row.slug, lock=True)
    if row.state is to:
        raise Conflict(f"The template “{row.name}” is already {to.value}.")
    row.state, row.changed_at = to, by.at
    verb, said = ("retire", "Retired") if to is TemplateState.RETIRED else ("restore", "Restored")
    record(session, row, verb, f"{said} the template “{row.name}”.", by, {})


def record(
    session: Session, row: OwnTemplate, verb: str, summary: str, by: Actor, detail: dict[str, Any]
) -> None:
    """Put what was done to a template in the audit record."""
    audit.record(
        session, by, f"templates.{verb}", "letter_template", row.id, summary=summary,
        detail={"slug": row.slug, **detail},
    )  # fmt: skip


def _require_write(by: Actor) -> None:
    if not by.may(Permission.WRITE):
        raise NotAllowed(f"Only those who write letters save templates. Your role is {by.role.value}.")


def require_active(row: OwnTemplate) -> None:
    """Raises `Conflict` for a retired template."""
    if row.state is TemplateState.RETIRED:
        raise Conflict(f"The template “{row.name}” is retired. Restore it first.")


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidInput(problems)


def _taken(session: Session, name: str, row: OwnTemplate | None) -> dict[str, str]:
    """Two templates in use are not called the same, the program's included."""
    others = sa.select(OwnTemplate.name, OwnTemplate.id).where(OwnTemplate.state == TemplateState.ACTIVE)
    used: Iterable[str] = [
        *(one.label for one in templates.all_templates()),
        *(other for other, key in session.execute(others) if row is None or key != row.id),
    ]
    if name.casefold() in {each.casefold() for each in used}:
        return {"name": f"Another template is called “{name}”. Choose a different name."}
    return {}


def _free_slug(session: Session, name: str) -> str:
    stem = OWN + (slugify(name, MAX_SLUG - len(OWN) - 4) or "template")
    used = set(session.scalars(sa.select(OwnTemplate.slug).where(OwnTemplate.slug.startswith(stem))))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if slug not in used)
