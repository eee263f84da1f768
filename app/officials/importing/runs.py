"""Imports from hand-in to undo: the verbs. None of them commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.clock import utcnow
from app.core.db import changed_rows, table_of
from app.core.errors import Conflict, InvalidInput
from app.core.jobs import enqueue
from app.core.storage import current_store
from app.officials.importing import apply
from app.officials.importing.bulk import insert_rows
from app.officials.importing.changes import Change, Plan, namesakes
from app.officials.importing.existing import load
from app.officials.importing.files import MAX_TOTAL, FileRefused, SourceFile, check_size
from app.officials.importing.plan import Planner
from app.officials.importing.queries import changes_of
from app.officials.importing.sources import Progress, Sources, recognise
from app.officials.importing.types import TYPES, as_uuid
from app.officials.importing.undo import UndoReport, take_back
from app.officials.importing.views import Preview, preview_of
from app.officials.models import ImportChange, ImportRun
from app.officials.rules import IMPORT_MOVES, ImportAction, ImportState

PREPARE, APPLY, UNDO = "officials.prepare_import", "officials.apply_import", "officials.undo_import"
_READABLE = {".yml", ".yaml", ".json", ".csv", ".zip"}


def start_import(session: Session, files: Sequence[tuple[str, bytes | Path]], by: Actor) -> ImportRun:
    """Store the files and queue their preparation. Raises `FileRefused` for none, empty or too big ones."""
    if not files:
        raise FileRefused("", "Choose at least one file to import.")
    run = ImportRun(state=ImportState.PREPARING, by_id=by.user_id, by_name=by.name, created_at=by.at)
    stored: list[dict[str, Any]] = []
    for name, content in files:
        data = content if isinstance(content, bytes) else _read(Path(content))
        check_size(name, len(data))
        stored.append({"name": name[:300], "sha256": current_store().put(data), "size": len(data)})
    if sum(entry["size"] for entry in stored) > MAX_TOTAL:
        raise FileRefused("", f"Together the files have more than {MAX_TOTAL // 1_048_576} MB.")
    run.files = stored
    session.add(run)
    session.flush()
    run.job_id = enqueue(session, PREPARE, {"run_id": str(run.id)}, by).id
    named = ", ".join(entry["name"] for entry in stored[:5])
    audit.record(session, by, "officials.import.start", "import", run.id, summary=f"Handed in {named}")
    return run


def make_plan(session: Session, sources: Sources, by: Actor, progress: Progress | None = None) -> Plan:
    """Read the files and compare them with the directory. Reads only. Raises `FileRefused`."""
    files = [(part.name, part.format.source, list(part.items)) for part in _reading(sources, progress)]
    existing = load(session, set(TYPES), sources.origins)
    planner = Planner(existing, by.at.date())
    for _, source, items in files:
        planner.take_shared(source, items)
    for name, source, items in files:
        planner.take(name, source, items)
    plan = planner.finish()
    plan.notes = [*sources.notes, *plan.notes, *namesakes(plan, existing)]
    return plan


def _reading(sources: Sources, progress: Progress | None) -> Iterable[Any]:
    total = len(sources.recognised)
    for number, part in enumerate(sources.read()):
        if progress is not None:
            progress(number, total + 1, f"Reading {part.name}")
        yield part


def store_plan(session: Session, run: ImportRun, sources: Sources, plan: Plan) -> None:
    """Write the plan beside its run, which is then prepared."""
    _move(run, ImportState.PREPARED)
    run.format, run.notes, run.prepared_at = sources.label[:200], plan.notes, utcnow()
    run.counts = {name: dict(counts) for name, counts in plan.counts.items()}
    session.flush()
    rows = [_change_row(run.id, position, change) for position, change in enumerate(plan.changes)]
    insert_rows(session, table_of(ImportChange), rows)


def _change_row(run_id: UUID, position: int, change: Change) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "position": position,
        "action": change.action,
        "record_type": change.type,
        "record_id": as_uuid(change.id) if change.id else None,
        "official_id": as_uuid(change.official_id) if change.official_id else None,
        "label": change.label[:400],
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
    }


def refuse(run: ImportRun, reason: str) -> None:
    """Close a run whose files cannot be used."""
    _move(run, ImportState.REFUSED)
    run.refusal = reason


def preview(session: Session, run: ImportRun) -> Preview:
    """Counts for the page of an import; its lines come from `queries.changes_page`."""
    session.refresh(run)
    return preview_of(run)


def queue_apply(session: Session, run: ImportRun, by: Actor, *, leave_out_refused: bool = False) -> None:
    """Queue the application of a prepared import. Raises `Conflict`."""
    _may_apply(run, leave_out_refused)
    payload = {"run_id": str(run.id), "leave_out_refused": leave_out_refused}
    run.job_id = enqueue(session, APPLY, payload, by).id


def queue_undo(session: Session, run: ImportRun, by: Actor) -> None:
    """Queue the undoing of an applied import. Raises `Conflict`."""
    _check_move(run, ImportState.UNDONE)
    run.job_id = enqueue(session, UNDO, {"run_id": str(run.id)}, by).id


def discard_import(session: Session, run: ImportRun, by: Actor) -> None:
    """Lay a prepared import aside without applying it. Raises `Conflict`."""
    _claim(session, run, ImportState.DISCARDED)
    audit.record(session, by, "officials.import.discard", "import", run.id, summary="Laid an import aside")


def apply_import(
    session: Session, run: ImportRun, by: Actor, *, leave_out_refused: bool = False
) -> ImportRun:
    """Apply a prepared import, all of it or (on any error, by the caller's rollback) nothing.

    With refused rows it applies only when `leave_out_refused` says that they are to be left out. Raises
    `Conflict` when it is not prepared, or when the directory has changed under the preview.
    """
    _may_apply(run, leave_out_refused)
    return _apply(session, run, changes_of(session, run.id), by, check=True)


def _apply(
    session: Session, run: ImportRun, changes: Sequence[Change], by: Actor, *, check: bool
) -> ImportRun:
    _claim(session, run, ImportState.APPLIED, applied_by=by.name, applied_at=utcnow())
    written = apply.write(session, changes, check=check)
    summary = f"Imported {run.format}: {written:,} records written"
    audit.record(
        session,
        by,
        "officials.import.apply",
        "import",
        run.id,
        summary=summary,
        detail={"counts": run.counts},
    )
    return run


def undo_import(session: Session, run: ImportRun, by: Actor) -> UndoReport:
    """Take an applied import back as far as nobody has built on it. Raises `Conflict`."""
    _claim(session, run, ImportState.UNDONE, undone_by=by.name, undone_at=utcnow())
    report = take_back(session, changes_of(session, run.id), by.at.date())
    run.undo_report = report.kept[:1000]
    summary = (
        f"Undid the import of {run.format}: {report.removed:,} records removed, {report.restored:,} restored, "
        f"{len(report.kept):,} kept"
    )
    audit.record(session, by, "officials.import.undo", "import", run.id, summary=summary)
    return report


def read_paths(paths: Iterable[Path | str]) -> list[SourceFile]:
    """Files by their paths; folders are walked for what can be read. Raises `FileRefused`."""
    return [file for path in paths for file in _collect(Path(path))]


def import_files(
    session: Session, paths: Iterable[Path | str], by: Actor, *, leave_out_refused: bool = False
) -> ImportRun:
    """Read, compare and apply in one go, for the command line and for set-up; folders are walked.

    Raises `FileRefused` for a file that cannot be used, `InvalidInput` naming refused rows (unless they are
    to be left out); nothing is written then.
    """
    return import_data(session, read_paths(paths), by, leave_out_refused=leave_out_refused)


def import_data(
    session: Session, files: Sequence[SourceFile], by: Actor, *, leave_out_refused: bool = False
) -> ImportRun:
    """As `import_files`, for files already in memory."""
    sources = recognise(files)
    plan = make_plan(session, sources, by)
    return import_planned(session, files, sources, plan, by, leave_out_refused=leave_out_refused, check=False)


def import_planned(
    session: Session,
    files: Sequence[SourceFile],
    sources: Sources,
    plan: Plan,
    by: Actor,
    *,
    leave_out_refused: bool = False,
    check: bool = True,
) -> ImportRun:
    """Apply a plan made before. `check`: whether the directory may have changed since. Raises `Conflict` then."""
    refused = {c.label: c.reason for c in plan.changes if c.action is ImportAction.REFUSED}
    if refused and not leave_out_refused:
        raise InvalidInput(refused, f"{len(refused):,} rows cannot be used; nothing was imported.")
    run = ImportRun(state=ImportState.PREPARING, by_id=by.user_id, by_name=by.name, created_at=by.at)
    run.files = _described(files)
    session.add(run)
    session.flush()
    store_plan(session, run, sources, plan)
    return _apply(session, run, plan.changes, by, check=check)


def _described(files: Sequence[SourceFile]) -> list[dict[str, Any]]:
    """Names, sizes and hashes; a large set of small files becomes one entry with the hash of their hashes."""
    if len(files) <= 50:
        return [{"name": file.name, "sha256": file.sha256, "size": len(file.data)} for file in files]
    whole = hashlib.sha256("\n".join(f"{file.sha256} {file.name}" for file in files).encode()).hexdigest()
    size = sum(len(file.data) for file in files)
    return [{"name": f"{files[0].name} and {len(files) - 1:,} more files", "sha256": whole, "size": size}]


def _collect(path: Path) -> Iterable[SourceFile]:
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and inner.suffix.lower() in _READABLE:
                yield SourceFile(str(inner.relative_to(path)), _read(inner))
    else:
        yield SourceFile(path.name, _read(path))


def _read(path: Path) -> bytes:
    try:
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(path.name, f"The file cannot be read ({error.strerror}).") from error


def _may_apply(run: ImportRun, leave_out_refused: bool) -> None:
    _check_move(run, ImportState.APPLIED)
    refused = (run.counts.get("row") or {}).get("refused", 0)
    if refused and not leave_out_refused:
        raise Conflict(
            f"{refused:,} rows are refused. Mend the file and import it again, or choose to leave those rows out."
        )


def _check_move(run: ImportRun, to: ImportState) -> None:
    if to not in IMPORT_MOVES[run.state]:
        raise Conflict(f"This import is {run.state.value}; it cannot become {to.value}.")


def _move(run: ImportRun, to: ImportState) -> None:
    _check_move(run, to)
    run.state = to


def _claim(session: Session, run: ImportRun, to: ImportState, **values: Any) -> None:
    """Move the run by a conditional UPDATE, so that of two at once only one does the work."""
    _check_move(run, to)
    session.flush()
    moved = changed_rows(
        session,
        sa.update(ImportRun)
        .where(ImportRun.id == run.id, ImportRun.state == run.state)
        .values(state=to, **values)
        .execution_options(synchronize_session=False),
    )
    if moved != 1:
        raise Conflict("Somebody else is working on this import.")
    session.refresh(run)
