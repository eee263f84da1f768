"""`redress backup`: everything in one file, as it stood at one moment, while people go on working."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app

from app.cli._backup_format import MANIFEST, Manifest, TableEntry, kind_of, rows_of, tables
from app.cli._output import answer, json_option
from app.cli._progress import Report, progress
from app.config import Settings
from app.core import migrate
from app.core.clock import utcnow
from app.core.db import db, engine_options, read_only_transactions
from app.core.errors import InvalidInput, RedressError
from app.core.storage import FileStore, current_store
from app.core.whole import flush, part_in


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@json_option
def command(file: Path, force: bool, as_json: bool) -> None:
    """Write the database and all stored files to FILE, as they stood at one moment.

    Work goes on meanwhile. Not in it: signed-in browsers, mailed links, and the key of this installation, which
    you keep apart (the file `secret-key` in the data folder, or REDRESS_SECRET_KEY): without it, people set up
    their second factor anew after a restore.
    """
    settings: Settings = current_app.extensions["redress_settings"]
    if file.exists() and not force:
        raise InvalidInput({"FILE": f"{file} exists. Give --force to replace it, or another name."})
    try:
        with progress("Backing up", quiet=as_json) as report:
            manifest = write_backup(settings, current_store(), file, report)
    except OSError as error:
        raise RedressError(f"The backup could not be written: {error.strerror or error}.") from error
    record = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "revision": manifest.revision,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "missing": manifest.missing,
        "audit_position": manifest.audit_position,
        "manifest_sha256": hashlib.sha256(manifest.to_json()).hexdigest(),
    }
    answer(
        as_json, record, f"Wrote {manifest.rows:,} rows and {len(manifest.files):,} stored files to {file}."
    )
    if manifest.missing:
        named = ", ".join(manifest.missing[:3])
        click.echo(
            f"{len(manifest.missing)} stored files are missing or damaged and are not in the backup: {named}",
            err=True,
        )
        sys.exit(1)


def write_backup(settings: Settings, store: FileStore, target: Path, report: Report) -> Manifest:
    """Write the backup beside its place, then put it there whole. Raises `OSError`, `RedressError`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with part_in(target.parent, ".backup-") as (out, part):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            with snapshot(settings, target.parent) as connection:
                manifest = _fill(archive, connection, store, report)
            archive.writestr(MANIFEST, manifest.to_json())
        flush(out)
        part.replace(target)
    return manifest


@contextmanager
def snapshot(settings: Settings, folder: Path) -> Iterator[sa.Connection]:
    """A connection that sees one moment. Writers are not held up while it is read.

    PostgreSQL keeps the moment itself. SQLite may not let anybody write while it is read, so its file is copied
    first, in one step.
    """
    db.session.rollback()
    if not settings.is_sqlite:
        engine = db.get_engine().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with engine.connect() as connection, connection.begin():
            yield connection
        return
    source = sa.make_url(settings.database_url).database or ""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as room:
        copy = Path(room) / "copy.sqlite"
        _copy(source, copy)
        options = engine_options(f"sqlite:///{copy}")
        copied = sa.create_engine(options.pop("url"), **options)
        with read_only_transactions(), copied.connect() as connection, connection.begin():
            yield connection
        copied.dispose()


def _copy(source: str, target: Path) -> None:
    here, there = sqlite3.connect(source, timeout=30), sqlite3.connect(target)
    try:
        here.backup(there)
    except sqlite3.Error as error:
        raise RedressError(f"The database could not be copied: {error}.") from error
    finally:
        here.close()
        there.close()


def _fill(archive: zipfile.ZipFile, connection: sa.Connection, store: FileStore, report: Report) -> Manifest:
    wanted, named = tables(), set[str]()
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if revision != migrate.head():
        raise RedressError(
            f"The database is at {revision}, this version at {migrate.head()}. Run: redress db upgrade"
        )
    entries = []
    for place, table in enumerate(wanted):
        report(place, 2 * len(wanted), table.name)
        entries.append(_write_table(archive, connection, table))
        named |= _files_named(connection, table)
    position, head = connection.execute(sa.text("SELECT position, hash FROM audit_head")).one()
    # Files are stored before the row that names them, so every file of this moment is there by now.
    files, damaged = _write_files(archive, store, report)
    return Manifest(
        revision=str(revision),
        created_at=utcnow().isoformat(timespec="seconds"),
        database=connection.dialect.name,
        audit_position=position,
        audit_hash=head,
        tables=entries,
        files=files,
        missing=sorted((named - files.keys()) | damaged),
    )


def _write_table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> TableEntry:
    count, whole = 0, hashlib.sha256()
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for line in rows_of(connection, table):
            out.write(line)
            whole.update(line)
            count += 1
    columns = {column.name: kind_of(column) for column in table.columns}
    return TableEntry(table.name, columns, count, whole.hexdigest())


def _files_named(connection: sa.Connection, table: sa.Table) -> set[str]:
    """Stored files that rows of this table name in a column of their own."""
    found: set[str] = set()
    for column in table.columns:
        if column.name.endswith("sha256"):
            rows: Any = connection.scalars(sa.select(column).where(column.is_not(None)).distinct())
            found.update(rows)
    return found


def _write_files(
    archive: zipfile.ZipFile, store: FileStore, report: Report
) -> tuple[dict[str, int], set[str]]:
    """(sizes by SHA-256, damaged ones). A file whose content is not what its name says is left out."""
    digests = list(store.digests())
    sizes: dict[str, int] = {}
    damaged: set[str] = set()
    for place, digest in enumerate(digests):
        report(len(digests) + place, 2 * len(digests), "files")
        data = store.read(digest)
        if hashlib.sha256(data).hexdigest() != digest:
            damaged.add(digest)
            continue
        # PDFs and pictures are compressed already.
        archive.writestr(f"files/{digest[:2]}/{digest}", data, compress_type=zipfile.ZIP_STORED)
        sizes[digest] = len(data)
    return sizes, damaged
