"""`redress officials import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import officials
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials.importing.files import FileRefused
from app.officials.importing.readers.plain_csv import COLUMNS
from app.officials.models import ImportRun, Official
from tests.cli.conftest import as_json, process, run


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Official)) or 0


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Two invented mayors in the plain table."""
    rows = [
        {
            "first": "Ana",
            "last": "Ruiz",
            "office": "mayor",
            "title": "Mayor",
            "jurisdiction": "Pasadena",
            "state": "CA",
        },
        {
            "first": "Jo",
            "last": "Park",
            "office": "mayor",
            "title": "Mayor",
            "jurisdiction": "Glendale",
            "state": "CA",
        },
    ]
    known = set(COLUMNS)
    lines = [",".join(COLUMNS)]
    lines += [",".join(row.get(name, "") for name in COLUMNS) for row in rows]
    assert {"first", "last"} <= known
    path = tmp_path / "mayors.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_dry_run_shows_and_changes_nothing(app: Flask, roster: Path) -> None:
    record = as_json(app, officials.command, "import", str(roster), "--dry-run")
    assert record["dry_run"] is True
    assert record["counts"]["official"]["new"] == 2
    shown = run(app, officials.command, "import", str(roster), "--dry-run").stdout
    assert "Nothing was changed" in shown
    assert people(app) == 0


def test_an_import_can_be_repeated(app: Flask, roster: Path) -> None:
    first = as_json(app, officials.command, "import", str(roster))
    assert people(app) == 2
    with app.app_context():
        run_row = db.session.scalars(sa.select(ImportRun)).one()
        assert (str(run_row.id), run_row.state.value) == (first["import"], "applied")
    again = as_json(app, officials.command, "import", str(roster))
    assert again["counts"]["official"] == {"unchanged": 2}
    assert people(app) == 2


def test_rows_that_cannot_be_used_stop_it_unless_they_are_left_out(app: Flask, roster: Path) -> None:
    with roster.open("a", encoding="utf-8") as file:
        file.write("," * (len(COLUMNS) - 1) + "\n" + "nobody" + "," * (len(COLUMNS) - 1) + "\n")
    record = as_json(app, officials.command, "import", str(roster), "--dry-run")
    assert record["refused"]
    with pytest.raises(InvalidInput):
        run(app, officials.command, "import", str(roster))
    assert people(app) == 0
    as_json(app, officials.command, "import", str(roster), "--leave-out-refused")
    assert people(app) == 2


def test_a_file_that_is_no_roster(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_text("<html>", encoding="utf-8")
    with pytest.raises(FileRefused, match="web page"):
        run(app, officials.command, "import", str(path))


@pytest.mark.slow
def test_as_a_real_process(app: Flask, roster: Path, tmp_path: Path) -> None:
    done = process(tmp_path, "officials", "import", str(roster), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["official"]["new"] == 2
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    refused = process(tmp_path, "officials", "import", str(tmp_path / "empty.csv"))
    assert (refused.returncode, "empty" in refused.stderr) == (65, True)
    assert "Traceback" not in refused.stderr


@pytest.mark.data
def test_the_members_of_congress(app: Flask, public_data: Path) -> None:
    folder = public_data / "congress-legislators"
    files = sorted(str(path) for path in folder.glob("legislators-current*.y*ml"))
    if not files:
        pytest.skip("no roster of current legislators among the public data")
    as_json(app, officials.command, "import", files[0])
    assert people(app) > 500
