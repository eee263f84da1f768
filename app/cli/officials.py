"""`redress officials`: rosters from files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from app.cli._output import answer, command_actor, json_option
from app.cli._progress import progress
from app.core.db import db, read_only_transactions
from app.officials.importing import runs
from app.officials.importing.changes import Change, Plan
from app.officials.importing.sources import recognise
from app.officials.importing.types import TYPES
from app.officials.rules import ImportAction

_SHOWN = 20
_WORDS = ("new", "changed", "unchanged", "gone", "conflict")


@click.group("officials")
def command() -> None:
    """Officials."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what the import would do, and change nothing.")
@click.option("--leave-out-refused", is_flag=True, help="Import the rest although some rows cannot be used.")
@json_option
def import_files(files: tuple[Path, ...], dry_run: bool, leave_out_refused: bool, as_json: bool) -> None:
    """Import officials from FILES: YAML, JSON, CSV, a ZIP of them, or folders.

    The format is found by looking. The import is all or nothing, can be repeated without doubles, and never
    overwrites what staff corrected by hand.
    """
    by = command_actor("officials import")
    given = runs.read_paths(files)
    # Reading and comparing take the longest; nobody's page waits for them.
    with read_only_transactions(), progress("Reading", quiet=as_json) as report:
        sources = recognise(given)
        plan = runs.make_plan(db.session, sources, by, report)
        db.session.rollback()
    if dry_run:
        answer(as_json, {"dry_run": True, **_record(plan, sources.label)}, _preview(plan, sources.label))
        return
    run = runs.import_planned(db.session, given, sources, plan, by, leave_out_refused=leave_out_refused)
    run_id = str(run.id)
    db.session.commit()
    answer(as_json, {"import": run_id, **_record(plan, sources.label)}, f"Imported. {_summary(plan)}")


def _record(plan: Plan, label: str) -> dict[str, Any]:
    return {
        "format": label,
        "counts": {name: dict(counts) for name, counts in plan.counts.items()},
        "refused": [{"row": one.label, "reason": one.reason} for one in _of(plan, ImportAction.REFUSED)],
        "conflicts": [
            {"record": one.label, "reason": one.reason} for one in _of(plan, ImportAction.CONFLICT)
        ],
        "notes": list(plan.notes),
    }


def _of(plan: Plan, action: ImportAction) -> list[Change]:
    return [change for change in plan.changes if change.action is action]


def _preview(plan: Plan, label: str) -> str:
    """Counts by kind of record, then the rows that need a look."""
    lines = [f"{label}. Nothing was changed.", "", f"{'':<16}" + "".join(f"{word:>11}" for word in _WORDS)]
    for name, counts in plan.counts.items():
        if name in TYPES:
            lines.append(f"{TYPES[name].label:<16}" + _numbers(counts))
    lines += _listed("Refused", _of(plan, ImportAction.REFUSED))
    lines += _listed("Kept as staff corrected it", _of(plan, ImportAction.CONFLICT))
    lines += [f"Note: {note}" for note in plan.notes[:_SHOWN]]
    return "\n".join(lines)


def _numbers(counts: Mapping[str, int]) -> str:
    return "".join(f"{counts.get(word, 0):>11,}" for word in _WORDS)


def _listed(head: str, changes: list[Change]) -> list[str]:
    if not changes:
        return []
    more = [f"  and {len(changes) - _SHOWN:,} more"] if len(changes) > _SHOWN else []
    return ["", f"{head}:", *(f"  {one.label}: {one.reason}" for one in changes[:_SHOWN]), *more]


def _summary(plan: Plan) -> str:
    people: Mapping[str, int] = plan.counts.get("official", {})
    total = {word: sum(counts.get(word, 0) for counts in plan.counts.values()) for word in _WORDS}
    return (
        f"{people.get('new', 0):,} officials are new, {people.get('changed', 0):,} changed; over all records "
        f"{total['new']:,} new, {total['changed']:,} changed, {total['unchanged']:,} unchanged, {total['gone']:,} gone."
    )
