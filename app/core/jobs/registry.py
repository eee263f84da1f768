"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class JobContext(Protocol):
    """What a handler may use. Only `commit` commits."""

    session: Session
    job_id: UUID
    actor: dict[str, Any]

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell the waiting page how far the work is. Cheap to call often."""

    def commit(self) -> None:
        """Commit the handler's session, unless another worker has taken the job over."""


Handler = Callable[[JobContext, dict[str, Any]], dict[str, Any] | None]
_handlers: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register a handler. Handlers must be safe to run again after a crash."""

    def register(handler: Handler) -> Handler:
        if _handlers.get(kind, handler) is not handler:
            raise RuntimeError(f"two handlers for job kind {kind}")
        _handlers[kind] = handler
        return handler

    return register


def handler_for(kind: str) -> Handler:
    """The handler of `kind`. Raises `KeyError` for a kind nobody registered."""
    return _handlers[kind]
