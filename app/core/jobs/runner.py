"""Claiming and running jobs, any number of workers at once.

A job is claimed by a conditional UPDATE with a lease. The lease is renewed with every report of
progress; a worker that dies lets it run out, and another takes the job up under a higher fence.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from app.core.clock import utcnow
from app.core.db import changed_rows, db
from app.core.errors import NO_ROOM, RedressError, no_room
from app.core.jobs.models import Job, JobState
from app.core.jobs.registry import handler_for

_log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=120)
_REPORT_EVERY = timedelta(seconds=0.3)
MAX_ATTEMPTS = 3


class LostLease(RuntimeError):
    """Another worker has taken the job over."""


class _Context:
    def __init__(self, app: Flask, job: Job) -> None:
        self.session: Session = db.session
        self.job_id: UUID = job.id
        self.actor: dict[str, Any] = dict(job.actor)
        self._fence = job.fence
        self._engine = db.get_engine()
        self._reported = utcnow() - _REPORT_EVERY
        self._app = app

    def progress(self, done: int, total: int, message: str = "") -> None:
        now = utcnow()
        if now - self._reported < _REPORT_EVERY and done < total:
            return
        if self.session.in_transaction() and self._engine.dialect.name == "sqlite":
            return  # SQLite has one writer, and the open transaction of this session may be it.
        self._reported = now
        self._update(done=done, total=total, message=message, lease_until=now + LEASE)

    def _update(self, **values: Any) -> None:
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(Job)
                .where(Job.id == self.job_id, Job.fence == self._fence, Job.state == JobState.RUNNING)
                .values(**values)
            ).rowcount
        if not changed:
            raise LostLease

    def commit(self) -> None:
        held = changed_rows(
            self.session,
            sa.update(Job)
            .where(Job.id == self.job_id, Job.fence == self._fence, Job.state == JobState.RUNNING)
            .values(lease_until=utcnow() + LEASE),
        )
        if not held:
            self.session.rollback()
            raise LostLease
        self.session.commit()

    def heartbeat(self, stop: threading.Event) -> None:
        """Renew the lease while the handler works, so that long work is not taken for dead."""
        while not stop.wait(LEASE.total_seconds() / 3):
            try:
                self._update(lease_until=utcnow() + LEASE)
            except LostLease:
                return
            except sa.exc.OperationalError as error:
                _log.warning("job.heartbeat_missed", job=str(self.job_id), reason=str(error.orig))

    def finish(self, state: JobState, *, message: str, result: dict[str, Any] | None) -> None:
        self._update(state=state, message=message, result=result, finished_at=utcnow(), lease_until=None)


def run_due_jobs(app: Flask) -> int:
    """Run jobs until none is due; returns how many were run."""
    count = 0
    while True:
        with app.app_context():
            job = _claim()
            if job is None:
                return count
            _run(app, job)
        count += 1


def _claim() -> Job | None:
    session = db.session
    now = utcnow()
    due = sa.or_(
        Job.state == JobState.QUEUED,
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )
    wanted = sa.select(Job.id).where(due).order_by(Job.created_at).limit(1).with_for_update(skip_locked=True)
    job_id = session.scalar(wanted)
    if job_id is None:
        session.rollback()
        return None
    claimed = changed_rows(
        session,
        sa.update(Job)
        .where(Job.id == job_id, due)
        .values(
            state=JobState.RUNNING,
            lease_until=now + LEASE,
            fence=Job.fence + 1,
            attempts=Job.attempts + 1,
        ),
    )
    session.commit()
    if not claimed:
        return None
    return session.get_one(Job, job_id, populate_existing=True)


def _run(app: Flask, job: Job) -> None:
    context = _Context(app, job)
    # After the rollback `job` is stale, and looking at it would open a transaction that locks `finish` out.
    payload, kind, attempts = dict(job.payload), job.kind, job.attempts
    log = _log.bind(job=str(context.job_id), kind=kind)
    context.session.rollback()
    stop = threading.Event()
    beat = threading.Thread(target=context.heartbeat, args=(stop,), daemon=True)
    beat.start()
    try:
        if attempts > MAX_ATTEMPTS:
            raise RedressError(
                "This work stopped three times before it was done. Start it again or ask for help."
            )
        result = handler_for(kind)(context, payload) or {}
        context.session.rollback()
        context.finish(JobState.DONE, message="Done.", result=result)
    except LostLease:
        context.session.rollback()
        log.warning("job.lost_lease")
    except RedressError as error:
        context.session.rollback()
        context.finish(JobState.FAILED, message=error.message, result=None)
        log.info("job.refused", reason=error.message)
    except Exception as error:
        context.session.rollback()
        log.exception("job.failed")
        unknown = f"Something went wrong. Quote {context.job_id} when you ask for help."
        context.finish(JobState.FAILED, message=NO_ROOM if no_room(error) else unknown, result=None)
    finally:
        stop.set()
        beat.join()
