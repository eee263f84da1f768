"""Templates of the organisation and letters made from others."""

from __future__ import annotations

revision = "0014_instruments"
down_revision = "0013_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
