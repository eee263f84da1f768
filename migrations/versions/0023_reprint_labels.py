"""At which label of its first sheet a reprint begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_reprint_labels"
down_revision = "0022_undone_claim_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("print_run_printing", sa.Column("label_start", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("print_run_printing", "label_start")
