"""`redress audit`: proving the trail."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.accounts.audit import verify as verify_chain
from app.cli._output import answer, json_option
from app.core.db import db, read_only_transactions

command = AppGroup("audit", help="The audit trail.")


@command.command("verify")
@json_option
def verify(as_json: bool) -> None:
    """Walk the whole hash chain; exit status 1 when it does not hold."""
    with read_only_transactions():
        report = verify_chain(db.session)
    record = {
        "whole": report.whole,
        "events": report.events,
        "broken_at": report.broken_at,
        "reason": report.reason,
    }
    if report.whole:
        answer(as_json, record, f"The trail is whole: {report.events:,} events.")
        return
    if as_json:
        answer(as_json, record, "")
    click.echo(f"The trail is broken at event {report.broken_at}. {report.reason}", err=True)
    sys.exit(1)
