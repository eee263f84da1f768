"""How new letters write their dates: a setting of the organisation. Each version keeps its own in its content."""

from __future__ import annotations

from alembic import op

revision = "0015_letter_dates"
down_revision = "0014_instruments"
branch_labels = None
depends_on = None

STYLES = ("long", "day_first", "short", "iso")


def upgrade() -> None:
    allowed = ", ".join(f"'{style}'" for style in STYLES)
    # One statement that both databases take without writing the table anew.
    op.execute(
        "ALTER TABLE organisation ADD COLUMN date_style VARCHAR(17) DEFAULT 'long' NOT NULL "
        f"CONSTRAINT ck_organisation_date_style CHECK (date_style IN ({allowed}))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE organisation DROP COLUMN date_style")
