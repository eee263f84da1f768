"""A start that cannot work says why in one line, and doctor says what to mend."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def redress(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REDRESS_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env=clean | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def reason(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_taken_port_is_named_with_another(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = redress("serve", "--port", str(port), "--no-demo", REDRESS_DATA_DIR=str(tmp_path))
    assert f"Port {port}" in reason(done)
    assert f"--port {port + 1}" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = redress("serve", REDRESS_DATA_DIR=str(tmp_path / "file" / "data"))
    assert "REDRESS_DATA_DIR" in reason(done)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "redress.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999_future')")
    before = path.read_bytes()
    done = redress("serve", "--no-demo", REDRESS_DATA_DIR=str(tmp_path))
    assert "9999_future" in reason(done)
    assert path.read_bytes() == before


def test_a_database_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    address = f"postgresql://nobody@/none?host={tmp_path}"
    done = redress("serve", "--no-demo", REDRESS_DATA_DIR=str(tmp_path), REDRESS_DATABASE_URL=address)
    assert "database cannot be opened" in reason(done)


@pytest.mark.slow
def test_doctor_finds_the_missing_schema_then_nothing(tmp_path: Path) -> None:
    data = {"REDRESS_DATA_DIR": str(tmp_path)}
    sick = redress("doctor", "--json", **data)
    findings = {finding["subject"]: finding for finding in json.loads(sick.stdout)}
    assert sick.returncode == 1
    assert findings["Database"]["advice"] == "Run: redress db upgrade"
    assert redress("db", "upgrade", **data).returncode == 0
    well = redress("doctor", **data)
    assert well.returncode == 0, well.stdout
    for subject in ("Database", "Pango", "hb-subset", "Letter fonts", "Queue", "Mail", "Disk", "Clock"):
        assert subject in well.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("users", "create", "x"),
        pytest.param(("demo", "remove", "--yes"), marks=pytest.mark.slow),
        pytest.param(("nothing",), marks=pytest.mark.slow),
    ],
)
def test_every_refusal_goes_to_stderr_with_a_status(words: tuple[str, ...], tmp_path: Path) -> None:
    redress("db", "upgrade", REDRESS_DATA_DIR=str(tmp_path))
    done = redress(*words, REDRESS_DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
