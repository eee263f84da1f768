"""Backups are whole under writes and restore whole, on both databases and across."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts import audit
from app.accounts.mailing import mail_link
from app.accounts.models import AuditEvent, SignInSession, User
from app.accounts.rules import Actor, Role
from app.cli import backup, restore
from app.cli._backup_format import LEFT_OUT, BadBackup, digest_of, rows_of, tables
from app.config import Settings
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.jobs.models import Job, JobState
from app.core.jobs.runner import run_due_jobs
from app.core.storage import current_store
from app.letters.models import Letter, LetterFile
from app.signatories.models import Signatory
from tests.cli.conftest import as_json, close, fill, process, run
from tests.letters.factories import SCAN

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def filled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a filled installation, which is copied: sealing and drawing its letter takes seconds."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copyfile(migrated, folder / "redress.sqlite")
    url = f"sqlite:///{folder / 'redress.sqlite'}"
    app = create_app(Settings(folder, url, "only for tests, never for people", testing=True))
    fill(app)
    close(app)
    return folder


@pytest.fixture
def full(app: Flask, filled: Path) -> Flask:
    """A filled installation on SQLite."""
    close(app)
    settings = app.extensions["redress_settings"]
    shutil.copytree(filled / "files", settings.data_dir / "files")
    shutil.copyfile(filled / "redress.sqlite", settings.database_url.removeprefix("sqlite:///"))
    return app


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Flask:
    """A filled installation on either database."""
    name = "on_postgres" if getattr(request, "param", "sqlite") == "postgres" else "full"
    made: Flask = request.getfixturevalue(name)
    return made


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Flask:
    """An empty installation on either database."""
    name = "empty_postgres" if getattr(request, "param", "sqlite") == "postgres" else "empty"
    made: Flask = request.getfixturevalue(name)
    return made


def contents(app: Flask, *besides: str) -> dict[str, tuple[int, str]]:
    """Rows and SHA-256 of every table that goes into a backup."""
    with app.app_context():
        found = {
            table.name: digest_of(rows_of(db.session.connection(), table))
            for table in tables()
            if table.name not in besides
        }
        db.session.rollback()
    return found


def save(app: Flask, file: Path) -> Any:
    """A backup. The proof that the factories name was never stored: it is told, and all else is there."""
    result = run(app, backup.command, str(file), "--json")
    record = json.loads(result.stdout)
    assert record["missing"] == [SCAN]
    assert (result.exit_code, SCAN[:12] in result.stderr) == (1, True)
    return record


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("sqlite", "sqlite"),
        pytest.param("postgres", "postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
        pytest.param("sqlite", "postgres", marks=pytest.mark.postgres),
        pytest.param("postgres", "sqlite", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ],
    indirect=True,
)
def test_everything_comes_back(source: Flask, target: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    saved = save(source, file)
    before = contents(source)
    restored = as_json(target, restore.command, str(file))
    assert restored["rows"] == saved["rows"] == sum(rows for rows, _ in before.values())
    trail = ("audit_event", "audit_head")
    assert contents(target, *trail) == {name: one for name, one in before.items() if name not in trail}
    with target.app_context():
        chain = audit.verify(db.session)
        assert (chain.whole, chain.events) == (True, before["audit_event"][0] + 1)
        for sha256 in db.session.scalars(sa.select(LetterFile.sha256)):
            assert current_store().read(sha256).startswith(b"%PDF")
        db.session.rollback()


def test_the_restored_record_is_as_fixed_as_before(source: Flask, target: Flask, tmp_path: Path) -> None:
    save(source, tmp_path / "all.backup")
    as_json(target, restore.command, str(tmp_path / "all.backup"))
    with target.app_context():
        for change in (
            "UPDATE letter SET title = 'x' WHERE state = 'sealed'",
            "UPDATE audit_event SET summary = 'x'",
            "DELETE FROM letter_version",
        ):
            with pytest.raises(sa.exc.DatabaseError):
                db.session.execute(sa.text(change))
            db.session.rollback()


def test_doors_are_left_out_and_the_key_is_not_in_it(
    app: Flask, full: Flask, as_role: Callable[..., Any], tmp_path: Path, actor: Callable[..., Actor]
) -> None:
    as_role(Role.ADMINISTRATOR).get("/account")
    file = tmp_path / "all.backup"
    save(app, file)
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if name.removeprefix("tables/").removesuffix(".jsonl") in LEFT_OUT]
    assert app.config["SECRET_KEY"].encode() not in whole
    assert json.loads(zipfile.ZipFile(file).read("manifest.json"))["left_out"] == list(LEFT_OUT)


def test_after_a_restore_waiting_mail_is_held(
    app: Flask, full: Flask, empty: Flask, tmp_path: Path, actor: Callable[..., Actor]
) -> None:
    with app.app_context():
        mail_link(db.session, db.session.scalars(sa.select(User)).first(), by=actor())
        db.session.commit()
    save(app, tmp_path / "all.backup")
    assert as_json(empty, restore.command, str(tmp_path / "all.backup"))["held"] == 1
    assert run_due_jobs(empty) == 0
    with empty.app_context():
        held = db.session.scalars(sa.select(Job).where(Job.kind == "accounts.mail_link")).one()
        assert (held.state, "Held" in held.message) == (JobState.FAILED, True)


@pytest.mark.parametrize("source", BOTH, indirect=True)
def test_a_backup_under_writes_is_of_one_moment(source: Flask, empty: Flask, tmp_path: Path) -> None:
    """Each writer's transaction adds a signatory and its audit event: both are in the backup, or neither."""
    from app.signatories.rules import SignatoryDetails, SignatoryKind
    from app.signatories.service import create_signatory
    from tests.letters.factories import person

    stop, began = threading.Event(), threading.Event()
    written: list[str] = []

    def write() -> None:
        by = person(Role.ADMINISTRATOR, "Busy")
        while not stop.is_set():
            with source.app_context():
                name = f"Person {len(written)}"
                create_signatory(
                    db.session, SignatoryDetails(name, "", "Mayor", "", "", SignatoryKind.OWN), by=by
                )
                db.session.commit()
                written.append(name)
            if len(written) == 3:
                began.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert began.wait(30)
        save(source, tmp_path / "all.backup")
    finally:
        stop.set()
        thread.join()
    as_json(empty, restore.command, str(tmp_path / "all.backup"))
    with empty.app_context():
        people = db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) or 0
        added = sa.select(sa.func.count()).where(AuditEvent.action == "signatories.create_signatory")
        events = db.session.scalar(added.select_from(AuditEvent)) or 0
        assert people == events >= 4
        assert audit.verify(db.session).whole


