"""Working copies of the editor."""

from __future__ import annotations

revision = "0012_editor"
down_revision = "0011_citations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
