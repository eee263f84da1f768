"""Tasks for letters whose annex prints sources that have changed since it was approved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from app.core.guards import drop_guards, refuse

revision = "0021_amended_claims"
down_revision = "0020_template_reviews"
branch_labels = None
depends_on = None

TABLE = "citation_task"
BEFORE = ("corrected", "disputed", "superseded", "retracted")
FIXED = ("id", "letter_id", "claim_id", "slug", "change", "before", "after", "reason", "letter_state", "filed_at",
         "filed_by")  # fmt: skip


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


def _changes(names: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{name}'" for name in names)
    with _guards_kept(), op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f("ck_citation_task_change"), type_="check")
        batch.create_check_constraint(op.f("ck_citation_task_change"), f"change IN ({allowed})")


def upgrade() -> None:
    _changes((*BEFORE, "amended"))


def downgrade() -> None:
    # A kind that the earlier schema does not know becomes the nearest; the audit trail keeps the exact one.
    drop_guards(op, TABLE, "update")
    op.execute("UPDATE citation_task SET change = 'corrected' WHERE change = 'amended'")
    changed = " OR ".join(f'NEW."{name}" <> OLD."{name}"' for name in FIXED)
    refuse(
        op,
        TABLE,
        "update",
        "a task is done once and stays on record",
        f"OLD.done_at IS NOT NULL OR {changed}",
    )
    _changes(BEFORE)
