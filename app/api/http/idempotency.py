"""`Idempotency-Key`: a POST that is sent again does nothing again and gets the first answer.

The key is claimed by an INSERT inside the transaction of the effect. A second request with the same key
waits for that transaction: when it commits, the second gets the stored answer; when it fails, the second
does the work. A request that failed changed nothing and is not remembered.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, g, request
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.api.models import MAX_KEY, IdempotencyKey
from app.core.errors import InvalidInput

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(days=7)
_KEY = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY}}}")


def offered_key() -> str | None:
    """The key of this request, if it has one. Raises `InvalidInput` for one that cannot be kept."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            {HEADER: f"Send 1 to {MAX_KEY} visible ASCII characters without spaces, for example a UUID."}
        )
    return key


def request_hash() -> str:
    """SHA-256 over method, address and body; how the JSON is spaced does not matter."""
    data = request.get_data()
    try:
        body = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode() if data else b""
    except ValueError:
        body = data
    head = f"{request.method} {request.full_path}\n".encode("utf-8", "surrogatepass")
    return hashlib.sha256(head + body).hexdigest()


def claim(session: Session, key: str, now: datetime) -> Response | None:
    """Take the key for this request, or give back the answer that stands under it.

    Raises `InvalidInput` when the key was used for something else.
    """
    token_id: UUID = g.redress_token_id
    wanted = request_hash()
    _forget_old(session, token_id, now)
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # What comes back tells, not the row count: that is not known for such an INSERT on every database.
    claimed = session.scalar(
        insert(IdempotencyKey)
        .values(
            token_id=token_id,
            key=key,
            request_hash=wanted,
            status=0,
            location="",
            answer="",
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["token_id", "key"])
        .returning(IdempotencyKey.key)
    )
    if claimed is not None:
        return None
    stored = session.get_one(IdempotencyKey, (token_id, key), populate_existing=True)
    if stored.request_hash != wanted:
        raise InvalidInput(
            {HEADER: "This key was used for another request. Take a new key for a new request."}
        )
    return _again(stored)


def keep(session: Session, key: str, response: Response) -> None:
    """Store the answer under the key, in the transaction of the effect."""
    session.execute(
        sa.update(IdempotencyKey)
        .where(IdempotencyKey.token_id == g.redress_token_id, IdempotencyKey.key == key)
        .values(
            status=response.status_code,
            location=response.headers.get("Location", ""),
            answer=response.get_data(as_text=True),
        )
    )


def _again(stored: IdempotencyKey) -> Response:
    response = Response(stored.answer, status=stored.status, mimetype="application/json")
    response.headers[REPLAYED] = "true"
    if stored.location:
        response.headers["Location"] = stored.location
    return response


def _forget_old(session: Session, token_id: UUID, now: datetime) -> None:
    session.execute(
        sa.delete(IdempotencyKey).where(
            IdempotencyKey.token_id == token_id, IdempotencyKey.created_at < now - KEPT_FOR
        )
    )
