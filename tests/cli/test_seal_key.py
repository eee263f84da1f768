"""`redress seal-key`, and what backups keep of keys: the certificate, never the private part."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flask import Flask

from app.cli import backup, restore, seal_key
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.keys import queries
from app.keys.models import SigningKeySecret
from app.keys.rules import NO_KEY
from tests.cli.conftest import as_json, run
from tests.support.authorities import Town


def test_a_self_signed_key_from_its_making_to_its_end(app: Flask) -> None:
    assert as_json(app, seal_key.command, "show") == {
        "key": None, "level": "PAdES B-B", "authority": "", "problems": [],
    }  # fmt: skip
    assert NO_KEY in run(app, seal_key.command, "show").output
    made = as_json(app, seal_key.command, "create", "--name", "City of Arroyo Vista", "--years", "2")
    assert (made["self_signed"], made["algorithm"], made["state"]) == (True, "P-256", "active")
    said = run(app, seal_key.command, "show").output
    assert "City of Arroyo Vista (self-signed certificate)" in said
    assert as_json(app, seal_key.command, "show")["key"] == made
    assert as_json(app, seal_key.command, "retire")["state"] == "retired"
    with pytest.raises(Conflict):
        run(app, seal_key.command, "retire")


def test_a_key_file(app: Flask, tmp_path: Path) -> None:
    place = Town()
    file = tmp_path / "key.p12"
    file.write_bytes(place.pkcs12(place.issue("City of Arroyo Vista"), "word"))
    as_json(app, seal_key.command, "show")  # readies the commands
    said = ["import", str(file), "--passphrase-stdin"]
    bad = app.test_cli_runner().invoke(seal_key.command, said, input="guess\n")
    assert isinstance(bad.exception, InvalidInput) and "guess" not in str(bad.exception)
    done = app.test_cli_runner().invoke(seal_key.command, said, input="word\n")
    assert done.exit_code == 0 and "Letters are sealed with City of Arroyo Vista, SHA-256" in done.output


def test_a_backup_keeps_the_certificate_and_not_the_key(app: Flask, empty: Flask, tmp_path: Path) -> None:
    made = as_json(app, seal_key.command, "create", "--name", "City of Arroyo Vista")
    with app.app_context():
        sealed = db.session.query(SigningKeySecret).one().sealed
        db.session.rollback()
    file = tmp_path / "all.backup"
    as_json(app, backup.command, str(file))
    with zipfile.ZipFile(file) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert made["fingerprint"].encode() in whole and sealed.encode() not in whole
    said = run(empty, restore.command, str(file))
    assert "Install them again or retire them" in said.output, said.output
    with empty.app_context():
        row = queries.active_key(db.session)
        assert row is not None and row.fingerprint == made["fingerprint"]
        assert queries.without_secret(db.session) == 1
    assert "is not on this server: backups leave it out" in run(empty, seal_key.command, "show").output
