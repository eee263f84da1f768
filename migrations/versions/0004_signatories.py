"""signatories: the tables of this room."""

from __future__ import annotations

revision = "0004_signatories"
down_revision = "0003_demands"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