def test_a_database_in_use_is_refused(source: Flask, tmp_path: Path) -> None:
    save(source, tmp_path / "all.backup")
    before = contents(source)
    with pytest.raises(Conflict, match="in use"):
        run(source, restore.command, str(tmp_path / "all.backup"))
    assert contents(source) == before


@pytest.mark.parametrize("harm", ["row", "lost row", "file", "lost file", "manifest", "cut", "other"])
def test_a_damaged_backup_changes_nothing(source: Flask, empty: Flask, tmp_path: Path, harm: str) -> None:
    good, bad = tmp_path / "good.backup", tmp_path / "bad.backup"
    save(source, good)
    damage(good, bad, harm)
    with pytest.raises(BadBackup):
        run(empty, restore.command, str(bad))
    with empty.app_context():
        assert sa.inspect(db.get_engine()).get_table_names() == []
        assert list(current_store().digests()) == []


def damage(good: Path, bad: Path, harm: str) -> None:
    """A copy of `good` with one thing wrong."""
    if harm == "cut":
        bad.write_bytes(good.read_bytes()[:-200])
        return
    if harm == "other":
        bad.write_text("not a backup at all", encoding="utf-8")
        return
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "tables/letter.jsonl":
                lines = data.splitlines(keepends=True)
                data = data.replace(b"sealed", b"draft", 1) if harm == "row" else data
                data = b"".join(lines[:-1]) if harm == "lost row" else data
            if name.startswith("files/"):
                if harm == "lost file":
                    continue
                data = data + b" " if harm == "file" else data
            if name == "manifest.json" and harm == "manifest":
                data = data.replace(b'"format": 1', b'"format": 99')
            new.writestr(name, data)


def test_a_trail_that_was_tampered_with_is_refused(source: Flask, empty: Flask, tmp_path: Path) -> None:
    with source.app_context():
        db.session.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        db.session.execute(sa.text("UPDATE audit_event SET summary = 'x' WHERE position = 2"))
        db.session.commit()
    save(source, tmp_path / "all.backup")
    with pytest.raises(BadBackup, match="trail"):
        run(empty, restore.command, str(tmp_path / "all.backup"))
    with empty.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0


def test_a_file_that_is_there_is_kept(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match="--force"):
        run(source, backup.command, str(file))
    assert file.read_text(encoding="utf-8") == "mine"
    run(source, backup.command, str(file), "--force")
    assert zipfile.is_zipfile(file)


def test_signed_in_browsers_do_not_come_back(
    app: Flask, full: Flask, empty: Flask, as_role: Callable[..., Any], tmp_path: Path
) -> None:
    as_role(Role.ADMINISTRATOR)
    save(app, tmp_path / "all.backup")
    as_json(empty, restore.command, str(tmp_path / "all.backup"))
    with empty.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0


@pytest.mark.slow
def test_as_real_processes(full: Flask, tmp_path: Path) -> None:
    file, fresh = tmp_path / "all.backup", tmp_path / "fresh"
    saved = process(tmp_path, "backup", str(file), "--json")
    assert (saved.returncode, "missing or damaged" in saved.stderr) == (1, True)
    done = process(fresh, "restore", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == json.loads(saved.stdout)["rows"]
