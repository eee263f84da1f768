"""Columns that several tables of this room share."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

STAFF = "staff"

# JSON in which None is SQL's NULL, not the JSON value null.
JsonOrNull = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Sourced:
    """Where a record comes from.

    `source` is a short name ("congress-legislators", "openstates", "csv", "demo", "staff").
    `source_key` names the record inside its source, unique in its table and stable between editions;
    records typed in by staff have none. `retired_on` takes a record out of use without deleting it:
    lists and letters leave retired records out, sealed letters and histories may still name them.
    """

    source: Mapped[str] = mapped_column(sa.String(40), default=STAFF)
    source_key: Mapped[str | None] = mapped_column(sa.String(240), unique=True)
    retired_on: Mapped[date | None] = mapped_column(sa.Date())
