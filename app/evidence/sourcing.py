"""Verbs on one source: mark it as read, keep a copy of it. None commits."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import InvalidInput, NotFound
from app.core.storage import FileStore
from app.core.text import squash, tidy
from app.evidence import citing, rows
from app.evidence.limits import MAX_COPY, MAX_FILE_NAME
from app.evidence.models import Claim, ClaimSource
from app.evidence.rules import ClaimEventKind

_MEGABYTES = MAX_COPY // (1024 * 1024)


def source_of(claim: Claim, source_id: UUID) -> ClaimSource:
    """One of the claim's sources. Raises `NotFound`."""
    found = next((row for row in claim.sources if row.id == source_id), None)
    if found is None:
        raise NotFound("There is no such source of this claim.")
    return found


def mark_checked(session: Session, claim: Claim, source_id: UUID, checked: bool, *, by: Actor) -> None:
    """Say that somebody read the source and it says what the claim says, or take that back."""
    source = source_of(claim, source_id)
    if source.checked is checked:
        return
    source.checked = checked
    told = f"{'Read' if checked else 'Marked as not read yet:'} the source “{source.title}”."
    _note(session, claim, ClaimEventKind.CHECKED, told, by, {"source": str(source.id), "checked": checked})
    citing.tell_of_amendment(session, claim.slug, told, by)


def keep_copy(
    session: Session, store: FileStore, claim: Claim, source_id: UUID, name: str, data: bytes, *, by: Actor
) -> None:
    """Keep an archived copy of a source, by the SHA-256 of its bytes. Raises `InvalidInput` (`file`).

    It is only ever given back as a download. Another copy takes the place of one kept before, whose bytes stay.
    """
    source = source_of(claim, source_id)
    if not data:
        raise InvalidInput({"file": "The file is empty. Choose it again."})
    if len(data) > MAX_COPY:
        raise InvalidInput({"file": f"The file is larger than {_MEGABYTES} MB. Keep a smaller copy."})
    before = source.copy_sha256
    source.copy_sha256, source.copy_size = store.put(data), len(data)
    source.copy_name, source.copy_at = file_name(name), by.at
    told = f"{'Replaced' if before else 'Kept'} a copy of “{source.title}”."
    detail: rows.Fields = {"source": str(source.id), "sha256": source.copy_sha256, "replaces": before}
    _note(session, claim, ClaimEventKind.COPY_KEPT, told, by, detail)


def file_name(name: str) -> str:
    """A file name without folders, control or text-direction characters, never empty."""
    visible = "".join(c for c in squash(tidy(name)) if not unicodedata.category(c).startswith("C"))
    plain = PurePath(visible.replace("\\", "/")).name.strip(". ")
    if len(plain) > MAX_FILE_NAME:
        suffix = PurePath(plain).suffix[:20]
        plain = plain[: MAX_FILE_NAME - len(suffix)] + suffix
    return plain or "file"


def _note(
    session: Session, claim: Claim, kind: ClaimEventKind, told: str, by: Actor, detail: rows.Fields
) -> None:
    claim.version += 1
    claim.updated_at = by.at
    rows.add_event(session, claim, kind, told, by, detail=detail)
    audit.record(session, by, f"evidence.{kind.value}", "claim", claim.id, summary=told, detail=detail)
    rows.reload(session, claim)
