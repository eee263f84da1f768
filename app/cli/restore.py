"""`redress restore`: a backup into an empty database, checked before, while and after."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.mailing import KIND as MAIL_JOB
from app.cli._backup_format import (
    MANIFEST,
    BadBackup,
    Manifest,
    TableEntry,
    digest_of,
    rows_of,
    tables,
    values_in,
)
from app.cli._output import answer, command_actor, json_option
from app.cli._progress import Report, progress
from app.config import Settings
from app.core import migrate
from app.core.clock import utcnow
from app.core.db import UtcDateTime, changed_rows, db
from app.core.errors import Conflict, RedressError
from app.core.guards import guards_lifted
from app.core.jobs.models import Job, JobState
from app.core.storage import FileStore, current_store
from app.keys.queries import without_secret

_BATCH = 500
# The migrations put one row each into these.
_SEEDED = ("organisation", "audit_head")
_KEYLESS = (
    " Signing keys in use whose private part is not in the backup: {}. Install them again or retire them; "
    "no letter can be sealed before."
)
_HELD = "Held after a restore, so that nothing is sent twice. Ask for it again if it is still wanted."


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Restore FILE into an empty database and its data folder.

    Every row and file is checked against the manifest before anything is written, and the rows again after; the
    audit trail is proven. Mail that was waiting is held. Nothing is changed when anything does not fit.
    """
    settings: Settings = current_app.extensions["redress_settings"]
    try:
        with zipfile.ZipFile(file) as archive, progress("Restoring", quiet=as_json) as report:
            manifest = read_manifest(archive)
            check_archive(archive, manifest, report)
            _prepare(settings, manifest)
            _put_files(archive, manifest, current_store())
            held = fill_database(db.session, archive, manifest, report)
    except (zipfile.BadZipFile, EOFError) as error:
        raise BadBackup(f"{file} is not a backup, or is cut off.") from error
    except OSError as error:
        raise RedressError(f"The backup could not be read or stored: {error.strerror or error}.") from error
    migrate.upgrade(settings.database_url)
    keyless = without_secret(db.session)
    db.session.rollback()
    record = {
        "file": str(file),
        "created_at": manifest.created_at,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "missing": manifest.missing,
        "held": held,
        "keys_to_install": keyless,
        "revision": migrate.head(),
    }
    answer(
        as_json,
        record,
        f"Restored {manifest.rows:,} rows and {len(manifest.files):,} stored files, as of {manifest.created_at}. "
        "Everybody signs in anew. Put the key of the old installation in place before you start, "
        "or people set up their second factor anew." + (_KEYLESS.format(keyless) if keyless else ""),
    )


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Raises `BadBackup` for a file that is none, or from a newer version."""
    if MANIFEST not in archive.namelist():
        raise BadBackup("This file is not a backup of Redress: it holds no manifest.")
    manifest = Manifest.from_json(archive.read(MANIFEST))
    if not migrate.known(manifest.revision):
        raise BadBackup(
            f"This backup is from a newer version (revision {manifest.revision}). Upgrade Redress first."
        )
    return manifest


def check_archive(archive: zipfile.ZipFile, manifest: Manifest, report: Report) -> None:
    """Counts and hashes of every table and file. Raises `BadBackup` naming the first that does not hold."""
    present = set(archive.namelist())
    for entry in manifest.tables:
        if f"tables/{entry.name}.jsonl" not in present:
            raise BadBackup(f"The backup is not whole: the table {entry.name} is missing.")
        if digest_of(_lines(archive, entry)) != (entry.rows, entry.sha256):
            raise BadBackup(f"The backup is damaged: the table {entry.name} is not what the manifest says.")
    for place, (digest, size) in enumerate(manifest.files.items()):
        report(place, 4 * len(manifest.files), "checking files")
        name = _file_name(digest)
        data = archive.read(name) if name in present else b""
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            raise BadBackup(f"The backup is damaged: the stored file {digest[:12]} is missing or changed.")


def fill_database(session: Session, archive: zipfile.ZipFile, manifest: Manifest, report: Report) -> int:
    """Every row in one transaction, compared with the manifest and proven before it commits.

    Gives back how many mails are held. Raises `BadBackup`; nothing is written then.
    """
    try:
        with guards_lifted(session):
            _write_rows(session, archive, manifest, report)
        _compare(session, manifest)
        chain = audit.verify(session)
        if not chain.whole or chain.events != manifest.audit_position:
            raise BadBackup(
                f"The audit trail in this backup does not hold: {chain.reason or 'events are missing.'}"
            )
        held = _hold_mail(session)
        by = command_actor("restore")
        audit.record(
            session, by, "backup.restore", "organisation", "1",
            summary=f"Restored a backup of {manifest.created_at} with {manifest.rows:,} rows",
            detail={"rows": manifest.rows, "files": len(manifest.files), "held": held},
        )  # fmt: skip
        session.commit()
    except sa.exc.SQLAlchemyError as error:
        session.rollback()
        raise BadBackup(f"The backup does not fit this database, and nothing was written: {error}") from error
    except BaseException:
        session.rollback()
        raise
    return held


def _prepare(settings: Settings, manifest: Manifest) -> None:
    """The schema of the backup's revision, without rows. Raises `Conflict` for a database in use."""
    now = migrate.current(db.get_engine())
    if now is None:
        migrate.upgrade(settings.database_url, manifest.revision)
    elif now != manifest.revision:
        raise Conflict(
            f"The database is at {now}, the backup at {manifest.revision}. Restore into a database without tables."
        )
    for name in sorted(sa.inspect(db.get_engine()).get_table_names()):
        if name in (*_SEEDED, "alembic_version"):
            continue
        if db.session.scalar(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)) is not None:
            db.session.rollback()
            raise Conflict(
                f"This database is in use (there are rows in {name}). A backup is restored into an empty one only: "
                "point REDRESS_DATA_DIR or REDRESS_DATABASE_URL at a new one."
            )
    db.session.rollback()


