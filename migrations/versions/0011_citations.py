"""What letters keep of the claims they cite."""

from __future__ import annotations

revision = "0011_citations"
down_revision = "0010_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
