"""`redress doctor`: looks at everything Redress stands on and says what to do."""

from __future__ import annotations

import ctypes.util
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask import current_app

from app.cli._output import json_option
from app.config import Settings
from app.core import migrate
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.models import Job, JobState

_LOW_DISK = 500 * 1024 * 1024
_DRIFT_SECONDS = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to do and is empty when nothing is needed."""

    subject: str
    ok: bool
    detail: str
    advice: str = ""


@click.command("doctor")
@json_option
def command(as_json: bool) -> None:
    """Check fonts, Pango, hb-subset, database, queue, mail, disk and clock."""
    findings = list(examine())
    if as_json:
        import json

        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.subject}: {finding.detail}")
            if finding.advice:
                click.echo(f"      {finding.advice}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)


def examine() -> Iterator[Finding]:
    """Every finding, in the order a person should mend them."""
    settings: Settings = current_app.extensions["redress_settings"]
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _database,
        _pango,
        _subsetter,
        _fonts,
        _queue,
        _mail,
        _disk,
        _clock,
    )
    for check in checks:
        yield check(settings)


def _database(_settings: Settings) -> Finding:
    try:
        revision = migrate.current(db.get_engine())
    except sa.exc.OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        return Finding(
            "Database", False, reason, "Check REDRESS_DATABASE_URL and that the server is running."
        )
    if revision != migrate.head():
        return Finding("Database", False, f"at {revision or 'nothing'}", "Run: redress db upgrade")
    return Finding("Database", True, f"at {revision}")


def _library(subject: str, name: str, package: str) -> Finding:
    found = ctypes.util.find_library(name)
    if found:
        return Finding(subject, True, found)
    return Finding(subject, False, "not found", f"Install it: apt-get install {package}")


def _pango(_settings: Settings) -> Finding:
    return _library("Pango", "pango-1.0", "libpango-1.0-0 libpangoft2-1.0-0")


def _subsetter(_settings: Settings) -> Finding:
    return _library("hb-subset", "harfbuzz-subset", "libharfbuzz-subset0")


def _fonts(_settings: Settings) -> Finding:
    from app.documents.fonts import listing

    missing = [f"{face.family} {face.weight}" for face, path in listing() if path is None]
    if missing:
        return Finding("Letter fonts", False, f"missing {', '.join(missing)}", "Run ./run again, or: npm ci")
    return Finding("Letter fonts", True, "all faces present")


def _queue(_settings: Settings) -> Finding:
    try:
        waiting = db.session.scalar(
            sa.select(sa.func.count()).select_from(Job).where(Job.state == JobState.QUEUED)
        )
        oldest = db.session.scalar(sa.select(sa.func.min(Job.created_at)).where(Job.state == JobState.QUEUED))
    except sa.exc.SQLAlchemyError:
        return Finding("Queue", False, "cannot be read", "Mend the database first.")
    if oldest is not None and (utcnow() - oldest).total_seconds() > 300:
        return Finding("Queue", False, f"{waiting} waiting since {oldest:%H:%M} UTC", "Start: redress worker")
    return Finding("Queue", True, f"{waiting} waiting")


def _mail(settings: Settings) -> Finding:
    if settings.mail is None:
        return Finding("Mail", True, "not set; links are made with redress users reset-link")
    import smtplib

    try:
        with smtplib.SMTP(settings.mail.host, settings.mail.port, timeout=5) as server:
            server.noop()
    except OSError as error:
        where = f"{settings.mail.host}:{settings.mail.port}"
        return Finding(
            "Mail", False, f"{where} does not answer ({error})", "Check REDRESS_SMTP_HOST and _PORT."
        )
    if settings.public_url is None:
        return Finding("Mail", False, "links would have no address", "Set REDRESS_PUBLIC_URL.")
    return Finding("Mail", True, f"{settings.mail.host}:{settings.mail.port} answers")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    detail = f"{free // (1024 * 1024)} MB free in {settings.data_dir}"
    return Finding(
        "Disk",
        free >= _LOW_DISK,
        detail,
        "" if free >= _LOW_DISK else "Make room: letters are kept for good.",
    )


def _clock(_settings: Settings) -> Finding:
    if db.get_engine().dialect.name != "postgresql":
        now = utcnow()
        return Finding(
            "Clock", now.year >= 2024, f"{now:%Y-%m-%d %H:%M} UTC", "" if now.year >= 2024 else "Set it."
        )
    there = db.session.scalar(sa.select(sa.func.now())) or datetime.now(UTC)
    drift = abs((utcnow() - there).total_seconds())
    advice = "" if drift < _DRIFT_SECONDS else "Set both clocks by a time server."
    return Finding("Clock", drift < _DRIFT_SECONDS, f"{drift:.1f} s from the database server", advice)
