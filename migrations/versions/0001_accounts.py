"""accounts: the tables of this room."""

from __future__ import annotations

revision = "0001_accounts"
down_revision = "0000_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
