"""Draft the body of a migration: the operations that bring its database to the models.

Usage: python scripts/draft_migration.py 0005_campaigns

Upgrades a throw-away SQLite database to the revision before the named one, compares it with the models,
keeps the tables of the room of that name (or those named after it), and prints `upgrade` and `downgrade`.
Where a column is JSON, put `JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")` at the top.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from alembic.script import ScriptDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app.models  # noqa: F401
from app.core.db import Base, engine_options
from app.core.migrate import alembic_config, upgrade


def main() -> None:
    """Print the draft."""
    revision, *only = sys.argv[1:]
    script = ScriptDirectory.from_config(alembic_config("")).get_revision(revision)
    url = f"sqlite:///{tempfile.mkdtemp()}/draft.sqlite"
    if script is None:
        raise SystemExit(f"no migration {revision}")
    if isinstance(script.down_revision, str):
        upgrade(url, script.down_revision)
    options = engine_options(url)
    engine = sa.create_engine(options.pop("url"), **options)
    room = revision.split("_", 1)[1]
    wanted = set(only) or {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if isinstance(mapper.local_table, sa.Table) and f".{room}." in f"{mapper.class_.__module__}."
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "target_metadata": Base.metadata,
                "include_object": lambda o, name, kind, *_: kind != "table" or name in wanted,
                "compare_type": True,
            },
        )
        migration = produce_migrations(context, Base.metadata)
    for name, container in (("upgrade", migration.upgrade_ops), ("downgrade", migration.downgrade_ops)):
        if isinstance(container, (ops.UpgradeOps, ops.DowngradeOps)):
            body = render_python_code(container, sqlalchemy_module_prefix="sa.", alembic_module_prefix="op.")
            body = body.replace(
                "sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), 'postgresql')", "JSON"
            )
            body = body.replace("app.core.db.UtcDateTime(timezone=True)", "sa.DateTime(timezone=True)")
            body = "\n".join(line for line in body.splitlines() if "###" not in line).strip()
            print(f"def {name}() -> None:\n    {body}\n\n")


main()
