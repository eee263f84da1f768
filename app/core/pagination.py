"""Pages of rows for lists on the screen, and cursors for the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

T = TypeVar("T")

MAX_SIZE = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of `items`; `page` counts from 1."""

    items: Sequence[T]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.page * self.size, self.total)


def paginate(
    session: Session,
    select: sa.Select[*tuple[Any, ...]],
    *,
    page: int = 1,
    size: int = 50,
    scalars: bool = True,
) -> Page[Any]:
    """Two queries: the count and the rows. A page past the end gives the last page."""
    size = max(1, min(size, MAX_SIZE))
    total = session.scalar(sa.select(sa.func.count()).select_from(select.order_by(None).subquery())) or 0
    page = max(1, min(page, max(1, -(-total // size))))
    window = select.limit(size).offset((page - 1) * size)
    items: Sequence[Any] = (
        session.scalars(window).unique().all() if scalars else session.execute(window).all()
    )
    return Page(items=items, total=total, page=page, size=size)
