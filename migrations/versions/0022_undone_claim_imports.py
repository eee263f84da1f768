"""What an import of claims wrote, so that it can be undone; who undid it, and what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from app.core.guards import drop_guards, refuse

revision = "0022_undone_claim_imports"
down_revision = "0021_amended_claims"
branch_labels = None
depends_on = None

TABLE = "claim_import"
BEFORE = ("prepared", "applied", "discarded")
STAYS = "an import that was applied or discarded stays as it was"


@contextmanager
def _guards_kept() -> Iterator[None]:
    """SQLite changes a table by making it anew, which loses its triggers: they are put back as they were."""
    bind = op.get_bind()
    kept = []
    if bind.dialect.name == "sqlite":
        wanted = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
        kept = list(bind.scalars(wanted, {"name": TABLE}))
    yield
    for sql in kept:
        bind.exec_driver_sql(sql)


def _states(names: tuple[str, ...], checks: dict[str, str], gone: tuple[str, ...] = ()) -> None:
    allowed = ", ".join(f"'{name}'" for name in names)
    with _guards_kept(), op.batch_alter_table(TABLE) as batch:
        for name in ("state", "applied", *gone):
            batch.drop_constraint(op.f(f"ck_{TABLE}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{TABLE}_state"), f"state IN ({allowed})")
        for name, condition in checks.items():
            batch.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), condition)


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("changes", sa.JSON(), nullable=True))
    op.add_column(TABLE, sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("undone_by", sa.String(length=200), nullable=False, server_default=""))
    op.add_column(TABLE, sa.Column("undo_report", sa.JSON(), nullable=True))
    _states(
        (*BEFORE, "undone"),
        {
            "applied": "(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)",
            "undone": "(state = 'undone') = (undone_at IS NOT NULL)",
        },
    )
    drop_guards(op, TABLE, "update")
    refuse(
        op, TABLE, "update", STAYS,
        "NEW.sha256 <> OLD.sha256 OR OLD.state IN ('discarded', 'undone')"
        " OR (OLD.state = 'applied' AND (NEW.state <> 'undone' OR NEW.applied_at <> OLD.applied_at"
        " OR NEW.applied_by <> OLD.applied_by))",
    )  # fmt: skip


def downgrade() -> None:
    drop_guards(op, TABLE, "update")
    # A state that the earlier schema does not know becomes the one before it; the audit trail keeps the exact one.
    op.execute("UPDATE claim_import SET state = 'applied', undone_at = NULL WHERE state = 'undone'")
    _states(BEFORE, {"applied": "(state = 'applied') = (applied_at IS NOT NULL)"}, ("undone",))
    with op.batch_alter_table(TABLE) as batch:
        for name in ("undo_report", "undone_by", "undone_at", "changes"):
            batch.drop_column(name)
    refuse(op, TABLE, "update", STAYS, "OLD.state <> 'prepared' OR NEW.sha256 <> OLD.sha256")
