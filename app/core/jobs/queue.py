"""The wake-up: a Huey queue that carries no work, only the news that there is some.

Losing a message costs nothing: the worker also looks by itself once a minute, and at its start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app, has_app_context
from huey import SqliteHuey, crontab

_log = structlog.get_logger(__name__)


def make_queue(app: Flask, data_dir: Path) -> SqliteHuey:
    """The queue of this installation, with its two tasks, kept in the data folder."""
    huey = SqliteHuey("redress", filename=str(data_dir / "queue.sqlite"), fsync=False, results=False)

    def look_for_work() -> None:
        from app.core.jobs.runner import run_due_jobs

        run_due_jobs(app)

    huey.task(name="look_for_work")(look_for_work)
    huey.periodic_task(crontab(minute="*"), name="look_for_work_by_itself")(look_for_work)
    app.extensions["redress_queue"] = huey
    return huey


def wake() -> None:
    """Wake the worker. A queue that cannot be written is logged: the worker looks by itself later."""
    if not has_app_context():
        return
    huey: Any = current_app.extensions.get("redress_queue")
    if huey is None:
        return
    from huey.api import Task

    task_class: type[Task] = huey._registry.string_to_task("app.core.jobs.queue.look_for_work")
    try:
        huey.enqueue(task_class())
    except Exception as error:
        _log.warning("queue.wake_failed", reason=str(error))
