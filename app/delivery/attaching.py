"""Files kept with an event or a reply: stored as they came, only ever offered as a download."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import InvalidInput
from app.core.storage import FileStore
from app.core.text import squash, tidy
from app.delivery.models import Attachment

MAX_BYTES = 15 * 1024 * 1024
MAX_FILES = 10
_LONGEST = 200


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    media_type: str
    data: bytes


def attach(
    session: Session,
    store: FileStore,
    uploads: Iterable[Upload],
    *,
    by: Actor,
    event_id: UUID | None = None,
    reply_id: UUID | None = None,
) -> list[Attachment]:
    """Keep `uploads` with one event or one reply. Raises `InvalidInput` on `files`, before keeping any."""
    uploads = list(uploads)
    _check(uploads)
    rows = [
        Attachment(
            event_id=event_id,
            reply_id=reply_id,
            sha256=store.put(upload.data),
            name=safe_name(upload.name),
            media_type=upload.media_type[:100] or "application/octet-stream",
            size=len(upload.data),
            added_at=by.at,
            added_by=by.name,
        )
        for upload in uploads
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _check(uploads: list[Upload]) -> None:
    if len(uploads) > MAX_FILES:
        raise InvalidInput({"files": f"Attach at most {MAX_FILES} files at a time."})
    for upload in uploads:
        if not upload.data:
            raise InvalidInput({"files": f"“{safe_name(upload.name)}” is empty. Choose the file again."})
        if len(upload.data) > MAX_BYTES:
            raise InvalidInput(
                {"files": f"“{safe_name(upload.name)}” is larger than 15 MB. Attach a smaller file."}
            )


def safe_name(name: str) -> str:
    """A file name without folders, control or text-direction characters, at most 200 characters, never empty.

    Direction marks could make "gpj.exe" read as "exe.jpg".
    """
    visible = "".join(c for c in squash(tidy(name)) if not unicodedata.category(c).startswith("C"))
    last = PurePath(squash(visible).replace("\\", "/")).name.strip(". ")
    return last[-_LONGEST:].strip(". ") or "attachment"
