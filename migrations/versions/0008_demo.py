"""Which records came with the demonstration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_demo"
down_revision = "0007_delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demo_record",
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "record_id", name=op.f("pk_demo_record")),
    )


def downgrade() -> None:
    op.drop_table("demo_record")
