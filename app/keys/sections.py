"""What this room shows on the organisation's page and on those of signatories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.sections import Section, register_section
from app.core.clock import utcnow
from app.keys import queries
from app.keys.rules import NO_KEY, SOON
from app.signatories.panels import Panel, register_panel


def install() -> None:
    """Put them there."""
    register_section(
        Section("seal-key", "Digital seal", "Signs the PDF of every sealed letter.", _of_organisation)
    )
    register_panel(
        Panel(
            "certificate",
            "Own certificate",
            "Optional. Signs the PDF of each letter that this person has consented to, before the organisation’s seal.",
            _of_signatory,
        )
    )


def shown(session: Session, signatory_id: UUID | None = None) -> dict[str, Any]:
    """The key in use and what is to be said about it, for templates. 2 SELECTs."""
    row, now = queries.active_key(session, signatory_id), utcnow()
    return {
        "key": row,
        "here": bool(row and queries.secrets_there(session, [row.id])),
        "expired": bool(row and now >= row.not_after),
        "soon": bool(row and row.not_after - SOON <= now < row.not_after),
    }


def _of_organisation(session: Session) -> Markup:
    level, _ = queries.settings(session)
    return _safe("keys/_organisation.html", **shown(session), level=level, no_key=NO_KEY)


def _of_signatory(session: Session, signatory_id: UUID) -> Markup:
    return _safe("keys/_signatory.html", **shown(session, signatory_id), signatory_id=signatory_id)


def _safe(template: str, **values: Any) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704  (a template of ours, every value escaped)