def _put_files(archive: zipfile.ZipFile, manifest: Manifest, store: FileStore) -> None:
    for digest in manifest.files:
        store.put(archive.read(_file_name(digest)))


def _file_name(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"


def _lines(archive: zipfile.ZipFile, entry: TableEntry) -> Iterator[bytes]:
    with archive.open(f"tables/{entry.name}.jsonl") as lines:
        yield from lines


def _write_rows(session: Session, archive: zipfile.ZipFile, manifest: Manifest, report: Report) -> None:
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    session.execute(sa.text("DELETE FROM organisation"))
    done = 0
    for entry in manifest.tables:
        report(manifest.rows + done, 2 * manifest.rows, entry.name)
        rows = (values_in(line, entry.columns.values()) for line in _lines(archive, entry))
        if entry.name == "audit_head":
            _move_head(session, entry, rows)
        elif sqlite:
            _insert(session, entry, rows)
        else:
            _copy_in(connection, entry, rows)
        done += entry.rows


def _move_head(session: Session, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    """The row is there from the start and may only move forward."""
    for row in rows:
        values = dict(zip(entry.columns, row, strict=True))
        if values["position"]:
            session.execute(
                sa.text("UPDATE audit_head SET position = :position, hash = :hash WHERE id = :id"), values
            )


_TYPES: dict[str, Any] = {
    "uuid": sa.Uuid(),
    "instant": UtcDateTime(),
    "day": sa.Date(),
    "clock": sa.Time(),
    "json": sa.Text(),
    "flag": sa.Boolean(),
    "number": sa.BigInteger(),
    "text": sa.Text(),
}


def _insert(session: Session, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    table = sa.table(entry.name, *(sa.column(name, _TYPES[kind]) for name, kind in entry.columns.items()))
    while batch := list(islice(rows, _BATCH)):
        session.execute(sa.insert(table), [dict(zip(entry.columns, row, strict=True)) for row in batch])


def _copy_in(connection: sa.Connection, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    """One COPY for each table: rows that point at each other are then checked together."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in entry.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(entry.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _compare(session: Session, manifest: Manifest) -> None:
    """What stands in the database now, line by line, against the manifest; tables that changed since are skipped."""
    known = {table.name: table for table in tables()}
    for entry in manifest.tables:
        table = known.get(entry.name)
        if table is None or list(entry.columns) != [column.name for column in table.columns]:
            continue
        if digest_of(rows_of(session.connection(), table)) != (entry.rows, entry.sha256):
            raise BadBackup(
                f"After writing, the table {entry.name} was not what the manifest says. Nothing was kept."
            )


def _hold_mail(session: Session) -> int:
    return changed_rows(
        session,
        sa.update(Job)
        .where(Job.kind == MAIL_JOB, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        .values(state=JobState.FAILED, finished_at=utcnow(), lease_until=None, message=_HELD),
    )
