"""Who still needs the private part of a retired key. Rooms above register themselves; this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

StillNeeds = Callable[[Session, UUID], bool]
_asked: dict[str, StillNeeds] = {}


def register_use(name: str, needs: StillNeeds) -> None:
    """`needs` says whether sealed work that is not finished waits for a key. Registering again replaces it."""
    _asked[name] = needs


def is_needed(session: Session, key_id: UUID) -> bool:
    """Whether anybody still needs it."""
    return any(needs(session, key_id) for needs in _asked.values())
