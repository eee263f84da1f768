"""Runs migrations inside one transaction, on the address the caller gives."""

import sqlalchemy as sa
from alembic import context

import app.models  # noqa: F401  (every model registers with Base.metadata)
from app.core.db import Base, engine_options


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    options = engine_options(context.config.attributes["url"])
    engine = sa.create_engine(options.pop("url"), **options)
    with engine.connect() as opened:
        _migrate(opened)
        opened.commit()
    engine.dispose()


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
