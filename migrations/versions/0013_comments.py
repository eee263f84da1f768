"""Comments, suggested edits and reviewers of letters."""

from __future__ import annotations

revision = "0013_comments"
down_revision = "0012_editor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
