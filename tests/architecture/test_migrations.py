"""Migrations: one head, no drift from the models, down and up again on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import app.models  # noqa: F401
from app.core.db import Base, engine_options
from app.core.migrate import alembic_config, downgrade, upgrade


def _engine(url: str) -> sa.Engine:
    options = engine_options(url)
    return sa.create_engine(options.pop("url"), **options)


def _drift(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": Base.metadata}
        )
        return list(compare_metadata(context, Base.metadata))


def _schema(engine: sa.Engine) -> dict[str, Any]:
    """Tables, columns, checks, indexes and triggers, in a form that can be compared."""
    inspector = sa.inspect(engine)
    tables = {
        name: (
            sorted(column["name"] for column in inspector.get_columns(name)),
            sorted(str(check["name"]) for check in inspector.get_check_constraints(name)),
            sorted(str(index["name"]) for index in inspector.get_indexes(name)),
        )
        for name in sorted(inspector.get_table_names())
    }
    triggers = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    )
    with engine.connect() as connection:
        tables["(triggers)"] = tuple(connection.scalars(sa.text(triggers)))
    return tables


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("")).get_heads()) == 1


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    target = tmp_path / "copy.sqlite"
    target.write_bytes(migrated.read_bytes())
    return f"sqlite:///{target}"


@pytest.mark.parametrize("kind", ["sqlite_url", pytest.param("pg_url", marks=pytest.mark.postgres)])
def test_models_and_migrations_agree(kind: str, request: pytest.FixtureRequest) -> None:
    engine = _engine(request.getfixturevalue(kind))
    assert _drift(engine) == []
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite_url", pytest.param("pg_url", marks=pytest.mark.postgres)])
def test_every_check_of_the_models_is_in_the_database(kind: str, request: pytest.FixtureRequest) -> None:
    engine = _engine(request.getfixturevalue(kind))
    inspector = sa.inspect(engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint) and c.name}
        present = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        assert wanted <= present, table.name
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite_url", pytest.param("pg_url", marks=pytest.mark.postgres)])
def test_down_and_up_again_gives_the_same_schema(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(kind)
    engine = _engine(url)
    before = _schema(engine)
    downgrade(url)
    assert [name for name in sa.inspect(engine).get_table_names() if name != "alembic_version"] == []
    upgrade(url)
    assert _schema(engine) == before
    engine.dispose()
