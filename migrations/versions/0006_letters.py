"""letters: the tables of this room."""

from __future__ import annotations

revision = "0006_letters"
down_revision = "0005_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
