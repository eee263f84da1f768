"""`redress evidence import` and `export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import evidence
from app.core.db import db
from app.core.errors import InvalidInput
from app.evidence.exchange.files import FileRefused
from app.evidence.models import Claim
from tests.cli.conftest import run
from tests.evidence.exchanging import SAMPLE, as_bytes, changed


def claims(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) or 0


def test_claims_come_in_and_go_out(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(as_bytes(SAMPLE))
    assert "3 new" in run(app, evidence.command, "import", str(file), "--dry-run").output
    assert claims(app) == 0
    told = json.loads(run(app, evidence.command, "import", str(file), "--json").output)
    assert told["counts"]["new"] == claims(app) == 3
    for name in ("out.yaml", "out.csv"):
        out = tmp_path / name
        assert "Wrote 3 claims" in run(app, evidence.command, "export", str(out)).output
        with pytest.raises(InvalidInput):
            run(app, evidence.command, "export", str(out))
        assert "3 unchanged" in run(app, evidence.command, "import", str(out)).output


def test_a_bad_file_changes_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(changed(0, event_date="2022-02-30"))
    assert "no such day" in run(app, evidence.command, "import", str(file), "--dry-run").output
    with pytest.raises(InvalidInput):
        run(app, evidence.command, "import", str(file))
    file.write_bytes(b"facts: [")
    with pytest.raises(FileRefused):
        run(app, evidence.command, "import", str(file))
    assert claims(app) == 0
