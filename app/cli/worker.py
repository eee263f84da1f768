"""`redress worker`: does the background work."""

from __future__ import annotations

import click
from flask.globals import app_ctx

from app.cli._output import answer, json_option
from app.core.jobs.runner import run_due_jobs


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@click.option("--threads", type=click.IntRange(1, 16), default=2, show_default=True)
@json_option
def command(once: bool, threads: int, as_json: bool) -> None:
    """Wait for background work and do it: imports, rendering, print batches."""
    app = app_ctx.app
    if once:
        count = run_due_jobs(app)
        answer(as_json, {"jobs": count}, "1 job done." if count == 1 else f"{count} jobs done.")
        return
    run_due_jobs(app)
    queue = app.extensions["redress_queue"]
    queue.create_consumer(workers=threads, worker_type="thread", check_worker_health=True).run()
