"""demands: the tables of this room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.guards import append_only, drop_guards

revision = "0003_demands"
down_revision = "0002_officials"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "retired", name="state", native_enum=False, create_constraint=True, length=15),
            nullable=False,
        ),
        sa.Column("revision_no", sa.Integer(), nullable=False),
        sa.Column("grantable_by", JSON, nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("guidance", sa.String(length=600), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision_no >= 1", name=op.f("ck_demand_revision_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("slug", name="uq_demand_slug"),
    )
    op.create_index("ix_demand_state_title", "demand", ["state", "title"], unique=False)
    op.create_table(
        "demand_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("legal_basis", JSON, nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("from_library", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_demand_revision_number")),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_revision_demand_id_demand")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_revision")),
        sa.UniqueConstraint("demand_id", "number", name="uq_demand_revision_number"),
    )
    append_only(op, "demand_revision", "a wording of a demand cannot be changed; add a revision")


def downgrade() -> None:
    drop_guards(op, "demand_revision")
    op.drop_table("demand_revision")
    op.drop_table("demand")
