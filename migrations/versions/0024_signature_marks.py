"""What stands in a signature's place: an image, what was drawn on a screen, or the name typed."""

from __future__ import annotations

from alembic import op

revision = "0024_signature_marks"
down_revision = "0023_reprint_labels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A column with its CHECK: SQLite adds both without building the table anew, which its guards forbid.
    op.execute(
        "ALTER TABLE signature ADD COLUMN mark VARCHAR(13) "
        "CONSTRAINT ck_signature_mark CHECK (mark IN ('image', 'drawn', 'typed'))"
    )


def downgrade() -> None:
    op.drop_column("signature", "mark")
