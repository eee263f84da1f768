"""Claims and their sources."""

from __future__ import annotations

revision = "0010_evidence"
down_revision = "0009_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
