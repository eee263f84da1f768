"""demands: the tables of this room."""

from __future__ import annotations

revision = "0003_demands"
down_revision = "0002_officials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
