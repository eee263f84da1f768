"""Who refers to an official from outside this room's own records.

Other rooms point to officials with foreign keys, which are found in the schema itself, and may say more
through `register_reference` (for example: a sealed letter that names the official in stored text).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import Base
from app.officials.importing.existing import chunks
from app.officials.importing.types import TYPES, as_uuid
from app.officials.models import AddressOverride, ExternalId, Official, OfficialMerge

Reference = Callable[[Session, Collection[UUID]], set[UUID]]
_registered: list[Reference] = []
# Tables of this room: what they hold of an official is weighed elsewhere.
_OWN = {kind.table.name for kind in TYPES.values()} | {
    model.__tablename__ for model in (ExternalId, AddressOverride, OfficialMerge)
}


def register_reference(find: Reference) -> Reference:
    """Register a function that returns which of the given officials something of another room names.

    Such officials are never deleted, only retired. Rooms register at import time.
    """
    if find not in _registered:
        _registered.append(find)
    return find


def is_referenced(session: Session, official_id: UUID) -> bool:
    """Whether anything outside this room's imported records names the official."""
    return bool(referenced(session, [str(official_id)]))


def referenced(session: Session, ids: Iterable[str]) -> set[str]:
    """Which of the officials are named from outside the imported records. A few SELECTs for any number."""
    wanted = list(ids)
    found = _by_foreign_keys(session, Official.__tablename__, wanted, _OWN)
    for find in _registered:
        found |= {str(one) for one in find(session, [as_uuid(one) for one in wanted])}
    return found


def in_use(session: Session, table_name: str, ids: Iterable[str], but: Collection[str] = ()) -> set[str]:
    """Which of the rows of `table_name` any foreign key of the schema still points to."""
    return _by_foreign_keys(session, table_name, list(ids), set(but))


def _by_foreign_keys(session: Session, table_name: str, ids: list[str], but: set[str]) -> set[str]:
    found: set[str] = set()
    for table in Base.metadata.tables.values():
        if table.name in but:
            continue
        for column in table.columns:
            # The target is compared by name: a table of a room that is not loaded resolves to nothing.
            if any(key.target_fullname == f"{table_name}.id" for key in column.foreign_keys):
                for batch in chunks(ids):
                    select = sa.select(column).where(column.in_([as_uuid(one) for one in batch])).distinct()
                    found |= {str(one) for one in session.scalars(select)}
    return found
