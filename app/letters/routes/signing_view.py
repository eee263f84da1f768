"""Reading before signing: the exact text, with what changed since somebody last saw it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from app.letters import queries_record
from app.letters.comparing import compare_versions
from app.letters.models import Letter
from app.letters.models_record import Signature
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import paper_of


def reading_values(session: Session, letter: Letter, signatory_id: UUID) -> dict[str, Any]:
    """The text for one signatory; `seen` is their last signature on an earlier text, if there is one."""
    rows = {row.signatory.id: row for row in queries_record.signature_rows(session, letter)}
    mine = rows.get(signatory_id)
    seen = _seen(mine, letter.current_version) if mine else None
    before = seen.version_number if seen else letter.current_version
    found = compare_versions(session, letter, before, letter.current_version, gather(session, letter))
    return {
        "version": version_of(session, letter),
        "paper": paper_of(session, letter, 1),
        "seen": seen,
        "signed_before": seen is not None and seen.consented_at is not None,
        "comparison_found": found,
        "others": [row for row in rows.values() if row.signatory.id != signatory_id],
        "view": "changes" if seen and request.values.get("view") == "changes" else "full",
        "asks_changed": any(one.changed and one.is_asks for one in found.sections),
    }


def _seen(row: queries_record.SignatureRow, current: int) -> Signature | None:
    """Their newest signature on an earlier text; one that was given goes before one that was only asked for."""
    every = [one for one in (row.current, *row.earlier) if one is not None and one.version_number < current]
    signed = [one for one in every if one.consented_at is not None]
    return next(iter(signed or every), None)
