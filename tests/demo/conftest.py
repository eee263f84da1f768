"""The demonstration, loaded once for the run by the command that people use; each test works in a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.cli.demo import load_demonstration
from app.config import Settings
from app.core.db import db


@pytest.fixture(scope="session")
def loaded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration in it; copied, never used."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(migrated, folder / "redress.sqlite")
    app = create_app(_settings(folder))
    with app.app_context():
        load_demonstration()
        db.session.close()
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    return folder


def _settings(folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'redress.sqlite'}",
        secret_key="only for tests, never for people",
        public_url="http://localhost",
        testing=True,
    )


@pytest.fixture
def settings(settings: Settings, loaded: Path) -> Settings:
    """Those of every test, over a copy of the demonstration."""
    shutil.copytree(loaded / "files", settings.data_dir / "files")
    shutil.copyfile(loaded / "redress.sqlite", settings.database_url.removeprefix("sqlite:///"))
    return settings


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The application over the demonstration, in its context."""
    with app.app_context():
        yield app
        db.session.rollback()
