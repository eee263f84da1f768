"""campaigns: the tables of this room."""

from __future__ import annotations

revision = "0005_campaigns"
down_revision = "0004_signatories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
