"""Imports in the background: prepared outside a write transaction, applied in one short one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts.rules import Actor
from app.core.clock import utcnow
from app.core.db import read_only_transactions
from app.core.errors import RedressError
from app.core.jobs import JobContext, job
from app.core.storage import current_store
from app.officials.importing import runs
from app.officials.importing.files import SourceFile
from app.officials.importing.queries import get_run
from app.officials.importing.sources import recognise
from app.officials.rules import ImportState


@job(runs.PREPARE)
def prepare_import(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Read the stored files, compare, and store the plan. A refusal is a result, not a failure."""
    session, by = context.session, Actor.from_snapshot(context.actor, utcnow())
    run_id = UUID(payload["run_id"])
    with read_only_transactions():
        run = get_run(session, run_id)
        stored, state = list(run.files), run.state
        session.rollback()
        if state is not ImportState.PREPARING:
            return {"run_id": str(run_id), "state": state.value}
        try:
            files = [SourceFile(entry["name"], current_store().read(entry["sha256"])) for entry in stored]
            sources = recognise(files)
            plan = runs.make_plan(session, sources, by, context.progress)
            reason = ""
        except RedressError as error:
            reason = error.message
        session.rollback()
    run = get_run(session, run_id)
    if reason:
        runs.refuse(run, reason)
    else:
        runs.store_plan(session, run, sources, plan)
    context.commit()
    return {"run_id": str(run_id), "state": run.state.value}


@job(runs.APPLY)
def apply_import(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Apply a prepared import in one transaction. Running it again after a crash changes nothing."""
    by = Actor.from_snapshot(context.actor, utcnow())
    run = get_run(context.session, UUID(payload["run_id"]))
    if run.state is not ImportState.APPLIED:
        runs.apply_import(context.session, run, by, leave_out_refused=bool(payload.get("leave_out_refused")))
        context.commit()
    return {"run_id": payload["run_id"], "state": ImportState.APPLIED.value}


@job(runs.UNDO)
def undo_import(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Undo an applied import in one transaction."""
    by = Actor.from_snapshot(context.actor, utcnow())
    run = get_run(context.session, UUID(payload["run_id"]))
    if run.state is not ImportState.UNDONE:
        report = runs.undo_import(context.session, run, by)
        context.commit()
        return {"run_id": payload["run_id"], "removed": report.removed, "kept": len(report.kept)}
    return {"run_id": payload["run_id"], "state": ImportState.UNDONE.value}
