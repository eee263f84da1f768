"""Print runs when something breaks: it is said in words, no half-made file stays, and trying again works."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core import storage
from app.core.db import db
from app.core.jobs.models import JobState
from app.core.storage import current_store
from app.delivery import jobs_runs, queries_runs, running
from app.delivery.models_runs import PrintRun
from app.delivery.rules_runs import FileKind, Sheets, Wanted
from app.delivery.running import make_run
from app.documents.process import shared
from app.letters.models import Letter
from tests.delivery.factories import Sealed

WANTED = Wanted(envelopes=True, labels=Sheets.AVERY_5160)


def made_run(given: Sealed) -> PrintRun:
    run = make_run(db.session, db.session.get_one(Letter, given.letter.id), None, WANTED, by=given.by)
    db.session.commit()
    return run


def stored() -> set[Path]:
    """Everything in the file store, finished or not."""
    root = current_store().path("0" * 64).parent.parent
    return {path for path in root.rglob("*") if path.is_file()}


def told(run: PrintRun) -> tuple[JobState | None, str]:
    db.session.rollback()
    (newest, *_) = queries_runs.printings(db.session, run.id).items
    assert newest.job is not None
    return newest.job.state, newest.job.message


def again(given: Sealed, run: PrintRun, run_jobs: Callable[[], int]) -> None:
    """It is printed again as the page offers it, and whole."""
    running.reprint(db.session, run, None, "The files could not be drawn.", by=given.by)
    db.session.commit()
    run_jobs()
    assert told(run) == (JobState.DONE, "Done.")
    assert {file.kind for file in queries_runs.printings(db.session, run.id).items[0].files} == set(FileKind)


@pytest.mark.parametrize(
    "phase", ["_letters", *(pytest.param(one, marks=pytest.mark.slow) for one in ("_envelopes", "_labels"))]
)
def test_a_drawing_process_killed_at_work(
    given: Sealed, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    """Before each kind of file: what was drawn before stays, nothing half made does."""
    run, before = made_run(given), stored()
    draw = getattr(jobs_runs, phase)
    ask = shared().ask

    def killed(*args: Any, **kwargs: Any) -> Any:
        pid = shared().pid
        if pid is not None and "step" in args[0]["do"] + "draw_step" * (phase != "_letters"):
            os.kill(pid, signal.SIGSTOP)
            kwargs["wall"] = 0.2
        return ask(*args, **kwargs)

    def broken(*args: Any) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(shared(), "ask", killed)
            return draw(*args)

    with monkeypatch.context() as patched:
        patched.setattr(jobs_runs, phase, broken)
        run_jobs()
    state, words = told(run)
    assert state is JobState.FAILED and "try again" in words.lower(), words
    whole = {file.sha256 for file in queries_runs.printings(db.session, run.id).items[0].files}
    assert {path.name for path in stored() - before} == whole
    again(given, run, run_jobs)


def test_a_full_disk_is_named(
    given: Sealed, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, before = made_run(given), stored()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(storage, "flush", full)
        run_jobs()
    state, words = told(run)
    assert state is JobState.FAILED
    assert words.startswith("There is no room left on the server’s disk.")
    assert stored() == before
    again(given, run, run_jobs)
