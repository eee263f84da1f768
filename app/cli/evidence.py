"""`redress evidence`: claims from files and into files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli._output import answer, command_actor, json_option
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.evidence.exchange import runs
from app.evidence.exchange.planning import Fate, Plan

_SHOWN = 20


@click.group("evidence")
def command() -> None:
    """Claims and their sources."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what the import would do, and change nothing.")
@click.option("--reason", default="", help="Kept with each change. Left out: the name of the file.")
@click.option(
    "--take", multiple=True, metavar="CLAIM", help="Where both sides changed CLAIM, take the file's words."
)
@json_option
def import_file(file: Path, dry_run: bool, reason: str, take: tuple[str, ...], as_json: bool) -> None:
    """Import claims from FILE, YAML or CSV.

    All or nothing; can be repeated without doubles; never overwrites what staff corrected unless you say so.
    """
    by, data = command_actor("evidence import"), file.read_bytes()
    if dry_run:
        with read_only_transactions():
            plan = runs.plan_for(db.session, runs.read_file(file.name, data))
            db.session.rollback()
        answer(as_json, {"dry_run": True, **_record(plan)}, _preview(plan))
        return
    run = runs.hand_in(db.session, current_store(), file.name, data, by=by)
    plan = runs.plan_of(db.session, current_store(), run)
    runs.apply_import(db.session, current_store(), run, by=by, digest=plan.digest, reason=reason, take=take)
    db.session.commit()
    answer(as_json, {"import": str(run.id), **_record(plan)}, f"Imported. {_counts(plan)}")


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--topic", default=None, help="Only claims of this topic.")
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
@json_option
def export_file(file: Path, topic: str | None, force: bool, as_json: bool) -> None:
    """Write all claims to FILE: CSV when its name ends so, else YAML."""
    if file.exists() and not force:
        raise InvalidInput({"file": f"{file} is there already. Give --force or another name."})
    kind = "csv" if file.suffix.lower() == ".csv" else "yaml"
    with read_only_transactions():
        count = len(runs.export(db.session, topic)[0])
        data = runs.export_bytes(db.session, kind, topic)
        db.session.rollback()
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InvalidInput({"file": f"Cannot write to {file} ({error.strerror})."}) from error
    answer(as_json, {"file": str(file), "claims": count}, f"Wrote {count} claims to {file}.")


def _record(plan: Plan) -> dict[str, Any]:
    return {
        "counts": plan.counts,
        "refused": [
            {"claim": row.slug, "place": row.place, "reasons": list(row.reasons)}
            for row in plan.of(Fate.REFUSED)
        ],
        "conflicts": [
            {"claim": row.slug, "fields": [change.name for change in row.changes if change.conflict]}
            for row in plan.of(Fate.CONFLICT)
        ],
    }


def _preview(plan: Plan) -> str:
    lines = [f"Nothing was changed. {_counts(plan)}"]
    for row in plan.of(Fate.REFUSED)[:_SHOWN]:
        lines.append(f"  refused: {row.slug or 'no name'}, {row.place}: {' '.join(row.reasons)}")
    for row in plan.of(Fate.CONFLICT, Fate.CHANGED)[:_SHOWN]:
        fields = ", ".join(f"{change.label}{' (clash)' if change.conflict else ''}" for change in row.changes)
        lines.append(f"  {row.fate.value}: {row.slug}: {fields}")
    return "\n".join([*lines, *plan.notes])


def _counts(plan: Plan) -> str:
    return ", ".join(f"{count} {name}" for name, count in plan.counts.items() if count) + "."
