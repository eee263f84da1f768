"""Sealed letters for the archive: PDF/A-3a by setting, with the sources attached as data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_paper"
down_revision = "0015_letter_dates"
branch_labels = None
depends_on = None

COLUMNS = ("archive_pdf", "attach_sources")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(
            "organisation", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("organisation", name)
