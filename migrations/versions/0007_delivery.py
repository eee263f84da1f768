"""delivery: the tables of this room."""

from __future__ import annotations

revision = "0007_delivery"
down_revision = "0006_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
