"""The day of the pages, and the public data sets, imported once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.core.db import db, engine_options
from app.core.migrate import upgrade
from app.officials.importing.runs import import_files
from tests.officials.real import BY, CURRENT


@pytest.fixture
def business_date(app: Flask) -> None:
    """Pages show the tests' day, not the machine's."""
    with app.app_context():
        db.session.get_one(Organisation, 1).business_date = date(2023, 1, 4)
        db.session.commit()


@pytest.fixture(scope="session")
def real_directory(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('real')}/real.sqlite"
    upgrade(url)
    options = engine_options(url)
    engine = create_engine(options.pop("url"), **options)
    session = Session(engine)
    folder = public_data / "congress-legislators"
    import_files(session, [folder / f"{name}.yaml" for name in CURRENT], BY)
    import_files(session, [folder / "executive.yaml", folder / "legislators-social-media.yaml"], BY)
    import_files(session, [public_data / "openstates-people" / "data"], BY)
    session.commit()
    yield session
    session.close()
    engine.dispose()


@pytest.fixture
def directory(real_directory: Session) -> Iterator[Session]:
    """Members of Congress, Presidents, California's legislators, state executives and mayors."""
    yield real_directory
    real_directory.rollback()
